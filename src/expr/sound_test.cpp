// What the strict checker accepts never meets a wrong kind when it runs, and unknown appears only where
// something is unset: random well-formed expressions over the test world.
#include <doctest/doctest.h>

#include <random>

#include "expr/program.h"
#include "expr/tagged_value.h"
#include "expr/world.h"

namespace tutela::expr {

namespace {

class Maker {
public:
    explicit Maker(unsigned seed) : random_(seed) {}

    std::string boolean(int depth) {
        switch (depth <= 0 ? random_() % 6 : random_() % 18) {
            case 0: return "this.confidential";
            case 1: return "has(this." + one({"owner", "level", "treatments", "cost", "title"}) + ")";
            case 2: return "this.state " + one({"==", "!="}) + " \"" + one({"draft", "assessed", "retired"}) + "\"";
            case 3: return one({"true", "false"});
            case 4: return "this.reviewed_on " + order() + " today";
            case 5: return number(0) + " " + order() + " " + number(0);
            case 6: return "(" + boolean(depth - 1) + " && " + boolean(depth - 1) + ")";
            case 7: return "(" + boolean(depth - 1) + " || " + boolean(depth - 1) + ")";
            case 8: return "!(" + boolean(depth - 1) + ")";
            case 9: return "this.treatments." + one({"exists", "all", "exists_one"}) + "(t, " + treatment(depth - 1) + ")";
            case 10: return "(" + boolean(depth - 1) + " ? " + boolean(depth - 1) + " : " + boolean(depth - 1) + ")";
            case 11: return number(depth - 1) + " " + order() + " " + number(depth - 1);
            case 12: return text(depth - 1) + " " + order() + " " + text(depth - 1);
            case 13: return day(depth - 1) + " " + order() + " " + day(depth - 1);
            case 14: return text(depth - 1) + " in " + texts(depth - 1);
            case 15: return number(depth - 1) + " in [" + number(depth - 1) + ", " + whole(depth - 1) + "]";
            case 16: return "records.risk.exists(r, r != this && r.level " + order() + " " + number(depth - 1) + ")";
            default: return text(depth - 1) + one({".contains(", ".startsWith(", ".endsWith("}) + text(depth - 1) + ")";
        }
    }

private:
    std::string one(std::initializer_list<const char*> of) { return *(of.begin() + random_() % of.size()); }
    std::string order() { return one({"==", "!=", "<", "<=", ">", ">="}); }
    std::string treatment(int depth) {
        return one({"t.state == \"done\"", "t.due > today", "has(t.due)", "t.cost > 100", "t.risk == this"}) + (depth > 0 ? one({" && ", " || "}) + boolean(depth - 1) : "");
    }
    std::string number(int depth) {
        switch (depth <= 0 ? random_() % 4 : random_() % 10) {
            case 0: return "this.level";
            case 1: return "settings.acceptance_level";
            case 2: return "1.5";
            case 3: return "this.cost";
            case 4: return "(" + number(depth - 1) + one({" + ", " - ", " * ", " / "}) + number(depth - 1) + ")";
            case 5: return "double(" + whole(depth - 1) + ")";
            case 6: return "sum([" + number(depth - 1) + ", " + number(depth - 1) + "])";
            case 7: return "sum(this.treatments.filter(t, has(t.cost)).map(t, t.cost))";
            case 8: return "text_similarity(" + text(depth - 1) + ", " + text(depth - 1) + ")";
            default: return "share([" + boolean(depth - 1) + "])";
        }
    }
    std::string whole(int depth) {
        switch (depth <= 0 ? random_() % 4 : random_() % 9) {
            case 0: return "this.likelihood";
            case 1: return "this.impact";
            case 2: return one({"0", "1", "7", "9223372036854775807"});
            case 3: return "size(this.assets)";
            case 4: return "(" + whole(depth - 1) + one({" + ", " - ", " * ", " / ", " % "}) + whole(depth - 1) + ")";
            case 5: return "(" + day(depth - 1) + " - " + day(depth - 1) + ")";
            case 6: return "size(" + text(depth - 1) + ")";
            case 7: return day(depth - 1) + one({".year()", ".month()", ".day()"});
            default: return "max([" + whole(depth - 1) + ", " + whole(depth - 1) + "])";
        }
    }
    std::string text(int depth) {
        switch (depth <= 0 ? random_() % 4 : random_() % 10) {
            case 0: return "this.title";
            case 1: return "this.owner.name";
            case 2: return one({"\"Fire\"", "\"\"", "\"ä\""});
            case 3: return "this.owner.manager.email";
            case 4: return "(" + text(depth - 1) + " + " + text(depth - 1) + ")";
            case 5: return "string(" + whole(depth - 1) + ")";
            case 6: return text(depth - 1) + one({".lowerAscii()", ".trim()", ".reverse()"});
            case 7: return text(depth - 1) + ".substring(" + whole(depth - 1) + ")";
            case 8: return texts(depth - 1) + ".join()";
            default: return "string(" + day(depth - 1) + ")";
        }
    }
    std::string texts(int depth) {
        switch (depth <= 0 ? random_() % 2 : random_() % 4) {
            case 0: return "this.tags";
            case 1: return "[\"a\", this.title]";
            case 2: return "this.assets.map(a, a.name + " + text(depth - 1) + ")";
            default: return "(" + texts(depth - 1) + " + [" + text(depth - 1) + "])";
        }
    }
    std::string day(int depth) {
        switch (depth <= 0 ? random_() % 3 : random_() % 5) {
            case 0: return "this.reviewed_on";
            case 1: return "date(\"2024-02-29\")";
            case 2: return "today";
            case 3: return "(" + day(depth - 1) + one({" + ", " - "}) + one({"days(", "months(", "years("}) + whole(depth - 1) + "))";
            default: return "date(this.created_at)";
        }
    }
    std::mt19937 random_;
};

}  // namespace

TEST_CASE("what the checker accepts never meets a wrong kind, and unknown only names what is unset") {
    testing::World world(std::string(TUTELA_SOURCE_DIR) + "/src/expr/cases/world.json");
    Maker maker(7);
    size_t values = 0, unknowns = 0, errors = 0;
    CheckOptions options;
    options.result = TypeKind::boolean;
    for (int i = 0; i < 8000; ++i) {
        std::string text = maker.boolean(5);
        auto program = Program::compile(text, world.schema(), options);
        if (!program && program.error().code == "cel_limit") continue;
        INFO(text << "\n" << (program ? "" : program.error().message));
        REQUIRE(program);
        for (auto self : {"R-1", "R-2", "R-3"}) {
            Value got = program->evaluate(world.variables(self, "2026-01-15"));
            INFO("gave " << testing::shown(got));
            REQUIRE((got.is(Kind::boolean) || got.is(Kind::unknown) || got.is(Kind::error)));
            if (got.is(Kind::error)) REQUIRE(got.error_message().find("no such") == std::string_view::npos);
            if (got.is(Kind::unknown)) REQUIRE_FALSE(got.unknown_names().empty());
            (got.is(Kind::error) ? errors : got.is(Kind::unknown) ? unknowns : values)++;
        }
    }
    MESSAGE(values << " values, " << unknowns << " unknown, " << errors << " errors");
    CHECK(values > 1000);
    CHECK(unknowns > 1000);
    CHECK(errors > 100);
}

// On a day before `turns`, nothing that is evaluated can have changed.
TEST_CASE("a value stays as it is on every day before the one on which it may turn") {
    testing::World world(std::string(TUTELA_SOURCE_DIR) + "/src/expr/cases/world.json");
    CheckOptions options;
    options.today_alone = true;
    size_t turned = 0;
    std::mt19937 random(11);
    auto comparison = [&] {
        static const char* signs[] = {"<", "<=", ">", ">=", "==", "!="};
        std::string other = random() % 3 ? "(this.reviewed_on + days(" + std::to_string(random() % 900) + "))" : "date(\"2026-02-" + std::to_string(10 + random() % 18) + "\")";
        std::string sign = signs[random() % 6];
        return random() % 2 ? "today " + sign + " " + other : other + " " + sign + " today";
    };
    for (int i = 0; i < 1500; ++i) {
        std::string text = comparison() + (random() % 2 ? " && " : " || ") + "!(" + comparison() + (random() % 2 ? " && " : " || ") + comparison() + ")";
        auto program = Program::compile(text, world.schema(), options);
        REQUIRE(program);
        auto variables = world.variables("R-1", "2026-01-15");
        int32_t today = static_cast<int32_t>(variables[1].as_int());
        Run run;
        Value now = program->evaluate(variables, run);
        int32_t until = run.turns.value_or(today + 1200);
        turned += run.turns.has_value();
        for (int32_t day = today + 1; day < until; ++day) {
            variables[1] = Value::date(day);
            INFO(text << " on day " << day);
            REQUIRE(program->evaluate(variables) == now);
        }
    }
    CHECK(turned > 500);
}

}  // namespace tutela::expr
