#include "record/declaration/programs.h"

namespace tutela::record {

void compile_expressions(const Catalog&, Declaration&, yaml::Complaints&) {}

}  // namespace tutela::record
