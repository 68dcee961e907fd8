#include <iostream>

#include "cli/commands.h"
#include "cli/output.h"

namespace tutela::cli {
namespace {

// A type as the house describes it, found by name, path, or the prefix of an id.
struct Type { json::object o; std::string path() const { return std::string(o.at("path").as_string()); } };

Result<json::array> all_types(const Transport& house) { return TRY(send_json(house, {"GET", "/api/v1/types", {}, {}, {}})).at("types").as_array(); }

std::string did_you_mean(const json::array& types) {
    std::string names;
    for (const auto& t : types) names += (names.empty() ? "" : ", ") + std::string(t.at("name").as_string());
    return names;
}

Result<Type> find_type(const Transport& house, const std::string& name) {
    const auto types = TRY(all_types(house));
    std::string wanted = name;
    for (char& c : wanted) if (c == '-') c = '_';
    for (const auto& t : types)
        if (t.at("name").as_string() == wanted || t.at("path").as_string() == name) return Type{t.as_object()};
    return missing("There is no record type \"" + name + "\". There are: " + did_you_mean(types) + ".");
}

Result<Type> type_of_id(const Transport& house, const std::string& id) {
    const auto types = TRY(all_types(house));
    const auto dash = id.rfind('-');
    for (const auto& t : types)
        if (dash != std::string::npos && t.at("prefix").as_string() == id.substr(0, dash)) return Type{t.as_object()};
    return missing("\"" + id + "\" is not the id of a record; ids look like R-014.");
}

const json::object* field_of(const Type& type, const std::string& name) {
    for (const auto& f : type.o.at("fields").as_array())
        if (f.at("name").as_string() == name) return &f.get_object();
    return nullptr;
}

// `owner=P-003`, `level=3`, `tags=a,b`, `field=` (unset), `field:={"json": 1}` (any JSON).
Result<json::object> values_of(const Type& type, const std::vector<std::string>& pairs) {
    json::object out;
    for (const auto& pair : pairs) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos || equals == 0) return invalid("\"" + pair + "\" is not field=value.");
        const bool raw = pair[equals - 1] == ':';
        const auto name = pair.substr(0, equals - raw), text = pair.substr(equals + 1);
        const auto* field = field_of(type, name);
        if (!field && name != "domain") return invalid(std::string(type.o.at("name").as_string()) + " has no field `" + name + "`. tutela explain " + std::string(type.o.at("name").as_string()) + " lists them.");
        const auto kind = field ? std::string(field->at("type").as_string()) : std::string("line");
        if (raw) out[name] = TRY(json::parse(text));
        else if (text.empty()) out[name] = nullptr;
        else if (kind == "flag") out[name] = text == "true" || text == "yes";
        else if ((kind == "number" && !field->contains("places")) || kind == "scale") {
            auto number = json::parse(text);
            out[name] = number && number->is_int64() ? number.take() : json::value(text);
        } else if (kind == "tags" || kind == "links") {
            json::array list;
            for (size_t at = 0; at <= text.size();) {
                const auto end = std::min(text.find(',', at), text.size());
                list.emplace_back(text.substr(at, end - at));
                at = end + 1;
            }
            out[name] = list;
        } else out[name] = text;
    }
    return out;
}

std::string as_of_pair(const Session& s, Pairs& query) { if (!s.show.as_of.empty()) query.emplace_back("as_of", s.show.as_of); return {}; }

std::vector<std::string> list_fields(const Type& type) {
    std::vector<std::string> out;
    for (const auto& f : type.o.at("fields").as_array())
        if (f.as_object().contains("list")) out.emplace_back(f.at("name").as_string());
    return out;
}

std::string title_of_field(const Type& type, const std::string& name) {
    const auto* f = field_of(type, name);
    return f ? std::string(f->at("title").as_string()) : name;
}

bool right_aligned(const Type& type, const std::string& name) {
    const auto* f = field_of(type, name);
    const std::string kind = f ? std::string(f->at("type").as_string()) : "";
    return kind == "number" || kind == "money" || kind == "scale";
}

std::string cell(const json::object& values, const std::string& name, const json::object& labels) {
    const auto* v = values.if_contains(name);
    return v ? words(*v, &labels) : std::string{};
}

