// Compiles the expressions of a record type against the catalog's schema.
#pragma once
#include "base/yaml_map.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

// Fills the programs of defaults, derived and computed fields, moves and permissions, and the order in which derived
// fields are worked out. Faults name the place in the file.
void compile_expressions(const Catalog&, Declaration&, yaml::Complaints&);

}  // namespace tutela::record
