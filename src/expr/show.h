// Values as text.
#pragma once
#include <string>

#include "expr/value.h"

namespace tutela::expr {

// The shortest digits that read back as the same number: "123.456", "-0.0045", "1e+22", "NaN", "Infinity".
std::string show_double(double);
// As string(x) gives it; only for kinds that string() takes.
std::string show_scalar(const Value&);

}  // namespace tutela::expr
