// The counted parts of values. Only src/expr looks inside.
#pragma once
#include <string>
#include <vector>

#include "expr/value.h"

namespace tutela::expr {

struct StringCell : Cell { std::string text; };
struct ListCell : Cell { std::vector<Value> items; };
struct MapCell : Cell { std::vector<std::pair<Value, Value>> entries; };
struct UnknownCell : Cell { std::vector<std::string> names; };
struct ErrorCell : Cell { std::string message; };

}  // namespace tutela::expr
