#include "record/exchange/planner.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "record/exchange/table_finder.h"
#include "record/values.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;
using FT = FieldType;

const char* article(const std::string& word) { return word.find_first_of("AEIOUaeiou") == 0 ? "an " : "a "; }

bool is_link(const Field& f) { return f.type == FT::link || f.type == FT::links; }

// The companion that takes what a cell says beyond its choice: option → option_note.
const Field* companion(const Declaration& d, const Field& f) {
    const Field* c = d.field(f.name + "_note");
    return c && (c->type == FT::line || c->type == FT::text) ? c : nullptr;
}

}  // namespace

Planner::Planner(Ledger& ledger, const Scope& scope, const Catalog& catalog, const Vocabulary& vocabulary, const Upload& upload)
    : ledger_(ledger), scope_(scope), catalog_(catalog), upload_(upload), vocabulary_(vocabulary), directory_(ledger, scope, catalog) {}

Result<Plan> Planner::plan(const Mapping& mapping) {
    mapping_ = &mapping;
    type_ = catalog_.type(mapping.type);
    if (!type_) return invalid(mapping.type.empty() ? "Say which kind of record the file holds." : "There is no record type \"" + mapping.type.substr(0, 80) + "\".", "/type", "unknown_type");
    words_ = vocabulary_.of(type_->name);
    reader_.emplace(catalog_, *words_);
    TRY(tables(mapping));
    TRY(bind(mapping));
    TRY(defaults(mapping));
    for (const auto* t : tables_) {
        const auto* sheet = sheet_named(upload_.book, t->sheet);
        for (int number : t->rows)
            if (const auto row = sheet ? row_at(*sheet, number) : std::optional<sheet::Row>()) TRY(one(*t, *row));
    }
    finish();
    return std::move(plan_);
}

Result<void> Planner::tables(const Mapping& mapping) {
    for (const auto& t : upload_.tables) {
        const bool named = std::find(mapping.tables.begin(), mapping.tables.end(), t.table) != mapping.tables.end();
        // A saved mapping names no tables: it is for those that have its headings.
        size_t known = 0, wanted = 0;
        if (mapping.tables.empty())
            for (const auto& c : mapping.columns) {
                if (c.field.empty() || c.heading.empty()) continue;
                ++wanted;
                known += std::any_of(t.headings.begin(), t.headings.end(), [&](const auto& h) { return plain_words(h) == plain_words(c.heading); });
            }
        if (named || (mapping.tables.empty() && wanted && known * 2 > wanted && !t.hidden)) tables_.push_back(&t);
    }
    if (tables_.empty() && !mapping.tables.empty()) return invalid("This file has no such table; it has " + std::to_string(upload_.tables.size()) + ".", "/tables", "unknown_table");
    if (tables_.empty()) plan_.notes.push_back("No table of this file has the headings of the mapping: nothing to import.");
    for (size_t i = 1; i < tables_.size(); ++i)
        if (tables_[i]->headings != tables_[0]->headings) return invalid("The tables chosen have different headings; import them one after the other.", "/tables", "different_tables");
    return {};
}

