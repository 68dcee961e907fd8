// What a cell's number looks like under its number format, and whether it is a day or a time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tutela::sheet {

enum class Meaning : uint8_t { number, date, datetime, time, elapsed };

// One number format as far as it matters for reading. Source: ECMA-376 part 1, 18.8.30 and 18.8.31.
struct NumberFormat {
    Meaning meaning = Meaning::number;
    bool general = true;      // shown with as many digits as needed
    bool percent = false;
    bool grouped = false;     // 1,000
    uint8_t places = 0;       // when not general
};

// The format of a built-in number (0 to 163); General for one that is not defined.
NumberFormat built_in_format(unsigned id);

// The first section of a format code such as "dd/mm/yyyy" or "#,##0.00".
NumberFormat parse_format(std::string_view code);

// Shortest text of a number with Excel's 15 digits, never with grouping: "0.1", "45168", "1.5e+20".
std::string plain_number(double);

std::string show_number(double, const NumberFormat&);

struct Moment {
    std::string iso;      // "2026-01-10", "2026-01-10T09:14:00", "09:14:00"
    std::string shown;    // the same with a blank for the T
};

// A serial number as day and time. In the 1900 system day 60 is a 29 February that never was: no value, and none for
// numbers outside of year 1900 to 9999. A time alone (less than a day) gives no date.
std::optional<Moment> moment_of(double serial, Meaning, bool system_1904);

// "27:30:00" for a serial of 1.1458…
std::string show_elapsed(double serial);

}  // namespace tutela::sheet
