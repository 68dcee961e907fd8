#include "record/values.h"
#include "record/value_fault.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/clock.h"
#include "base/spelling.h"
#include "base/utf8.h"
#include "record/decimal.h"
#include "record/record.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;
using FT = FieldType;

Error needs(const Field& f, std::string_view what, std::string_view pointer) {
    return wrong(label(f) + " must be " + std::string(what), pointer);
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

Result<Value> text_of(const Field& f, const json::value& v, std::string_view shape, std::string_view pointer) {
    if (!v.is_string()) return needs(f, shape, pointer);
    return Value::string({v.get_string().data(), v.get_string().size()});
}

Result<Value> number_of(const Field& f, const json::value& v, int places, std::string_view pointer) {
    if (v.is_int64() || v.is_uint64()) {
        if (v.is_uint64() && v.get_uint64() > static_cast<uint64_t>(largest_whole)) return needs(f, "a smaller number", pointer);
        int64_t n = v.is_int64() ? v.get_int64() : static_cast<int64_t>(v.get_uint64());
        if (places == 0) return Value::integer(n);
        int64_t scaled = 0;
        if (__builtin_mul_overflow(n, power_of_ten(places), &scaled)) return needs(f, "a smaller number", pointer);
        return Value::decimal(scaled, places);
    }
    if (v.is_double())
        return places == 0 ? needs(f, "a whole number", pointer)
                           : needs(f, "a decimal number in quotes, like \"12.50\", because a JSON number loses digits", pointer);
    if (!v.is_string()) return needs(f, places == 0 ? "a whole number" : "a decimal number like \"12.50\"", pointer);
    std::string_view text{v.get_string().data(), v.get_string().size()};
    auto scaled = parse_decimal(text, places);
    if (!scaled && places == 0) return needs(f, "a whole number, not '" + std::string(text) + "'", pointer);
    if (!scaled) return needs(f, "a number with a point and at most " + std::to_string(places) + " places, like \"12.50\", not '" + std::string(text) + "'", pointer);
    return places == 0 ? Value::integer(*scaled) : Value::decimal(*scaled, places);
}

Result<Value> moment_of(const Field& f, std::string_view text, std::string_view pointer) {
    auto us = clock::parse_moment(text);
    if (!us) return needs(f, "a moment like 2026-01-10T08:30:00Z, not '" + std::string(text) + "'", pointer);
    int64_t seconds = *us / 1000000, rest = *us % 1000000;
    if (rest < 0) rest += 1000000, --seconds;
    return Value::timestamp(seconds, static_cast<int32_t>(rest * 1000));
}

Result<Value> duration_of(const Field& f, std::string_view text, std::string_view pointer) {
    auto nanos = text.size() > 1 && text.back() == 's' ? parse_decimal(text.substr(0, text.size() - 1), 9) : std::nullopt;
    if (!nanos) return needs(f, "a number of seconds like \"3600s\", not '" + std::string(text) + "'", pointer);
    return Value::duration(*nanos / 1000000000, static_cast<int32_t>(*nanos % 1000000000));
}

Result<Value> list_of(const Field& f, const json::value& v, std::string_view shape, std::string_view pointer) {
    if (!v.is_array()) return needs(f, shape, pointer);
    std::vector<Value> items;
    for (size_t i = 0; i < v.get_array().size(); ++i)
        items.push_back(TRY(text_of(f, v.get_array()[i], shape, std::string(pointer) + "/" + std::to_string(i))));
    return Value::list(std::move(items));
}

Result<Value> range_of(const Field& f, const json::value& v, std::string_view pointer) {
    if (!v.is_object()) return needs(f, "a range {\"low\": …, \"likely\": …, \"high\": …}", pointer);
    for (auto& [key, inner] : v.get_object())
        if (key != "low" && key != "likely" && key != "high")
            return wrong(label(f) + " has no part '" + std::string(key) + "'; it has low, likely and high", std::string(pointer) + "/" + std::string(key));
    std::vector<std::pair<Value, Value>> map;
    for (const char* key : {"low", "likely", "high"}) {
        auto* inner = v.get_object().if_contains(key);
        if (!inner || inner->is_null()) continue;
        Value number = TRY(number_of(f, *inner, f.places, std::string(pointer) + "/" + key));
        if (number.is(Kind::integer)) number = Value::decimal(number.as_int(), 0);
        map.emplace_back(Value::string(key), std::move(number));
    }
    return Value::map(std::move(map));
}

Result<Value> file_of(const Field& f, const json::value& v, std::string_view pointer) {
    if (!v.is_object()) return needs(f, "a file {\"hash\", \"name\", \"size\", \"media_type\"}; upload it first", pointer);
    std::vector<std::pair<Value, Value>> map;
    for (const char* key : {"hash", "name", "size", "media_type"}) {
        auto* inner = v.get_object().if_contains(key);
        std::string below = std::string(pointer) + "/" + key;
        if (!inner) return wrong(label(f) + " lacks '" + key + "'; upload the file and give back what you got", below);
        bool number = std::string_view(key) == "size";
        if (number ? !inner->is_int64() : !inner->is_string()) return wrong(label(f) + ": '" + key + "' must be " + (number ? "a number of bytes" : "text"), below);
        map.emplace_back(Value::string(key), number ? Value::integer(inner->get_int64())
                                                    : Value::string({inner->get_string().data(), inner->get_string().size()}));
    }
    for (auto& [key, inner] : v.get_object())
        if (key != "hash" && key != "name" && key != "size" && key != "media_type")
            return wrong(label(f) + " has no part '" + std::string(key) + "'; it has hash, name, size and media_type", std::string(pointer) + "/" + std::string(key));
    return Value::map(std::move(map));
}

Result<Value> shape(const Field&, const json::value&, bool strict, std::string_view pointer);

Result<Value> part_of(const Field& f, const json::value& v, bool strict, const std::string& pointer) {
    if (!v.is_object()) return needs(f, "a list of objects", pointer);
    std::vector<std::pair<Value, Value>> map;
    for (const Field& part : f.parts) {
        auto* inner = v.get_object().if_contains(part.name);
        for (size_t i = 0; !inner && !strict && i < part.was.size(); ++i) inner = v.get_object().if_contains(part.was[i]);
        if (!inner) continue;
        Value value = TRY(shape(part, *inner, strict, pointer + "/" + part.name));
        if (value.set()) map.emplace_back(Value::string(part.name), std::move(value));
    }
    for (auto& [key, inner] : v.get_object()) {
        std::vector<std::string> names;
        for (const Field& part : f.parts) names.push_back(part.name);
        if (!strict || std::find(names.begin(), names.end(), std::string_view(key)) != names.end()) continue;
        return wrong(label(f) + " has no part field '" + std::string(key) + "'; " + did_you_mean(key, names), pointer + "/" + std::string(key));
    }
    return Value::map(std::move(map));
}

Result<Value> parts_of(const Field& f, const json::value& v, bool strict, std::string_view pointer) {
    if (!v.is_array()) return needs(f, "a list of objects", pointer);
    std::vector<Value> rows;
    for (size_t i = 0; i < v.get_array().size(); ++i)
        rows.push_back(TRY(part_of(f, v.get_array()[i], strict, std::string(pointer) + "/" + std::to_string(i))));
    return Value::list(std::move(rows));
}

// A choice that was renamed is read by its name of today.
std::string_view current_choice(const Field& f, std::string_view name) {
    for (const Choice& c : f.choices)
        if (std::find(c.was.begin(), c.was.end(), name) != c.was.end()) return c.name;
    return name;
}

// An empty shape counts as empty only where a full one would be taken: {} is no text.
bool means_unset(const Field& f, const json::value& v) {
    if (v.is_null()) return true;
    if (v.is_string()) return blank({v.get_string().data(), v.get_string().size()});
    if (v.is_array()) return v.get_array().empty() && (f.type == FT::links || f.type == FT::tags || f.type == FT::parts);
    return v.is_object() && v.get_object().empty() && (f.type == FT::range || f.type == FT::file);
}

// JSON to value by shape; limits are check_value's business.
Result<Value> shape(const Field& f, const json::value& v, bool strict, std::string_view pointer) {
    if (means_unset(f, v)) return Value();
    switch (f.type) {
        case FT::line: case FT::text: return text_of(f, v, "text", pointer);
        case FT::choice: return text_of(f, v, "the name of a choice", pointer);
        case FT::link: return text_of(f, v, "the id of a record", pointer);
        case FT::number: case FT::money: return number_of(f, v, f.places, pointer);
        case FT::scale: return number_of(f, v, 0, pointer);
        case FT::flag:
            if (v.is_bool()) return Value::boolean(v.get_bool());
            return needs(f, "true or false", pointer);
        case FT::date: {
            if (!v.is_string()) return needs(f, "a day like 2026-01-10", pointer);
            std::string_view text{v.get_string().data(), v.get_string().size()};
            auto days = clock::parse_date(text);
            if (!days) return needs(f, "a day that exists, written like 2026-01-10, not '" + std::string(text) + "'", pointer);
            return Value::date(*days);
        }
        case FT::datetime: case FT::duration: {
            bool moment = f.type == FT::datetime;
            if (!v.is_string()) return needs(f, moment ? "a moment like 2026-01-10T08:30:00Z" : "a number of seconds like \"3600s\"", pointer);
            std::string_view text{v.get_string().data(), v.get_string().size()};
            return moment ? moment_of(f, text, pointer) : duration_of(f, text, pointer);
        }
        case FT::range: return range_of(f, v, pointer);
        case FT::links: return list_of(f, v, "a list of ids", pointer);
        case FT::tags: return list_of(f, v, "a list of texts", pointer);
        case FT::file: return file_of(f, v, pointer);
        case FT::parts: return parts_of(f, v, strict, pointer);
    }
    return needs(f, "of a known type", pointer);
}

std::vector<std::string> split(std::string_view text, char by) {
    std::vector<std::string> pieces;
    while (true) {
        size_t at = text.find(by);
        std::string_view piece = text.substr(0, at);
        size_t first = piece.find_first_not_of(" \t"), last = piece.find_last_not_of(" \t");
        if (first != std::string_view::npos) pieces.emplace_back(piece.substr(first, last - first + 1));
        if (at == std::string_view::npos) return pieces;
        text.remove_prefix(at + 1);
    }
}

Result<json::value> json_of_text(const Field& f, std::string_view text, std::string_view pointer) {
    if (blank(text)) return json::value(nullptr);
    switch (f.type) {
        case FT::flag:
            if (text == "true" || text == "yes" || text == "1") return json::value(true);
            if (text == "false" || text == "no" || text == "0") return json::value(false);
            return needs(f, "true or false, not '" + std::string(text) + "'", pointer);
        case FT::links: case FT::tags: {
            json::array list;
            for (auto& piece : split(text, ',')) list.emplace_back(piece);
            return json::value(std::move(list));
        }
        case FT::range: {
            std::vector<std::string> ends;
            for (size_t at; (at = text.find("..")) != std::string_view::npos; text.remove_prefix(at + 2)) ends.emplace_back(text.substr(0, at));
            ends.emplace_back(text);
            if (ends.size() < 2 || ends.size() > 3) return needs(f, "a range like 1..5 or 1..3..5", pointer);
            json::object range{{"low", ends.front()}, {"high", ends.back()}};
            if (ends.size() == 3) range["likely"] = ends[1];
            return json::value(std::move(range));
        }
        case FT::parts: case FT::file: {
            auto parsed = json::parse(text);
            if (!parsed) return needs(f, "JSON (" + parsed.error().message + ")", pointer);
            return parsed.take();
        }
        default: return json::value(text);
    }
}

}  // namespace

