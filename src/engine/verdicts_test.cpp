#include <doctest/doctest.h>

#include "engine/house_for_test.h"

using namespace tutela;
using namespace tutela::engine;
using namespace tutela::engine::testing;

namespace {

record::Source level_rule(const std::string& name, const std::string& clauses, const std::string& severity, int limit) {
    return rule_source(name, "each: risk\nclauses: [" + clauses + "]\nseverity: " + severity + "\nexpect: 'this.level < " + std::to_string(limit) + "'\n");
}

}  // namespace

TEST_CASE("An organisation without records conforms in nothing") {
    Desk desk({level_rule("low", "\"T:1.1-1\"", "major", 5), rule_source("some", "clauses: [\"T:2-2\"]\neach: risk\nat_least: 1\n")});
    CHECK(desk.item("T:1.1-1") == "nothing");
    CHECK(desk.item("T:1.2-2") == "nothing open");               // no rule at all is a hole, not an empty population
    CHECK(desk.item("T:2-2") == "gap observation");              // a record is due; our reading weighs an observation
    CHECK(desk.clause("1.2") == "nothing 2 open");
    CHECK(desk.check().counts.conforms == 0);
    CHECK_FALSE(desk.check().clean());
}

TEST_CASE("The worst verdict of rules decides an item, and the worst item its clause and those above") {
    Desk desk({level_rule("a", "\"T:1.1-1\"", "minor", 5), level_rule("b", "\"T:1.1-1\"", "major", 10)});
    desk.put("R-1", "draft", {{"level", "3"}});
    CHECK(desk.item("T:1.1-1") == "conforms");
    desk.put("R-2", "draft");
    CHECK(desk.item("T:1.1-1") == "cannot_judge");
    desk.put("R-3", "draft", {{"level", "7"}});
    CHECK(desk.item("T:1.1-1") == "gap minor");
    desk.put("R-4", "draft", {{"level", "12"}});
    CHECK(desk.item("T:1.1-1") == "gap major");
    CHECK(desk.clause("1.1") == "gap");
    CHECK(desk.clause("1") == "gap 2 open");
    CHECK(desk.clause("2") == "cannot_judge 1 open");
}

TEST_CASE("Advice and inferred text make observations, never a minor or major gap") {
    Desk desk({level_rule("a", "\"T:1.2-1\", \"T:2-2\"", "major", 5)});
    desk.put("R-1", "draft", {{"level", "9"}});
    CHECK(desk.item("T:1.2-1") == "gap observation");
    CHECK(desk.item("T:2-2") == "gap observation");
    CHECK(desk.check().gaps.at(0).severity == Severity::observation);
    // The same rule for a demand weighs in full there.
    Desk both({level_rule("a", "\"T:1.2-1\", \"T:1.1-1\"", "major", 5)});
    both.put("R-1", "draft", {{"level", "9"}});
    CHECK(both.item("T:1.2-1") == "gap observation");
    CHECK(both.item("T:1.1-1") == "gap major");
    CHECK(both.check().gaps.at(0).severity == Severity::major);
}

TEST_CASE("Where a person must judge too, the verdict waits for the judgement and follows it") {
    Desk desk({level_rule("a", "\"T:1.1-2\"", "major", 5)});
    desk.put("R-1", "draft", {{"level", "1"}});
    CHECK(desk.item("T:1.1-2") == "cannot_judge judgement missing");
    CHECK(desk.item("T:2-1") == "cannot_judge judgement missing");
    desk.put("JU-1", "draft", {{"item", "T:1.1-2"}, {"verdict", "conforms"}, {"on", "2026-05-01"}, {"until", "2026-06-20"}});
    CHECK(desk.item("T:1.1-2") == "cannot_judge judgement missing");     // not given yet
    desk.put("JU-1", "given");
    CHECK(desk.item("T:1.1-2") == "conforms judgement conforms");
    desk.put("R-1", "draft", {{"level", "9"}});
    CHECK(desk.item("T:1.1-2") == "gap major judgement conforms");       // a person cannot judge a gap away
    desk.put("R-1", "draft", {{"level", "1"}});
    desk.put("JU-2", "given", {{"item", "T:1.1-2"}, {"verdict", "gap"}, {"on", "2026-05-20"}, {"until", "2026-12-01"}});
    CHECK(desk.item("T:1.1-2") == "gap minor judgement gap");            // the newer one counts
    desk.put("JU-2", "withdrawn");
    CHECK(desk.item("T:1.1-2") == "conforms judgement conforms");
    desk.move_to(first_of_june + 20);
    CHECK(desk.item("T:1.1-2") == "cannot_judge judgement missing");     // it ended the day before
}