// A column is found by its heading first, so that a mapping fits the same table with its columns in another order.
Result<void> Planner::bind(const Mapping& mapping) {
    if (tables_.empty()) return {};
    const auto& headings = tables_[0]->headings;
    std::set<std::string> used;
    for (const auto& m : mapping.columns) {
        if (m.field.empty()) continue;
        Bound b;
        b.map = m;
        auto is = [&](size_t at) { return at < headings.size() && plain_words(headings[at]) == plain_words(m.heading); };
        if (!m.heading.empty() && !is(static_cast<size_t>(m.column)))
            for (size_t i = 0; i < headings.size(); ++i) if (is(i)) { b.map.column = static_cast<int>(i); break; }
        if (b.map.column < 0 || static_cast<size_t>(b.map.column) >= headings.size() || (!m.heading.empty() && !is(static_cast<size_t>(b.map.column)))) {
            if (!mapping.tables.empty() && m.heading.empty()) return invalid("The table has no column " + sheet::column_letters(static_cast<uint32_t>(std::max(0, b.map.column))) + ".", "/columns", "unknown_column");
            note("The column \"" + m.heading + "\" of the mapping is not in this file.");
            continue;
        }
        b.letters = sheet::column_letters(static_cast<uint32_t>(b.map.column));
        b.state = m.field == "state" && !type_->field("state");
        b.path = field_path(*type_, m.field);
        const bool fine = b.state ? !type_->states.empty() : b.path.field && !b.path.field->computed;
        if (!fine) return invalid("Column " + b.letters + ": " + article(type_->title_one) + type_->title_one + " has no field \"" + m.field.substr(0, 80) + "\" that a table can fill.", "/columns", "unknown_field");
        if (!used.insert(m.field).second) return invalid("Two columns are to fill " + m.field + "; leave one of them out.", "/columns", "field_twice");
        b.facts = column_facts(upload_.book, tables_, b.map.column);
        columns_.push_back(std::move(b));
    }
    // The order of fields, not of columns, decides everything that follows.
    std::stable_sort(columns_.begin(), columns_.end(), [](const Bound& a, const Bound& b) {
        const auto slot = [](const Bound& x) { return std::pair(x.state ? 1 << 20 : x.path.field->slot, x.map.field); };
        return slot(a) < slot(b);
    });
    if (columns_.empty() && tables_[0]->heading_row == 0)
        for (size_t c = 0; c < headings.size(); ++c) {
            ImportQuestion q{sheet::column_letters(static_cast<uint32_t>(c)), "", "", "The table has no heading row. Say which field this column holds, or leave it out.", {}, {}};
            for (const auto& f : type_->fields) if (!f.derived && !f.computed) q.options.push_back(f.name);
            const auto facts = column_facts(upload_.book, tables_, static_cast<int>(c));
            for (const auto& e : facts.distinct) if (q.examples.size() < 3) q.examples.push_back(e);
            plan_.questions.push_back(std::move(q));
        }
    else if (columns_.empty()) plan_.notes.push_back("No column is mapped to a field: nothing to import.");
    if (columns_.empty()) tables_.clear();
    return {};
}

const Planner::Bound* Planner::bound_to(int slot) const {
    for (const auto& b : columns_) if (!b.state && b.path.field->slot == slot) return &b;
    return nullptr;
}

Result<void> Planner::defaults(const Mapping& mapping) {
    if (!mapping.state.empty() && !type_->has_state(mapping.state)) return invalid("There is no state \"" + mapping.state.substr(0, 80) + "\" of " + article(type_->title_one) + type_->title_one + ".", "/state", "unknown_state");
    for (const auto& [name, text] : mapping.defaults) {
        const Field* f = type_->field(name);
        if (!f || f->derived || f->computed) return invalid("A default is given for \"" + name.substr(0, 80) + "\", which is no field to fill.", "/defaults/" + name, "unknown_field");
        auto v = value_from_text(*f, text, &catalog_, "/defaults/" + name);
        if (!v) return std::move(v.error());
        if (v->set()) defaults_.emplace_back(f, v.take());
    }
    // A scale needs the record that holds its levels.
    for (const auto& b : columns_) {
        if (b.state || b.path.field->type != FT::scale) continue;
        const Field* by = type_->field(b.path.field->of_link);
        const bool given = !by || bound_to(by->slot) || std::any_of(defaults_.begin(), defaults_.end(), [&](const auto& d) { return d.first == by; });
        if (given) continue;
        ImportQuestion q{"", "", by->name, "", {}, {}};
        for (const auto& r : *TRY(directory_.all(by->to_type))) q.options.push_back(r.id);
        const auto& target = catalog_.types()[static_cast<size_t>(by->to_type)];
        q.what = q.options.empty() ? std::string("There is no ") + target.title_one + " here yet, so the levels of this table mean nothing: create one first, or leave out the columns that hold levels."
                                   : "By which " + target.title_one + " were the levels of this table given?";
        plan_.questions.push_back(std::move(q));
        break;
    }
    // What a new record lacks is shown there as incomplete; said once here.
    std::string lacking;
    for (const auto& f : type_->fields) {
        if (!f.required || f.derived || f.fallback || &f == type_->title_field() || bound_to(f.slot)) continue;
        if (std::any_of(defaults_.begin(), defaults_.end(), [&](const auto& d) { return d.first == &f; })) continue;
        lacking += (lacking.empty() ? "" : ", ") + label(f);
    }
    if (!lacking.empty() && !columns_.empty()) plan_.notes.push_back("No column gives " + lacking + ": new records will be incomplete there. A default can fill it.");
    return {};
}

