#include <doctest/doctest.h>

#include "engine/house_for_test.h"

using namespace tutela;
using namespace tutela::engine;
using namespace tutela::engine::testing;

namespace {

const record::Source treated = rule_source("treated", R"(each: risk
where: 'this.state == "assessed" && this.level > settings.limit'
expect: 'this.treatments.exists(t, t.state in ["approved", "done"])'
who: this.owner
)");

const record::Source reviewed = rule_source("reviewed", R"(each: risk
clauses: ["T:1.2-1"]
expect: 'has(this.reviewed_on) && today <= this.reviewed_on + months(settings.review_months)'
)");

}  // namespace

TEST_CASE("A gap opens when a record needs something and closes when it has it") {
    Desk desk({treated});
    CHECK(desk.marks("treated") == "");
    desk.put("R-1", "assessed", {{"title", "Fire"}, {"level", "12"}});
    desk.put("R-2", "draft", {{"level", "20"}});
    CHECK(desk.marks("treated") == "R-1 gap");
    desk.put("T-1", "draft", {{"risk", "R-1"}});
    CHECK(desk.marks("treated") == "R-1 gap");
    desk.put("T-1", "approved");
    CHECK(desk.marks("treated") == "R-1 conforms");
    desk.put("T-1", "approved", {{"risk", "R-2"}});          // led elsewhere
    CHECK(desk.marks("treated") == "R-1 gap");
    desk.put("R-1", "assessed", {{"level", "3"}});
    CHECK(desk.marks("treated") == "");
}

TEST_CASE("A blank that decides makes a verdict impossible, one that does not is passed over") {
    Desk desk({treated});
    desk.put("R-1", "assessed");
    CHECK(desk.marks("treated") == "R-1 cannot_judge");
    desk.put("R-1", "draft");                                 // outside whatever the level
    CHECK(desk.marks("treated") == "");
}

TEST_CASE("A rule that fails is marked broken and counts as cannot judge") {
    Desk desk({rule_source("divides", "each: risk\nexpect: '10 / this.level > 1'\n")});
    desk.put("R-1", "draft", {{"level", "0"}});
    CHECK(desk.marks("divides") == "R-1 broken");
    CHECK(desk.item("T:1.1-1") == "cannot_judge");
}

TEST_CASE("Archived records are no subjects, no members and in no inverse, but links still show them") {
    Desk desk({treated, rule_source("owned", "each: risk\nexpect: 'has(this.owner)'\n"), rule_source("some", "expect: 'size(records.risk) > 0'\n")});
    desk.put("P-1", "active", {{"title", "Ana"}});
    desk.put("R-1", "assessed", {{"level", "12"}, {"owner", "P-1"}});
    desk.put("T-1", "approved", {{"risk", "R-1"}});
    CHECK(desk.marks("treated") == "R-1 conforms");
    desk.put("T-1", "approved", {}, true);
    CHECK(desk.marks("treated") == "R-1 gap");
    desk.put("P-1", "active", {}, true);
    CHECK(desk.marks("owned") == "R-1 conforms");
    desk.put("R-1", "assessed", {}, true);
    CHECK(desk.marks("treated") == "");
    CHECK(desk.marks("some") == "organisation gap");
    desk.put("R-1", "assessed", {}, false);
    CHECK(desk.marks("some") == "organisation conforms");
}

TEST_CASE("A link to a record that comes later counts from when it is there") {
    Desk desk({rule_source("owned", "each: risk\nexpect: 'has(this.owner)'\n"), rule_source("active", "each: risk\nexpect: 'this.owner.active'\n")});
    desk.put("R-1", "draft", {{"owner", "P-7"}});
    CHECK(desk.marks("owned") == "R-1 gap");
    CHECK(desk.marks("active") == "R-1 cannot_judge");
    desk.put("P-7", "active", {{"active", "true"}});
    CHECK(desk.marks("owned") == "R-1 conforms");
    CHECK(desk.marks("active") == "R-1 conforms");
}

TEST_CASE("Only what a change touches is judged again") {
    Desk desk({treated, reviewed, rule_source("count", "expect: 'records.risk.all(r, r.level < 100)'\n")});
    for (int i = 1; i <= 50; ++i) desk.put("R-" + std::to_string(i), "assessed", {{"level", "12"}});
    auto effort = desk.put("T-1", "approved", {{"risk", "R-7"}});
    CHECK(effort.subjects == 1);
    CHECK(effort.whole_rules == 0);
    effort = desk.put("T-1", "approved", {{"risk", "R-8"}});      // the old and the new one
    CHECK(effort.subjects == 2);
    effort = desk.put("R-9", "assessed", {{"reviewed_on", "2026-05-01"}});
    CHECK(effort.subjects == 1);                                  // only `reviewed` reads the date
    effort = desk.put("R-9", "assessed", {{"level", "13"}});
    CHECK(effort.subjects == 1);
    CHECK(effort.whole_rules == 1);                               // records.risk is read by `count`
    effort = desk.put("R-9", "assessed", {{"title", "Flood"}});
    CHECK(effort.subjects + effort.whole_rules == 0);
    CHECK(desk.set("review_months", expr::Value::integer(6)).whole_rules == 1);
}

