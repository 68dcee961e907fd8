#pragma once
#include <span>

#include "expr/frame.h"

namespace tutela::expr {

// "text %s".format([…]) of the strings extension: %s %d %f %e %x %X %o %b %%, precision as in %.3f (at most 100).
Value format(std::span<const Value> args, Frame&);

}  // namespace tutela::expr
