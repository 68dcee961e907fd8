#include "record/ledger/table.h"

#include <algorithm>

#include "base/clock.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "record/ledger/encoding.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

bool is_number(FieldType t) {
    switch (t) {
        case FieldType::number: case FieldType::money: case FieldType::datetime: case FieldType::duration:
        case FieldType::flag: case FieldType::scale: case FieldType::range: return true;
        default: return false;
    }
}

Cell cell_of(const Field& field, const Value& v) {
    switch (field.type) {
        case FieldType::line: case FieldType::text: case FieldType::choice: return std::string(v.as_string());
        case FieldType::number: case FieldType::money: case FieldType::scale: return v.as_int();
        case FieldType::flag: return int64_t{v.as_bool()};
        case FieldType::date: return clock::date_text(static_cast<int32_t>(v.as_int()));
        case FieldType::datetime: case FieldType::duration: return micros_of(v);
        default: return canonical_text(field, v);
    }
}

Cell range_cell(const Value& v, Column::Part part) {
    static const char* const names[] = {"", "", "low", "likely", "high"};
    for (const auto& [key, value] : v.as_map())
        if (key.as_string() == names[part] && value.set()) return value.as_int();
    return {};
}

Value json_value(const Field& field, std::string_view text) {
    auto parsed = json::parse(text);
    return parsed ? recorded(field, parsed.value()) : Value();
}

const char* const fixed_names[] = {"id", "version", "_from", "state", "domain", "archived", "imported", "created_at", "created_by",
                                   "changed_at", "changed_by", "state_since", "_author", "_assents", "_own"};
bool fixed_is_number(int i) {
    return i != Fixed::state && i != created_by && i != changed_by && i != author && i != assents && i != own;
}

}  // namespace

store::Parameter Cell::parameter() const {
    if (kind == integer) return number;
    if (kind == text) return std::string_view(bytes);
    return {};
}

std::string sort_key(std::string_view text) {
    std::string key = utf8::fold(text.substr(0, 400));
    size_t end = std::min<size_t>(key.size(), 120);
    while (end < key.size() && end > 0 && (static_cast<unsigned char>(key[end]) & 0xC0) == 0x80) --end;
    key.resize(end);
    return key;
}

std::string table_name(std::string name) {
    if (name.size() <= 60) return name;
    const std::string hash = digest::hex(digest::sha256(name)).substr(0, 12);
    name.resize(47);
    return name + "_" + hash;
}

Table::Table(const Catalog& catalog, const Declaration& type) : catalog_(&catalog), type_(&type), domains_(catalog.type("domain")) {
    for (int i = 0; i < fixed_count; ++i)
        columns_.push_back({fixed_names[i], -1, Column::whole, fixed_is_number(i), i == Fixed::domain || i == changed_at});
    for (const Field& f : type.fields) add_field(f);
    std::string names, places, sets;
    for (size_t i = 0; i < columns_.size(); ++i) {
        const std::string name = quoted(columns_[i].name), place = "?" + std::to_string(i + 1);
        names += (i ? ", " : "") + name;
        places += (i ? ", " : "") + place;
        if (i) sets += (i > 1 ? ", " : "") + name + " = " + place;
    }
    insert_ = "INSERT INTO " + quoted(records()) + " (" + names + ") VALUES (" + places + ")";
    update_ = "UPDATE " + quoted(records()) + " SET " + sets + " WHERE id = ?1";
    keep_ = "INSERT INTO " + quoted(versions()) + " (" + names + ", \"_to\") SELECT " + names + ", CAST(?2 AS BIGINT) FROM " + quoted(records()) + " WHERE id = ?1";
}

