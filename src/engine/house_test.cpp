#include "engine/house_for_test.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "engine/check_sources.h"
#include "record/yaml_value.h"

namespace tutela::engine::testing {

namespace {

const char* const roles = "roles: {reader: {says: Reads.}, isms_manager: {says: Manages.}, administrator: {says: Runs it.}}\n";

const char* const person = R"(record: person
title: {one: Person, many: People}
prefix: P
says: Somebody.
fields:
  title: {type: line, required: true}
  active: {type: flag}
)";

const char* const exception = R"(record: exception
title: {one: Exception, many: Exceptions}
prefix: EX
says: A gap that is tolerated for a time.
fields:
  title: {type: line}
  rule: {type: line, required: true}
  record: {type: line}
  until: {type: date, required: true}
states:
  initial: draft
  moves: {approve: {from: draft, to: approved, by: [anyone]}}
)";

const char* const judgement = R"(record: judgement
title: {one: Judgement, many: Judgements}
prefix: JU
says: What a person judged.
fields:
  title: {type: line}
  item: {type: line, required: true}
  verdict: {type: choice, choices: [conforms, gap]}
  grounds: {type: text}
  author: {type: link, to: person, inverse: judgements}
  on: {type: date}
  until: {type: date}
states:
  initial: draft
  moves: {give: {from: draft, to: given, by: [anyone]}}
)";

const char* const risk = R"(record: risk
title: {one: Risk, many: Risks}
prefix: R
says: What may happen.
fields:
  title: {type: line, required: true}
  level: {type: number}
  owner: {type: link, to: person, inverse: owned_risks}
  parent: {type: link, to: risk, inverse: children}
  reviewed_on: {type: date}
  cost: {type: number, places: 2}
  open_treatments: {type: number, computed: 'this.treatments.filter(t, t.state != "done").size()'}
  causes: {type: parts, fields: {text: {type: line}, person: {type: link, to: person}}}
states:
  initial: draft
  moves: {assess: {from: draft, to: assessed, by: [anyone]}}
evidence_for: ["T:1.1-1"]
)";

const char* const treatment = R"(record: treatment
title: {one: Treatment, many: Treatments}
prefix: T
says: What is done about a risk.
fields:
  title: {type: line}
  risk: {type: link, to: risk, inverse: treatments}
  risks: {type: links, to: risk, inverse: shared_treatments}
  about: {type: link, to: any}
states:
  initial: draft
  moves: {approve: {from: draft, to: approved, by: [anyone]}, finish: {from: approved, to: done, by: [anyone]}}
)";

const char* const process = R"(process: room
item: T:1.1-1
title: Room
says: A room.
order: 1
settings:
  limit: {type: number, default: 8, says: Levels above need treatment.}
  review_months: {type: number, default: 12, says: Months until the next review.}
)";

const char* const card = R"(standard: T
title: Test standard
edition: "1"
clauses:
- {clause: "1", title: One}
- {clause: "1.1", title: One one}
- {clause: "1.2", title: One two}
- {clause: "2", title: Two}
)";

const char* const items = R"(standard: T
items:
- {id: "T:1.1-1", clause: "1.1", title: First, asks: Do the first thing., kind: obligation, judged: machine}
- {id: "T:1.1-2", clause: "1.1", title: Second, asks: Do the second thing., kind: obligation, judged: also}
- {id: "T:1.2-1", clause: "1.2", title: Advice, asks: You should., kind: obligation, force: should}
- {id: "T:1.2-2", clause: "1.2", title: Hole, asks: Nobody asks yet., kind: obligation}
- {id: "T:2-1", clause: "2", title: Human, asks: Only a person can tell., kind: obligation, judged: human}
- {id: "T:2-2", clause: "2", title: Inferred, asks: Our reading., kind: obligation, basis: inferred}
)";

bool has_line(const std::string& text, const std::string& key) {
    return text.rfind(key, 0) == 0 || text.find("\n" + key) != std::string::npos;
}

}  // namespace

std::vector<record::Source> house_sources(const std::vector<record::Source>& more) {
    std::vector<record::Source> all{
        {"src/record/kernel/roles.yaml", roles},
        {"src/record/kernel/person.record.yaml", person},
        {"src/record/kernel/exception.record.yaml", exception},
        {"src/record/kernel/judgement.record.yaml", judgement},
        {"processes/room/process.yaml", process},
        {"processes/room/risk.record.yaml", risk},
        {"processes/room/treatment.record.yaml", treatment},
        {"standards/test/standard.yaml", card},
        {"standards/test/clauses.yaml", items},
    };
    for (const auto& m : more) {
        auto same = std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.path == m.path; });
        if (same == all.end()) all.push_back(m);
        else same->text = m.text;
    }
    return all;
}

record::Source rule_source(const std::string& name, const std::string& body) {
    std::string text = "rule: " + name + "\n" + body;
    if (text.back() != '\n') text += '\n';
    if (!has_line(text, "clauses:")) text += "clauses: [\"T:1.1-1\"]\n";
    if (!has_line(text, "says:")) text += "says: It is as it should be.\n";
    if (!has_line(text, "severity:")) text += "severity: major\n";
    if (!has_line(text, "remedy:")) text += "remedy: Put it right.\n";
    if (!has_line(text, "examples:")) text += "examples:\n- {name: one, finds: [organisation]}\n- {name: two, finds: []}\n";
    return {"processes/room/" + name + ".rule.yaml", text};
}

