#include <doctest/doctest.h>

#include "engine/house_for_test.h"

using namespace tutela;
using namespace tutela::engine;
using namespace tutela::engine::testing;

namespace {

const std::string treated = R"(each: risk
where: 'this.state == "assessed" && this.level > settings.limit'
expect: 'this.treatments.exists(t, t.state in ["approved", "done"])'
who: this.owner
)";

std::string fault_of_rule(const std::string& body) { return faults_of({rule_source("r", body)}); }

bool names(const std::string& faults, const std::string& words) {
    INFO(faults);
    return faults.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("A rule whose examples come out as they say is accepted") {
    CHECK(fault_of_rule(treated + R"(examples:
- name: a draft is not enough
  given: {risk: [{id: R-1, state: assessed, level: 12}], treatment: [{id: T-1, risk: R-1}]}
  finds: [R-1]
- name: low enough with another limit
  settings: {limit: 20}
  given: {risk: [{id: R-1, state: assessed, level: 12}]}
  finds: []
- name: nobody knows the level
  given: {risk: [{id: R-1, state: assessed}]}
  finds: []
  cannot_judge: [R-1]
)") == "");
}

TEST_CASE("An example that does not come out as it says is named with file and line") {
    const auto faults = fault_of_rule(treated + R"(examples:
- name: approved counts
  given: {risk: [{id: R-1, state: assessed, level: 12}], treatment: [{id: T-1, risk: R-1, state: approved}]}
  finds: [R-1]
- {name: empty, finds: []}
)");
    CHECK(names(faults, "processes/room/r.rule.yaml:7: rule r, example 'approved counts': finds nothing, but the example says R-1"));
}

TEST_CASE("An example with cannot_judge must be unknown, not fine") {
    CHECK(names(fault_of_rule(treated + R"(examples:
- {name: low, given: {risk: [{id: R-1, state: assessed, level: 1}]}, finds: [], cannot_judge: [R-1]}
- {name: none, given: {risk: [{id: R-1, state: assessed, level: 12}]}, finds: [R-1]}
)"), "cannot judge nothing, but the example says R-1"));
}

TEST_CASE("A rule needs an example that finds and one that does not") {
    CHECK(names(fault_of_rule(treated + "examples:\n- {name: a, finds: []}\n"), "no example that finds something"));
    CHECK(names(fault_of_rule(treated + "examples:\n- {name: a, given: {risk: [{id: R-1, state: assessed, level: 12}]}, finds: [R-1]}\n"), "no example with `finds: []`"));
}

TEST_CASE("Mistakes in a rule are named with what to do") {
    CHECK(names(fault_of_rule("each: risc\nexpect: 'true'\n"), "did you mean 'risk'?"));
    CHECK(names(fault_of_rule("clauses: [\"T:1.1-3\"]\neach: risk\nexpect: 'true'\n"), "no standard here has an item 'T:1.1-3'; did you mean 'T:1.1-1'?"));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'this.levle > 3'\n"), "levle"));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'this.level'\n"), "expect: "));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'today - days(3) > this.reviewed_on'\n"), "today"));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'settings.limits > 3'\n"), "limits"));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'true'\nseverity: grave\n"), "use major, minor or observation"));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'true'\nwhen: 'true'\n"), "when"));
    CHECK(names(fault_of_rule("each: risk\n"), "'expect' is missing"));
    CHECK(names(fault_of_rule("expect: 'true'\nat_least: 2\n"), "at_least counts the records of `each`"));
    CHECK(names(fault_of_rule("expect: 'true'\nwhere: 'true'\n"), "'where' chooses among the records of `each`"));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'true'\nexamples:\n- {name: a, given: {risk: [{id: X-1}]}, finds: []}\n"), "the id X-1 is not one of a risk; write `R-1`"));
    CHECK(names(fault_of_rule("each: risk\nexpect: 'true'\nexamples:\n- {name: a, given: {risk: [{id: R-1, leval: 3}]}, finds: []}\n"), "a risk has no such field; did you mean 'level'?"));
    CHECK(names(faults_of({{"processes/room/other.rule.yaml", rule_source("r", "each: risk\nexpect: 'true'\n").text}}), "must stand in a file r.rule.yaml"));
    // where: !this.x would be a tag; the reader stops it before it can lose the rule.
    CHECK(names(fault_of_rule("each: risk\nexpect: !this.level\n"), "r.rule.yaml:3"));
}

