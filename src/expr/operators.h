// Which types the operators take.
#pragma once
#include <optional>
#include <string>

#include "expr/ast.h"

namespace tutela::expr {

// The result type of a binary operator (comparison, in, arithmetic, index), or nothing if the types do not meet.
std::optional<Type> binary_type(Op, const Type& a, const Type& b);
// The type of a constant in the source.
Type literal_type(const Value&);
// The comparison that says the same with its sides exchanged: a < b is b > a. Other operators stay.
Op mirrored(Op);
// Why they do not meet, with a remedy.
std::string mismatch(Op, const Type& a, const Type& b);

}  // namespace tutela::expr
