// Regular expressions: RE2, whose time grows with the text and never with the nesting of the pattern.
#pragma once
#include <memory>
#include <string_view>

#include <re2/re2.h>

#include "expr/frame.h"

namespace tutela::expr {

// Never null; ask ->ok().
std::shared_ptr<const re2::RE2> compiled_pattern(std::string_view);
// Whether the pattern occurs in the text; a bad pattern is an error value.
Value match(const re2::RE2&, std::string_view text, Frame&);
// What is wrong with a pattern; empty if nothing.
std::string pattern_fault(std::string_view);

}  // namespace tutela::expr
