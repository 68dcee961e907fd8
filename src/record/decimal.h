// Scaled integers as decimal text: "12.50" with two places is 1250. How number and money fields are written.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tutela::record {

inline constexpr int64_t largest_whole = 9007199254740991;      // 2^53 - 1: what JSON carries exactly (RFC 8785)
inline constexpr int largest_places = 9;

// "-3", "12.5", ".5" with up to `places` digits behind the point; nothing if it is no such number, has more
// places or does not fit.
std::optional<int64_t> parse_decimal(std::string_view, int places);
// Always with all places: (1250, 2) is "12.50".
std::string decimal_text(int64_t scaled, int places);
int64_t power_of_ten(int places);

}  // namespace tutela::record
