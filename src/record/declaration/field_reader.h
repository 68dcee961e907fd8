// Reads one field, setting or expression of a declaration. Names of other types are resolved later (builder).
#pragma once
#include <string>
#include <string_view>

#include "base/yaml_map.h"
#include "record/declaration/declaration.h"

namespace tutela::record {

// `owner` names the map around it in messages: "risk" or "risk.causes"; `inside_parts` refuses parts in parts.
Field read_field(const std::string& name, const yaml::Node&, std::string_view file, std::string_view owner, bool inside_parts,
                 yaml::Complaints&);
Setting read_setting(const std::string& name, const yaml::Node&, std::string_view file, yaml::Complaints&);

// The expression under a key, or an empty one. A bare text that is more than a name or number must be quoted.
Expression read_expression(yaml::MapReader&, std::string_view key);

// name: Title, or a list of names; a title may be a map {title, was}.
std::vector<Choice> read_choices(const yaml::Node&, yaml::MapReader&, std::string_view key, yaml::Complaints&);

// snake_case, starts with a letter, at most 60 characters.
bool good_name(std::string_view);
// "assessed_on" is "Assessed on".
std::string in_words(std::string_view name);

}  // namespace tutela::record
