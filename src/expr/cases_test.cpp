// Our own cases: cases/*.json, each with one outcome. Keys: says, expr; this, today, any, rule, bare;
// and expect | unknown | error | refused; with rule also turns (a date, or null for never).
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "expr/program.h"
#include "expr/tagged_value.h"
#include "expr/time.h"
#include "expr/world.h"

namespace tutela::expr {

namespace {

namespace json = boost::json;

std::string text_or(const json::object& test, const char* key, const char* otherwise) {
    auto* found = test.if_contains(key);
    return found ? std::string(std::string_view(found->as_string())) : otherwise;
}

const std::set<std::string> outcomes = {"expect", "unknown", "error", "refused"};
const std::set<std::string> keys = {"says", "expr", "this", "today", "any", "rule", "bare", "turns", "expect", "unknown", "error", "refused"};

void check_outcome(const json::object& test, const Value& got) {
    if (auto* expect = test.if_contains("expect")) {
        CHECK(testing::same(got, testing::tagged_value(*expect)));
    } else if (auto* names = test.if_contains("unknown")) {
        REQUIRE(got.is(Kind::unknown));
        std::set<std::string> wanted, found(got.unknown_names().begin(), got.unknown_names().end());
        for (auto& name : names->as_array()) wanted.insert(std::string(std::string_view(name.as_string())));
        CHECK(found == wanted);
    } else {
        REQUIRE(got.is(Kind::error));
        CHECK(std::string(got.error_message()).find(text_or(test, "error", "?")) != std::string::npos);
    }
}

void run_case(const testing::World& world, const json::object& test) {
    std::string expr = text_or(test, "expr", "");
    INFO(text_or(test, "says", "") << "\n  " << expr);
    int given = 0;
    for (auto& entry : test) {
        CHECK(keys.contains(std::string(entry.key())));
        given += outcomes.contains(std::string(entry.key()));
    }
    REQUIRE(given == 1);
    CheckOptions options;
    options.today_alone = test.contains("rule");
    options.bare_fields = test.contains("bare");
    auto program = Program::compile(expr, world.schema(), options);
    if (test.contains("refused")) {
        REQUIRE_FALSE(program);
        INFO(program.error().message);
        CHECK(program.error().kind == ErrorKind::invalid);
        CHECK(program.error().message.starts_with("line "));
        CHECK(program.error().message.find(text_or(test, "refused", "?")) != std::string::npos);
        return;
    }
    std::string why = program ? "" : program.error().message;
    INFO(why);
    REQUIRE(program);
    Run run;
    Value any = test.contains("any") ? testing::tagged_value(test.at("any")) : Value();
    Value got = program->evaluate(world.variables(text_or(test, "this", "R-1"), text_or(test, "today", "2026-01-15"), any), run);
    INFO("gave " << testing::shown(got));
    check_outcome(test, got);
    if (!test.contains("turns")) return;
    std::string turns = run.turns ? format_date(Value::date(*run.turns)) : "";
    CHECK(turns == (test.at("turns").is_null() ? "" : text_or(test, "turns", "")));
}

}  // namespace

TEST_CASE("our own cases on fields, links, inverses, unset values, dates and errors hold") {
    std::string folder = std::string(TUTELA_SOURCE_DIR) + "/src/expr/cases";
    testing::World world(folder + "/world.json");
    std::vector<std::string> files;
    for (auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().filename() != "world.json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    size_t count = 0;
    for (auto& file : files) {
        json::value tests = testing::read_json(file);
        for (auto& test : tests.as_array()) {
            run_case(world, test.as_object());
            ++count;
        }
    }
    MESSAGE(count << " cases in " << files.size() << " files");
    CHECK(count >= 150);
}

}  // namespace tutela::expr
