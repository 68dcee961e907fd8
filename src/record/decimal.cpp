#include "record/decimal.h"

namespace tutela::record {

int64_t power_of_ten(int places) {
    int64_t power = 1;
    while (places-- > 0) power *= 10;
    return power;
}

std::optional<int64_t> parse_decimal(std::string_view text, int places) {
    bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    int64_t number = 0;
    int behind = -1, digits = 0;
    for (char c : text) {
        if (c == '.' && behind < 0) { behind = 0; continue; }
        if (c < '0' || c > '9') return std::nullopt;
        if (behind >= places) {
            if (c != '0') return std::nullopt;
            continue;
        }
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, c - '0', &number)) return std::nullopt;
        ++digits;
        if (behind >= 0) ++behind;
    }
    if (digits == 0 || text.back() == '.') return std::nullopt;
    for (int i = behind < 0 ? 0 : behind; i < places; ++i)
        if (__builtin_mul_overflow(number, 10, &number)) return std::nullopt;
    return negative ? -number : number;
}

std::string decimal_text(int64_t scaled, int places) {
    uint64_t size = scaled < 0 ? 0 - static_cast<uint64_t>(scaled) : static_cast<uint64_t>(scaled);
    std::string digits = std::to_string(size);
    if (places > 0) {
        if (digits.size() <= static_cast<size_t>(places)) digits.insert(0, static_cast<size_t>(places) + 1 - digits.size(), '0');
        digits.insert(digits.size() - static_cast<size_t>(places), 1, '.');
    }
    return scaled < 0 ? "-" + digits : digits;
}

}  // namespace tutela::record
