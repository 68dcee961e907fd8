#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "expr/library.h"
#include "expr/show.h"
#include "expr/text.h"
#include "expr/time.h"

namespace tutela::expr {

std::string show_double(double d) {
    if (std::isnan(d)) return "NaN";
    if (std::isinf(d)) return d < 0 ? "-Infinity" : "Infinity";
    char buffer[64];
    double size = std::fabs(d);
    auto form = size != 0 && (size < 1e-6 || size >= 1e21) ? std::chars_format::scientific : std::chars_format::fixed;
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, d, form).ptr};
}

std::string show_scalar(const Value& v) {
    switch (v.kind()) {
        case Kind::null: return "null";
        case Kind::boolean: return v.as_bool() ? "true" : "false";
        case Kind::integer: return std::to_string(v.as_int());
        case Kind::uinteger: return std::to_string(v.as_uint());
        case Kind::real: case Kind::decimal: return show_double(v.as_double());
        case Kind::timestamp: return format_timestamp(v);
        case Kind::duration: return format_duration(v);
        case Kind::date: return format_date(v);
        case Kind::period: return format_period(v);
        case Kind::object: return std::string(v.as_object()->identity());
        case Kind::string: case Kind::bytes: case Kind::type: return std::string(v.as_string());
        default: return {};
    }
}

namespace {

using Args = std::span<const Value>;

// Both ends are excluded, as the vectors ask: ±2^63 as a double does not say which integer was meant.
Value to_int(double d) {
    if (!(d > -9223372036854775808.0 && d < 9223372036854775808.0)) return Value::error("integer overflow: the number does not fit int");
    return Value::integer(static_cast<int64_t>(d));
}

Value to_uint(double d) {
    if (!(d >= 0 && d < 18446744073709551616.0)) return Value::error("integer overflow: the number does not fit uint");
    return Value::uinteger(static_cast<uint64_t>(d));
}

template <class T>
bool whole(std::string_view text, T& out) {
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    return problem == std::errc{} && end == text.data() + text.size() && !text.empty();
}

Value not_a(const char* what, const Value& text) {
    return Value::error("cannot read " + std::string(what) + " from \"" + std::string(text.as_string().substr(0, 40)) + "\"");
}

Value int_from_text(Args a, Frame&) {
    int64_t n = 0;
    return whole(a[0].as_string(), n) ? Value::integer(n) : not_a("int", a[0]);
}
Value uint_from_text(Args a, Frame&) {
    uint64_t n = 0;
    return whole(a[0].as_string(), n) ? Value::uinteger(n) : not_a("uint", a[0]);
}
Value double_from_text(Args a, Frame&) {
    std::string text(a[0].as_string());
    bool plain = !text.empty() && text.size() <= 400 && text.find_first_not_of("0123456789+-.eE") == text.npos;
    bool named = text == "NaN" || text == "Infinity" || text == "-Infinity" || text == "inf" || text == "-inf" || text == "+Infinity";
    char* end = nullptr;
    double d = plain || named ? std::strtod(text.c_str(), &end) : 0;
    return end == text.c_str() + text.size() && end ? Value::real(d) : not_a("double", a[0]);
}
Value bool_from_text(Args a, Frame&) {
    std::string_view t = a[0].as_string();
    for (auto yes : {"1", "t", "true", "TRUE", "True", "T"})
        if (t == yes) return Value::boolean(true);
    for (auto no : {"0", "f", "false", "FALSE", "False", "F"})
        if (t == no) return Value::boolean(false);
    return not_a("bool", a[0]);
}
Value text_from_bytes(Args a, Frame&) {
    if (first_bad_utf8(a[0].as_string()) != std::string_view::npos) return Value::error("the bytes are not UTF-8 text");
    return Value::string(a[0].as_string());
}

Value same(Args a, Frame&) { return a[0]; }
Value text(Args a, Frame&) { return Value::string(show_scalar(a[0])); }

constexpr Overload table[] = {
    {"type", false, "*", 'T', [](Args a, Frame&) { return Value::type(type_name(a[0])); }},
    {"dyn", false, "*", '*', same},
    {"int", false, "i", 'i', same},
    {"int", false, "u", 'i', [](Args a, Frame&) { return a[0].as_uint() >> 63 ? Value::error("integer overflow: the number does not fit int") : Value::integer(static_cast<int64_t>(a[0].as_uint())); }},
    {"int", false, "d", 'i', [](Args a, Frame&) { return to_int(a[0].as_double()); }},
    {"int", false, "s", 'i', int_from_text},
    {"int", false, "t", 'i', [](Args a, Frame&) { return Value::integer(a[0].as_int()); }},
    {"uint", false, "u", 'u', same},
    {"uint", false, "i", 'u', [](Args a, Frame&) { return a[0].as_int() < 0 ? Value::error("integer overflow: uint has no negative numbers") : Value::uinteger(a[0].as_uint()); }},
    {"uint", false, "d", 'u', [](Args a, Frame&) { return to_uint(a[0].as_double()); }},
    {"uint", false, "s", 'u', uint_from_text},
    {"double", false, "d", 'd', same},
    {"double", false, "i", 'd', [](Args a, Frame&) { return Value::real(static_cast<double>(a[0].as_int())); }},
    {"double", false, "u", 'd', [](Args a, Frame&) { return Value::real(static_cast<double>(a[0].as_uint())); }},
    {"double", false, "s", 'd', double_from_text},
    {"bool", false, "b", 'b', same},
    {"bool", false, "s", 'b', bool_from_text},
    {"bytes", false, "y", 'y', same},
    {"bytes", false, "s", 'y', [](Args a, Frame&) { return Value::bytes(a[0].as_string()); }},
    {"string", false, "s", 's', same},
    {"string", false, "y", 's', text_from_bytes},
    {"string", false, "b", 's', text}, {"string", false, "i", 's', text}, {"string", false, "u", 's', text},
    {"string", false, "d", 's', text}, {"string", false, "t", 's', text}, {"string", false, "D", 's', text},
    {"string", false, "A", 's', text},
    {"timestamp", false, "t", 't', same},
    {"timestamp", false, "s", 't', [](Args a, Frame&) { return parse_timestamp(a[0].as_string()); }},
    {"timestamp", false, "i", 't', [](Args a, Frame&) { return make_timestamp(static_cast<Nanos>(a[0].as_int()) * 1'000'000'000); }},
    {"timestamp", false, "A", 't', [](Args a, Frame&) { return Value::timestamp(a[0].as_int() * 86400, 0); }},
    {"duration", false, "D", 'D', same},
    {"duration", false, "s", 'D', [](Args a, Frame&) { return parse_duration(a[0].as_string()); }},
};

}  // namespace

std::span<const Overload> conversion_functions() { return table; }

}  // namespace tutela::expr
