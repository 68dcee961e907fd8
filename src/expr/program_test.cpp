// What the neighbours rely on: the shape of the checked tree, the options, use from many threads.
#include "expr/program.h"

#include <doctest/doctest.h>

#include <thread>

#include "expr/world.h"

namespace tutela::expr {

namespace {

const testing::World& world() {
    static const testing::World made(std::string(TUTELA_SOURCE_DIR) + "/src/expr/cases/world.json");
    return made;
}

Program compiled(const char* text, CheckOptions options = {}) {
    auto program = Program::compile(text, world().schema(), options);
    INFO((program ? "" : program.error().message));
    REQUIRE(program);
    return program.take();
}

}  // namespace

TEST_CASE("the tree names fields by record type and slot, and keeps macros and chains as they were written") {
    Ast ast = check("this.confidential && this.owner.name != \"x\" && this.treatments.exists(t, t.state == \"done\")", world().schema()).take();
    REQUIRE(ast.root->op == Op::and_);
    REQUIRE(ast.root->args.size() == 3);
    const Node& name = *ast.root->args[1]->args[0];
    CHECK(name.kind == NodeKind::field);
    CHECK(name.object == "person");
    CHECK(name.name == "name");
    CHECK(name.slot == world().schema().field("person", "name")->slot);
    CHECK(name.args[0]->object == "risk");
    CHECK(name.args[0]->args[0]->kind == NodeKind::variable);
    const Node& exists = *ast.root->args[2];
    CHECK(exists.kind == NodeKind::comprehension);
    CHECK(exists.macro == Macro::exists);
    CHECK(exists.vars == std::vector<std::string>{"t"});
    CHECK(exists.range().type == Type::list(Type::object("treatment")));
    CHECK(exists.filter() == nullptr);
    CHECK(exists.body().args[0]->args[0]->kind == NodeKind::local);
    CHECK(exists.body().args[0]->args[0]->slot == exists.locals[0]);
    CHECK(exists.body().args[0]->choices.size() == 3);
}

TEST_CASE("comparisons with today are reported with their other side") {
    CheckOptions rule;
    rule.today_alone = true;
    Program program = compiled("this.confidential || this.reviewed_on + months(12) < today", rule);
    REQUIRE(program.ast().today.size() == 1);
    const TodayUse& use = program.ast().today[0];
    CHECK(use.comparison->op == Op::less);
    CHECK_FALSE(use.today_left);
    CHECK(use.other->op == Op::add);
}

TEST_CASE("the type of the result is known and can be demanded") {
    CHECK(compiled("this.level * 2.0").type() == Type(TypeKind::real));
    CHECK(compiled("this.assets.map(a, a.keeper)").type() == Type::list(Type::object("person")));
    CHECK(compiled("any").type().dynamic());
    CheckOptions condition;
    condition.result = TypeKind::boolean;
    compiled("any", condition);
    auto refused = Program::compile("this.level", world().schema(), condition);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "cel_type");
    CHECK(refused.error().message == "line 1, column 6: the expression gives double, but bool is needed here");
}

TEST_CASE("the kinds of mistake have codes of their own") {
    auto code = [](const char* text) { return Program::compile(text, world().schema()).error().code; };
    CHECK(code("this.level >") == "cel_syntax");
    CHECK(code("this.levl > 3.0") == "cel_name");
    CHECK(code("this.title > 3") == "cel_type");
    CHECK(code("\xff") == "cel_syntax");
}

TEST_CASE("one program gives the same from many threads at once") {
    Program program = compiled("this.title == \"Stolen laptop\" && [\"assessed\", \"retired\"].exists(s, s == this.state) && this.tags.map(t, t + \"!\").size() == 2");
    auto variables = world().variables("R-1", "2026-01-15");
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 500; ++n) right += program.evaluate(variables) == Value::boolean(true);
        });
    for (auto& thread : threads) thread.join();
    CHECK(right == 2000);
}

TEST_CASE("a value that is handed over too short is unknown, not read beyond its end") {
    Program program = compiled("any == 1");
    Value got = program.evaluate({});
    REQUIRE(got.is(Kind::unknown));
    CHECK(got.unknown_names() == std::vector<std::string>{"any"});
}

TEST_CASE("values keep their content when copied, moved and dropped") {
    Value text = Value::string("a longer text that does not fit in place");
    Value copy = text, moved = std::move(text);
    CHECK_FALSE(text.set());
    CHECK(copy == moved);
    copy = Value::list({copy, moved});
    CHECK(copy.as_list()[1].as_string() == moved.as_string());
    moved = Value();
    CHECK(copy.as_list()[0].as_string() == "a longer text that does not fit in place");
    CHECK(Value::decimal(150, 2) == Value::decimal(15, 1));
    CHECK_FALSE(Value::null() == Value());
}

}  // namespace tutela::expr
