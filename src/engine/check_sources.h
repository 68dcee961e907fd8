// What declc asks of standards, rules and reports before they are embedded.
#pragma once
#include "base/result.h"
#include "record/declaration/catalog.h"

namespace tutela::engine {

// Reads and checks everything and runs every example. All faults of all files in one error: "file:line: what; remedy".
Result<void> check_sources(const record::Catalog&);

}  // namespace tutela::engine
