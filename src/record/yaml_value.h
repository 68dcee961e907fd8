// Field values as written in declarations: defaults of settings, examples, literals.
#pragma once
#include <string_view>

#include "base/yaml.h"
#include "record/values.h"

namespace tutela::record {

// The JSON a YAML node means for a field: plain 3 is a number for a number field and text for a line.
Result<json::value> json_from_yaml(const Field&, const yaml::Node&, std::string_view pointer);
Result<expr::Value> value_from_yaml(const Field&, const yaml::Node&, const Catalog*, std::string_view pointer);

}  // namespace tutela::record
