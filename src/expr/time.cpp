#include "expr/time.h"

#include <chrono>
#include <cstdio>
#include <limits>

namespace tutela::expr {

namespace {

constexpr Nanos second = 1'000'000'000;
constexpr int64_t first_second = -62135596800, last_second = 253402300799;
constexpr int64_t first_day = -719162, last_day = 2932896;

// Digits from the front of the text; false if there are fewer.
bool take(std::string_view& text, int count, int& out) {
    if (text.size() < static_cast<size_t>(count)) return false;
    out = 0;
    for (int i = 0; i < count; ++i) {
        char c = text[static_cast<size_t>(i)];
        if (c < '0' || c > '9') return false;
        out = out * 10 + (c - '0');
    }
    text.remove_prefix(static_cast<size_t>(count));
    return true;
}
bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

bool take_day(std::string_view& text, int64_t& days) {
    int y = 0, m = 0, d = 0;
    if (!take(text, 4, y) || !take(text, '-') || !take(text, 2, m) || !take(text, '-') || !take(text, 2, d)) return false;
    std::chrono::year_month_day day{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)), std::chrono::day(static_cast<unsigned>(d))};
    if (!day.ok() || y < 1) return false;
    days = days_of({y, static_cast<unsigned>(m), static_cast<unsigned>(d)});
    return true;
}

bool take_fraction(std::string_view& text, int& nanos) {
    int scale = 100'000'000, digits = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        nanos += (text[0] - '0') * scale;
        scale /= 10;
        ++digits;
        text.remove_prefix(1);
    }
    return digits > 0 && digits <= 9;
}

std::string fraction(int32_t nanos) {
    if (!nanos) return {};
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, ".%09d", nanos);
    std::string text = buffer;
    while (text.back() == '0') text.pop_back();
    return text;
}

}  // namespace

Nanos nanos_of(const Value& v) { return static_cast<Nanos>(v.as_int()) * second + v.aux(); }

Value make_timestamp(Nanos since) {
    Nanos seconds = since / second, rest = since % second;
    if (rest < 0) { rest += second; --seconds; }
    if (seconds < first_second || seconds > last_second) return Value::error("timestamp out of range: years 1 to 9999");
    return Value::timestamp(static_cast<int64_t>(seconds), static_cast<int32_t>(rest));
}

Value make_duration(Nanos nanos) {
    if (nanos > std::numeric_limits<int64_t>::max() || nanos < std::numeric_limits<int64_t>::min())
        return Value::error("duration out of range: at most 292 years");
    return Value::duration(static_cast<int64_t>(nanos / second), static_cast<int32_t>(nanos % second));
}

Value make_date(int64_t days) {
    if (days < first_day || days > last_day) return Value::error("date out of range: years 1 to 9999");
    return Value::date(static_cast<int32_t>(days));
}

Civil civil_of(int64_t days) {
    std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(days))};
    return {static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day())};
}

int64_t days_of(Civil c) {
    return std::chrono::sys_days(std::chrono::year(c.year) / std::chrono::month(c.month) / std::chrono::day(c.day)).time_since_epoch().count();
}

Value parse_timestamp(std::string_view text) {
    Value bad = Value::error("not a timestamp (RFC 3339, as 2024-02-23T12:00:00Z): " + std::string(text.substr(0, 40)));
    int64_t days = 0;
    int h = 0, m = 0, s = 0, nanos = 0, oh = 0, om = 0;
    if (!take_day(text, days) || !(take(text, 'T') || take(text, 't'))) return bad;
    if (!take(text, 2, h) || !take(text, ':') || !take(text, 2, m) || !take(text, ':') || !take(text, 2, s)) return bad;
    if (h > 23 || m > 59 || s > 59 || (take(text, '.') && !take_fraction(text, nanos))) return bad;
    int64_t seconds = days * 86400 + h * 3600 + m * 60 + s;
    if (!take(text, 'Z') && !take(text, 'z')) {
        int sign = take(text, '-') ? -1 : take(text, '+') ? 1 : 0;
        if (!sign || !take(text, 2, oh) || !take(text, ':') || !take(text, 2, om) || oh > 23 || om > 59) return bad;
        seconds -= sign * (oh * 3600 + om * 60);
    }
    return text.empty() ? make_timestamp(static_cast<Nanos>(seconds) * second + nanos) : bad;
}

Value parse_date(std::string_view text) {
    std::string_view rest = text;
    int64_t days = 0;
    if (!take_day(rest, days) || !rest.empty()) return Value::error("not a date (as 2024-02-23): " + std::string(text.substr(0, 40)));
    return make_date(days);
}

Value parse_duration(std::string_view text) {
    Value bad = Value::error("not a duration (as 90s or 1h30m): " + std::string(text.substr(0, 40)));
    struct Unit { std::string_view name; int64_t nanos; };
    static constexpr Unit units[] = {{"ns", 1}, {"us", 1000}, {"µs", 1000}, {"ms", 1'000'000}, {"h", 3'600'000'000'000}, {"m", 60'000'000'000}, {"s", 1'000'000'000}};
    constexpr Nanos ceiling = static_cast<Nanos>(1) << 100;
    bool minus = take(text, '-');
    if (!minus) take(text, '+');
    if (text == "0") return Value::duration(0, 0);
    if (text.empty() || text.size() > 64) return bad;
    Nanos total = 0;
    while (!text.empty()) {
        Nanos whole = 0, part = 0, scale = 1;
        bool digits = false, fractional = false;
        for (; !text.empty(); text.remove_prefix(1)) {
            char c = text[0];
            if (c == '.' && !fractional) { fractional = true; continue; }
            if (c < '0' || c > '9') break;
            digits = true;
            if (!fractional) whole = whole * 10 + (c - '0');
            else if (scale < second * 1'000'000) { part = part * 10 + (c - '0'); scale *= 10; }
            if (whole > ceiling / 10'000'000'000'000) return bad;
        }
        const Unit* found = nullptr;
        for (auto& unit : units)
            if (!found && text.starts_with(unit.name)) found = &unit;
        if (!digits || !found) return bad;
        text.remove_prefix(found->name.size());
        total += whole * found->nanos + part * found->nanos / scale;
    }
    return make_duration(minus ? -total : total);
}

std::string format_date(const Value& v) {
    Civil c = civil_of(v.as_int());
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", c.year, c.month, c.day);
    return buffer;
}

std::string format_timestamp(const Value& v) {
    int64_t days = v.as_int() / 86400, rest = v.as_int() % 86400;
    if (rest < 0) { rest += 86400; --days; }
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d", static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
    return format_date(Value::date(static_cast<int32_t>(days))) + buffer + fraction(v.aux()) + "Z";
}

std::string format_duration(const Value& v) {
    bool minus = v.as_int() < 0 || v.aux() < 0;
    uint64_t seconds = v.as_int() < 0 ? 0 - static_cast<uint64_t>(v.as_int()) : static_cast<uint64_t>(v.as_int());
    return (minus ? "-" : "") + std::to_string(seconds) + fraction(v.aux() < 0 ? -v.aux() : v.aux()) + "s";
}

std::string format_period(const Value& v) {
    int64_t months = v.as_int(), days = v.aux();
    std::string text = "P";
    if (months / 12) text += std::to_string(months / 12) + "Y";
    if (months % 12) text += std::to_string(months % 12) + "M";
    if (days || text == "P") text += std::to_string(days) + "D";
    return text;
}

}  // namespace tutela::expr
