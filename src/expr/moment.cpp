// Parts of moments and durations (cel-spec, "Timestamps and durations").
#include "expr/library.h"
#include "expr/time.h"

namespace tutela::expr {

namespace {

using Args = std::span<const Value>;

struct Parts {
    Civil day;
    int64_t days = 0, second = 0;       // of the day
    int32_t nanos = 0;
};

using Part = int64_t (*)(const Parts&);

int64_t day_of_week(const Parts& p) { return ((p.days + 4) % 7 + 7) % 7; }      // Sunday is 0
int64_t day_of_year(const Parts& p) { return p.days - days_of({p.day.year, 1, 1}); }

Value part(const Value& moment, int32_t offset, Part wanted) {
    Parts p;
    int64_t local = moment.as_int() + offset;
    p.days = local / 86400 - (local % 86400 < 0);
    p.second = local - p.days * 86400;
    p.day = civil_of(p.days);
    p.nanos = moment.aux();
    return Value::integer(wanted(p));
}

template <Part wanted>
Value utc(Args a, Frame&) { return part(a[0], 0, wanted); }

template <Part wanted>
Value zoned(Args a, Frame&) {
    auto offset = zone_offset(a[1].as_string(), a[0].as_int());
    return offset ? part(a[0], *offset, wanted) : Value::error("unknown time zone: " + std::string(a[1].as_string().substr(0, 64)));
}

constexpr int64_t full_year(const Parts& p) { return p.day.year; }
constexpr int64_t month(const Parts& p) { return p.day.month - 1; }
constexpr int64_t date(const Parts& p) { return p.day.day; }
constexpr int64_t day_of_month(const Parts& p) { return p.day.day - 1; }
constexpr int64_t hours(const Parts& p) { return p.second / 3600; }
constexpr int64_t minutes(const Parts& p) { return p.second / 60 % 60; }
constexpr int64_t seconds(const Parts& p) { return p.second % 60; }
constexpr int64_t milliseconds(const Parts& p) { return p.nanos / 1'000'000; }

#define TUTELA_PART(name, function) {name, true, "t", 'i', utc<function>}, {name, true, "ts", 'i', zoned<function>}
constexpr Overload table[] = {
    TUTELA_PART("getFullYear", full_year), TUTELA_PART("getMonth", month), TUTELA_PART("getDate", date),
    TUTELA_PART("getDayOfMonth", day_of_month), TUTELA_PART("getDayOfWeek", day_of_week), TUTELA_PART("getDayOfYear", day_of_year),
    TUTELA_PART("getHours", hours), TUTELA_PART("getMinutes", minutes), TUTELA_PART("getSeconds", seconds),
    TUTELA_PART("getMilliseconds", milliseconds),
    {"getHours", true, "D", 'i', [](Args a, Frame&) { return Value::integer(a[0].as_int() / 3600); }},
    {"getMinutes", true, "D", 'i', [](Args a, Frame&) { return Value::integer(a[0].as_int() / 60); }},
    {"getSeconds", true, "D", 'i', [](Args a, Frame&) { return Value::integer(a[0].as_int()); }},
    {"getMilliseconds", true, "D", 'i', [](Args a, Frame&) { return Value::integer(a[0].aux() / 1'000'000); }},
};

}  // namespace

std::span<const Overload> time_functions() { return table; }

}  // namespace tutela::expr
