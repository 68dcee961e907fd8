#include "record/declaration/field_reader.h"

#include <algorithm>
#include <set>

#include "base/spelling.h"
#include "record/decimal.h"
#include "record/yaml_value.h"

namespace tutela::record {
namespace {

using yaml::MapReader;
using yaml::Node;

using FT = FieldType;

bool is_link(FT t) { return t == FT::link || t == FT::links; }
bool has_places(FT t) { return t == FT::number || t == FT::money || t == FT::range; }

// Attributes that belong to some types only.
bool fits(std::string_view key, FT t) {
    if (key == "places") return has_places(t);
    if (key == "min") return t == FT::number || t == FT::money;
    if (key == "max") return t == FT::number || t == FT::money || t == FT::line || t == FT::text;
    if (key == "unit") return has_places(t) || t == FT::duration;
    if (key == "to" || key == "inverse") return is_link(t);
    if (key == "of") return t == FT::scale;
    if (key == "item") return t == FT::line;
    if (key == "choices") return t == FT::choice || t == FT::tags;
    if (key == "fields") return t == FT::parts;
    if (key == "unique") return t == FT::line || t == FT::number || t == FT::link;
    if (key == "search") return t == FT::line || t == FT::text || t == FT::tags || t == FT::choice;
    if (key == "derived" || key == "computed" || key == "default") return t != FT::parts && t != FT::file && t != FT::range;
    if (key == "index") return t != FT::parts && t != FT::file && t != FT::text && t != FT::range;
    return true;
}

const std::vector<std::string>& attributes_of_some() {
    static const std::vector<std::string> names{"places", "min", "max", "unit", "to", "inverse", "of", "item", "choices", "fields",
                                                "unique", "search", "derived", "computed", "default", "index"};
    return names;
}

void read_limits(Field& f, MapReader& map, const Node& node) {
    if (f.type == FT::line || f.type == FT::text) {
        int64_t most = f.type == FT::line ? 2000 : 1000000;
        f.max = map.whole("max").value_or(f.type == FT::line ? 200 : 20000);
        if (*f.max < 1 || *f.max > most) map.complain("'max' (characters) must lie between 1 and " + std::to_string(most));
        return;
    }
    if (f.type == FT::money) f.places = 2;
    if (auto places = map.whole("places")) {
        f.places = static_cast<int>(std::clamp<int64_t>(*places, 0, largest_places));
        if (f.places != *places) map.complain("'places' must lie between 0 and 9");
    }
    for (auto [key, target] : {std::pair{"min", &f.min}, std::pair{"max", &f.max}}) {
        if (const Node* limit = map.take(key); limit && limit->kind == Node::text) {
            *target = parse_decimal(limit->value, f.places);
            if (!*target) map.complain(*limit, std::string("'") + key + "' must be a number with at most " + std::to_string(f.places) + " places");
        }
    }
    if (f.min && f.max && *f.min > *f.max) map.complain(node, "'min' is larger than 'max'; swap them");
}

void read_parts(Field& f, MapReader& map, std::string_view file, const std::string& owner, yaml::Complaints& complaints) {
    const Node* parts = map.need("fields");
    if (!parts) return;
    if (parts->kind != Node::map || parts->items.empty()) return map.complain(*parts, "'fields' must be a map of fields and not empty");
    for (size_t i = 0; i < parts->items.size(); ++i) {
        Field part = read_field(parts->keys[i].name, parts->items[i], file, owner, true, complaints);
        part.slot = static_cast<int>(i);
        f.parts.push_back(std::move(part));
    }
}

void read_by_type(Field& f, MapReader& map, const Node& node, std::string_view file, const std::string& owner, bool inside_parts,
                  yaml::Complaints& complaints) {
    read_limits(f, map, node);
    if (fits("unit", f.type)) f.unit = map.text("unit");
    if (is_link(f.type)) {
        f.to = map.need_text("to");
        f.inverse = map.text("inverse");
        if (f.to == "any" && !f.inverse.empty()) map.complain("a link to any type cannot have an inverse; remove it");
        if (!f.inverse.empty() && !good_name(f.inverse)) map.complain("the inverse '" + f.inverse + "' must be snake_case");
    }
    if (f.type == FT::scale) {
        std::string of = map.need_text("of");
        size_t dot = of.find('.');
        if (!of.empty() && (dot == std::string::npos || dot == 0 || dot + 1 == of.size()))
            map.complain("'of' must name a link field and a parts field of its target: method.likelihood_levels");
        else if (!of.empty()) f.of_link = of.substr(0, dot), f.of_parts = of.substr(dot + 1);
    }
    if (f.type == FT::choice || f.type == FT::tags) {
        const Node* choices = f.type == FT::choice ? map.need("choices") : map.take("choices");
        if (choices) f.choices = read_choices(*choices, map, "choices", complaints);
        f.closed_tags = f.type == FT::tags && choices;
    }
    if (f.type == FT::line) {
        f.item = map.text("item");
        if (!f.item.empty() && f.item != "control" && f.item != "obligation" && f.item != "process")
            map.complain("'item' must be control, obligation or process");
    }
    if (f.type == FT::parts) {
        if (inside_parts) map.take("fields"), map.complain("parts inside parts are not possible; make the inner ones a record type with a link");
        else read_parts(f, map, file, owner, complaints);
    }
}

void read_expressions(Field& f, MapReader& map) {
    f.fallback = read_expression(map, "default");
    f.derived = read_expression(map, "derived");
    f.computed = read_expression(map, "computed");
    int ways = (f.fallback ? 1 : 0) + (f.derived ? 1 : 0) + (f.computed ? 1 : 0);
    if (ways > 1) map.complain("only one of 'default', 'derived' and 'computed' is possible; remove the others");
    if ((f.derived || f.computed) && (f.required || !f.required_in.empty()))
        map.complain("a derived or computed field cannot be required; remove 'required'");
    if (f.computed && (f.unique || f.search)) map.complain("a computed field can be neither unique nor searched; remove it");
}

void refuse_misplaced(MapReader& map, const Node& node, FT type) {
    for (const std::string& key : attributes_of_some()) {
        if (fits(key, type)) continue;
        if (node.find(key) && map.take(key))
            map.complain(*node.find(key), "'" + key + "' is not for fields of type " + name_of(type) + "; remove it");
    }
}

}  // namespace

bool good_name(std::string_view name) {
    if (name.empty() || name.size() > 60 || name[0] < 'a' || name[0] > 'z') return false;
    return std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string in_words(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

Expression read_expression(MapReader& map, std::string_view key) {
    Expression e;
    const Node* node = map.take(key);
    if (!node) return e;
    if (node->kind != Node::text || node->value.empty()) {
        map.complain(*node, "'" + std::string(key) + "' must be an expression in single quotes");
        return e;
    }
    bool plain = std::all_of(node->value.begin(), node->value.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '.'; });
    if (!node->quoted && !plain) map.complain(*node, "put the expression of '" + std::string(key) + "' in single quotes");
    e.text = node->value;
    while (!e.text.empty() && (e.text.back() == '\n' || e.text.back() == ' ')) e.text.pop_back();
    e.place = map.file() + ":" + std::to_string(node->line);
    return e;
}

std::vector<Choice> read_choices(const Node& node, MapReader& map, std::string_view key, yaml::Complaints& complaints) {
    std::vector<Choice> choices;
    std::set<std::string> seen;
    if (node.kind == Node::text || node.items.empty()) map.complain(node, "'" + std::string(key) + "' must be a map (name: Title) or a list of names");
    for (size_t i = 0; i < node.items.size(); ++i) {
        const Node& item = node.items[i];
        Choice c;
        if (node.kind == Node::list) {
            if (item.kind != Node::text) { map.complain(item, "'" + std::string(key) + "' must hold names only"); continue; }
            c.name = item.value;
        } else {
            c.name = node.keys[i].name;
            if (item.kind == Node::text) c.title = item.value;
            else {
                MapReader inner(item, map.file(), map.what() + "." + c.name, complaints);
                c.title = inner.text("title");
                c.was = inner.words("was");
                inner.finish();
            }
        }
        bool letters = !c.name.empty() && c.name.size() <= 60 && std::all_of(c.name.begin(), c.name.end(), [](unsigned char l) {
            return (l >= 'a' && l <= 'z') || (l >= '0' && l <= '9') || l == '_' || l == '-'; });
        if (!letters) map.complain(item, "the name '" + c.name + "' must consist of small letters, digits and _");
        if (!seen.insert(c.name).second) map.complain(item, "the name '" + c.name + "' stands here twice; remove one");
        if (c.title.empty()) c.title = in_words(c.name);
        choices.push_back(std::move(c));
    }
    return choices;
}

Field read_field(const std::string& name, const Node& node, std::string_view file, std::string_view owner, bool inside_parts,
                 yaml::Complaints& complaints) {
    Field f;
    f.name = name;
    std::string full = std::string(owner) + "." + name;
    f.place = std::string(file) + ":" + std::to_string(node.line);
    MapReader map(node, file, "field " + full, complaints);
    if (!good_name(name)) map.complain("the name must be snake_case (small letters, digits, _), at most 60 characters");
    if (!map.ok()) return f;
    std::string type = map.need_text("type");
    if (auto known = field_type_of(type)) f.type = *known;
    else if (!type.empty()) {
        std::vector<std::string> names;
        for (int i = 0; i < 16; ++i) names.emplace_back(name_of(static_cast<FieldType>(i)));
        std::string hint = did_you_mean(type, names);
        map.complain(*node.find("type"), "there is no field type '" + type + "'; " + (hint.empty() ? "see docs/reference/declarations.md" : hint));
        return f;
    } else return f;
    f.title = map.text("title", in_words(name));
    f.hint = map.text("hint");
    f.group = map.text("group");
    f.required = map.flag("required");
    f.required_in = map.words("required_in");
    f.list = map.flag("list");
    f.personal = map.flag("personal");
    f.was = map.words("was");
    if (fits("unique", f.type)) f.unique = map.flag("unique");
    if (fits("search", f.type)) f.search = map.flag("search");
    if (fits("index", f.type)) f.index = map.flag("index");
    if (fits("default", f.type)) read_expressions(f, map);
    read_by_type(f, map, node, file, full, inside_parts, complaints);
    refuse_misplaced(map, node, f.type);
    map.finish();
    return f;
}

Setting read_setting(const std::string& name, const Node& node, std::string_view file, yaml::Complaints& complaints) {
    Setting s;
    s.name = name;
    s.place = std::string(file) + ":" + std::to_string(node.line);
    MapReader map(node, file, "setting " + name, complaints);
    if (!good_name(name)) map.complain("the name must be snake_case (small letters, digits, _), at most 60 characters");
    if (!map.ok()) return s;
    Field f;
    f.name = name;
    std::string type = map.need_text("type");
    if (auto known = field_type_of(type)) f.type = *known;
    else if (!type.empty()) map.complain(*node.find("type"), "there is no type '" + type + "' for settings; use number, money, line, text, choice, flag, duration, date, tags or range");
    if (f.type == FT::scale || is_link(f.type) || f.type == FT::file || f.type == FT::parts)
        map.complain("a setting cannot be of type " + type + "; use number, money, line, text, choice, flag, duration, date, tags or range");
    s.title = map.text("title", in_words(name));
    s.says = map.need_text("says");
    s.unit = map.text("unit");
    read_limits(f, map, node);
    if (f.type == FT::choice || f.type == FT::tags)
        if (const Node* choices = f.type == FT::choice ? map.need("choices") : map.take("choices"))
            f.choices = read_choices(*choices, map, "choices", complaints), f.closed_tags = f.type == FT::tags;
    s.type = f.type;
    s.places = f.places;
    s.choices = f.choices;
    s.min = f.min;
    s.max = f.max;
    if (const Node* fallback = map.need("default")) {
        auto value = value_from_yaml(f, *fallback, nullptr, {});
        if (value) s.value = value.take();
        else map.complain(*fallback, "'default': " + value.error().message);
    }
    refuse_misplaced(map, node, f.type);
    map.finish();
    return s;
}

}  // namespace tutela::record
