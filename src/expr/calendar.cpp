#include "expr/calendar.h"

#include <array>
#include <limits>

#include "expr/library.h"
#include "expr/time.h"

namespace tutela::expr {

namespace {

bool small(int64_t n) { return n >= std::numeric_limits<int32_t>::min() && n <= std::numeric_limits<int32_t>::max(); }

unsigned last_day(int year, unsigned month) {
    constexpr std::array<unsigned, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lengths[month - 1];
}

Value period(int64_t months, int64_t days) {
    if (!small(months) || !small(days)) return Value::error("period out of range");
    return Value::period(static_cast<int32_t>(months), static_cast<int32_t>(days));
}

Value day_in(const Value& moment, std::string_view zone) {
    auto offset = zone_offset(zone, moment.as_int());
    if (!offset) return Value::error("unknown time zone: " + std::string(zone.substr(0, 64)));
    int64_t local = moment.as_int() + *offset;
    return make_date(local / 86400 - (local % 86400 < 0));
}

using Args = std::span<const Value>;
constexpr Overload table[] = {
    {"date", false, "A", 'A', [](Args a, Frame&) { return a[0]; }},
    {"date", false, "s", 'A', [](Args a, Frame&) { return parse_date(a[0].as_string()); }},
    {"date", false, "t", 'A', [](Args a, Frame&) { return day_in(a[0], "UTC"); }},
    {"date", false, "ts", 'A', [](Args a, Frame&) { return day_in(a[0], a[1].as_string()); }},
    {"days", false, "i", 'P', [](Args a, Frame&) { return period(0, a[0].as_int()); }},
    {"months", false, "i", 'P', [](Args a, Frame&) { return period(a[0].as_int(), 0); }},
    {"years", false, "i", 'P', [](Args a, Frame&) { return small(a[0].as_int()) ? period(a[0].as_int() * 12, 0) : Value::error("period out of range"); }},
    {"year", true, "A", 'i', [](Args a, Frame&) { return Value::integer(civil_of(a[0].as_int()).year); }},
    {"month", true, "A", 'i', [](Args a, Frame&) { return Value::integer(civil_of(a[0].as_int()).month); }},
    {"day", true, "A", 'i', [](Args a, Frame&) { return Value::integer(civil_of(a[0].as_int()).day); }},
};

}  // namespace

std::span<const Overload> calendar_functions() { return table; }

Value shifted(const Value& date, const Value& period, int sign) {
    Civil c = civil_of(date.as_int());
    int64_t months = int64_t{c.year} * 12 + c.month - 1 + sign * period.as_int();
    int64_t year = months / 12 - (months % 12 < 0);
    if (year < 1 || year > 9999) return Value::error("date out of range: years 1 to 9999");
    c.year = static_cast<int>(year);
    c.month = static_cast<unsigned>(months - year * 12) + 1;
    c.day = std::min(c.day, last_day(c.year, c.month));
    return make_date(days_of(c) + sign * int64_t{period.aux()});
}

Value add_periods(const Value& a, const Value& b, int sign) {
    return period(a.as_int() + sign * b.as_int(), int64_t{a.aux()} + sign * int64_t{b.aux()});
}

}  // namespace tutela::expr
