// The import words of the rooms ("<type>.headings.yaml"): do all names in them exist?
#pragma once
#include "base/result.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

// Faults gathered as "file:line: what; remedy". The import reads the words themselves.
Result<void> check_headings(const Catalog&);

}  // namespace tutela::record
