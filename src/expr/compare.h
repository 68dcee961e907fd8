// Equality, order and hash of values across kinds.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "expr/value.h"

namespace tutela::expr {

struct Run;

// CEL's equality: numbers by mathematical value whatever their kind, NaN equals nothing, lists and maps by
// content, different kinds are unequal, objects by identity. Unset equals unset. `run`, if given, is charged for
// what was compared; past its ceiling the answer means nothing (lists that share parts can be far larger than
// their memory).
bool equal(const Value& a, const Value& b, Run* run = nullptr);

// The sign of a - b. Not comparable: the kinds have no order between them; unordered: one is NaN.
struct Order {
    int sign = 0;
    bool comparable = false;
    bool unordered = false;
};
Order order(const Value& a, const Value& b, Run* run = nullptr);

// Equal values have equal hashes.
size_t hash(const Value&, Run* run = nullptr);

// The value under a key, or nullptr.
const Value* find(const Value& map, const Value& key, Run* run = nullptr);

// Whether any two of the keys are equal.
bool repeats(const std::vector<std::pair<Value, Value>>& entries, Run* run = nullptr);

}  // namespace tutela::expr
