// The declarations of a house as files, for declc and tests; the program itself has them embedded.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

// All *.yaml and *.md below src/record/kernel, processes and standards of `root`, with paths relative to it, sorted.
// Folders that do not exist are empty. Errors: a file that cannot be read (broken).
Result<std::vector<Source>> read_house(const std::string& root);

// Only src/record/kernel.
Result<std::vector<Source>> read_kernel(const std::string& root);

}  // namespace tutela::record
