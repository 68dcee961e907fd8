// Time. Moments are microseconds since 1970 in UTC; days are days since 1970 (a date has no zone).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tutela::clock {

int64_t now_us();                                       // the one place that asks the system
int32_t day_of(int64_t us);                             // the UTC day a moment lies in
// The day in the organisation's zone (IANA name; empty: UTC). Unknown zones are invalid.
Result<int32_t> today(int64_t us, std::string_view zone);

std::string date_text(int32_t days);                    // 2026-01-10
Result<int32_t> parse_date(std::string_view);           // ISO 8601 calendar date, years 0001 to 9999
int32_t days_from_civil(int year, int month, int day);  // proleptic Gregorian
void civil_from_days(int32_t days, int& year, int& month, int& day);

std::string moment_text(int64_t us);                    // 2026-01-10T08:30:00.123456Z, fraction only if not zero
Result<int64_t> parse_moment(std::string_view);         // RFC 3339 with any offset

}  // namespace tutela::clock
