// Field values as JSON and as the canonical text of ledger entries.
#include <algorithm>
#include <cstdlib>

#include "base/clock.h"
#include "record/decimal.h"
#include "record/record.h"
#include "record/values.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;

std::string seconds_text(const Value& v) {
    int64_t nanos = v.aux();
    bool negative = v.as_int() < 0 || nanos < 0;
    uint64_t whole = v.as_int() < 0 ? 0 - static_cast<uint64_t>(v.as_int()) : static_cast<uint64_t>(v.as_int());
    std::string text = (negative ? "-" : "") + std::to_string(whole);
    if (nanos != 0) {
        std::string digits = std::to_string(std::llabs(nanos));
        digits.insert(0, 9 - digits.size(), '0');
        while (digits.back() == '0') digits.pop_back();
        text += "." + digits;
    }
    return text + "s";
}

std::string plain_text(const Value& v) {
    switch (v.kind()) {
        case Kind::date: return clock::date_text(static_cast<int32_t>(v.as_int()));
        case Kind::timestamp: return clock::moment_text(v.as_int() * 1000000 + v.aux() / 1000);
        case Kind::duration: return seconds_text(v);
        case Kind::decimal: return decimal_text(v.as_int(), v.aux());
        default: return std::string(v.as_string());
    }
}

// RFC 8785 sorts by UTF-16 code units; names of fields and of our own keys are ASCII, where bytes do the same.
void append_any(std::string& out, const Value& v) {
    switch (v.kind()) {
        case Kind::unset: case Kind::null: out += "null"; return;
        case Kind::boolean: out += v.as_bool() ? "true" : "false"; return;
        case Kind::integer: out += std::to_string(v.as_int()); return;
        case Kind::list: {
            out += '[';
            bool first = true;
            for (const Value& item : v.as_list()) {
                if (!first) out += ',';
                first = false;
                append_any(out, item);
            }
            out += ']';
            return;
        }
        case Kind::map: {
            std::vector<std::pair<std::string_view, const Value*>> entries;
            for (auto& [key, value] : v.as_map())
                if (value.set()) entries.emplace_back(key.as_string(), &value);
            std::sort(entries.begin(), entries.end());
            out += '{';
            for (size_t i = 0; i < entries.size(); ++i) {
                if (i > 0) out += ',';
                json::append_string(out, entries[i].first);
                out += ':';
                append_any(out, *entries[i].second);
            }
            out += '}';
            return;
        }
        default: json::append_string(out, plain_text(v));
    }
}

json::value any_json(const Value& v) {
    switch (v.kind()) {
        case Kind::unset: case Kind::null: return nullptr;
        case Kind::boolean: return v.as_bool();
        case Kind::integer: return v.as_int();
        case Kind::list: {
            json::array list;
            for (const Value& item : v.as_list()) list.push_back(any_json(item));
            return list;
        }
        case Kind::map: {
            json::object object;
            for (auto& [key, value] : v.as_map()) object[key.as_string()] = any_json(value);
            return object;
        }
        default: return json::value(plain_text(v));
    }
}

}  // namespace

json::value value_to_json(const Field&, const Value& v) { return any_json(v); }
void append_value(std::string& out, const Field&, const Value& v) { append_any(out, v); }
std::string canonical_text(const Field& f, const Value& v) {
    std::string out;
    append_value(out, f, v);
    return out;
}

std::string id_text(const Declaration& type, int64_t number) {
    std::string digits = std::to_string(number);
    if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
    return type.prefix + "-" + digits;
}

}  // namespace tutela::record