std::string label(const Field& f) { return f.title.empty() ? f.name : f.title; }

Result<Value> value_from_json(const Field& f, const json::value& v, const Catalog* catalog, std::string_view pointer) {
    Value value = TRY(shape(f, v, true, pointer));
    TRY(check_value(f, value, catalog, pointer));
    return value;
}

Result<Value> value_from_text(const Field& f, std::string_view text, const Catalog* catalog, std::string_view pointer) {
    return value_from_json(f, TRY(json_of_text(f, text, pointer)), catalog, pointer);
}

Result<Value> value_from_entry(const Field& f, const json::value& v) {
    auto value = shape(f, v, false, "/" + f.name);
    if (value && f.type == FT::choice && value->is(Kind::string)) return Value::string(current_choice(f, value->as_string()));
    if (!value) return broken("the recorded value of '" + f.name + "' cannot be read: " + value.error().message);
    return value;
}

Result<Value> value_from_expression(const Field& f, const Value& v) {
    if (!v.set() || v.is(Kind::unknown) || v.is(Kind::null)) return Value();
    if (v.is(Kind::error)) return broken(label(f) + " cannot be derived: " + std::string(v.error_message()));
    if (v.is(Kind::object)) return Value::string(v.as_object()->identity());
    if (v.is(Kind::list)) {
        std::vector<Value> items;
        for (const Value& item : v.as_list()) items.push_back(item.is(Kind::object) ? Value::string(item.as_object()->identity()) : item);
        return items.empty() ? Value() : Value::list(std::move(items));
    }
    bool decimal = (f.type == FT::number || f.type == FT::money) && f.places > 0;
    bool whole = f.type == FT::scale || (f.type == FT::number && f.places == 0);
    if (!decimal && !whole) return v.is(Kind::string) && blank(v.as_string()) ? Value() : v;
    double number = v.is(Kind::integer) ? static_cast<double>(v.as_int()) : v.is(Kind::uinteger) ? static_cast<double>(v.as_uint()) : v.as_double();
    if (whole && v.is(Kind::integer)) return v;
    if (!v.is(Kind::integer) && !v.is(Kind::uinteger) && !v.is(Kind::real) && !v.is(Kind::decimal)) return broken(label(f) + " must be derived as a number");
    double scaled = std::round(number * static_cast<double>(power_of_ten(f.places)));
    if (!std::isfinite(scaled) || std::abs(scaled) > 9.2e18) return broken(label(f) + " cannot be derived: the number is too large");
    return decimal ? Value::decimal(static_cast<int64_t>(scaled), f.places) : Value::integer(static_cast<int64_t>(scaled));
}

}  // namespace tutela::record
