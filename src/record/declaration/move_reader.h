// Reads states, moves and permissions of a record type.
#pragma once
#include <string_view>

#include "base/yaml_map.h"
#include "record/declaration/declaration.h"

namespace tutela::record {

// `node` may be nullptr: the type has the one state `active`.
void read_states(Declaration&, const yaml::Node* node, std::string_view file, yaml::Complaints&);
// `node` may be nullptr: reader reads, isms_manager does everything.
void read_may(Declaration&, const yaml::Node* node, std::string_view file, yaml::Complaints&);

}  // namespace tutela::record
