// The demonstration organisation inside the program: the files of tests/worlds/harbour.
#pragma once
#include <vector>

#include "record/declaration/catalog.h"

namespace tutela::app {

std::vector<record::Source> embedded_world();

}  // namespace tutela::app
