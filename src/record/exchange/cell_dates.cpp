#include "record/exchange/cell_dates.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/utf8.h"

namespace tutela::record {
namespace {

// Months by their first letters, folded: English, German, French.
constexpr std::pair<std::string_view, int> month_names[] = {
    {"january", 1}, {"januar", 1}, {"janner", 1}, {"janvier", 1}, {"february", 2}, {"februar", 2}, {"fevrier", 2}, {"march", 3}, {"marz", 3}, {"maerz", 3}, {"mars", 3},
    {"april", 4}, {"avril", 4}, {"may", 5}, {"mai", 5}, {"june", 6}, {"juni", 6}, {"juin", 6}, {"july", 7}, {"juli", 7}, {"juillet", 7}, {"august", 8}, {"aout", 8},
    {"september", 9}, {"septembre", 9}, {"october", 10}, {"oktober", 10}, {"octobre", 10}, {"november", 11}, {"novembre", 11}, {"december", 12}, {"dezember", 12}, {"decembre", 12}};

std::optional<int> month_of(const std::string& word) {
    if (word.size() < 3) return {};
    for (const auto& [name, number] : month_names)
        if (name == word || (name.starts_with(word) && word.size() <= 4)) return number;
    if (word == "sept") return 9;
    return {};
}

struct Piece { std::string text; bool number = false; char before = 0; };      // before: the sign in front of it

std::vector<Piece> pieces_of(const std::string& folded) {
    std::vector<Piece> out;
    char sign = 0;
    for (size_t i = 0; i < folded.size();) {
        const auto c = static_cast<unsigned char>(folded[i]);
        const bool digit = c >= '0' && c <= '9', letter = (c >= 'a' && c <= 'z') || c >= 0x80;
        if (!digit && !letter) {
            if (c != ' ' || sign == 0) sign = static_cast<char>(c);
            ++i;
            continue;
        }
        Piece p{{}, digit, sign};
        while (i < folded.size()) {
            const auto d = static_cast<unsigned char>(folded[i]);
            const bool same = digit ? d >= '0' && d <= '9' : (d >= 'a' && d <= 'z') || d >= 0x80;
            if (!same) break;
            p.text += folded[i++];
        }
        sign = 0;
        out.push_back(std::move(p));
    }
    return out;
}

std::optional<int32_t> day_from(int year, int month, int day) {
    if (year < 100) year += year < 70 ? 2000 : 1900;
    if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return {};
    const int32_t days = clock::days_from_civil(year, month, day);
    int y = 0, m = 0, d = 0;
    clock::civil_from_days(days, y, m, d);
    if (y != year || m != month || d != day) return {};
    return days;
}

DayReading as_day(std::optional<int32_t> days, bool with_time) {
    DayReading r;
    r.kind = days ? DayReading::day : DayReading::impossible;
    r.days = days.value_or(0);
    r.with_time = with_time;
    return r;
}

// What follows the date must be a time of day: "09:14", "09:14:00Z", "T09:14".
bool is_time(const std::vector<Piece>& p, size_t from) {
    if (from < p.size() && p[from].text == "t") ++from;
    size_t numbers = 0;
    for (; from < p.size(); ++from) {
        if (p[from].number) ++numbers;
        else if (p[from].text != "z" && p[from].text != "utc" && p[from].text != "uhr" && p[from].text != "am" && p[from].text != "pm") return false;
    }
    return numbers >= 2;
}

// 1/2/2014, 21.3.2025, 2025/03/21: three numbers with the same sign between them.
DayReading of_numbers(const std::vector<Piece>& p, std::string_view order) {
    const int a = std::stoi(p[0].text), b = std::stoi(p[1].text), c = std::stoi(p[2].text);
    const bool time = p.size() > 3;
    if (p[0].text.size() == 4) return as_day(day_from(a, b, c), time);
    if (p[2].text.size() != 4 && p[2].text.size() != 2) return {};
    if (p[1].before == '.' || (a > 12 && b <= 12)) {
        auto r = as_day(day_from(c, b, a), time);
        if (p[1].before != '.') r.swapped = "dmy";
        return r;
    }
    if (b > 12 && a <= 12) {
        auto r = as_day(day_from(c, a, b), time);
        r.swapped = "mdy";
        return r;
    }
    if (a > 12) return as_day({}, time);
    if (order == "dmy" || a == b) return as_day(day_from(c, b, a), time);
    if (order == "mdy") return as_day(day_from(c, a, b), time);
    DayReading r;
    r.kind = DayReading::either;
    return r;
}

}  // namespace

DayReading read_day(std::string_view text, std::string_view order) {
    if (text.size() < 5 || text.size() > 40) return {};
    const auto p = pieces_of(utf8::fold(text));
    if (p.size() < 2) return {};
    for (const auto& piece : p) if (piece.number && piece.text.size() > 6) return {};
    const bool rest = p.size() == 3 || is_time(p, 3);
    if (p.size() >= 3 && p[0].number && p[1].number && p[2].number) {
        const char sign = p[1].before;
        if (sign != p[2].before || (sign != '-' && sign != '/' && sign != '.') || !rest) return {};
        return of_numbers(p, order);
    }
    if (p.size() >= 3 && p[0].number && p[2].number && rest)
        if (const auto m = month_of(p[1].text)) {
            if (p[2].text.size() != 2 && p[2].text.size() != 4) return {};
            return as_day(day_from(std::stoi(p[2].text), *m, std::stoi(p[0].text)), p.size() > 3);
        }
    if (p.size() >= 3 && p[1].number && p[2].number && p[1].text.size() <= 2 && rest)
        if (const auto m = month_of(p[0].text)) return as_day(day_from(std::stoi(p[2].text), *m, std::stoi(p[1].text)), p.size() > 3);
    if (p.size() == 2 && p[1].number && month_of(p[0].text)) { DayReading r; r.kind = DayReading::no_day; return r; }
    return {};
}

}  // namespace tutela::record