void print_record(const Type& type, const json::object& page) {
    const auto& r = page.at("record").as_object();
    std::cout << std::string(r.at("id").as_string()) << "  " << words(r.at("title")) << "\n"
              << std::string(type.o.at("title").at("one").as_string()) << ", " << words(r.at("state_title")) << ", version " << r.at("version").as_int64()
              << ", #" << r.at("position").as_int64() << "\n\n";
    std::vector<std::vector<std::string>> rows;
    for (const auto& f : type.o.at("fields").as_array()) {
        const std::string name(f.at("name").as_string());
        if (auto text = cell(r.at("values").as_object(), name, page.at("labels").as_object()); !text.empty()) rows.push_back({std::string(f.at("title").as_string()), text});
    }
    std::cout << table({{"Field"}, {"Value"}}, rows, std::max(terminal_width(), 60), terminal_colour());
    if (const auto& gaps = page.at("gaps").as_array(); !gaps.empty()) {
        std::cout << "\nGaps\n";
        for (const auto& g : gaps) std::cout << "  " << words(g.at("severity")) << "  " << words(g.at("says")) << "\n         " << words(g.at("remedy")) << "\n";
    }
}

Result<int> print_page(const Session& s, const Type& type, const json::value& page) {
    if (s.show.format == "json") std::cout << json::write_pretty(page) << "\n";
    else print_record(type, page.as_object());
    return 0;
}

Result<int> write(const Session& s, const Transport& house, const Type& type, const std::string& id, const std::string& method, const std::string& tail, json::object body) {
    Ask ask{method, "/api/v1/" + type.path() + (id.empty() ? "" : "/" + id) + tail, {}, {{"content-type", "application/json"}}, json::write(body)};
    if (!id.empty()) {
        const auto now = TRY(send_json(house, {"GET", "/api/v1/" + type.path() + "/" + id, {}, {}, {}}));
        ask.headers.emplace_back("if-match", "\"" + std::to_string(now.at("record").at("version").as_int64()) + "\"");
    }
    return print_page(s, type, TRY(send_json(house, ask)));
}

json::object with_reason(json::object body, const std::string& reason) {
    if (!reason.empty()) body["reason"] = reason;
    return body;
}

}  // namespace

Result<int> list(const Session& s, const std::string& name, const std::string& where, const std::string& sort, int limit) {
    const auto house = TRY(s.house());
    const auto type = TRY(find_type(house, name));
    auto fields = list_fields(type);
    std::vector<std::vector<std::string>> rows;
    json::array records;
    std::string cursor;
    do {
        Pairs query{{"filter", where}, {"sort", sort}, {"limit", std::to_string(std::min(limit - static_cast<int>(records.size()), 500))}, {"cursor", cursor}};
        as_of_pair(s, query);
        const auto page = TRY(send_json(house, {"GET", "/api/v1/" + type.path(), query, {}, {}}));
        for (const auto& r : page.at("records").as_array()) {
            records.push_back(r);
            std::vector<std::string> row{std::string(r.at("id").as_string()), words(r.at("state_title"))};
            for (const auto& f : fields) row.push_back(cell(r.at("values").as_object(), f, page.at("labels").as_object()));
            rows.push_back(std::move(row));
        }
        cursor = page.at("next").is_string() ? std::string(page.at("next").as_string()) : std::string{};
    } while (!cursor.empty() && static_cast<int>(records.size()) < limit);
    std::vector<Column> columns{{"Id"}, {"State"}};
    for (const auto& f : fields) columns.push_back({title_of_field(type, f), right_aligned(type, f)});
    if (s.show.format == "json") std::cout << json::write_pretty(records) << "\n";
    else if (s.show.format == "csv") {
        for (size_t i = 0; i < columns.size(); ++i) std::cout << (i ? "," : "") << csv_cell(columns[i].title);
        std::cout << "\r\n";
        for (const auto& r : rows) {
            for (size_t i = 0; i < r.size(); ++i) std::cout << (i ? "," : "") << csv_cell(r[i]);
            std::cout << "\r\n";
        }
    } else if (rows.empty()) std::cout << "No " << words(type.o.at("title").at("many")) << (where.empty() ? " yet." : " match.") << "\n";
    else {
        std::cout << table(columns, rows, terminal_width(), terminal_colour());
        if (!cursor.empty()) std::cout << "… and more; raise --limit or narrow with --where.\n";
    }
    return 0;
}