void Table::add_field(const Field& f) {
    if (f.computed) return;
    if (f.own) { own_.push_back(f.slot); return; }
    if (f.type == FieldType::links) link_slots_.push_back(f.slot);
    const bool wanted = f.list || f.index || f.unique;
    if (f.type == FieldType::range) {
        for (auto part : {Column::low, Column::likely, Column::high}) {
            static const char* const suffix[] = {"", "", ".low", ".likely", ".high"};
            columns_.push_back({f.name + suffix[part], f.slot, part, true, wanted && part == Column::likely});
        }
        return;
    }
    const bool typed_link = f.type == FieldType::link && f.to != "any";
    const bool listed = f.type == FieldType::links || f.type == FieldType::tags || f.type == FieldType::parts || f.type == FieldType::file;
    const bool words = f.type == FieldType::line;
    const bool value_index = f.type == FieldType::link || (wanted && !listed && f.type != FieldType::text && (!words || f.unique));
    columns_.push_back({f.name, f.slot, Column::whole, typed_link || is_number(f.type), value_index});
    if (words) columns_.push_back({f.name + ".key", f.slot, Column::key, false, wanted});
}

const Column* Table::column(std::string_view name) const {
    for (const Column& c : columns_) if (c.name == name) return &c;
    return nullptr;
}

const Column* Table::sort_column(std::string_view field) const {
    if (const Column* key = column(std::string(field) + ".key")) return key;
    if (const Column* likely = column(std::string(field) + ".likely")) return likely;
    const Column* c = column(field);
    if (!c || c->name[0] == '_') return nullptr;
    if (c->slot >= 0) {
        const FieldType t = type_->fields[static_cast<size_t>(c->slot)].type;
        if (t == FieldType::text || t == FieldType::links || t == FieldType::parts || t == FieldType::tags || t == FieldType::file) return nullptr;
    }
    return c;
}

std::string Table::names(std::string_view alias) const {
    std::string out;
    for (const Column& c : columns_) {
        if (!out.empty()) out += ", ";
        out += std::string(alias) + "." + quoted(c.name);
    }
    return out;
}

std::vector<std::string> Table::create(store::Engine engine) const {
    const auto& dialect = store::dialect_of(engine);
    const bool lite = engine == store::Engine::sqlite;
    std::string columns;
    for (const Column& c : columns_) {
        if (c.name == "id") continue;
        const bool always = c.slot < 0 && c.name != "domain" && c.name != "_assents" && c.name != "_own";
        columns += ", " + quoted(c.name) + (c.number ? " {integer}" : " {text}") + (always ? " NOT NULL" : "");
    }
    std::vector<std::string> out;
    out.push_back("CREATE TABLE " + quoted(records()) + " (id {integer} PRIMARY KEY" + columns + "){strict}");
    out.push_back("CREATE TABLE " + quoted(versions()) + " (id {integer} NOT NULL" + columns + ", \"_to\" {integer} NOT NULL, PRIMARY KEY (id, version)){strict}" + (lite ? ", WITHOUT ROWID" : ""));
    for (const Column& c : columns_)
        if (c.indexed)
            out.push_back("CREATE INDEX " + quoted(table_name("i_" + type_->name + "_" + c.name)) + " ON " + quoted(records()) + " (" + quoted(c.name) + (lite ? "" : " NULLS FIRST") + ", id)");
    for (int slot : link_slots_) {
        const Field& f = type_->fields[static_cast<size_t>(slot)];
        const std::string target = f.to == "any" ? "{text}" : "{integer}";
        out.push_back("CREATE TABLE " + quoted(links(f)) + " (source {integer} NOT NULL, ordinal {integer} NOT NULL, target " + target +
                      " NOT NULL, \"_from\" {integer} NOT NULL, \"_to\" {integer} NOT NULL, PRIMARY KEY (source, \"_from\", ordinal)){strict}" + (lite ? ", WITHOUT ROWID" : ""));
        out.push_back("CREATE INDEX " + quoted(table_name("i_" + links(f))) + " ON " + quoted(links(f)) + " (target, source)");
    }
    for (std::string& sql : out) sql = dialect.expand(sql);
    return out;
}

