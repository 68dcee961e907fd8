// Many declared texts in one: how declc hands them to the program, and how a release keeps its own for comparison.
// Format: "tutela declarations 1\n", then for each text "<bytes of path> <bytes of text>\n<path>\n<text>\n".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

std::string pack(const std::vector<Source>&);
// Errors (kind broken): not such an archive, or cut off.
Result<std::vector<Source>> unpack(std::string_view);

}  // namespace tutela::record
