// Lists: order, pages, search, and who sees what, on both engines.
#include <algorithm>
#include <random>

#include "record/ledger/ledger_for_test.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;
using expr::Value;

#define BOTH store::SqliteHere, store::PostgresHere

namespace {

template <class E>
std::vector<std::string> walk(Ground<E>& g, const Scope& scope, Query q, int limit) {
    std::vector<std::string> out;
    q.limit = limit;
    for (int i = 0; i < 500; ++i) {
        const Page p = sure(g.ledger->list(scope, q));
        CHECK(static_cast<int>(p.records.size()) <= limit);
        for (const Record& r : p.records) out.push_back(r.id);
        if (p.next.empty()) return out;
        CHECK(static_cast<int>(p.records.size()) == limit);
        q.cursor = p.next;
    }
    FAIL("the pages never end");
    return out;
}

}  // namespace

TEST_CASE_TEMPLATE("pages of any size, by any sort, give every record once and in order", E, BOTH) {
    Ground<E> g;
    std::mt19937 random(7);
    const char* const titles[] = {"Ärger", "Arger", "Zebra", "zoo", "Ölteppich", "Offen", "arger", "Éclair"};
    std::vector<Write> writes;
    for (int i = 0; i < 60; ++i) {
        Write w;
        w.act = Write::import_record;
        w.type = "risk";
        w.values = {{"title", Value::string(titles[random() % 8])}};
        if (random() % 3) w.values.emplace_back("likelihood", Value::integer(1 + static_cast<int>(random() % 3)));
        if (random() % 3) w.values.emplace_back("impact", Value::integer(1 + static_cast<int>(random() % 2)));
        if (random() % 2) w.values.emplace_back("seen", Value::date(20000 + static_cast<int>(random() % 4)));
        writes.push_back(std::move(w));
    }
    for (const auto& r : g.ledger->write_all(g.all, writes)) REQUIRE(r);
    const std::vector<std::vector<std::string>> sorts = {{}, {"level"}, {"-level"}, {"title"}, {"-title", "level"}, {"seen", "-level", "title"}, {"-seen", "-level"}, {"-changed_at"}, {"state", "level"}};
    for (const auto& sort : sorts) {
        const auto all = walk(g, g.all, {.type = "risk", .sort = sort}, 1000);
        CHECK(all.size() == 60);
        for (int limit : {1, 7, 20, 30, 59, 60}) {
            INFO("sort " << (sort.empty() ? "none" : sort[0]) << " by " << limit);
            CHECK(walk(g, g.all, {.type = "risk", .sort = sort}, limit) == all);
        }
        CHECK(sure(g.ledger->keys(g.all, {.type = "risk", .sort = sort, .limit = 1000})) == all);
        const AsOf now{g.ledger->position(), {}};
        CHECK(walk(g, g.all, {.type = "risk", .sort = sort, .as_of = now}, 13) == all);
    }
    // Unset first going up, last going down.
    const auto up = sure(g.ledger->list(g.all, {.type = "risk", .sort = {"level"}, .limit = 60})).records;
    const auto down = sure(g.ledger->list(g.all, {.type = "risk", .sort = {"-level"}, .limit = 60})).records;
    CHECK_FALSE(g.value(up.front(), "level").set());
    CHECK_FALSE(g.value(down.back(), "level").set());
    CHECK(g.value(up.back(), "level").as_int() == g.value(down.front(), "level").as_int());
    std::vector<std::string> reversed = ids(down);
    std::reverse(reversed.begin(), reversed.end());
    CHECK(reversed == ids(up));
    // Accents and capitals do not part what belongs together.
    const auto by_title = sure(g.ledger->list(g.all, {.type = "risk", .sort = {"title"}, .limit = 60})).records;
    CHECK(g.text(by_title.back(), "title") == "\"zoo\"");
    CHECK(g.value(by_title.front(), "title").as_string().size() <= 6);
}