std::vector<std::string> Table::drop() const {
    std::vector<std::string> out = {"DROP TABLE IF EXISTS " + quoted(records()), "DROP TABLE IF EXISTS " + quoted(versions())};
    for (int slot : link_slots_) out.push_back("DROP TABLE IF EXISTS " + quoted(links(type_->fields[static_cast<size_t>(slot)])));
    return out;
}

std::string Table::meaning() const {
    std::string out = "1";   // rises when rows are made differently from the same entries
    const auto add = [&](const Field& f, const auto& self) -> void {
        out += "\n" + f.name + " " + std::to_string(static_cast<int>(f.type)) + " " + std::to_string(f.places) + " " + f.to + (is_committed(f) ? " c" : "") + (f.own ? " o" : "");
        for (const std::string& was : f.was) out += " " + was;
        for (const Choice& c : f.choices) for (const std::string& was : c.was) out += " " + was + ">" + c.name;
        for (const Field& part : f.parts) self(part, self);
    };
    for (const Field& f : type_->fields) add(f, add);
    for (const State& s : type_->states) for (const std::string& was : s.was) out += "\n" + was + ">" + s.name;
    return out;
}

Cell Table::link_cell(const Field& f, std::string_view id) const {
    if (f.to == "any") return std::string(id);
    const int64_t n = number_in(id);
    return n ? Cell(n) : Cell();
}

Row Table::row(const Record& r) const {
    Row out;
    out.reserve(columns_.size());  // in the order of Fixed, then the fields
    out.emplace_back(r.number);
    out.emplace_back(r.version);
    out.emplace_back(r.position);
    out.emplace_back(r.state);
    out.push_back(r.domain.empty() ? Cell() : Cell(number_in(r.domain)));
    out.emplace_back(int64_t{r.archived});
    out.emplace_back(int64_t{r.imported});
    out.emplace_back(r.created_at);
    out.emplace_back(r.created_by);
    out.emplace_back(r.changed_at);
    out.emplace_back(r.changed_by);
    out.emplace_back(r.state_since);
    out.emplace_back(r.author);
    out.push_back(r.assents.empty() ? Cell() : Cell(r.assents));
    std::string own_json;
    for (int slot : own_) {
        const Value& v = r.values[static_cast<size_t>(slot)];
        if (!v.set()) continue;
        const Field& f = type_->fields[static_cast<size_t>(slot)];
        own_json += own_json.empty() ? "{" : ",";
        json::append_string(own_json, f.name);
        own_json += ':';
        append_value(own_json, f, v);
    }
    out.push_back(own_json.empty() ? Cell() : Cell(own_json + "}"));
    for (size_t i = fixed_count; i < columns_.size(); ++i) {
        const Column& c = columns_[i];
        const Value& v = r.values[static_cast<size_t>(c.slot)];
        const Field& f = type_->fields[static_cast<size_t>(c.slot)];
        if (!v.set()) out.emplace_back();
        else if (c.part == Column::key) out.emplace_back(sort_key(v.as_string()));
        else if (c.part != Column::whole) out.push_back(range_cell(v, c.part));
        else if (f.type == FieldType::link) out.push_back(link_cell(f, v.as_string()));
        else out.push_back(cell_of(f, v));
    }
    return out;
}

void Table::fix(Row& row, const Record& r) const {
    row[Fixed::id] = r.number;
    row[Fixed::version] = r.version;
    row[Fixed::from] = r.position;
    row[Fixed::created_at] = r.created_at;
    row[Fixed::created_by] = r.created_by;
    row[Fixed::changed_at] = r.changed_at;
    row[Fixed::changed_by] = r.changed_by;
    row[Fixed::state_since] = r.state_since;
    row[Fixed::author] = r.author;
}

