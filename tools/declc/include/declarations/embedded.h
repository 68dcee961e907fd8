// The declarations this program was built with, checked by declc.
#pragma once
#include <vector>

#include "record/declaration/catalog.h"

namespace tutela::declarations {

// All texts: kernel, rooms, standards, with paths relative to the house.
std::vector<record::Source> embedded_sources();

}  // namespace tutela::declarations
