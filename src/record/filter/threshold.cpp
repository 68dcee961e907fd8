#include "record/filter/threshold.h"

#include "expr/value.h"

namespace tutela::record {
namespace {

// `holds` is false up to some number and true from there on, because dividing by a power of ten keeps the order.
template <class Holds>
std::optional<int64_t> first(Holds holds) {
    int64_t low = INT64_MIN, high = INT64_MAX;
    if (!holds(high)) return {};
    while (low < high) {
        const int64_t middle = low + static_cast<int64_t>((static_cast<uint64_t>(high) - static_cast<uint64_t>(low)) / 2);
        if (holds(middle)) high = middle;
        else low = middle + 1;
    }
    return low;
}

double value(int64_t n, int places) { return places ? expr::Value::decimal(n, places).as_double() : static_cast<double>(n); }

}  // namespace

std::optional<int64_t> first_at_least(double limit, int places) {
    return first([&](int64_t n) { return value(n, places) >= limit; });
}

std::optional<int64_t> first_above(double limit, int places) {
    return first([&](int64_t n) { return value(n, places) > limit; });
}

}  // namespace tutela::record
