#include <doctest/doctest.h>

#include "base/json.h"
#include "engine/explain.h"
#include "engine/house_for_test.h"

using namespace tutela;
using namespace tutela::engine;
using namespace tutela::engine::testing;

namespace {

// Three kinds of findings: a gap, one that cannot be judged, and an excused one.
Check sample() {
    Desk desk({rule_source("low", "each: risk\nexpect: 'this.level < 5'\n"), rule_source("some", "each: treatment\nat_least: 1\nseverity: observation\n")});
    desk.put("R-1", "draft", {{"title", "Fire \"big\""}, {"level", "12"}});
    desk.put("R-2", "draft", {{"title", "Flood"}});
    desk.put("R-3", "draft", {{"title", "Frost"}, {"level", "9"}});
    desk.put("EX-1", "approved", {{"rule", "low"}, {"record", "R-3"}, {"until", "2026-12-01"}});
    Check c = desk.check();
    c.catalog = "ab12";
    return c;
}

}  // namespace

TEST_CASE("A check as JSON has the shape of the contract") {
    auto parsed = json::parse(to_json(sample()));
    REQUIRE(parsed);
    const auto& c = parsed->as_object();
    CHECK(c.at("standard") == "T");
    CHECK(c.at("at") == "2026-06-01");
    CHECK(c.at("catalog") == "ab12");
    CHECK(c.at("counts").as_object().at("major") == 1);
    CHECK(c.at("clauses").as_array().size() == 4);
    const auto& clause = c.at("clauses").as_array()[1].as_object();
    CHECK(clause.at("id") == "1.1");
    CHECK(clause.at("level") == 2);
    CHECK(clause.at("verdict") == "gap");
    const auto& duty = clause.at("obligations").as_array()[0].as_object();
    CHECK(duty.at("id") == "T:1.1-1");
    CHECK(duty.at("rules").as_array().size() == 2);
    CHECK(duty.at("judgement").is_null());
    CHECK(clause.at("obligations").as_array()[1].as_object().at("judgement") == "missing");
    const auto& gaps = c.at("gaps").as_array();
    REQUIRE(gaps.size() == 4);
    CHECK(gaps[0].as_object().at("record") == "R-1");
    CHECK(gaps[0].as_object().at("record_title") == "Fire \"big\"");
    CHECK(gaps[1].as_object().at("record").is_null());
    CHECK(gaps[2].as_object().at("verdict") == "cannot_judge");
    CHECK(gaps[3].as_object().at("verdict") == "excused");
    CHECK(gaps[3].as_object().at("until") == "2026-12-01");
}

TEST_CASE("SARIF has version, schema, driver rules with help, and results that point at them") {
    auto parsed = json::parse(to_sarif(sample(), "0.1.0"));
    REQUIRE(parsed);
    const auto& log = parsed->as_object();
    CHECK(log.at("version") == "2.1.0");
    CHECK(log.contains("$schema"));
    const auto& run = log.at("runs").as_array().at(0).as_object();
    const auto& driver = run.at("tool").as_object().at("driver").as_object();
    CHECK(driver.at("name") == "Tutela");
    const auto& rules = driver.at("rules").as_array();
    REQUIRE(rules.size() == 2);
    for (const auto& r : rules) CHECK_FALSE(r.as_object().at("help").as_object().at("text").as_string().empty());
    const auto& results = run.at("results").as_array();
    REQUIRE(results.size() == 4);
    std::vector<std::string> prints, levels;
    for (const auto& r : results) {
        const auto& o = r.as_object();
        const auto index = static_cast<size_t>(o.at("ruleIndex").as_int64());
        CHECK(rules.at(index).as_object().at("id") == o.at("ruleId"));
        CHECK_FALSE(o.at("message").as_object().at("text").as_string().empty());
        CHECK_FALSE(o.at("locations").as_array()[0].as_object().at("logicalLocations").as_array()[0].as_object().at("fullyQualifiedName").as_string().empty());
        prints.push_back(o.at("partialFingerprints").as_object().at("ruleAndRecord/v1").as_string().c_str());
        levels.push_back(std::string(o.at("kind").as_string()) + " " + o.at("level").as_string().c_str());
    }
    CHECK(levels == std::vector<std::string>{"fail error", "fail note", "review none", "fail error"});
    std::sort(prints.begin(), prints.end());
    CHECK(std::unique(prints.begin(), prints.end()) == prints.end());
    CHECK(results[3].as_object().at("suppressions").as_array()[0].as_object().at("kind") == "external");
    CHECK_FALSE(results[0].as_object().contains("suppressions"));
}