std::shared_ptr<const record::Catalog> house(const std::vector<record::Source>& more) {
    auto catalog = record::Catalog::build(house_sources(more));
    std::string all;
    if (!catalog) for (const auto& f : catalog.error().faults) all += f.message + "\n";
    INFO(all);
    REQUIRE(catalog);
    return catalog.take();
}

std::string faults_of(const std::vector<record::Source>& more) {
    auto catalog = house(more);
    auto done = check_sources(*catalog);
    std::string all;
    if (!done) for (const auto& f : done.error().faults) all += (all.empty() ? "" : "\n") + f.message;
    return all;
}

Desk::Desk(const std::vector<record::Source>& more, int32_t day) : catalog(testing::house(more)), today(day) {
    auto s = read_standards(*catalog);
    REQUIRE(s);
    standards = s.take();
    auto b = read_rules(catalog, standards, false);
    std::string all;
    if (!b) for (const auto& f : b.error().faults) all += f.message + "\n";
    INFO(all);
    REQUIRE(b);
    book = b.take();
    for (const auto& setting : catalog->settings()) settings.emplace_back(setting.name, setting.value);
    current = anew();
}

std::unique_ptr<Current> Desk::anew() const {
    auto fresh = std::make_unique<Current>(catalog, book, standards);
    fresh->snapshot().set_settings(settings);
    for (const auto& [key, r] : records) fresh->snapshot().put(r);
    fresh->judge_all(today);
    return fresh;
}

Effort Desk::put(const std::string& id, const std::string& state, const Values& values, bool archived) {
    const auto* d = catalog->type_by_id(id);
    REQUIRE(d);
    const int64_t number = std::atoll(id.c_str() + id.rfind('-') + 1);
    record::Record& r = records[{d->number, number}];
    const int64_t now = static_cast<int64_t>(today) * 86'400'000'000 + ++position;
    if (r.version == 0) {
        r.type = d->number, r.number = number, r.id = id, r.created_at = now, r.created_by = "P-1";
        r.values.resize(d->fields.size());
    }
    ++r.version;
    if (r.state != state) r.state = state, r.state_since = now;
    r.position = position, r.archived = archived, r.changed_at = now, r.changed_by = "P-1";
    for (const auto& [name, text] : values) {
        const auto* f = d->field(name);
        INFO(name);
        REQUIRE(f);
        auto node = yaml::read(text, "test");
        REQUIRE(node);
        auto v = record::value_from_yaml(*f, *node, nullptr, "/");
        INFO(text);
        REQUIRE(v);
        r.values[static_cast<size_t>(f->slot)] = text.empty() ? expr::Value() : v.take();
    }
    return current->apply({record::Committed{position, r, "change", ""}});
}

Effort Desk::set(const std::string& name, expr::Value v) {
    for (auto& [known, value] : settings) if (known == name) value = v;
    return current->set_settings(settings);
}

void Desk::move_to(int32_t day) {
    today = day;
    current->set_today(day);
}

std::string Desk::marks(const Current& c, const std::string& rule) const {
    const Rule* r = book.rule(rule);
    REQUIRE(r);
    const Column& column = c.verdicts().columns()[static_cast<size_t>(r - book.rules.data())];
    std::map<std::string, std::string> found;
    auto word = [](Mark m, bool excused) { return m == Mark::broken ? "broken" : name_of(verdict_of(m, excused)); };
    for (size_t i = 0; i < column.marks.size(); ++i)
        if (column.marks[i] != Mark::outside)
            found[std::string(c.snapshot().subject(r->each, i)->identity())] = word(column.marks[i], i < column.excused.size() && column.excused[i]);
    std::string out;
    for (const auto& [id, w] : found) out += (out.empty() ? "" : ", ") + id + " " + w;
    if (column.whole != Mark::outside) out += (out.empty() ? "" : ", ") + std::string("organisation ") + word(column.whole, column.whole_excused);
    return out;
}

std::string Desk::item(const std::string& id) const {
    const int i = standards.item_index(id);
    REQUIRE(i >= 0);
    const ItemState s = tree().items[static_cast<size_t>(i)];
    std::string out = name_of(s.verdict);
    if (s.severity != Severity::none) out += std::string(" ") + name_of(s.severity);
    if (s.uncovered) out += " open";
    if (!s.judgement.empty()) out += " judgement " + s.judgement;
    return out;
}

std::string Desk::clause(const std::string& id) const {
    for (const auto& c : check().clauses)
        if (c.id == id) return std::string(name_of(c.verdict)) + (c.counts.uncovered ? " " + std::to_string(c.counts.uncovered) + " open" : "");
    return "none";
}

Check Desk::check(Eyes eyes, int limit) const {
    Check c = check_tree(standards, book, tree(), 0);
    add_gaps(c, house(), 0, eyes, limit, true);
    return c;
}

}  // namespace tutela::engine::testing

TEST_CASE("The house of the engine's tests has no faults") {
    CHECK(tutela::engine::testing::faults_of({}) == "");
}
