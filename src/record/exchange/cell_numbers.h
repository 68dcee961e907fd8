// Numbers as people write them in tables: decimal comma or point, thousands, currency signs, codes like "G3".
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tutela::record {

// What the cells of a column show about its numbers.
struct NumberHabit { bool comma = false, point = false; };      // some cell proves a decimal comma, a decimal point

void learn_habit(NumberHabit&, std::string_view text);

struct NumberReading {
    enum Kind : uint8_t { none, number, either } kind = none;    // either: "1,234" can be 1234 or 1.234
    std::string text;                                            // with a decimal point: "1800.00"
};
NumberReading read_number(std::string_view text, NumberHabit);

// The number a text begins with and what follows: "9 Élevé", "5 - Almost certain", "0,7". `code` is the letter before
// it: "G3".
struct LeadingNumber { double value = 0; std::string digits, rest; char code = 0; };
std::optional<LeadingNumber> leading_number(std::string_view text);

}  // namespace tutela::record