void Planner::note(const std::string& text) { ++notes_[text]; }

void Planner::fault(Row& row, const Bound* b, std::string field, std::string value, std::string detail, bool warning) {
    row.out.faults.push_back({b ? b->letters : std::string(), std::move(field), std::move(value), std::move(detail), warning});
}

void Planner::ask(const Bound& b, const CellReading& r, const std::string& text, Row& row) {
    if (!b.state && b.path.read().type == FT::scale) row.asked = true;
    const auto key = std::to_string(b.map.column) + (r.per_column ? std::string("*") : "\n" + utf8::fold(text));
    const auto [at, fresh] = asked_.emplace(key, plan_.questions.size());
    if (fresh) plan_.questions.push_back({b.letters, b.map.heading, b.map.field, r.detail, r.options, {}});
    auto& examples = plan_.questions[at->second].examples;
    if (examples.size() < 50 && std::find(examples.begin(), examples.end(), text) == examples.end()) examples.push_back(text);
}

Result<void> Planner::one(const FoundTable& table, const sheet::Row& cells) {
    Row row;
    row.out.table = table.table;
    row.out.sheet = table.sheet;
    row.out.row = static_cast<int>(cells.number());
    bool anything = false;
    for (const auto& b : columns_) anything = anything || !means_nothing(cell_text(cells.at(static_cast<uint32_t>(b.map.column)), false));
    if (!anything) {
        note("rows without anything in the columns used were skipped");
        return {};
    }
    if (ragged(table, cells, row)) {                          // nothing in it can be trusted
        row.out.outcome = "refused";
        plan_.rows.push_back(std::move(row.out));
        return {};
    }
    for (const auto& b : columns_) TRY(cell(b, cells.at(static_cast<uint32_t>(b.map.column)), row));
    TRY(links(row));
    title_from(row);
    const Record* known = TRY(existing(row));
    gather_parts(row, known);
    TRY(compare(row, known));
    plan_.rows.push_back(std::move(row.out));
    return {};
}

// More cells than headings: in CSV a separator inside a text that was not quoted, so every cell behind it has slipped.
bool Planner::ragged(const FoundTable& table, const sheet::Row& cells, Row& row) {
    size_t named = table.headings.size();
    while (named > 0 && table.headings[named - 1].empty()) --named;
    if (table.heading_row == 0 || named == 0) return false;
    const bool slipped = upload_.book.format == sheet::Format::csv;
    for (const auto& c : cells.filled()) {
        if (c.column < named || means_nothing(bare_text(c.text))) continue;
        Bound b;
        b.letters = sheet::column_letters(c.column);
        fault(row, &b, "", std::string(c.text),
              slipped ? "The row has more cells than there are headings, so its values stand in the wrong columns: put the text that holds the separator in quotes."
                      : "This cell stands beside the table, in a column without a heading; it is left out.", !slipped);
        if (slipped) return true;
    }
    return false;
}

