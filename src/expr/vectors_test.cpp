// The public conformance vectors of CEL, if they are at hand: TUTELA_SHARED, else ../shared beside the source.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "expr/program.h"
#include "expr/tagged_value.h"

namespace tutela::expr {

namespace {

namespace json = boost::json;

std::string vectors_folder() {
    const char* shared = std::getenv("TUTELA_SHARED");
    return (shared ? std::string(shared) : std::string(TUTELA_SOURCE_DIR) + "/../shared") + "/cel";
}

// Names in the first column of the table, `file/section/name`; each row must give a reason.
std::map<std::string, std::string> listed_exceptions() {
    std::ifstream file(std::string(TUTELA_SOURCE_DIR) + "/docs/reference/cel-exceptions.md");
    REQUIRE(file);
    std::map<std::string, std::string> found;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("| `")) continue;
        size_t end = line.find('`', 3), bar = line.find('|', end);
        REQUIRE(end != line.npos);
        REQUIRE(bar != line.npos);
        found[line.substr(3, end - 3)] = line.substr(bar + 1);
    }
    return found;
}

Value outcome(const json::object& test) {
    TableSchema schema;
    std::vector<Value> values;
    if (auto* bindings = test.if_contains("bindings"))
        for (auto& binding : bindings->as_object()) {
            schema.add_variable(std::string(binding.key()), TypeKind::dyn);
            values.push_back(testing::tagged_value(binding.value()));
        }
    CheckOptions options;
    options.lenient = true;
    auto program = Program::compile(std::string(std::string_view(test.at("expr").as_string())), schema, options);
    return program ? program->evaluate(values) : Value::error(program.error().message);
}

bool passes(const json::object& test, const Value& got) {
    if (test.contains("expect_error")) return got.is(Kind::error);
    if (auto* expect = test.if_contains("expect")) return testing::same(got, testing::tagged_value(*expect));
    return testing::same(got, Value::boolean(true));
}

}  // namespace

TEST_CASE("a vector with another result, another kind or no error does not pass") {
    auto pass = [](const char* text) {
        json::value test = json::parse(text);
        return passes(test.as_object(), outcome(test.as_object()));
    };
    CHECK(pass(R"({"expr": "1 + 1", "expect": {"int": "2"}})"));
    CHECK_FALSE(pass(R"({"expr": "1 + 1", "expect": {"int": "3"}})"));
    CHECK_FALSE(pass(R"({"expr": "1 + 1", "expect": {"uint": "2"}})"));
    CHECK_FALSE(pass(R"({"expr": "1 + 1", "expect_error": true})"));
    CHECK_FALSE(pass(R"({"expr": "1 / 0", "expect": {"int": "0"}})"));
    CHECK_FALSE(pass(R"({"expr": "1 == 2"})"));
    CHECK(pass(R"({"expr": "x", "bindings": {"x": {"bool": true}}})"));
}

TEST_CASE("all conformance vectors pass but the listed exceptions, and each listed exception fails") {
    std::string folder = vectors_folder();
    if (!std::filesystem::is_directory(folder)) {
        MESSAGE("SKIPPED: no conformance vectors at " << folder << "; set TUTELA_SHARED to the folder that holds cel/");
        return;
    }
    std::map<std::string, std::string> exceptions = listed_exceptions();
    std::set<std::string> used;
    std::vector<std::string> files;
    for (auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    size_t count = 0;
    for (auto& file : files) {
        json::value tests = testing::read_json(file);
        for (auto& item : tests.as_array()) {
            auto& test = item.as_object();
            ++count;
            std::string name = std::filesystem::path(file).stem().string() + "/" + std::string(std::string_view(test.at("section").as_string())) + "/" +
                               std::string(std::string_view(test.at("name").as_string()));
            Value got = outcome(test);
            bool pass = passes(test, got), excepted = exceptions.contains(name);
            if (excepted) used.insert(name);
            INFO(name << "\n  " << test.at("expr").as_string() << "\n  gave " << testing::shown(got));
            if (excepted) CHECK_MESSAGE(!pass, "this listed exception passes now: take it off docs/reference/cel-exceptions.md");
            else CHECK(pass);
        }
    }
    for (auto& [name, reason] : exceptions) {
        INFO(name);
        CHECK(used.contains(name));
        CHECK(reason.size() > 20);
    }
    MESSAGE(count << " vectors, " << exceptions.size() << " listed exceptions");
    CHECK(count >= 1303);
    CHECK(exceptions.size() * 50 <= count);
}

}  // namespace tutela::expr
