// Runs the examples that record types bring: defaults and derived values are worked out in memory, compared with
// `gives`, and `refused` fields must be refused. declc and the tests call it; the program at start does not.
#pragma once
#include "base/result.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

// An example is a map of field values; a link is a key that stands for some record, or a map with that record's
// values. `state`, `today` and `settings` set the scene. All faults of all types are gathered ("file:line: what").
Result<void> run_examples(const Catalog&);

}  // namespace tutela::record
