#include "expr/json.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <limits>

#include "expr/program.h"

namespace tutela::expr {

namespace {

std::string printed(const char* expression) {
    TableSchema schema;
    auto program = Program::compile(expression, schema);
    REQUIRE(program);
    auto text = json_text(program->evaluate({}));
    return text ? *text : "! " + text.error().message;
}

}  // namespace

TEST_CASE("values are printed as the JSON that the contract of `tutela eval` asks for") {
    CHECK(printed("null") == "null");
    CHECK(printed("1 < 2") == "true");
    CHECK(printed("-7") == "-7");
    CHECK(printed("18446744073709551615u") == "18446744073709551615");
    CHECK(printed("4.5") == "4.5");
    CHECK(printed("2.0") == "2.0");
    CHECK(printed("-0.0") == "-0.0");
    CHECK(printed("1e30") == "1e+30");
    CHECK(printed("0.0 / 0.0") == "\"NaN\"");
    CHECK(printed("-1.0 / 0.0") == "\"-Infinity\"");
    CHECK(printed("\"a\\\"ß\"") == "\"a\\\"ß\"");
    CHECK(printed("b'\\000\\377'") == "\"AP8=\"");
    CHECK(printed("b''") == "\"\"");
    CHECK(printed("[[1], [2.5, \"x\"], []]") == "[[1],[2.5,\"x\"],[]]");
    CHECK(printed("{\"a\": {1: true}, \"b\": null}") == "{\"a\":{\"1\":true},\"b\":null}");
    CHECK(printed("timestamp(\"2024-02-23T12:00:00.5+01:00\")") == "\"2024-02-23T11:00:00.5Z\"");
    CHECK(printed("duration(\"3500ms\")") == "\"3.5s\"");
    CHECK(printed("duration(\"-500ms\")") == "\"-0.5s\"");
    CHECK(printed("date(\"2024-02-23\")") == "\"2024-02-23\"");
    CHECK(printed("months(14) + days(3)") == "\"P1Y2M3D\"");
    CHECK(printed("type(1u)") == "\"uint\"");
    CHECK(json_text(Value()).take() == "null");
    CHECK(json_text(Value::decimal(-150, 2)).take() == "-1.5");
}

TEST_CASE("unknown and error have no JSON and say why") {
    CHECK(printed("1 / 0") == "! division by zero");
    CHECK(printed("min([])") == "! the value is unknown, because this is not set: min of an empty list");
}

TEST_CASE("JSON becomes values, and comes back the same") {
    std::string text = R"({"a":[1,-2,18446744073709551615,2.5,"x",null,true],"b":{"c":{}}})";
    Value v = from_json(boost::json::parse(text));
    CHECK(v.is(Kind::map));
    CHECK(v.as_map()[0].second.as_list()[2] == Value::uinteger(std::numeric_limits<uint64_t>::max()));
    CHECK(json_text(v).take() == text);
}

}  // namespace tutela::expr
