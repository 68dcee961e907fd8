#include "record/ledger/shape.h"

#include <algorithm>
#include <charconv>

#include "base/clock.h"
#include "record/decimal.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;
constexpr int64_t million = 1'000'000, exact = (int64_t{1} << 53) - 1;

void append_integer(std::string& out, int64_t v) {
    const bool as_text = v > exact || v < -exact;
    if (as_text) out += '"';
    out += std::to_string(v);
    if (as_text) out += '"';
}

void append_map(std::string& out, const Field& field, const Value& map) {
    std::vector<std::pair<std::string_view, std::string>> members;
    for (const auto& [key, value] : map.as_map()) {
        if (!value.set()) continue;
        std::string text;
        if (field.type == FieldType::parts) {
            const auto part = std::find_if(field.parts.begin(), field.parts.end(), [&](const Field& p) { return p.name == key.as_string(); });
            if (part == field.parts.end()) continue;
            append_shape(text, *part, value);
        } else if (value.is(Kind::string)) {
            json::append_string(text, value.as_string());
        } else if (field.type == FieldType::range) {
            text = '"' + decimal_text(value.as_int(), field.places) + '"';
        } else {
            append_integer(text, value.as_int());
        }
        members.emplace_back(key.as_string(), std::move(text));
    }
    std::sort(members.begin(), members.end());
    out += '{';
    for (size_t i = 0; i < members.size(); ++i) {
        if (i) out += ',';
        json::append_string(out, members[i].first);
        out += ':';
        out += members[i].second;
    }
    out += '}';
}

std::string duration_text(const Value& v) {
    std::string out = std::to_string(v.as_int());
    if (v.aux()) {
        char fraction[16];
        std::snprintf(fraction, sizeof fraction, ".%06d", std::abs(v.aux()) / 1000);
        if (v.as_int() == 0 && v.aux() < 0) out = "-0";
        out += fraction;
    }
    return out + "s";
}

std::optional<int64_t> integer_in(const json::value& j) {
    if (j.is_int64()) return j.get_int64();
    if (j.is_uint64()) return std::nullopt;
    if (!j.is_string()) return std::nullopt;
    int64_t v = 0;
    const auto& s = j.get_string();
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
    if (error != std::errc() || end != s.data() + s.size()) return std::nullopt;
    return v;
}

Value number_in_json(const Field& field, const json::value& j) {
    if (field.places == 0) {
        if (auto v = integer_in(j)) return Value::integer(*v);
        // A field that had places when it was written and has none now keeps whole numbers.
        if (j.is_string()) if (auto v = parse_decimal(std::string_view(j.get_string().data(), j.get_string().size()), 0)) return Value::integer(*v);
        return {};
    }
    std::optional<int64_t> scaled;
    if (j.is_string()) scaled = parse_decimal(std::string_view(j.get_string().data(), j.get_string().size()), field.places);
    else if (j.is_int64()) scaled = parse_decimal(std::to_string(j.get_int64()), field.places);
    return scaled ? Value::decimal(*scaled, field.places) : Value();
}

Value map_of(const Field& field, const json::object& o) {
    std::vector<std::pair<Value, Value>> entries;
    if (field.type == FieldType::parts) {
        for (const Field& part : field.parts)
            if (const auto* j = o.if_contains(part.name))
                if (Value v = value_of(part, *j); v.set()) entries.emplace_back(Value::string(part.name), std::move(v));
    } else if (field.type == FieldType::range) {
        Field number = Field{};
        number.type = FieldType::number;
        number.places = field.places;
        for (const char* name : {"low", "likely", "high"})
            if (const auto* j = o.if_contains(name))
                if (Value v = number_in_json(number, *j); v.set())
                    entries.emplace_back(Value::string(name), v.is(Kind::integer) ? Value::decimal(v.as_int(), 0) : v);
    } else {
        for (const char* name : {"hash", "name", "size", "media_type"})
            if (const auto* j = o.if_contains(name)) {
                if (j->is_string()) entries.emplace_back(Value::string(name), Value::string(std::string_view(j->get_string().data(), j->get_string().size())));
                else if (auto v = integer_in(*j)) entries.emplace_back(Value::string(name), Value::integer(*v));
            }
    }
    return Value::map(std::move(entries));
}

}  // namespace

