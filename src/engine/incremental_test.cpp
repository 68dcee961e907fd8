// After any changes, what was judged step by step is what judging everything anew gives.
#include <doctest/doctest.h>

#include <random>

#include "engine/house_for_test.h"

using namespace tutela;
using namespace tutela::engine;
using namespace tutela::engine::testing;

namespace {

std::vector<record::Source> rules() {
    int n = 0;
    auto r = [&](const std::string& body) { return rule_source("r" + std::to_string(++n), body); };
    return {
        r("each: risk\nwhere: 'this.state == \"assessed\" && this.level > settings.limit'\nexpect: 'this.treatments.exists(t, t.state == \"approved\")'\n"),
        r("each: risk\nexpect: 'this.owner.active'\n"),
        r("each: risk\nexpect: 'this.parent.owner.active || this.level < 5'\n"),
        r("each: risk\nexpect: 'this.children.all(c, c.level <= this.level)'\n"),
        r("each: risk\nexpect: 'this.parent.parent.title != \"t1\"'\n"),
        r("each: person\nexpect: 'this.owned_risks.filter(r, r.state == \"assessed\").all(r, size(r.treatments) > 0 || size(r.shared_treatments) > 0)'\n"),
        r("each: person\nexpect: '!this.owned_risks.exists(r, r.children.exists(c, c.treatments.exists(t, t.state == \"done\")))'\nat_least: 3\n"),
        r("each: treatment\nexpect: 'this.risk.owner.title != \"t2\" && this.risks.all(r, r.level > 2)'\n"),
        r("each: treatment\nexpect: 'has(this.risk) && has(this.about)'\n"),
        r("each: risk\nexpect: 'this.causes.all(c, c.person.active)'\n"),
        r("each: risk\nwhere: 'has(this.reviewed_on)'\nexpect: 'today <= this.reviewed_on + months(settings.review_months)'\nclauses: [\"T:1.2-1\"]\nat_least: 2\n"),
        r("expect: 'records.risk.filter(r, r.state == \"assessed\").size() <= records.treatment.size()'\n"),
        r("each: risk\nexpect: 'records.person.exists(p, p.active == false && p.title == this.title)'\n"),
        r("each: risk\nexpect: 'this.open_treatments < 2'\n"),
        r("each: person\nexpect: 'this.owned_risks.map(r, r.open_treatments).all(n, n < 2)'\n"),
        r("each: risk\nexpect: 'this.created_by.active && this.version < 5'\n"),
        r("each: risk\nexpect: 'this.owner == this.parent.owner'\n"),
        r("each: standard_item\nexpect: 'records.judgement.exists(j, j.item == this.id && j.state == \"given\")'\nclauses: [\"T:1.1-2\"]\n"),
        r("expect: 'records.treatment.all(t, today > date(\"2026-06-20\") || t.state != \"draft\")'\n"),
        r("each: risk\nexpect: '(has(this.parent) ? this.parent : this).level > 3'\n"),
    };
}

std::string state_of(const Desk& desk, const Current& c) {
    std::string out;
    for (size_t i = 0; i < desk.book.rules.size(); ++i) {
        const Rule& r = desk.book.rules[i];
        const Column& column = c.verdicts().columns()[i];
        out += r.name + ": " + desk.marks(c, r.name) + " of " + std::to_string(column.population) + "/" + std::to_string(column.conforming) + "/" + std::to_string(column.gaps) +
               "/" + std::to_string(column.unknown) + "/" + std::to_string(column.broken) + "/" + std::to_string(column.excused_gaps);
        std::map<std::string, int32_t> turns;
        for (size_t k = 0; k < column.turns.size(); ++k)
            if (column.turns[k] != never) turns[std::string(c.snapshot().subject(r.each, k)->identity())] = column.turns[k];
        for (const auto& [id, day] : turns) out += " " + id + "@" + std::to_string(day);
        if (column.whole_turn != never) out += " whole@" + std::to_string(column.whole_turn);
        out += "\n";
    }
    const Tree t = c.verdicts().tree(0);
    for (const auto& i : t.items) out += std::string(name_of(i.verdict)) + name_of(i.severity) + i.judgement + " ";
    return out;
}

class Dice {
public:
    explicit Dice(uint32_t seed) : random_(seed) {}
    int to(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
    bool one_in(int n) { return to(n) == 0; }
    std::string id(const std::string& prefix, int n) { return one_in(6) ? "" : prefix + "-" + std::to_string(1 + to(n)); }
    std::string day() { return "2026-0" + std::to_string(1 + to(9)) + "-1" + std::to_string(to(10)); }

private:
    std::mt19937 random_;
};

void random_change(Desk& desk, Dice& d) {
    const bool archived = d.one_in(12);
    switch (d.to(10)) {
        case 0: desk.put("P-" + std::to_string(1 + d.to(6)), "active", {{"title", "t" + std::to_string(d.to(3))}, {"active", d.one_in(2) ? "true" : "false"}}, archived); return;
        case 1: case 2: case 3: case 4: {
            Values v;
            if (d.one_in(2)) v.push_back({"title", "t" + std::to_string(d.to(3))});
            if (d.one_in(2)) v.push_back({"level", d.one_in(5) ? "" : std::to_string(d.to(15))});
            if (d.one_in(2)) v.push_back({"owner", d.id("P", 7)});
            if (d.one_in(2)) v.push_back({"parent", d.id("R", 9)});
            if (d.one_in(3)) v.push_back({"reviewed_on", d.one_in(4) ? "" : d.day()});
            if (d.one_in(3)) v.push_back({"causes", d.one_in(4) ? "" : "[{text: a, person: P-" + std::to_string(1 + d.to(6)) + "}, {text: b}]"});
            desk.put("R-" + std::to_string(1 + d.to(8)), d.one_in(3) ? "draft" : "assessed", v, archived);
            return;
        }
        case 5: case 6: {
            Values v;
            if (d.one_in(2)) v.push_back({"risk", d.id("R", 9)});
            if (d.one_in(2)) v.push_back({"risks", "[R-" + std::to_string(1 + d.to(4)) + ", R-" + std::to_string(5 + d.to(4)) + "]"});
            if (d.one_in(3)) v.push_back({"about", d.id(d.one_in(2) ? "P" : "R", 9)});
            const char* states[] = {"draft", "approved", "done"};
            desk.put("T-" + std::to_string(1 + d.to(8)), states[d.to(3)], v, archived);
            return;
        }
        case 7:
            desk.put("EX-" + std::to_string(1 + d.to(4)), d.one_in(3) ? "draft" : "approved",
                     {{"rule", "r" + std::to_string(1 + d.to(20))}, {"record", d.one_in(3) ? "" : d.id(d.one_in(2) ? "R" : "P", 6)}, {"until", d.day()}}, archived);
            return;
        case 8:
            desk.put("JU-" + std::to_string(1 + d.to(4)), d.one_in(3) ? "draft" : "given",
                     {{"item", d.one_in(2) ? "T:1.1-2" : "T:2-1"}, {"verdict", d.one_in(3) ? "gap" : "conforms"}, {"on", d.day()}, {"until", "2026-12-01"}}, archived);
            return;
        default:
            if (d.one_in(2)) desk.set("limit", expr::Value::integer(d.to(12)));
            else desk.move_to(desk.today + d.to(20));
    }
}

}  // namespace

TEST_CASE("Judging step by step gives what judging everything anew gives") {
    int64_t again = 0, all = 0;
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        Desk desk(rules());
        Dice dice(seed);
        for (int step = 0; step < 120; ++step) {
            random_change(desk, dice);
            INFO("seed " << seed << ", step " << step);
            const std::string steps = state_of(desk, *desk.current), anew = state_of(desk, *desk.anew());
            REQUIRE(steps == anew);
        }
        const auto effort = desk.put("P-1", "active", {{"title", "x"}});
        again += effort.subjects;
        for (const auto& c : desk.current->verdicts().columns()) all += c.population;
    }
    CHECK(again < all / 2);                      // or else it was no step by step
}

TEST_CASE("The comparison above notices when a touched subject is left out") {
    Desk desk(rules());
    desk.put("R-1", "assessed", {{"level", "12"}});
    desk.put("T-1", "draft", {{"risk", "R-1"}});
    // Behind the desk's back: the record changes, nobody is told.
    auto& r = desk.records[{desk.catalog->type("treatment")->number, 1}];
    r.state = "approved";
    CHECK(state_of(desk, *desk.current) != state_of(desk, *desk.anew()));
}