Result<int> show(const Session& s, const std::string& id) {
    const auto house = TRY(s.house());
    const auto type = TRY(type_of_id(house, id));
    Pairs query;
    as_of_pair(s, query);
    return print_page(s, type, TRY(send_json(house, {"GET", "/api/v1/" + type.path() + "/" + id, query, {}, {}})));
}

Result<int> create(const Session& s, const std::string& name, const std::vector<std::string>& pairs, const std::string& reason) {
    const auto house = TRY(s.house());
    const auto type = TRY(find_type(house, name));
    return write(s, house, type, {}, "POST", {}, with_reason({{"values", TRY(values_of(type, pairs))}}, reason));
}

Result<int> set(const Session& s, const std::string& id, const std::vector<std::string>& pairs, const std::string& reason) {
    const auto house = TRY(s.house());
    const auto type = TRY(type_of_id(house, id));
    return write(s, house, type, id, "PATCH", {}, with_reason({{"values", TRY(values_of(type, pairs))}}, reason));
}

Result<int> move(const Session& s, const std::string& id, const std::string& name, const std::string& reason) {
    const auto house = TRY(s.house());
    const auto type = TRY(type_of_id(house, id));
    return write(s, house, type, id, "POST", "/moves/" + name, with_reason({}, reason));
}

Result<int> history(const Session& s, const std::string& id) {
    const auto house = TRY(s.house());
    const auto type = TRY(type_of_id(house, id));
    Pairs query;
    as_of_pair(s, query);
    const auto answer = TRY(send_json(house, {"GET", "/api/v1/" + type.path() + "/" + id + "/history", query, {}, {}}));
    if (s.show.format == "json") { std::cout << json::write_pretty(answer) << "\n"; return 0; }
    for (const auto& e : answer.at("entries").as_array()) {
        std::cout << "#" << e.at("position").as_int64() << "  " << words(e.at("at")) << "  " << words(e.at("actor_title")) << "  " << words(e.at("act"));
        if (const auto* m = e.as_object().if_contains("move")) std::cout << " " << words(*m);
        if (const auto* r = e.as_object().if_contains("reason")) std::cout << "  \"" << words(*r) << "\"";
        std::cout << "\n";
        for (const auto& c : e.at("changes").as_array()) {
            const auto& o = c.as_object();
            std::cout << "    " << words(o.at("title")) << ": " << (o.contains("from") ? words(o.at("from")) : "") << " → " << (o.contains("to") ? words(o.at("to")) : "") << "\n";
        }
    }
    return 0;
}

Result<int> export_records(const Session& s, const std::string& name, const std::string& format, const std::string& file) {
    const auto house = TRY(s.house());
    Pairs query{{"format", format}};
    as_of_pair(s, query);
    const auto path = name.empty() ? std::string("/api/v1/export") : "/api/v1/export/" + TRY(find_type(house, name)).path();
    const auto reply = TRY(send(house, {"GET", path, query, {}, {}}));
    if (file.empty() || file == "-") std::cout << reply.body;
    else { TRY(write_file(file, reply.body)); std::cerr << file << ": " << reply.body.size() << " bytes\n"; }
    return 0;
}

Result<int> types(const Session& s) {
    const auto house = TRY(s.house());
    const auto all = TRY(all_types(house));
    if (s.show.format == "json") { std::cout << json::write_pretty(all) << "\n"; return 0; }
    std::vector<std::vector<std::string>> rows;
    for (const auto& t : all) rows.push_back({words(t.at("name")), words(t.at("prefix")), words(t.at("process")), words(t.at("says"))});
    std::cout << table({{"Type"}, {"Ids"}, {"Room"}, {"What it is"}}, rows, terminal_width(), terminal_colour());
    return 0;
}

}  // namespace tutela::cli
