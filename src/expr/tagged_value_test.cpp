#include "expr/tagged_value.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "expr/json.h"
#include "expr/library.h"
#include "expr/show.h"
#include "expr/time.h"

namespace tutela::expr::testing {

namespace json = boost::json;

namespace {

std::string unhex(std::string_view hex) {
    std::string out;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return out;
}

std::string text(const json::value& v) { return std::string(std::string_view(v.as_string())); }

}  // namespace

Value tagged_value(const json::value& j) {
    auto& object = j.as_object();
    if (object.size() != 1) throw std::runtime_error("a tagged value has one tag: " + json::serialize(j));
    std::string tag(object.begin()->key());
    const json::value& content = object.begin()->value();
    if (tag == "null") return Value::null();
    if (tag == "bool") return Value::boolean(content.as_bool());
    if (tag == "int") return Value::integer(std::stoll(text(content)));
    if (tag == "uint") return Value::uinteger(std::stoull(text(content)));
    if (tag == "double") return Value::real(std::strtod(text(content).c_str(), nullptr));
    if (tag == "string") return Value::string(text(content));
    if (tag == "bytes_hex") return Value::bytes(unhex(text(content)));
    if (tag == "type") return Value::type(text(content));
    if (tag == "date") return parse_date(text(content));
    if (tag == "timestamp") return parse_timestamp(text(content));
    if (tag == "duration") return parse_duration(text(content));
    if (tag == "decimal") return Value::decimal(content.as_array()[0].as_int64(), static_cast<int>(content.as_array()[1].as_int64()));
    if (tag == "list") {
        std::vector<Value> items;
        for (auto& item : content.as_array()) items.push_back(tagged_value(item));
        return Value::list(std::move(items));
    }
    if (tag == "map") {
        std::vector<std::pair<Value, Value>> entries;
        for (auto& entry : content.as_array()) entries.emplace_back(tagged_value(entry.as_array()[0]), tagged_value(entry.as_array()[1]));
        return Value::map(std::move(entries));
    }
    throw std::runtime_error("unknown tag " + tag);
}

bool same(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    if (a.is(Kind::real)) {
        double x = a.as_double(), y = b.as_double();
        return (std::isnan(x) && std::isnan(y)) || (x == y && std::signbit(x) == std::signbit(y));
    }
    if (a.is(Kind::list)) {
        bool all = a.as_list().size() == b.as_list().size();
        for (size_t i = 0; all && i < a.as_list().size(); ++i) all = same(a.as_list()[i], b.as_list()[i]);
        return all;
    }
    return a == b;
}

std::string shown(const Value& v) {
    if (v.is(Kind::error)) return "error: " + std::string(v.error_message());
    if (v.is(Kind::unknown)) {
        std::string all = "unknown:";
        for (auto& name : v.unknown_names()) all += " " + name;
        return all;
    }
    auto made = json_text(v);
    return std::string(type_name(v)) + " " + (made ? *made : made.error().message);
}

json::value read_json(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::stringstream all;
    all << file.rdbuf();
    return json::parse(all.str());
}

TEST_CASE("tagged values of tests refuse a tag they do not know") {
    CHECK(same(tagged_value(json::parse(R"({"list": [{"int": "1"}, {"double": "-0.0"}]})")), Value::list({Value::integer(1), Value::real(-0.0)})));
    CHECK_FALSE(same(Value::real(0.0), Value::real(-0.0)));
    CHECK_FALSE(same(Value::integer(1), Value::uinteger(1)));
    CHECK_THROWS(tagged_value(json::parse(R"({"integer": "1"})")));
}

}  // namespace tutela::expr::testing
