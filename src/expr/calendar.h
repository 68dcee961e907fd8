// Days and periods: the calendar of people, without clock or zone.
#pragma once
#include "expr/value.h"

namespace tutela::expr {

// The date moved by the period, `sign` times 1 or -1: months first, where the day does not exist the month's
// last day, then days. 2024-01-31 + months(1) is 2024-02-29. An error value outside years 1 to 9999.
Value shifted(const Value& date, const Value& period, int sign);
// a + sign * b; an error value on overflow.
Value add_periods(const Value& a, const Value& b, int sign);

}  // namespace tutela::expr
