#include "sheet/number_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace tutela::sheet {
namespace {

// What the first section of a format code contains, literals left out.
struct Tokens {
    bool day = false, clock = false, elapsed = false, percent = false, digit = false, grouped = false, other = false;
    int places = 0;
};

// The end of a [..] part; elapsed hours, minutes or seconds look like [h], [mm].
size_t read_bracket(std::string_view code, size_t at, Tokens& tokens) {
    size_t end = std::min(code.find(']', at), code.size() - 1);
    std::string_view inside = code.substr(at + 1, end - at - 1);
    if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) tokens.elapsed = true;
    return end;
}

// AM/PM and A/P are times; "General" and other words are left to the letters.
size_t read_letter(std::string_view code, size_t at, Tokens& tokens, bool& minutes) {
    char c = static_cast<char>(code[at] | 0x20);
    if (code.substr(at).starts_with("AM/PM") || code.substr(at).starts_with("am/pm")) return tokens.clock = true, at + 4;
    if (code.substr(at).starts_with("A/P") || code.substr(at).starts_with("a/p")) return tokens.clock = true, at + 2;
    if (code.substr(at).starts_with("General") || code.substr(at).starts_with("GENERAL")) return tokens.other = true, at + 6;
    if (c == 'y' || c == 'd') tokens.day = true;
    else if (c == 'h' || c == 's') tokens.clock = true;
    else if (c == 'm') minutes = true;      // months or minutes: the rest decides
    else if (c == 'e' && tokens.digit) tokens.other = true;
    return at;
}

Tokens read_tokens(std::string_view code) {
    Tokens tokens;
    bool minutes = false, point = false;
    for (size_t at = 0; at < code.size(); ++at) {
        char c = code[at];
        if (c == ';') break;
        if (c == '"') at = std::min(code.find('"', at + 1), code.size() - 1);
        else if (c == '\\' || c == '_' || c == '*') ++at;
        else if (c == '[') at = read_bracket(code, at, tokens);
        else if (c == '0' || c == '#' || c == '?') tokens.digit = true, tokens.places += point;
        else if (c == '.') point = true;
        else if (c == ',' && tokens.digit && !point && at + 1 < code.size() && std::string_view("0#?").find(code[at + 1]) != std::string_view::npos) tokens.grouped = true;
        else if (c == '%') tokens.percent = true;
        else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) at = read_letter(code, at, tokens, minutes);
        else if (c == '/' && tokens.digit) tokens.other = true;      // a fraction
    }
    if (minutes && !tokens.clock && !tokens.elapsed) tokens.day = true;
    return tokens;
}

NumberFormat fixed(uint8_t places, bool grouped = false, bool percent = false) {
    return {.general = false, .percent = percent, .grouped = grouped, .places = places};
}

// What Excel keeps of a number: 0.1 + 0.2 is 0.3.
double to_15_digits(double value) {
    std::string digits = fmt::format("{:.15g}", value);
    double rounded = value;
    std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
    return rounded;
}

void group(std::string& digits) {
    size_t from = !digits.empty() && digits[0] == '-' ? 1 : 0;
    size_t end = std::min(digits.find('.'), digits.size());
    for (size_t at = end; at > from + 3; at -= 3) digits.insert(at - 3, ",");
}

std::string clock_text(int64_t seconds, bool wide) {
    return wide ? fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

NumberFormat built_in_format(unsigned id) {
    switch (id) {
        case 1: return fixed(0);
        case 2: return fixed(2);
        case 3: case 37: case 38: return fixed(0, true);
        case 4: case 39: case 40: case 43: case 44: return fixed(2, true);
        case 41: case 42: return fixed(0, true);
        case 9: return fixed(0, false, true);
        case 10: return fixed(2, false, true);
        case 22: return {.meaning = Meaning::datetime, .general = false};
        case 18: case 19: case 20: case 21: case 45: case 47: return {.meaning = Meaning::time, .general = false};
        case 46: return {.meaning = Meaning::elapsed, .general = false};
        default: break;
    }
    // 14 to 17 everywhere; 27 to 36 and 50 to 58 are dates (32 to 35: times) in East Asian editions.
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) return {.meaning = Meaning::date, .general = false};
    if (id >= 32 && id <= 35) return {.meaning = Meaning::time, .general = false};
    return {};
}

NumberFormat parse_format(std::string_view code) {
    Tokens tokens = read_tokens(code);
    if (tokens.elapsed) return {.meaning = Meaning::elapsed, .general = false};
    if (tokens.day && !tokens.digit) return {.meaning = tokens.clock ? Meaning::datetime : Meaning::date, .general = false};
    if (tokens.clock && (!tokens.digit || tokens.places > 0)) return {.meaning = tokens.day ? Meaning::datetime : Meaning::time, .general = false};
    if (!tokens.digit || tokens.other) return {};
    return fixed(static_cast<uint8_t>(std::min(tokens.places, 15)), tokens.grouped, tokens.percent);
}

std::string plain_number(double value) {
    if (value == 0) return "0";
    char text[64];
    double rounded = to_15_digits(value);
    double size = std::abs(rounded);
    auto style = size >= 1e-7 && size < 1e17 ? std::chars_format::fixed : std::chars_format::scientific;
    auto end = std::to_chars(text, text + sizeof text, rounded, style);
    return std::string(text, end.ptr);
}

std::string show_number(double value, const NumberFormat& format) {
    if (format.general || std::abs(value) >= 1e15) return plain_number(value);
    double power = std::pow(10.0, format.places);
    double whole = std::round(to_15_digits((format.percent ? value * 100 : value) * power));     // half away from zero
    std::string text = fmt::format("{:.{}f}", whole / power, format.places);
    if (whole == 0 && std::signbit(whole)) text.erase(0, 1);      // no "-0.0"
    if (format.grouped) group(text);
    if (format.percent) text += '%';
    return text;
}

std::optional<Moment> moment_of(double serial, Meaning meaning, bool system_1904) {
    if (!(serial >= 0) || serial >= 2'958'466) return std::nullopt;
    double day_part = std::floor(serial);
    auto days = static_cast<int64_t>(day_part);
    auto seconds = static_cast<int64_t>(std::llround((serial - day_part) * 86'400));
    if (seconds == 86'400) ++days, seconds = 0;
    bool time_only = meaning == Meaning::time && days == 0;
    if (time_only) return Moment{clock_text(seconds, false), clock_text(seconds, false)};
    if (!system_1904 && (days == 60 || days == 0)) return std::nullopt;
    using namespace std::chrono;
    sys_days epoch = system_1904 ? sys_days{year{1904} / 1 / 1} : days < 60 ? sys_days{year{1899} / 12 / 31} : sys_days{year{1899} / 12 / 30};
    year_month_day day{epoch + std::chrono::days{days}};
    if (static_cast<int>(day.year()) > 9999) return std::nullopt;
    std::string date = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    std::string full = date + "T" + clock_text(seconds, false);
    if (meaning == Meaning::date) return Moment{seconds == 0 ? date : full, date};
    return Moment{full, date + " " + clock_text(seconds, false)};
}

std::string show_elapsed(double serial) {
    if (!(std::abs(serial) < 1e9)) return plain_number(serial);
    auto seconds = static_cast<int64_t>(std::llround(std::abs(serial) * 86'400));
    return (serial < 0 && seconds > 0 ? "-" : "") + clock_text(seconds, true);
}

}  // namespace tutela::sheet