Record Table::record(const store::Rows& rows, int offset) const {
    Record r;
    r.type = type_->number;
    r.number = rows.integer(offset + Fixed::id);
    r.id = id_text(*type_, r.number);
    r.version = rows.integer(offset + Fixed::version);
    r.position = rows.integer(offset + Fixed::from);
    r.state = rows.text(offset + Fixed::state);
    if (domains_ && !rows.is_null(offset + Fixed::domain)) r.domain = id_text(*domains_, rows.integer(offset + Fixed::domain));
    r.archived = rows.integer(offset + Fixed::archived) != 0;
    r.imported = rows.integer(offset + Fixed::imported) != 0;
    r.created_at = rows.integer(offset + Fixed::created_at);
    r.created_by = rows.text(offset + Fixed::created_by);
    r.changed_at = rows.integer(offset + Fixed::changed_at);
    r.changed_by = rows.text(offset + Fixed::changed_by);
    r.state_since = rows.integer(offset + Fixed::state_since);
    r.author = rows.text(offset + Fixed::author);
    r.assents = rows.text(offset + Fixed::assents);
    r.values.resize(type_->fields.size());
    if (!own_.empty() && !rows.is_null(offset + Fixed::own))
        if (auto parsed = json::parse(rows.text(offset + Fixed::own)); parsed && parsed->is_object())
            for (int slot : own_)
                if (const auto* j = parsed->get_object().if_contains(type_->fields[static_cast<size_t>(slot)].name))
                    r.values[static_cast<size_t>(slot)] = recorded(type_->fields[static_cast<size_t>(slot)], *j);
    for (size_t i = fixed_count; i < columns_.size(); ++i) {
        const Column& c = columns_[i];
        const int at = offset + static_cast<int>(i);
        if (c.part == Column::key || c.part == Column::likely || c.part == Column::high || (c.part == Column::whole && rows.is_null(at))) continue;
        const Field& f = type_->fields[static_cast<size_t>(c.slot)];
        Value& v = r.values[static_cast<size_t>(c.slot)];
        switch (f.type) {
            case FieldType::line: case FieldType::text: case FieldType::choice: v = Value::string(rows.text(at)); break;
            case FieldType::number: case FieldType::money: v = number_of(f, rows.integer(at)); break;
            case FieldType::scale: v = Value::integer(rows.integer(at)); break;
            case FieldType::flag: v = Value::boolean(rows.integer(at) != 0); break;
            case FieldType::date: if (auto day = clock::parse_date(rows.text(at))) v = Value::date(*day); break;
            case FieldType::datetime: v = timestamp_of(rows.integer(at)); break;
            case FieldType::duration: v = duration_of(rows.integer(at)); break;
            case FieldType::link: {
                const Declaration* target = f.to == "any" ? nullptr : catalog_->type(f.to);
                v = Value::string(target ? id_text(*target, rows.integer(at)) : std::string(rows.text(at)));
                break;
            }
            case FieldType::range: {
                static const char* const names[] = {"low", "likely", "high"};
                std::vector<std::pair<Value, Value>> entries;
                for (int k = 0; k < 3; ++k)
                    if (!rows.is_null(at + k)) entries.emplace_back(Value::string(names[k]), Value::decimal(rows.integer(at + k), f.places));
                if (!entries.empty()) v = Value::map(std::move(entries));
                break;
            }
            default: v = json_value(f, rows.text(at)); break;
        }
    }
    return r;
}

std::string relation(const Table& table, std::optional<int64_t> position) {
    if (!position) return quoted(table.records());
    const std::string p = std::to_string(*position);
    std::string names = table.names("x");
    return "(SELECT " + names + " FROM " + quoted(table.records()) + " x WHERE x.\"_from\" <= " + p + " UNION ALL SELECT " + names + " FROM " +
           quoted(table.versions()) + " x WHERE x.\"_from\" <= " + p + " AND x.\"_to\" > " + p + ")";
}

}  // namespace tutela::record
