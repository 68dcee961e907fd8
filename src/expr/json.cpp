#include "expr/json.h"

#include <boost/json.hpp>
#include <cmath>
#include <openssl/evp.h>

#include "expr/show.h"
#include "expr/time.h"

namespace tutela::expr {

namespace json = boost::json;

namespace {

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<size_t>(n));
    return text;
}

// Lists that share parts can be far larger printed than in memory.
constexpr size_t ceiling = 16u << 20;

Result<json::value> convert(const Value& v, size_t& size);

Result<json::value> list_json(const Value& v, size_t& size) {
    json::array out;
    for (auto& item : v.as_list()) out.push_back(TRY(convert(item, size)));
    return json::value(std::move(out));
}

Result<json::value> map_json(const Value& v, size_t& size) {
    json::object out;
    for (auto& [key, value] : v.as_map()) {
        std::string name = show_scalar(key);
        size += name.size();
        out[name] = TRY(convert(value, size));
    }
    return json::value(std::move(out));
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "something" : text;
}

Result<json::value> convert(const Value& v, size_t& size) {
    size += 16 + (v.is(Kind::string) || v.is(Kind::bytes) ? v.as_string().size() : 0);
    if (size > ceiling) return invalid("the value is too large to print; ask for fewer elements", {}, "cel_limit");
    switch (v.kind()) {
        case Kind::unset: case Kind::null: return json::value(nullptr);
        case Kind::boolean: return json::value(v.as_bool());
        case Kind::integer: return json::value(v.as_int());
        case Kind::uinteger: return json::value(v.as_uint());
        case Kind::real: case Kind::decimal:
            if (std::isfinite(v.as_double())) return json::value(v.as_double());
            return json::value(show_double(v.as_double()));
        case Kind::bytes: return json::value(base64(v.as_string()));
        case Kind::list: return list_json(v, size);
        case Kind::map: return map_json(v, size);
        case Kind::unknown: return invalid("the value is unknown, because this is not set: " + listed(v.unknown_names()), {}, "cel_unknown");
        case Kind::error: return invalid(std::string(v.error_message()), {}, "cel_error");
        default: return json::value(show_scalar(v));
    }
}

// Doubles as people write them (4.5, not 4.5E0), and to be told from whole numbers (2.0).
void write(std::string& out, const json::value& j) {
    if (j.is_double()) {
        std::string digits = show_double(j.get_double());
        out += digits;
        if (digits.find_first_of(".e") == digits.npos) out += ".0";
    } else if (j.is_array()) {
        out += '[';
        bool first = true;
        for (auto& item : j.get_array()) {
            if (!first) out += ',';
            first = false;
            write(out, item);
        }
        out += ']';
    } else if (j.is_object()) {
        out += '{';
        bool first = true;
        for (auto& entry : j.get_object()) {
            if (!first) out += ',';
            first = false;
            out += json::serialize(entry.key()) + ":";
            write(out, entry.value());
        }
        out += '}';
    } else {
        out += json::serialize(j);
    }
}

}  // namespace

Result<json::value> to_json(const Value& v) {
    size_t size = 0;
    return convert(v, size);
}

Result<std::string> json_text(const Value& v) {
    std::string out;
    write(out, TRY(to_json(v)));
    return out;
}

Value from_json(const json::value& j) {
    switch (j.kind()) {
        case json::kind::null: return Value::null();
        case json::kind::bool_: return Value::boolean(j.get_bool());
        case json::kind::int64: return Value::integer(j.get_int64());
        case json::kind::uint64: return Value::uinteger(j.get_uint64());
        case json::kind::double_: return Value::real(j.get_double());
        case json::kind::string: return Value::string(std::string_view(j.get_string()));
        case json::kind::array: {
            std::vector<Value> items;
            for (auto& item : j.get_array()) items.push_back(from_json(item));
            return Value::list(std::move(items));
        }
        case json::kind::object: {
            std::vector<std::pair<Value, Value>> entries;
            for (auto& entry : j.get_object()) entries.emplace_back(Value::string(std::string_view(entry.key())), from_json(entry.value()));
            return Value::map(std::move(entries));
        }
    }
    return Value::null();
}

}  // namespace tutela::expr
