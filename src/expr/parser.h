// Tokens to a tree. Macros become comprehensions here; names are resolved by the checker.
#pragma once
#include <string_view>

#include "expr/ast.h"

namespace tutela::expr {

// Ceilings on what is read. The vectors nest 32 deep; chains (a + b + c …) make the tree high without nesting.
inline constexpr size_t max_length = 16 * 1024;     // bytes of source
inline constexpr int max_nesting = 96;              // brackets, calls, unary operators, `? :`
inline constexpr int max_height = 256;              // of the tree
inline constexpr size_t max_nodes = 4000;

// Throws Trouble (code "cel_syntax" or "cel_limit").
Ast parse(std::string_view source);

}  // namespace tutela::expr
