#include "base/yaml_map.h"

#include <doctest/doctest.h>

using namespace tutela;

TEST_CASE("A map reader gathers all faults with their lines") {
    auto node = yaml::read("title: Risk\nmax: many\nlist: 'true'\nownr: x\nby: [a, {b: 1}]\nnested: [1]\n", "r.yaml");
    REQUIRE(node);
    yaml::Complaints complaints;
    yaml::MapReader map(*node, "r.yaml", "field risk.title", complaints);
    CHECK(map.text("title") == "Risk");
    CHECK_FALSE(map.whole("max"));
    CHECK_FALSE(map.flag("list"));
    CHECK(map.text("owner", "none") == "none");
    CHECK(map.words("by") == std::vector<std::string>{"a"});
    CHECK(map.text("nested").empty());
    CHECK(map.need("prefix") == nullptr);
    map.finish();
    std::vector<std::string> texts;
    for (auto& fault : complaints.faults()) texts.push_back(fault.message);
    CHECK(texts == std::vector<std::string>{
        "r.yaml:2: field risk.title: 'max' must be a whole number",
        "r.yaml:3: field risk.title: 'list' must be true or false",
        "r.yaml:5: field risk.title: 'by' must hold names only",
        "r.yaml:6: field risk.title: 'nested' must be text, not a map or list",
        "r.yaml:1: field risk.title: 'prefix' is missing; add it",
        "r.yaml:4: field risk.title: unknown key 'ownr'; did you mean 'owner'?"});
    CHECK(complaints.error("The declarations have").message.find("6 faults") != std::string::npos);
}

TEST_CASE("What is no map is one fault") {
    auto node = yaml::read("[1, 2]", "r.yaml");
    REQUIRE(node);
    yaml::Complaints complaints;
    yaml::MapReader map(*node, "r.yaml", "a role", complaints);
    CHECK(map.need("title") == nullptr);
    CHECK(map.need_text("says").empty());
    map.finish();
    REQUIRE(complaints.faults().size() == 1);
    CHECK(complaints.faults()[0].message == "r.yaml:1: a role: a map (key: value) is due here");
}

TEST_CASE("Text cut at a comma inside braces is explained") {
    auto node = yaml::read("{hint: Why not, where it does not matter.}", "r.yaml");
    REQUIRE(node);
    yaml::Complaints complaints;
    yaml::MapReader map(*node, "r.yaml", "field a.b", complaints);
    map.text("hint");
    map.finish();
    REQUIRE(complaints.faults().size() == 1);
    CHECK(complaints.faults()[0].message == "r.yaml:1: field a.b: unknown key 'where it does not matter.'; put text that holds a comma in quotes");
}
