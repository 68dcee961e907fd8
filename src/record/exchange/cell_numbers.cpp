#include "record/exchange/cell_numbers.h"

#include <algorithm>
#include <cstdlib>

namespace tutela::record {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// Without blanks, currency and a sign for per cent; empty if something else is in it.
std::string stripped(std::string_view text) {
    static constexpr std::string_view signs[] = {"\u00a0", "\u202f", "£", "€", "$", "¥", "EUR", "USD", "CHF", "GBP", "'", "’", " "};
    std::string out;
    for (size_t i = 0; i < text.size();) {
        bool skipped = false;
        for (const auto sign : signs)
            if (text.substr(i).starts_with(sign)) { i += sign.size(); skipped = true; break; }
        if (skipped) continue;
        if (!digit(text[i]) && text[i] != '.' && text[i] != ',' && text[i] != '-' && text[i] != '+') return {};
        out += text[i++];
    }
    return out;
}

// Groups of three behind each sign: 1,234,567.
bool grouped(std::string_view s, char sign) {
    size_t at = s.find(sign);
    if (at == std::string_view::npos || at == 0 || at > 3 || s[0] == '0') return false;
    while (at != std::string_view::npos) {
        const size_t next = s.find(sign, at + 1);
        if ((next == std::string_view::npos ? s.size() : next) - at != 4) return false;
        at = next;
    }
    return true;
}

std::string without(std::string_view s, char sign) {
    std::string out(s);
    std::erase(out, sign);
    return out;
}

std::string with_point(std::string s) {
    std::replace(s.begin(), s.end(), ',', '.');
    return s;
}

}  // namespace

void learn_habit(NumberHabit& habit, std::string_view text) {
    const auto s = stripped(text);
    const auto comma = s.rfind(','), point = s.rfind('.');
    if (comma == std::string::npos && point == std::string::npos) return;
    if (comma != std::string::npos && point != std::string::npos) { (comma > point ? habit.comma : habit.point) = true; return; }
    const char sign = comma != std::string::npos ? ',' : '.';
    if (std::count(s.begin(), s.end(), sign) == 1 && !grouped(s, sign)) (sign == ',' ? habit.comma : habit.point) = true;
}

NumberReading read_number(std::string_view text, NumberHabit habit) {
    auto s = stripped(text);
    bool negative = false;
    if (!s.empty() && (s[0] == '-' || s[0] == '+')) { negative = s[0] == '-'; s.erase(0, 1); }
    if (s.empty() || s.find_first_of("-+") != std::string::npos || !std::any_of(s.begin(), s.end(), digit)) return {};
    const auto commas = std::count(s.begin(), s.end(), ','), points = std::count(s.begin(), s.end(), '.');
    NumberReading r{NumberReading::number, {}};
    if (commas && points) {
        const char decimal = s.rfind(',') > s.rfind('.') ? ',' : '.', thousands = decimal == ',' ? '.' : ',';
        if (std::count(s.begin(), s.end(), decimal) > 1 || !grouped(s.substr(0, s.find(decimal)), thousands)) return {};
        s = with_point(without(s, thousands));
    } else if (commas + points > 1) {
        const char sign = commas ? ',' : '.';
        if (!grouped(s, sign)) return {};
        s = without(s, sign);
    } else if (commas == 1 && grouped(s, ',') && !habit.comma) {
        if (!habit.point) return {NumberReading::either, {}};
        s = without(s, ',');
    } else if (points == 1 && grouped(s, '.') && habit.comma) {
        s = without(s, '.');
    } else {
        s = with_point(s);
    }
    r.text = (negative ? "-" : "") + s;
    return r;
}

std::optional<LeadingNumber> leading_number(std::string_view text) {
    LeadingNumber n;
    size_t i = 0;
    if (text.size() >= 2 && ((text[0] >= 'A' && text[0] <= 'Z') || (text[0] >= 'a' && text[0] <= 'z')) && digit(text[1])) n.code = text[i++];
    const size_t begin = i;
    while (i < text.size() && digit(text[i])) ++i;
    if (i == begin) return {};
    if (i + 1 < text.size() && (text[i] == '.' || text[i] == ',') && digit(text[i + 1])) {
        ++i;
        while (i < text.size() && digit(text[i])) ++i;
    }
    if (i < text.size() && ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') || text[i] == '.' || text[i] == ',' || text[i] == '/')) return {};
    n.digits = with_point(std::string(text.substr(begin, i - begin)));
    n.value = std::strtod(n.digits.c_str(), nullptr);
    while (i < text.size() && (text[i] == ' ' || text[i] == '-' || text[i] == ':')) ++i;
    n.rest = std::string(text.substr(i));
    return n;
}

}  // namespace tutela::record
