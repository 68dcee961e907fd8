// A comparison of a stored whole number with a double, as one of whole numbers: the evaluator compares doubles (the
// stored number divided by 10^places), the database compares the column, and both must decide alike at every value.
#pragma once
#include <cstdint>
#include <optional>

namespace tutela::record {

// The smallest whole number n for which n / 10^places, computed as the evaluator does, is >= (or >) `limit`; nothing
// where there is none. `limit` is finite, `places` 0 to 18.
std::optional<int64_t> first_at_least(double limit, int places);
std::optional<int64_t> first_above(double limit, int places);

}  // namespace tutela::record
