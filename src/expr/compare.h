// Equality, order and hash of values across kinds.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "expr/value.h"

namespace tutela::expr {

// CEL's equality: numbers by mathematical value whatever their kind, NaN equals nothing, lists and maps by
// content, different kinds are unequal, objects by identity. Unset equals unset. `work`, if given, is increased
// by the size of what was compared.
bool equal(const Value& a, const Value& b, uint64_t* work = nullptr);

// Less than 0, 0 or more than 0; nothing if the kinds have no order between them; `unordered` marks NaN.
struct Order {
    int sign = 0;
    bool comparable = false;
    bool unordered = false;
};
Order order(const Value& a, const Value& b, uint64_t* work = nullptr);

// Equal values have equal hashes.
size_t hash(const Value&);

// The value under a key, or nullptr.
const Value* find(const Value& map, const Value& key, uint64_t* work = nullptr);

// Whether any two of the keys are equal.
bool repeats(const std::vector<std::pair<Value, Value>>& entries);

}  // namespace tutela::expr
