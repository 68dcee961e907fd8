// The way in: text → checked program → value. One program may be evaluated from many threads at once.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "expr/ast.h"
#include "expr/schema.h"
#include "expr/value.h"

namespace tutela::expr {

struct CheckOptions {
    // Unknown names and wrong types are errors when the expression runs, not when it is read: for values whose
    // types nobody declared (the conformance vectors, `tutela eval`).
    bool lenient = false;
    // Rules: `today` may only stand alone on one side of a comparison (DESIGN, "One rule").
    bool today_alone = false;
    // A name that is no variable is a field of `this`: `state == "open"` is `this.state == "open"`.
    bool bare_fields = false;
    // The type the result must have (rules and filters: boolean); dyn: any.
    Type result = TypeKind::dyn;
};

// Ceilings for one evaluation. A step is about one node visited; bytes are those of strings and lists made.
struct Limits {
    uint64_t steps = 20'000'000;
    uint64_t bytes = 64u << 20;
};

// What one evaluation used and found beside its value. May be used for several evaluations: what was used starts
// anew with each, `turns` keeps the earliest day.
struct Run {
    Limits limits;
    uint64_t steps = 0;                     // used by the last evaluation
    uint64_t bytes = 0;
    // The first day after `today` on which a comparison with `today` that was evaluated gives another answer:
    // until then the value cannot change by itself. Days since 1970-01-01. Filled only with today_alone.
    std::optional<int32_t> turns;
};

class Program {
public:
    // Errors (kind invalid, code "cel_syntax", "cel_limit", "cel_name" or "cel_type") name line and column, what
    // is wrong and what to do. The schema must outlive the program if it brings functions.
    static Result<Program> compile(std::string_view source, const Schema&, const CheckOptions& = {});

    // `variables` by slot (Schema::variable). An unset variable or field is unknown; see docs/reference/cel.md.
    // Gives a value, Value::unknown (names of what is unset) or Value::error. Never throws, never hangs.
    Value evaluate(std::span<const Value> variables) const;
    Value evaluate(std::span<const Value> variables, Run&) const;

    const Ast& ast() const;
    const Type& type() const;
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;
    ~Program();

private:
    struct Code;
    explicit Program(std::unique_ptr<Code>);
    std::unique_ptr<Code> code_;
};

// Parses and checks without preparing evaluation: for translators and for declc.
Result<Ast> check(std::string_view source, const Schema&, const CheckOptions& = {});

}  // namespace tutela::expr