TEST_CASE_TEMPLATE("a cursor of another list, or a changed one, is refused", E, BOTH) {
    Ground<E> g;
    for (int i = 0; i < 5; ++i) g.risk("R" + std::to_string(i), 1, 1 + i);
    const std::string cursor = sure(g.ledger->list(g.all, {.type = "risk", .sort = {"level"}, .limit = 2})).next;
    REQUIRE_FALSE(cursor.empty());
    CHECK(g.ledger->list(g.all, {.type = "risk", .sort = {"level"}, .limit = 2, .cursor = cursor}));
    for (const Query& q : std::vector<Query>{{.type = "risk", .sort = {"-level"}, .cursor = cursor}, {.type = "risk", .filter = "level > 1", .sort = {"level"}, .cursor = cursor},
                                             {.type = "asset", .sort = {"title"}, .cursor = cursor}, {.type = "risk", .sort = {"level"}, .cursor = "rubbish"}})
        CHECK(store::code_of(g.ledger->list(g.all, q)) == "bad_cursor");
    std::string changed = cursor;
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    CHECK_FALSE(g.ledger->list(g.all, {.type = "risk", .sort = {"level"}, .cursor = changed}));
    CHECK(store::code_of(g.ledger->list(g.all, {.type = "risk", .sort = {"scenario"}})) == "bad_sort");
    CHECK(store::code_of(g.ledger->list(g.all, {.type = "risk", .sort = {"nothing"}})) == "bad_sort");
    CHECK_FALSE(g.ledger->list(g.all, {.type = "risk", .filter = "level >"}));
    CHECK_FALSE(g.ledger->list(g.all, {.type = "risk", .filter = "colour == 3"}));
}

TEST_CASE_TEMPLATE("words find records by their beginnings, without accents, after changes too", E, BOTH) {
    Ground<E> g;
    const Record r = g.risk("Überfall auf das Lager", 1, 1, {{"scenario", Value::string("Nachts, durch den Hof")}});
    g.risk("Hochwasser am Lager");
    const auto found = [&](const std::string& words) { return ids(sure(g.ledger->list(g.all, {.type = "risk", .words = words})).records); };
    CHECK(found("uberfall") == std::vector<std::string>{"R-001"});
    CHECK(found("lag").size() == 2);
    CHECK(found("lag nachts") == std::vector<std::string>{"R-001"});
    CHECK(found("R-002") == std::vector<std::string>{"R-002"});
    CHECK(found("lager' OR \"x\" * ( :").empty());
    CHECK(found("\"").size() == 2);
    for (const char* odd : {"–", "„x“", "\xC2\xA0", "a–b", "' & | ! ( )", "NEAR AND NOT", ":*", "\\"}) (void)found(odd);     // no error
    sure(g.ledger->write(g.all, g.change(r, {{"title", Value::string("Diebstahl")}})));
    CHECK(found("uberfall").empty());
    CHECK(found("diebst").size() == 1);
    sure(g.ledger->rebuild());
    CHECK(found("diebst").size() == 1);
    CHECK(found("hochw").size() == 1);
}

