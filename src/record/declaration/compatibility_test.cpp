#include "record/declaration/compatibility.h"

#include <doctest/doctest.h>

#include "record/declaration/archive.h"
#include "record/values.h"

using namespace tutela;
using namespace tutela::record;

namespace {

std::shared_ptr<const Catalog> house(const std::string& fields, const std::string& more = "", const std::string& head = "record: thing\nprefix: TH\n") {
    auto catalog = Catalog::build({{"own/thing.record.yaml", head + "title: {one: Thing, many: Things}\nsays: x\nfields:\n" + fields + more},
                                   {"own/other.record.yaml", "record: other\nprefix: OT\ntitle: {one: Other, many: Others}\nsays: x\nfields: {title: {type: line}}\n"},
                                   {"src/record/kernel/roles.yaml", "roles: {reader: {says: x}, isms_manager: {says: x}, administrator: {says: x}}\n"}});
    if (!catalog) MESSAGE(catalog.error().message);
    REQUIRE(catalog);
    return *catalog;
}

std::string faults(const std::shared_ptr<const Catalog>& before, const std::shared_ptr<const Catalog>& now) {
    auto result = check_compatible(*before, *now);
    std::string all;
    if (!result) for (const Fault& f : result.error().faults) all += (all.empty() ? "" : "\n") + f.message;
    return all;
}

const std::string title = "  title: {type: line}\n";
std::string change(const std::string& before, const std::string& now) { return faults(house(title + before), house(title + now)); }
bool refused(const std::string& message, const std::string& word) {
    if (!message.empty() && message.find(word) != std::string::npos) return true;
    MESSAGE("said: " << message);
    return false;
}

}  // namespace

TEST_CASE("What adds or widens is compatible") {
    CHECK(change("", "  new: {type: line, required: true}\n") == "");
    CHECK(change("  n: {type: number}\n", "  n: {type: number, places: 2, max: 3}\n") == "");
    CHECK(change("  a: {type: line}\n", "  a: {type: text}\n") == "");
    CHECK(change("  a: {type: choice, choices: [x]}\n", "  a: {type: choice, choices: [x, y]}\n") == "");
    CHECK(change("  a: {type: link, to: other}\n", "  a: {type: link, to: any}\n") == "");
}

TEST_CASE("A field that is gone must be renamed or retired") {
    CHECK(refused(change("  a: {type: line}\n", ""), "field thing.a: it is gone"));
    CHECK(change("  a: {type: line}\n", "  b: {type: line, was: [a]}\n") == "");
    CHECK(faults(house(title + "  a: {type: line}\n"), house(title, "retired: {fields: {a: {type: line}}}\n")) == "");
    CHECK(refused(faults(house(title, "retired: {fields: {a: {type: line}}}\n"), house(title)), "the retired field 'a' is gone"));
}

TEST_CASE("A field whose recorded values no longer fit is refused") {
    CHECK(refused(change("  a: {type: number}\n", "  a: {type: line}\n"), "values recorded as number cannot be read as line"));
    CHECK(refused(change("  a: {type: number, places: 2}\n", "  a: {type: number, places: 1}\n"), "number with 2 places cannot be read as number with 1 places"));
    CHECK(refused(change("  a: {type: link, to: other}\n", "  a: {type: link, to: thing}\n"), "link to other cannot be read as link to thing"));
    CHECK(refused(change("  a: {type: date}\n", "  a: {type: date, personal: true}\n"), "(personal)"));
    CHECK(refused(change("  p: {type: parts, fields: {a: {type: line}}}\n", "  p: {type: parts, fields: {b: {type: line}}}\n"), "field thing.p.a: it is gone"));
    CHECK(change("  p: {type: parts, fields: {a: {type: line}}}\n", "  p: {type: parts, fields: {b: {type: line, was: [a]}}}\n") == "");
    CHECK(refused(change("  p: {type: parts, fields: {a: {type: date}}}\n", "  p: {type: parts, fields: {a: {type: number}}}\n"), "field thing.p.a: values recorded as date"));
}

TEST_CASE("Choices and states must stay known") {
    const std::string before = "  a: {type: choice, choices: [x, y]}\n";
    CHECK(refused(change(before, "  a: {type: choice, choices: [x]}\n"), "the choice 'y' is gone"));
    CHECK(change(before, "  a: {type: choice, choices: {x: X, z: {title: Z, was: [y]}}}\n") == "");
    CHECK(faults(house(title + before), house(title + "  a: {type: choice, choices: [x]}\n", "retired: {choices: {a: [y]}}\n")) == "");
    const std::string states = "states: {initial: draft, moves: {go: {from: draft, to: done, by: anyone}}}\n";
    CHECK(refused(faults(house(title, states), house(title)), "the state 'draft' is gone"));
    CHECK(faults(house(title, states), house(title, "states: {initial: draft, titles: {draft: Draft, ready: {title: Ready, was: [done]}}}\n")) == "");
    CHECK(faults(house(title, states), house(title, "states: {initial: draft}\nretired: {states: [done]}\n")) == "");
}

TEST_CASE("A type that is gone must be renamed or kept as retired, and its prefix stays") {
    auto before = house(title);
    CHECK(refused(faults(before, house(title, "", "record: item\nprefix: TH\n")), "record type thing: it is gone"));
    CHECK(faults(before, house(title, "", "record: item\nprefix: TH\nwas: [thing]\n")) == "");
    CHECK(refused(faults(before, house(title, "", "record: thing\nprefix: TT\n")), "the prefix was 'TH'"));
    auto retired = house(title, "retired: true\n");
    CHECK(retired->type("thing")->retired);
    CHECK(faults(before, retired) == "");
}

TEST_CASE("Renamed states, fields and choices are found by their old names") {
    auto now = house(title + "  b: {type: choice, was: [a], choices: {z: {title: Z, was: [y]}}}\n", "states: {initial: open, titles: {open: {title: Open, was: [draft]}}}\n");
    const Declaration* type = now->type("thing");
    CHECK(type->field("a") == type->field("b"));
    CHECK(type->current_state("draft") == "open");
    CHECK(type->current_state("open") == "open");
    auto value = value_from_entry(*type->field("a"), *json::parse("\"y\""));
    REQUIRE(value);
    CHECK(value->as_string() == "z");
}

TEST_CASE("An archive gives back what was packed, and a damaged one is refused") {
    std::vector<Source> sources{{"a/b.yaml", "x: 1\n"}, {"c", ""}, {"d", std::string("\n\0\xff", 3)}};
    std::string packed = pack(sources);
    auto unpacked = unpack(packed);
    REQUIRE(unpacked);
    REQUIRE(unpacked->size() == 3);
    for (size_t i = 0; i < 3; ++i) {
        CHECK((*unpacked)[i].path == sources[i].path);
        CHECK((*unpacked)[i].text == sources[i].text);
    }
    for (size_t n = 0; n < packed.size(); ++n) {
        auto cut = unpack(std::string_view(packed).substr(0, n));
        CHECK((!cut || cut->size() < 3));
    }
    CHECK_FALSE(unpack("tutela declarations 1\n99999999999999999999 1\na\nb\n"));
    CHECK_FALSE(unpack("tutela declarations 1\n-1 1\na\nb\n"));
}