TEST_CASE("The text of a check names verdicts, records, remedies and open items, and has colour only where asked") {
    const auto text = to_text(sample());
    for (const char* words : {"Test standard", "gap, major", "R-1  Fire", "cannot judge", "excused", "Put it right.", "2026-12-01", "open: no rule", "judgement missing"}) {
        INFO(words);
        CHECK(text.find(words) != std::string::npos);
    }
    CHECK(text.find("\x1b[") == std::string::npos);
    CHECK(to_text(sample(), true).find("\x1b[31m") != std::string::npos);
    size_t longest = 0, start = 0;
    const auto narrow = to_text(sample(), false, 60);
    for (size_t end = narrow.find('\n'); end != std::string::npos; start = end + 1, end = narrow.find('\n', start)) longest = std::max(longest, end - start);
    CHECK(longest < 75);                         // record titles are never cut, the rest is set in 60
}

TEST_CASE("An item's page shows rules with all their records, worst first, judgements and evidence") {
    Desk desk({rule_source("low", "each: risk\nclauses: [\"T:1.1-1\", \"T:2-2\"]\nexpect: 'this.level < 5'\n")});
    desk.put("R-1", "draft", {{"level", "2"}});
    desk.put("R-2", "draft", {{"level", "7"}});
    for (int i = 10; i < 120; ++i) desk.put("R-" + std::to_string(i), "draft", {{"level", "1"}});
    const auto r = item_result(desk.house(), desk.tree(), 0, Eyes({}));
    CHECK(r.verdict == Verdict::gap);
    CHECK(r.also == std::vector<std::string>{"T:2-2"});
    REQUIRE(r.rules.size() == 1);
    CHECK(r.rules[0].population == 112);
    CHECK(r.rules[0].results.size() == 100);
    CHECK(r.rules[0].results[0].record == "R-2");
    CHECK(r.rules[0].results[0].reason == "Level is 7.");
    CHECK(r.rules[0].results[1].verdict == Verdict::conforms);
    CHECK(r.rules[0].more == 12);
    REQUIRE(r.record_types.size() == 1);
    CHECK(r.record_types[0].count == 112);
    CHECK(json::parse(to_json(r)));
    CHECK(to_text(r).find("R-2") != std::string::npos);
}

TEST_CASE("Coverage tells holes from what people judge") {
    Desk desk({rule_source("low", "each: risk\nexpect: 'this.level < 5'\n")});
    const auto c = coverage(*desk.catalog, desk.standards, desk.book, "T");
    std::string said;
    for (const auto& i : c.items) said += i.id + (i.hole ? " hole" : "") + (i.rules.empty() ? "" : " rule") + (i.records.empty() ? "" : " record") + "\n";
    CHECK(said == "T:1.1-1 rule record\nT:1.1-2 hole\nT:1.2-1 hole\nT:1.2-2 hole\nT:2-1\nT:2-2 hole\n");
    CHECK(json::parse(to_json(c)));
    CHECK(to_text(c).find("6 items, 1 with rules, 4 open") != std::string::npos);
}

TEST_CASE("explain knows rules, items, clauses, types, fields and settings, and the nearest name of what it does not know") {
    Desk desk({rule_source("low", "each: risk\nexpect: 'this.level < 5'\n")});
    auto said = [&](const char* name) {
        auto r = explain(name, *desk.catalog, desk.standards, desk.book, {});
        return r ? *r : r.error().message;
    };
    CHECK(said("low").find("this.level < 5") != std::string::npos);
    CHECK(said("T:1.1-1").find("Do the first thing.") != std::string::npos);
    CHECK(said("1.1").find("One one") != std::string::npos);
    CHECK(said("risk").find("What may happen.") != std::string::npos);
    CHECK(said("risk.owner").find("link to person") != std::string::npos);
    CHECK(said("limit").find("Levels above need treatment.") != std::string::npos);
    CHECK(said("lwo").find("did you mean \"low\"?") != std::string::npos);
}
