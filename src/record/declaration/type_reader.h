// Reads a record type from its text: first its head and fields, later (when all types and roles are known) its
// states, moves and permissions. Only names inside the same text are checked here.
#pragma once
#include <string>
#include <string_view>

#include "base/yaml_map.h"
#include "record/declaration/declaration.h"

namespace tutela::record {

// The whole of "<type>.record.yaml" but what concerns other types.
Declaration read_type(const yaml::Node&, std::string_view file, yaml::Complaints&);

// Lists of fields, also of "<any>.fields.yaml"; slots go on from those the type has.
void read_fields(Declaration&, const yaml::Node& fields, std::string_view file, bool own, yaml::Complaints&);

// "Risk methods" is "risk-methods".
std::string path_of(std::string_view title_many);

}  // namespace tutela::record
