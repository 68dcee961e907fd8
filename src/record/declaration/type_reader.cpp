#include "record/declaration/type_reader.h"

#include <algorithm>
#include <set>

#include "base/spelling.h"
#include "record/declaration/catalog.h"
#include "record/declaration/field_reader.h"
#include "record/declaration/move_reader.h"

namespace tutela::record {
namespace {

using yaml::Complaints;
using yaml::MapReader;
using yaml::Node;

// Names that expressions or examples need for something else.
bool reserved(std::string_view name) {
    static const std::set<std::string, std::less<>> words{
        "in", "true", "false", "null", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while", "this", "today", "settings", "records", "gives", "refused", "given"};
    return words.count(name) > 0;
}

bool implicit(std::string_view name) {
    for (int i = 0; i < static_cast<int>(Implicit::count); ++i)
        if (name == name_of(static_cast<Implicit>(i))) return true;
    return false;
}

void read_head(Declaration& d, MapReader& map, Complaints& complaints) {
    if (!good_name(d.name)) map.complain("the name '" + d.name + "' must be snake_case (small letters, digits, _)");
    if (reserved(d.name)) map.complain("'" + d.name + "' is a word of the expression language; choose another name");
    if (const Node* title = map.need("title")) {
        MapReader titles(*title, map.file(), "title of " + d.name, complaints);
        d.title_one = titles.need_text("one");
        d.title_many = titles.need_text("many");
        titles.finish();
    }
    d.path = path_of(d.title_many);
    d.prefix = map.need_text("prefix");
    bool capitals = d.prefix.size() <= 4 && std::all_of(d.prefix.begin(), d.prefix.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!d.prefix.empty() && !capitals) map.complain("the prefix '" + d.prefix + "' must be one to four capital letters");
    d.says = map.need_text("says");
    d.was = map.words("was");
    d.evidence_for = map.words("evidence_for");
}

void read_retired(Declaration& d, MapReader& map, Complaints& complaints) {
    const Node* node = map.take("retired");
    if (!node) return;
    if (node->kind == Node::text) {
        d.retired = node->value == "true";
        if (!d.retired) map.complain(*node, "'retired' must be true (the whole type) or a map with fields, states or choices");
        return;
    }
    MapReader retired(*node, map.file(), "retired of " + d.name, complaints);
    if (const Node* fields = retired.take("fields")) {
        if (fields->kind != Node::map) retired.complain(*fields, "'fields' must be a map of fields");
        for (size_t i = 0; i < fields->keys.size(); ++i)
            d.retired_fields.push_back(read_field(fields->keys[i].name, fields->items[i], map.file(), d.name, false, complaints));
    }
    d.retired_states = retired.words("states");
    if (const Node* choices = retired.take("choices")) {
        MapReader by_field(*choices, map.file(), "retired choices of " + d.name, complaints);
        for (Field& f : d.fields) {
            auto names = by_field.words(f.name);
            f.retired_choices.insert(f.retired_choices.end(), names.begin(), names.end());
        }
        by_field.finish();
    }
    retired.finish();
}

void note_examples(Declaration& d, MapReader& map) {
    const Node* examples = map.take("examples");
    if (!examples) return;
    if (examples->kind != Node::list) return map.complain(*examples, "'examples' must be a list of maps");
    for (const Node& node : examples->items) {
        Example example;
        example.place = map.file() + ":" + std::to_string(node.line);
        if (const Node* refused = node.find("refused")) example.refused = refused->value;
        d.examples.push_back(std::move(example));
    }
}

}  // namespace

std::string path_of(std::string_view title_many) {
    std::string path;
    for (char c : title_many) {
        if (c >= 'A' && c <= 'Z') path += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) path += c;
        else if (!path.empty() && path.back() != '-') path += '-';
    }
    while (!path.empty() && path.back() == '-') path.pop_back();
    return path;
}

void read_fields(Declaration& d, const Node& fields, std::string_view file, bool own, Complaints& complaints) {
    for (size_t i = 0; i < fields.keys.size(); ++i) {
        Field f = read_field(fields.keys[i].name, fields.items[i], file, d.name, false, complaints);
        int line = fields.keys[i].line;
        f.place = std::string(file) + ":" + std::to_string(line);
        f.own = own;
        f.slot = static_cast<int>(d.fields.size());
        if (implicit(f.name)) complaints.add(file, line, "field " + d.name + "." + f.name + ": every record has '" + f.name + "' already; choose another name");
        if (reserved(f.name)) complaints.add(file, line, "field " + d.name + "." + f.name + ": '" + f.name + "' is a reserved word; choose another name");
        auto same = std::find_if(d.fields.begin(), d.fields.end(), [&](const Field& other) { return other.name == f.name; });
        if (same != d.fields.end()) {
            complaints.add(file, line, "field " + d.name + "." + f.name + ": the type has this field already (" + same->place + "); choose another name");
            continue;
        }
        d.fields.push_back(std::move(f));
    }
}

Declaration read_type(const Node& node, std::string_view file, Complaints& complaints) {
    Declaration d;
    const Node* name = node.find("record");
    d.name = name && name->kind == Node::text ? name->value : "";
    d.place = std::string(file) + ":" + std::to_string(name ? name->line : 1);
    MapReader map(node, file, d.name.empty() ? "record type" : "record type " + d.name, complaints);
    if (!map.ok() || map.need_text("record").empty()) return d;
    read_head(d, map, complaints);
    if (const Node* fields = map.need("fields")) {
        if (fields->kind != Node::map || fields->items.empty()) map.complain(*fields, "'fields' must be a map of fields and not empty");
        else read_fields(d, *fields, file, false, complaints);
    }
    read_states(d, map.take("states"), file, complaints);
    read_may(d, map.take("may"), file, complaints);
    read_retired(d, map, complaints);
    note_examples(d, map);
    map.finish();
    return d;
}

}  // namespace tutela::record
