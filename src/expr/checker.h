// Names to slots, types to every node.
#pragma once
#include "expr/ast.h"
#include "expr/program.h"

namespace tutela::expr {

// Fills in the tree that the parser made. Throws Trouble (code "cel_name" or "cel_type").
void check_types(Ast&, const Schema&, const CheckOptions&);

}  // namespace tutela::expr