Result<void> Planner::cell(const Bound& b, const sheet::Cell& c, Row& row) {
    const auto text = cell_text(c, !b.state && b.path.read().type == FT::text);
    if (b.state) {
        auto r = reader_->state(b.map, c);
        if (r.kind == CellReading::question) ask(b, r, text, row);
        if (r.kind == CellReading::value) row.state = std::string(r.read.as_string());
        if (!r.rest.empty()) fault(row, &b, "state", text, "Taken as \"" + row.state + "\"; the rest (\"" + r.rest + "\") is left out.", true);
        return {};
    }
    const Field& f = b.path.read();
    if (f.derived) {                                          // only compared with what comes out here
        if (leading_number(text)) row.derived.emplace_back(&b, text);
        return {};
    }
    static const Levels none;
    const Levels* levels = &none;
    if (f.type == FT::scale) {
        levels = TRY(this->levels(f, row));
        if (!levels) return {};                               // asked already: by which record
    }
    take(b, reader_->read(f, b.map, b.facts, c, *levels), text, row);
    return {};
}

void Planner::take(const Bound& b, CellReading&& r, const std::string& text, Row& row) {
    const Field& f = b.path.read();
    const int slot = b.path.field->slot;
    row.from[slot] = &b;
    switch (r.kind) {
        case CellReading::fault: fault(row, &b, b.map.field, text, r.detail); break;
        case CellReading::question: ask(b, r, text, row); break;
        case CellReading::words: row.names[slot] = std::move(r.names); break;
        case CellReading::empty: break;
        case CellReading::value:
            if (auto fine = check_value(f, r.read, &catalog_, "/" + f.name); !fine) { fault(row, &b, b.map.field, text, fine.error().message + "."); break; }
            if (b.path.told_by) row.parts[slot].emplace_back(b.path.choice, r.read);
            else row.given[slot] = r.read;
            break;
    }
    if (!r.rest.empty()) rest(b, r.rest, text, row);
}

void Planner::rest(const Bound& b, const std::string& rest, const std::string& text, Row& row) {
    const Field& f = *b.path.field;
    if (is_link(f)) return fault(row, &b, b.map.field, text, "A cell wholly in brackets names nobody; it is left out.", true);
    const Field* c = b.path.told_by ? nullptr : companion(*type_, f);
    if (c && !bound_to(c->slot)) {
        row.given[c->slot] = Value::string(text.find(':') != std::string::npos ? rest : text);
        row.from[c->slot] = &b;
        return;
    }
    if (rest != text) fault(row, &b, b.map.field, text, "Only the beginning is taken; the rest (\"" + rest + "\") has no place here.", true);
}

Result<const Levels*> Planner::levels(const Field& f, const Row& row) {
    const Field* by = type_->field(f.of_link);
    std::string id;
    if (by) {
        for (const auto& [field, v] : defaults_) if (field == by) id = std::string(v.as_string());
        if (const auto n = row.names.find(by->slot); n != row.names.end() && !n->second.empty()) id = TRY(directory_.meant(by->to_type, n->second[0]));
    }
    if (id.empty()) return static_cast<const Levels*>(nullptr);
    const auto key = f.of_parts + "\n" + id;
    if (const auto found = levels_.find(key); found != levels_.end()) return &found->second;
    auto& out = levels_[key];
    const auto record = TRY(ledger_.get(scope_, id));
    const Field* parts = catalog_.types()[static_cast<size_t>(by->to_type)].field(f.of_parts);
    if (!parts || !record.values[static_cast<size_t>(parts->slot)].is(Kind::list)) return &out;
    for (const auto& level : record.values[static_cast<size_t>(parts->slot)].as_list()) {
        std::pair<int64_t, std::string> one{0, ""};
        for (const auto& [name, v] : level.as_map()) {
            if (name.as_string() == "level") one.first = v.as_int();
            if (name.as_string() == "title" && v.is(Kind::string)) one.second = std::string(v.as_string());
        }
        out.push_back(std::move(one));
    }
    std::sort(out.begin(), out.end());
    return &out;
}

}  // namespace tutela::record
