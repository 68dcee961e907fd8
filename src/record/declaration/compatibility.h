// Whether entries recorded under earlier declarations can be read under the present ones.
#pragma once
#include "base/result.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

// Refuses (kind invalid, all faults gathered) a type, field, state or choice that is gone without standing under
// `was` or `retired`, a field whose recorded values would not fit its new type, and a changed prefix.
Result<void> check_compatible(const Catalog& before, const Catalog& now);

}  // namespace tutela::record