TEST_CASE("All faults of all files come together") {
    const auto faults = faults_of({rule_source("a", "each: risc\nexpect: 'true'\n"), rule_source("b", "each: risk\nexpect: 'this.levle > 3'\n"),
                                   {"processes/room/x.report.yaml", "report: x\ntitle: X\nsays: X.\neach: rusk\ncolumns: [{title: A, value: 'today'}]\n"}});
    CHECK(names(faults, "a.rule.yaml"));
    CHECK(names(faults, "b.rule.yaml"));
    CHECK(names(faults, "x.report.yaml"));
}

TEST_CASE("Rules without `each` judge the organisation, and at_least counts") {
    CHECK(faults_of({rule_source("any", R"(expect: 'records.risk.exists(r, r.level > 3)'
examples:
- {name: one, given: {risk: [{id: R-1, level: 4}]}, finds: []}
- {name: none, given: {risk: [{id: R-1, level: 1}]}, finds: [organisation]}
- {name: unknown, given: {risk: [{id: R-1}]}, finds: [], cannot_judge: [organisation]}
)"), rule_source("two", R"(each: risk
where: 'this.state == "assessed"'
at_least: 2
examples:
- {name: two, given: {risk: [{id: R-1, state: assessed}, {id: R-2, state: assessed}]}, finds: []}
- {name: a draft, given: {risk: [{id: R-1, state: assessed}, {id: R-2}]}, finds: [organisation]}
)")}) == "");
}

TEST_CASE("Items of standards can be judged, and parts, computed values and history can be read") {
    CHECK(faults_of({rule_source("item", R"(each: standard_item
where: 'this.kind == "obligation"'
expect: 'records.judgement.exists(j, j.item == this.id)'
examples:
- {name: one, given: {judgement: [{id: JU-1, item: "T:1.1-1"}, {id: JU-2, item: "T:1.1-2"}, {id: JU-3, item: "T:1.2-1"}, {id: JU-4, item: "T:1.2-2"}, {id: JU-5, item: "T:2-1"}]}, finds: ["T:2-2"]}
- {name: all, given: {judgement: [{id: JU-1, item: "T:1.1-1"}, {id: JU-2, item: "T:1.1-2"}, {id: JU-3, item: "T:1.2-1"}, {id: JU-4, item: "T:1.2-2"}, {id: JU-5, item: "T:2-1"}, {id: JU-6, item: "T:2-2"}]}, finds: []}
)"), rule_source("part", R"(each: risk
expect: 'this.causes.all(c, c.person.active)'
examples:
- {name: gone, given: {person: [{id: P-1, active: false}], risk: [{id: R-1, causes: [{text: a, person: P-1}]}]}, finds: [R-1]}
- {name: here, given: {person: [{id: P-1, active: true}], risk: [{id: R-1, causes: [{text: a, person: P-1}]}]}, finds: []}
)"), rule_source("owners", R"(each: risk
expect: '!held(this, "owner", this.reviewed_on, this.reviewed_on + days(9)).exists(p, p.title == "Olaf")'
examples:
- name: he came later
  given: {person: [{id: P-1, title: Ana}, {id: P-2, title: Olaf}], risk: [{id: R-1, reviewed_on: 2026-01-10, changes: [{at: 2026-01-01, fields: {owner: P-1}}, {at: 2026-02-01, fields: {owner: P-2}}]}]}
  finds: []
- name: he came in those days
  given: {person: [{id: P-1, title: Ana}, {id: P-2, title: Olaf}], risk: [{id: R-1, reviewed_on: 2026-01-10, changes: [{at: 2026-01-01, fields: {owner: P-1}}, {at: 2026-01-12, fields: {owner: P-2}}]}]}
  finds: [R-1]
)")}) == "");
}
