// Moments, durations and days as text and numbers.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "expr/value.h"

namespace tutela::expr {

using Nanos = __int128;

Nanos nanos_of(const Value& timestamp_or_duration);
// An error value outside 0001-01-01 … 9999-12-31T23:59:59.999999999Z.
Value make_timestamp(Nanos since_epoch);
// An error value beyond ±2^63 nanoseconds (about 292 years), the range the conformance vectors ask for.
Value make_duration(Nanos);
// An error value outside 0001-01-01 … 9999-12-31.
Value make_date(int64_t days);

Value parse_timestamp(std::string_view);        // RFC 3339; an error value if it is none
Value parse_duration(std::string_view);         // "1h30m", "-1.5s", units h m s ms us ns; an error value if it is none
Value parse_date(std::string_view);             // "2024-02-23"; an error value if it is none
std::string format_timestamp(const Value&);     // RFC 3339 in UTC, fraction without trailing zeros
std::string format_duration(const Value&);      // "3.5s"
std::string format_date(const Value&);
std::string format_period(const Value&);        // ISO 8601: "P1Y2M3D", "P0D"

struct Civil {
    int year = 1970;
    unsigned month = 1, day = 1;
};
Civil civil_of(int64_t days);
int64_t days_of(Civil);

// Seconds east of UTC that hold in a zone at a moment: an IANA name ("Europe/Berlin") or an offset ("+02:00",
// "-09:30"). Nothing if there is no such zone. Reads /usr/share/zoneinfo (RFC 8536), each zone once.
std::optional<int32_t> zone_offset(std::string_view zone, int64_t seconds_since_epoch);

}  // namespace tutela::expr