TEST_CASE_TEMPLATE("one sees what one's roles, domains and links show, everywhere alike", E, BOTH) {
    Ground<E> g;
    const Record north = g.create("domain", {{"title", Value::string("North")}});
    const Record quay = g.create("domain", {{"title", Value::string("Quay")}, {"parent", Value::string(north.id)}});
    const Record south = g.create("domain", {{"title", Value::string("South")}});
    const Scope member = g.person("Member", {{"reader", north.id}});
    const Scope owner = g.person("Owner");
    const Scope manager = g.person("Manager", {{"isms_manager", ""}});
    const Record a = g.risk("A", 1, 1, {}, north.id), b = g.risk("B", 1, 1, {}, quay.id), c = g.risk("C", 1, 1, {}, south.id), d = g.risk("D");
    const Record e = g.risk("E", 1, 1, {{"owner", Value::string(owner.actor().person)}}, south.id);
    const auto sees = [&](const Scope& s) {
        auto listed = ids(sure(g.ledger->list(s, {.type = "risk"})).records);
        CHECK(sure(g.ledger->count(s, {.type = "risk"})) == static_cast<int64_t>(listed.size()));
        CHECK(sure(g.ledger->keys(s, {.type = "risk"})) == listed);
        std::vector<std::string> got, streamed, then;
        for (const char* id : {"R-001", "R-002", "R-003", "R-004", "R-005"}) {
            const auto record = g.ledger->get(s, id);
            if (record) got.push_back(id);
            CHECK(g.ledger->history(s, id).ok() == record.ok());
            if (!record) CHECK(record.error().kind == ErrorKind::missing);
        }
        sure(g.ledger->each(s, catalog()->type("risk")->number, {}, [&](Record&& r) { streamed.push_back(r.id); }));
        for (const Record& r : sure(g.ledger->list(s, {.type = "risk", .as_of = {g.ledger->position(), {}}})).records) then.push_back(r.id);
        CHECK(got == listed);
        CHECK(streamed == listed);
        CHECK(then == listed);
        return listed;
    };
    using Ids = std::vector<std::string>;
    CHECK(sees(g.all) == Ids{a.id, b.id, c.id, d.id, e.id});
    CHECK(sees(manager).size() == 5);
    CHECK(sees(member) == Ids{a.id, b.id});
    CHECK(sees(owner) == Ids{e.id});
    CHECK(sees(g.person("Nobody")).empty());
    CHECK(g.ledger->may_read_some(member, "risk"));
    CHECK_FALSE(g.ledger->may_read_some(g.person("Other"), "domain"));
    // What happened is told only of what may be read, and now decides, not then.
    for (const HistoryEntry& h : sure(g.ledger->recent(member, 0, 100))) CHECK_MESSAGE(h.record != c.id, h.record);
    CHECK(g.ledger->titles(member, {a.id, c.id, "P-999", "x"}).size() == 1);
    // People are shared between units: a reader anywhere reads those without a domain.
    CHECK(sure(g.ledger->list(member, {.type = "person"})).records.size() >= 4);
    // The owner may change one field only, and not create.
    CHECK(sure(g.ledger->write(owner, g.change(e, {{"scenario", Value::string("x")}}))).version == 2);
    auto refused = g.ledger->write(owner, g.change(sure(g.ledger->get(owner, e.id)), {{"impact", Value::integer(2)}}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::forbidden);
    Write w;
    w.type = "risk";
    w.values = {{"title", Value::string("x")}, {"likelihood", Value::integer(1)}, {"impact", Value::integer(1)}};
    CHECK(store::kind_of(g.ledger->write(owner, w)) == "forbidden");
    CHECK_FALSE(g.ledger->may_create(owner, "risk"));
    const Scope judge = g.person("Judge", {{"risk_manager", quay.id}});
    CHECK(g.ledger->may_create(judge, "risk"));
    CHECK(store::kind_of(g.ledger->write(judge, w)) == "forbidden");
    w.domain = quay.id;
    CHECK(sure(g.ledger->write(judge, w)).domain == quay.id);
    // A link to what one may not see is refused as if it were not there; a filter does not see through it.
    const auto abilities = sure(g.ledger->abilities(owner, e));
    CHECK(abilities.change);
    CHECK(abilities.fields == Ids{"scenario"});
    CHECK_FALSE(abilities.archive);
}

TEST_CASE_TEMPLATE("a linked record that may not be read counts as absent in filters", E, BOTH) {
    Ground<E> g;
    const Record asset = g.create("asset", {{"title", Value::string("Secret")}});
    const Scope owner = g.person("Owner");
    g.risk("Mine", 1, 1, {{"owner", Value::string(owner.actor().person)}, {"assets", Value::list({Value::string(asset.id)})}});
    const Query q{.type = "risk", .filter = "assets.exists(a, a.title == \"Secret\")"};
    CHECK(sure(g.ledger->count(g.all, q)) == 1);
    CHECK(sure(g.ledger->count(owner, q)) == 0);
    CHECK(sure(g.ledger->count(owner, {.type = "risk"})) == 1);
}

TEST_CASE_TEMPLATE("a role taken away counts no more at the next question", E, BOTH) {
    Ground<E> g;
    const Scope reader = g.person("Reader", {{"reader", ""}});
    const std::string person = reader.actor().person;
    g.risk("Fire");
    CHECK(sure(g.ledger->count(g.scope_of(person), {.type = "risk"})) == 1);
    CHECK(sure(g.ledger->count(g.scope_of(person), {.type = "risk"})) == 1);
    const Record assignment = sure(g.ledger->list(g.all, {.type = "assignment", .filter = "person.id == \"" + person + "\""})).records.at(0);
    sure(g.ledger->write(g.all, g.change(assignment, {{"until", Value::date(10)}})));
    CHECK(sure(g.ledger->count(g.scope_of(person), {.type = "risk"})) == 0);
    const Record p = sure(g.ledger->get(g.all, person));
    sure(g.ledger->write(g.all, g.change(p, {{"active", Value::boolean(false)}})));
    CHECK(store::kind_of(PermissionOffice::person(*g.ledger, person, "", "2026-06-01")) == "forbidden");
}
