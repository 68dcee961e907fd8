// Days as people write them in tables: ISO, 21.3.2025, 21/03/2025, 03/21/2025, 21 Mar 2025, März 21, 2025.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tutela::record {

struct DayReading {
    enum Kind : uint8_t { none, day, either, no_day, impossible } kind = none;   // either: day and month can be swapped
    int32_t days = 0;                        // since 1970-01-01, for `day`
    bool with_time = false;
    std::string swapped;                     // for a numeric date with slashes: the order its numbers allow, "dmy", "mdy" or ""
};

// `order` (dmy, mdy, ymd or empty) decides where the numbers alone do not. With points the day always comes first.
DayReading read_day(std::string_view text, std::string_view order);

}  // namespace tutela::record