TEST_CASE("Gaps are told worst first, with reason, remedy and who must act") {
    Desk desk({rule_source("a", R"(each: risk
severity: minor
where: 'this.state == "assessed"'
expect: 'has(this.owner) && this.level <= settings.limit'
who: this.owner
)"), rule_source("b", "each: risk\nexpect: 'this.cost < 10.0'\nreason: '\"It costs \" + string(this.cost) + \".\"'\n"),
               rule_source("c", "each: treatment\nat_least: 1\nseverity: observation\n")});
    desk.put("P-1", "active", {{"title", "Ana"}});
    desk.put("R-1", "assessed", {{"title", "Fire"}, {"level", "12"}, {"owner", "P-1"}, {"cost", "1"}});
    desk.put("R-2", "assessed", {{"title", "Flood"}, {"level", "2"}, {"cost", "12.50"}});
    desk.put("R-3", "assessed", {{"title", "Frost"}, {"owner", "P-1"}, {"cost", "1"}});
    const auto c = desk.check();
    REQUIRE(c.gaps.size() == 5);
    CHECK(c.gaps[0].rule == "b");
    CHECK(c.gaps[0].reason == "It costs 12.5.");
    CHECK(c.gaps[1].record == "R-1");
    CHECK(c.gaps[1].reason == "Level is 12, limit is 8.");
    CHECK(c.gaps[1].who == "P-1");
    CHECK(c.gaps[1].who_title == "Ana");
    CHECK(c.gaps[1].path == "risks");
    CHECK(c.gaps[2].reason == "Owner is not set.");
    CHECK(c.gaps[3].record == "");
    CHECK(c.gaps[3].reason == "There are no treatments.");
    CHECK(c.gaps[4].verdict == Verdict::cannot_judge);
    CHECK(c.gaps[4].reason == "Not filled in: R-3.level.");
    CHECK(c.more == 0);
    CHECK(desk.check(Eyes({}), 2).more == 3);
}

TEST_CASE("A reader is told of records it may see, and how many more there are") {
    Desk desk({rule_source("a", "each: risk\nexpect: 'size(this.treatments) == 0'\nwho: this.owner\n")});
    desk.put("P-1", "active", {{"title", "Ana"}});
    for (int i = 1; i <= 3; ++i) {
        desk.put("R-" + std::to_string(i), "draft", {{"owner", "P-1"}});
        desk.put("T-" + std::to_string(i), "draft", {{"risk", "R-" + std::to_string(i)}});
    }
    const auto c = desk.check(Eyes([](const record::Record& r) { return r.id != "R-2" && r.id != "T-1" && r.id != "P-1"; }));
    REQUIRE(c.gaps.size() == 2);
    CHECK(c.more == 1);
    CHECK(c.counts.major == 1);                                   // verdicts see the whole organisation
    CHECK(c.gaps[0].record == "R-1");
    CHECK(c.gaps[0].reason.find("T-1") == std::string::npos);    // nor is a hidden record named in a reason
    CHECK(c.gaps[0].who == "");
    CHECK(c.gaps[1].reason == "Treatments: T-3 (draft).");
}
