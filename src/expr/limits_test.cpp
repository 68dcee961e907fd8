// Nothing a user types can crash, hang or fill the memory. A hang shows as the test's own time limit.
#include <doctest/doctest.h>

#include <random>

#include "expr/json.h"
#include "expr/program.h"
#include "expr/world.h"

namespace tutela::expr {

namespace {

std::string repeat(std::string_view part, size_t times) {
    std::string all;
    for (size_t i = 0; i < times; ++i) all += part;
    return all;
}

// The code of the refusal, or "" if the text compiles.
std::string refusal(const std::string& text) {
    TableSchema schema;
    schema.add_variable("x", TypeKind::dyn);
    auto program = Program::compile(text, schema);
    return program ? "" : program.error().code;
}

// A tenth of the usual ceilings, so that the test is quick.
Value run(const std::string& text, Limits limits = {2'000'000, 6u << 20}) {
    TableSchema schema;
    std::vector<Value> numbers;
    for (int i = 0; i < 1000; ++i) numbers.push_back(Value::integer(i));
    schema.add_variable("l", Type::list(TypeKind::integer));
    std::vector<Value> variables = {Value::list(numbers)};
    auto program = Program::compile(text, schema);
    INFO(text.substr(0, 200));
    if (!program) FAIL(program.error().message);
    Run used{limits, 0, 0, {}};
    return program->evaluate(variables, used);
}

bool stopped_by_budget(const Value& v) { return v.is(Kind::error) && v.error_message().find("more work than allowed") != std::string_view::npos; }

}  // namespace

TEST_CASE("texts beyond the ceilings of length, nesting, height and parts are refused as such") {
    CHECK(refusal(repeat(" ", 17000)) == "cel_limit");
    for (auto [open, close] : {std::pair<std::string, std::string>{"(", ")"}, {"[", "]"}, {"{1:", "}"}, {"!", ""}, {"-", ""}, {"size([", "])"}, {"x[", "]"}, {"true ? 1 : ", ""}}) {
        INFO(open);
        CHECK(refusal(repeat(open, 2000) + "1" + repeat(close, 2000)) == "cel_limit");
    }
    CHECK(refusal("x" + repeat(".a", 4000)) == "cel_limit");
    CHECK(refusal("x" + repeat("[0]", 2000)) == "cel_limit");
    CHECK(refusal("1" + repeat("+1", 2000)) == "cel_limit");
    CHECK(refusal("x" + repeat(".f()", 2000)) == "cel_limit");
    CHECK(refusal("[1" + repeat(",1", 5000) + "]") == "cel_limit");
    CHECK(refusal("x" + repeat(".map(a,a)", 1000)) == "cel_limit");
}

TEST_CASE("texts within the ceilings are taken") {
    CHECK(refusal(repeat("(", 80) + "1" + repeat(")", 80)) == "");
    CHECK(refusal("1" + repeat("+1", 200)) == "");
    CHECK(refusal("x == 1" + repeat(" || x == 1", 900)) == "");
    CHECK(refusal("x in [1" + repeat(",1", 3000) + "]") == "");
    CHECK(run("1" + repeat("+1", 200)) == Value::integer(201));
}

TEST_CASE("work that grows beyond the budget ends as an error") {
    for (std::string text : {
             "l.exists(a, l.exists(b, l.exists(c, a + b + c < 0)))",
             "l.map(a, l.map(b, l.map(c, a))).size() > 0",
             "l.all(a, l.all(b, l.exists_one(c, a == b || b == c || true) || true))",
             "l.map(a, l).map(b, l.map(c, b)) == l.map(a, l).map(b, l.map(c, b))",
             "l.filter(a, l.filter(b, l == l).size() > 0).size()",
             "l.exists(a, l.exists(b, (l + l + l).exists(c, c < 0)))",
             "l.map(a, \"0123456789\").join().split(\"\").map(a, l.map(b, \"x\").join()).join().matches(\"(.*)*y\")",
             "l.map(a, l.map(b, string(b)).join()).map(a, l.map(b, a).join()).join() == \"\"",
             "l.exists(a, l.map(b, string(b)).join().matches(string(a) + \"(x+x+)+y\") || l.exists(b, l.exists(c, c < 0)))",
             "distinct(l.map(a, l.map(b, l.map(c, l)))).size()",
             "l.exists(a, text_similarity(l.map(b, \"abcdefghij\").join(), l.map(b, \"jihgfedcba\").join()) > 0.9)"}) {
        INFO(text);
        CHECK(stopped_by_budget(run(text)));
    }
}

TEST_CASE("text that doubles again and again ends as an error") {
    CHECK(stopped_by_budget(run("[\"0123456789\"]" + repeat(".map(x, x + x)", 100) + ".size() > 0")));
    CHECK(stopped_by_budget(run("[l]" + repeat(".map(x, x + x)", 100) + ".size() > 0")));
    CHECK(stopped_by_budget(run("[\"a\"]" + repeat(".map(x, x.replace(\"\", x))", 20) + ".size() > 0")));
    CHECK(stopped_by_budget(run("[\"a\"]" + repeat(".map(x, [x, x, x].join(x))", 60) + ".size() > 0")));
    CHECK(stopped_by_budget(run("[\"a\"]" + repeat(".map(x, \"%s%s%s\".format([x, x, x]))", 60) + ".size() > 0")));
    CHECK(stopped_by_budget(run("[\"a\"]" + repeat(".map(x, \"%s\".format([[x, x, x, x]]))", 60) + ".size() > 0")));
}

TEST_CASE("a list whose parts are shared is neither compared, hashed nor printed at its full size") {
    std::string shared = "[1]" + repeat(".map(x, [x, x, x, x, x, x, x, x])", 12);
    CHECK(stopped_by_budget(run(shared + " == " + shared)));
    CHECK(stopped_by_budget(run("distinct([" + shared + ", " + shared + "]).size()")));
    CHECK(stopped_by_budget(run(shared + " in [" + shared + "]")));
    Value made = run(shared);
    CHECK(made.is(Kind::list));
    auto printed = to_json(made);
    REQUIRE_FALSE(printed);
    CHECK(printed.error().code == "cel_limit");
}

TEST_CASE("a small budget stops small work, and the budget is for one evaluation") {
    CHECK(stopped_by_budget(run("l.exists(x, x < 0)", {500, 1000})));
    CHECK(run("l.exists(x, x == 3)", {500, 1000}) == Value::boolean(true));
    TableSchema schema;
    auto program = Program::compile("[1, 2, 3].map(x, x + size([x])) == []", schema);
    REQUIRE(program);
    Run used{{60, 1000}, 0, 0, {}};
    for (int i = 0; i < 10; ++i) CHECK(program->evaluate({}, used) == Value::boolean(false));
}

namespace {

// Tokens that make nearly valid texts; some are cut or doubled.
std::string soup(std::mt19937& random) {
    static const std::vector<std::string> tokens = {
        "this", ".", "owner", "level", "title", "treatments", "state", "assets", "records", "risk", "settings", "today", "any", "(", ")", "[", "]", "{", "}",
        ",", ":", "?", "&&", "||", "!", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "in", "exists(x, ", "all(x, ", "map(x, ", "filter(x, ",
        "transformMap(i, v, ", "x", "has(", "size(", "date(\"2024-02-23\")", "months(3)", "1", "2.5", "3u", "\"a\"", "b'\\x00'", "'''", "\"", "r'\\'",
        "null", "true", "false", "`a`", "// ", "\n", "9223372036854775807", "0x1F", "1e400", ".5", "sum(", "min(", "matches(\"(\")", "format([", "text_similarity(",
        "\xc3\xa4", "\xff", "\\", "$", "@", "timestamp(0)", "duration(\"1h\")", "type(", "int(", "dyn(", "distinct("};
    std::string text;
    size_t count = 1 + random() % 24;
    for (size_t i = 0; i < count; ++i) {
        std::string token = tokens[random() % tokens.size()];
        if (random() % 20 == 0) token = token.substr(0, random() % token.size());
        text += token;
        if (random() % 4 == 0) text += " ";
    }
    return text;
}

}  // namespace

TEST_CASE("random soups of tokens neither crash nor hang, and every refusal says where") {
    testing::World world(std::string(TUTELA_SOURCE_DIR) + "/src/expr/cases/world.json");
    std::mt19937 random(20260223);
    size_t taken = 0, refused = 0;
    for (int i = 0; i < 30000; ++i) {
        std::string text = soup(random);
        CheckOptions options;
        options.lenient = i % 2 == 0;
        options.today_alone = i % 3 == 0;
        options.bare_fields = i % 5 == 0;
        auto program = Program::compile(text, world.schema(), options);
        if (!program) {
            ++refused;
            INFO(text);
            REQUIRE(program.error().kind == ErrorKind::invalid);
            REQUIRE(program.error().message.starts_with("line "));
            REQUIRE(program.error().code.starts_with("cel_"));
            continue;
        }
        ++taken;
        for (auto self : {"R-1", "R-2", "R-3"}) (void)program->evaluate(world.variables(self, "2026-01-15"));
    }
    MESSAGE(taken << " taken, " << refused << " refused");
    CHECK(taken > 100);
    CHECK(refused > 1000);
}

}  // namespace tutela::expr
