#include "base/clock.h"

#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>

namespace tutela::clock {
namespace {

constexpr int64_t second = 1'000'000, day_us = 86'400 * second;

bool digits(std::string_view s, size_t at, size_t n, int& out) {
    if (at + n > s.size()) return false;
    out = 0;
    for (size_t i = at; i < at + n; ++i) {
        if (s[i] < '0' || s[i] > '9') return false;
        out = out * 10 + (s[i] - '0');
    }
    return true;
}

int days_in_month(int y, int m) {
    static const int table[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) ? 29 : table[m - 1];
}

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

}  // namespace

int64_t now_us() {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    return static_cast<int64_t>(t.tv_sec) * second + t.tv_nsec / 1000;
}

int32_t day_of(int64_t us) { return static_cast<int32_t>(floor_div(us, day_us)); }

// Days and calendar dates by counting eras of 400 years from 1 March, the standard arithmetic for the proleptic
// Gregorian calendar.
int32_t days_from_civil(int y, int m, int d) {
    y -= m <= 2;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int yoe = y - era * 400;
    const int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void civil_from_days(int32_t days, int& y, int& m, int& d) {
    const int z = days + 719468;
    const int era = (z >= 0 ? z : z - 146096) / 146097;
    const int doe = z - era * 146097;
    const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int mp = (5 * doy + 2) / 153;
    d = doy - (153 * mp + 2) / 5 + 1;
    m = mp < 10 ? mp + 3 : mp - 9;
    y = yoe + era * 400 + (m <= 2);
}

std::string date_text(int32_t days) {
    int y, m, d;
    civil_from_days(days, y, m, d);
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", y, m, d);
    return buffer;
}

Result<int32_t> parse_date(std::string_view s) {
    int y = 0, m = 0, d = 0;
    if (s.size() != 10 || s[4] != '-' || s[7] != '-' || !digits(s, 0, 4, y) || !digits(s, 5, 2, m) || !digits(s, 8, 2, d))
        return invalid("\"" + std::string(s.substr(0, 40)) + "\" is not a date; write it as year-month-day, for example 2026-01-31.");
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
        return invalid("\"" + std::string(s) + "\" is not a day of the calendar.");
    return days_from_civil(y, m, d);
}

std::string moment_text(int64_t us) {
    const int64_t days = floor_div(us, day_us), rest = us - days * day_us;
    char buffer[48];
    const int64_t s = rest / second, f = rest % second;
    int n = std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d", static_cast<int>(s / 3600), static_cast<int>(s / 60 % 60), static_cast<int>(s % 60));
    if (f) std::snprintf(buffer + n, sizeof buffer - static_cast<size_t>(n), ".%06d", static_cast<int>(f));
    return date_text(static_cast<int32_t>(days)) + buffer + "Z";
}

Result<int64_t> parse_moment(std::string_view s) {
    const auto bad = [&] { return invalid("\"" + std::string(s.substr(0, 40)) + "\" is not a moment; write it as 2026-01-31T14:30:00Z."); };
    if (s.size() < 20 || (s[10] != 'T' && s[10] != 't')) return bad();
    auto day = parse_date(s.substr(0, 10));
    if (!day) return bad();
    int h, m, sec;
    if (!digits(s, 11, 2, h) || s[13] != ':' || !digits(s, 14, 2, m) || s[16] != ':' || !digits(s, 17, 2, sec) || h > 23 || m > 59 || sec > 60) return bad();
    size_t at = 19;
    int64_t fraction = 0;
    if (at < s.size() && s[at] == '.') {
        int64_t unit = second;
        for (++at; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at) { unit /= 10; fraction += unit * (s[at] - '0'); }
    }
    int64_t offset = 0;
    if (at < s.size() && (s[at] == 'Z' || s[at] == 'z')) ++at;
    else {
        int oh, om;
        if (at + 6 != s.size() || (s[at] != '+' && s[at] != '-') || !digits(s, at + 1, 2, oh) || s[at + 3] != ':' || !digits(s, at + 4, 2, om) || oh > 23 || om > 59) return bad();
        offset = (oh * 3600 + om * 60) * (s[at] == '-' ? -1 : 1);
        at += 6;
    }
    if (at != s.size()) return bad();
    return static_cast<int64_t>(*day) * day_us + (h * 3600 + m * 60 + sec - offset) * second + fraction;
}

Result<int32_t> today(int64_t us, std::string_view zone) {
    if (zone.empty() || zone == "UTC") return day_of(us);
    const std::string name(zone);
    if (name.find("..") != std::string::npos || name.front() == '/' || !std::filesystem::is_regular_file("/usr/share/zoneinfo/" + name))
        return invalid("\"" + name + "\" is not a time zone this machine knows; use an IANA name such as Europe/Berlin.");
    // glibc knows a zone only through the environment, so one thread at a time may ask for another one than the machine's.
    static std::mutex guard;
    const std::lock_guard lock(guard);
    const char* before = std::getenv("TZ");
    const std::string kept = before ? before : "";
    setenv("TZ", name.c_str(), 1);
    tzset();
    const time_t t = static_cast<time_t>(floor_div(us, second));
    tm parts{};
    localtime_r(&t, &parts);
    if (before) setenv("TZ", kept.c_str(), 1); else unsetenv("TZ");
    tzset();
    return days_from_civil(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

}  // namespace tutela::clock