bool is_committed(const Field& field) {
    if (field.personal) return true;
    switch (field.type) {
        case FieldType::line: return field.item.empty();    // the id of a standard's item is no text of anybody's
        case FieldType::text:
        case FieldType::file: return true;
        case FieldType::parts: return std::any_of(field.parts.begin(), field.parts.end(), is_committed);
        default: return false;
    }
}

void append_shape(std::string& out, const Field& field, const Value& v) {
    switch (v.kind()) {
        case Kind::string: json::append_string(out, v.as_string()); return;
        case Kind::boolean: out += v.as_bool() ? "true" : "false"; return;
        case Kind::integer: append_integer(out, v.as_int()); return;
        case Kind::decimal: out += '"'; out += decimal_text(v.as_int(), v.aux()); out += '"'; return;
        case Kind::date: out += '"'; out += clock::date_text(static_cast<int32_t>(v.as_int())); out += '"'; return;
        case Kind::timestamp: out += '"'; out += clock::moment_text(micros_of(v)); out += '"'; return;
        case Kind::duration: out += '"'; out += duration_text(v); out += '"'; return;
        case Kind::map: append_map(out, field, v); return;
        case Kind::list: {
            out += '[';
            bool first = true;
            for (const Value& item : v.as_list()) {
                if (!first) out += ',';
                first = false;
                append_shape(out, field, item);
            }
            out += ']';
            return;
        }
        default: out += "null"; return;
    }
}

std::string shape_of(const Field& field, const Value& v) {
    std::string out;
    append_shape(out, field, v);
    return out;
}

Value value_of(const Field& field, const json::value& j) {
    const auto text = [&] { return std::string_view(j.get_string().data(), j.get_string().size()); };
    switch (field.type) {
        case FieldType::line: case FieldType::text: case FieldType::choice: case FieldType::link:
            return j.is_string() ? Value::string(text()) : Value();
        case FieldType::number: case FieldType::money: return number_in_json(field, j);
        case FieldType::scale: { const auto v = integer_in(j); return v ? Value::integer(*v) : Value(); }
        case FieldType::flag: return j.is_bool() ? Value::boolean(j.get_bool()) : Value();
        case FieldType::date: {
            if (!j.is_string()) return {};
            auto day = clock::parse_date(text());
            return day ? Value::date(*day) : Value();
        }
        case FieldType::datetime: {
            if (!j.is_string()) return {};
            auto us = clock::parse_moment(text());
            return us ? timestamp_of(*us) : Value();
        }
        case FieldType::duration: {
            if (!j.is_string() || text().empty() || text().back() != 's') return {};
            const auto us = parse_decimal(text().substr(0, text().size() - 1), 6);
            return us ? duration_of(*us) : Value();
        }
        case FieldType::range: case FieldType::file: return j.is_object() ? map_of(field, j.get_object()) : Value();
        case FieldType::links: case FieldType::tags: case FieldType::parts: {
            if (!j.is_array()) return {};
            std::vector<Value> items;
            for (const auto& e : j.get_array()) {
                if (field.type == FieldType::parts) { if (e.is_object()) items.push_back(map_of(field, e.get_object())); }
                else if (e.is_string()) items.push_back(Value::string(std::string_view(e.get_string().data(), e.get_string().size())));
            }
            return Value::list(std::move(items));
        }
    }
    return {};
}

int64_t micros_of(const Value& v) { return v.as_int() * million + v.aux() / 1000; }

Value timestamp_of(int64_t us) {
    int64_t seconds = us / million, rest = us % million;
    if (rest < 0) { rest += million; --seconds; }
    return Value::timestamp(seconds, static_cast<int32_t>(rest * 1000));
}

Value duration_of(int64_t us) { return Value::duration(us / million, static_cast<int32_t>(us % million * 1000)); }

Value number_of(const Field& field, int64_t scaled) {
    return field.places ? Value::decimal(scaled, field.places) : Value::integer(scaled);
}

int64_t number_in(std::string_view id) {
    const size_t dash = id.rfind('-');
    int64_t n = 0;
    if (dash == std::string_view::npos) return 0;
    const auto [end, error] = std::from_chars(id.data() + dash + 1, id.data() + id.size(), n);
    return error == std::errc() && end == id.data() + id.size() && n > 0 ? n : 0;
}

}  // namespace tutela::record
