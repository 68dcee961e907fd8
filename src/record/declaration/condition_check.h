// Permissions with a condition must be decidable by the database, because lists, counts and search use them there.
#pragma once
#include "base/result.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

// Translates every `when` of `may` for both engines; faults gathered as "file:line: what".
Result<void> check_conditions(const Catalog&);

}  // namespace tutela::record
