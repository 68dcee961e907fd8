// The state of one evaluation: variables, budget, what was found on the way.
#pragma once
#include <span>

#include "expr/program.h"
#include "expr/value.h"

namespace tutela::expr {

struct Frame {
    std::span<const Value> variables;
    const Value** locals = nullptr;
    Run& run;
    bool exhausted = false;

    // False when the ceiling is reached: the caller gives any error, the evaluation ends with over_budget().
    bool work(uint64_t steps) {
        run.steps += steps;
        if (run.steps > run.limits.steps) exhausted = true;
        return !exhausted;
    }
    bool memory(uint64_t bytes) {
        run.bytes += bytes;
        if (run.bytes > run.limits.bytes) exhausted = true;
        return !exhausted;
    }
};

Value over_budget();

}  // namespace tutela::expr