TEST_CASE("A gap stands excused until the last day of its exception, then it is a gap again") {
    Desk desk({treated});
    desk.put("R-1", "assessed", {{"level", "12"}});
    desk.put("R-2", "assessed", {{"level", "12"}});
    desk.put("EX-1", "draft", {{"rule", "treated"}, {"record", "R-1"}, {"until", "2026-06-30"}});
    CHECK(desk.marks("treated") == "R-1 gap, R-2 gap");          // not approved
    desk.put("EX-1", "approved");
    CHECK(desk.marks("treated") == "R-1 excused, R-2 gap");
    CHECK(desk.item("T:1.1-1") == "gap major");
    desk.put("EX-1", "approved", {{"record", ""}});              // for all the rule finds
    CHECK(desk.marks("treated") == "R-1 excused, R-2 excused");
    CHECK(desk.item("T:1.1-1") == "excused");
    CHECK(desk.check().counts.excused == 1);
    desk.put("R-3", "assessed", {{"level", "12"}});
    CHECK(desk.marks("treated") == "R-1 excused, R-2 excused, R-3 excused");
    desk.move_to(first_of_june + 29);                            // 30 June: its last day
    CHECK(desk.item("T:1.1-1") == "excused");
    desk.move_to(first_of_june + 30);
    CHECK(desk.marks("treated") == "R-1 gap, R-2 gap, R-3 gap");
    CHECK(desk.item("T:1.1-1") == "gap major");
}

TEST_CASE("What cannot be judged is not excused") {
    Desk desk({treated});
    desk.put("R-1", "assessed");
    desk.put("EX-1", "approved", {{"rule", "treated"}, {"until", "2026-12-01"}});
    CHECK(desk.marks("treated") == "R-1 cannot_judge");
}

TEST_CASE("A day that passes turns exactly what turns on it") {
    Desk desk({reviewed});
    desk.put("R-1", "draft", {{"reviewed_on", "2025-06-10"}});
    desk.put("R-2", "draft", {{"reviewed_on", "2026-01-10"}});
    CHECK(desk.marks("reviewed") == "R-1 conforms, R-2 conforms");
    desk.move_to(first_of_june + 9);                              // 10 June: the last good day
    CHECK(desk.marks("reviewed") == "R-1 conforms, R-2 conforms");
    auto effort = desk.current->set_today(first_of_june + 10);
    CHECK(effort.subjects == 1);
    CHECK(desk.marks("reviewed") == "R-1 gap, R-2 conforms");
    desk.move_to(first_of_june);                                  // and back
    CHECK(desk.marks("reviewed") == "R-1 conforms, R-2 conforms");
}

TEST_CASE("Computed values follow what they read, and rules follow them") {
    Desk desk({rule_source("few", "each: risk\nexpect: 'this.open_treatments < 2'\n")});
    desk.put("R-1", "draft");
    CHECK(desk.marks("few") == "R-1 conforms");
    desk.put("T-1", "draft", {{"risk", "R-1"}});
    desk.put("T-2", "draft", {{"risk", "R-1"}});
    CHECK(desk.marks("few") == "R-1 gap");
    desk.put("T-2", "done");
    CHECK(desk.marks("few") == "R-1 conforms");
    CHECK(desk.marks(*desk.anew(), "few") == "R-1 conforms");
}

TEST_CASE("A forecast tells each turn with its day, and nothing that stays") {
    Desk desk({reviewed, treated, rule_source("fresh", "each: risk\nwhere: 'today <= this.reviewed_on + days(3)'\nat_least: 1\n")});
    desk.put("R-1", "assessed", {{"title", "Fire"}, {"level", "12"}, {"reviewed_on", "2026-06-01"}});
    desk.put("R-2", "draft", {{"reviewed_on", "2020-01-01"}});
    desk.put("EX-1", "approved", {{"rule", "treated"}, {"record", "R-1"}, {"until", "2026-06-15"}});
    desk.put("JU-1", "given", {{"item", "T:2-1"}, {"verdict", "conforms"}, {"on", "2026-01-01"}, {"until", "2026-07-01"}});
    const auto f = forecast(desk.house(), desk.tree(), first_of_june + 400, Eyes({}));
    std::string said;
    for (const auto& t : f.turns) said += t.date + " " + t.rule + " " + (t.record.empty() ? "organisation" : t.record) + " " + name_of(t.from) + ">" + name_of(t.to) + "\n";
    CHECK(said ==
          "2026-06-05 fresh R-1 conforms>nothing\n"
          "2026-06-05 fresh organisation nothing>gap\n"
          "2026-06-16 treated R-1 excused>gap\n"
          "2026-07-02 judgement JU-1 conforms>cannot_judge\n"
          "2027-06-02 reviewed R-1 conforms>gap\n");
}
