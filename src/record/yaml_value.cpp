#include "record/yaml_value.h"

#include "base/yaml_map.h"

namespace tutela::record {
namespace {

using yaml::Node;

json::value plain(const Field& field, const Node& node) {
    if (!node.quoted) {
        if (node.value.empty()) return nullptr;
        if (field.type == FieldType::flag && (node.value == "true" || node.value == "false")) return node.value == "true";
        bool whole = field.type == FieldType::scale || (field.type == FieldType::number && field.places == 0);
        if (whole)
            if (auto number = yaml::whole_number(node.value)) return *number;
        if (field.type == FieldType::file && field.name == "size")
            if (auto number = yaml::whole_number(node.value)) return *number;
    }
    return json::value(node.value);
}

Result<json::value> from_map(const Field& field, const Node& node, std::string_view pointer) {
    json::object object;
    for (size_t i = 0; i < node.items.size(); ++i) {
        const std::string& key = node.keys[i].name;
        std::string below = std::string(pointer) + "/" + key;
        const Field* inner = nullptr;
        for (const Field& part : field.parts)
            if (part.name == key) inner = &part;
        if (inner) object[key] = TRY(json_from_yaml(*inner, node.items[i], below));
        else if (node.items[i].kind != Node::text) return invalid("'" + key + "' must be one value, not a map or list", below);
        else if (auto number = yaml::whole_number(node.items[i].value); number && field.type == FieldType::file && key == "size") object[key] = *number;
        else object[key] = node.items[i].value;
    }
    return json::value(std::move(object));
}

}  // namespace

Result<json::value> json_from_yaml(const Field& field, const Node& node, std::string_view pointer) {
    if (node.kind == Node::text) return plain(field, node);
    if (node.kind == Node::map) return from_map(field, node, pointer);
    json::array list;
    for (size_t i = 0; i < node.items.size(); ++i) {
        std::string below = std::string(pointer) + "/" + std::to_string(i);
        if (node.items[i].kind == Node::list) return invalid("a list inside a list is not possible", below);
        list.push_back(TRY(json_from_yaml(field, node.items[i], below)));
    }
    return json::value(std::move(list));
}

Result<expr::Value> value_from_yaml(const Field& field, const Node& node, const Catalog* catalog, std::string_view pointer) {
    return value_from_json(field, TRY(json_from_yaml(field, node, pointer)), catalog, pointer);
}

}  // namespace tutela::record
