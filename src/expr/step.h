// The checked tree made ready to run: each step knows its function, its children and its slots.
#pragma once
#include <deque>
#include <memory>
#include <new>

#include <re2/re2.h>

#include "expr/ast.h"
#include "expr/frame.h"
#include "expr/library.h"
#include "expr/pattern.h"

namespace tutela::expr {

struct Step {
    // Constants, variables and locals are read in place; everything else is run.
    enum class Operand : uint8_t { computed, constant, variable, local };
    Value (*run)(const Step&, Frame&) = nullptr;
    Operand operand = Operand::computed;
    Op op = Op::none;
    Macro macro = Macro::none;
    bool list_field = false;        // an unset field of type list is the empty list
    bool today_left = false;
    TypeKind sum_of = TypeKind::dyn;
    int slot = -1;
    uint32_t cost = 1;              // steps in this tree
    const Node* node = nullptr;
    Value constant;
    std::vector<const Step*> args;
    std::vector<const Overload*> overloads;
    std::shared_ptr<const re2::RE2> pattern;
};

// Builds the steps of a checked tree into `steps` and gives the root.
const Step* build(const Ast&, std::deque<Step>& steps);

// What reading a value gives: decimals become doubles, unset becomes unknown under this name.
Value settled(Value v, const Step&);

// The value of a step without copying where it is at hand; `room`, which must be unset, holds it otherwise.
inline const Value& operand(const Step& step, Frame& frame, Value& room) {
    if (step.operand == Step::Operand::constant) return step.constant;
    if (step.operand == Step::Operand::local) return *frame.locals[step.slot];
    if (step.operand == Step::Operand::variable && static_cast<size_t>(step.slot) < frame.variables.size()) {
        const Value& v = frame.variables[static_cast<size_t>(step.slot)];
        if (v.set() && !v.is(Kind::decimal)) return v;
    }
    return *new (&room) Value(step.run(step, frame));      // unset owns nothing, so nothing is lost
}

inline bool stops(const Value& v) { return v.kind() >= Kind::unknown; }     // unknown or error
// One of two values that stop: unknown before error, unknown names together (each once, at most 32).
Value stopped(const Value& a, const Value& b);

Value run_logic(const Step&, Frame&);
Value run_comprehension(const Step&, Frame&);
Value run_function(const Step&, Frame&);
Value run_custom(const Step&, Frame&);
Value run_matches(const Step&, Frame&);
Value run_compare(const Step&, Frame&);
Value run_compare_today(const Step&, Frame&);
Value run_arithmetic(const Step&, Frame&);
Value run_negate(const Step&, Frame&);

// Arithmetic on settled values; overflow, division by zero and kinds that do not meet are errors.
Value arithmetic(Op, const Value&, const Value&, Frame&);

}  // namespace tutela::expr
