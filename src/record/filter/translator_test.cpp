// What a filter may ask, what is refused and with which words, what it costs.
#include <algorithm>
#include <chrono>

#include "record/filter/threshold.h"
#include "record/filter/world_for_test.h"
#include "record/ledger/view.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;

namespace {

Settings settings_of_test() {
    Settings out;
    for (const Setting& s : world_catalog()->settings()) out.emplace_back(s.name, s.name == "nothing" ? Value() : s.value);
    return out;
}

struct Asking {
    store::Engine engine = store::Engine::sqlite;
    bool hiding = false;
    std::optional<int64_t> position = {};
};

Result<Sql> translate(const std::string& text, Asking how = {}) {
    const Table table(*world_catalog(), *world_catalog()->type("thing"));
    FilterContext context;
    context.engine = how.engine;
    context.today = test_today;
    context.settings = settings_of_test();
    if (how.hiding) context.readable = sql_seen;
    Sql sql;
    sql.text = TRY(filter_condition(*world_catalog(), table, text, "t", sql, how.position, context));
    return sql;
}

std::string condition(const std::string& text, Asking how = {}) { return sure(translate(text, how)).text; }

// An SQLite file with the tables of the world and `things` rows made by SQL alone: no ledger, for questions of speed.
struct Tables {
    store::TemporaryDirectory place;
    std::unique_ptr<store::Database> database;
    explicit Tables(int things) {
        database = sure(store::Database::open(store::Location::file(place.path / "one.db")));
        auto& c = database->writer();
        sure(c.execute("BEGIN"));
        for (const Declaration& d : world_catalog()->types())
            for (const std::string& sql : Table(*world_catalog(), d).create(store::Engine::sqlite)) sure(c.execute(sql));
        const std::string fixed = "id, version, \"_from\", state, archived, imported, created_at, created_by, changed_at, changed_by, state_since, \"_author\", title";
        const auto numbers = [](int most) { return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(most) + ") "; };
        sure(c.execute(numbers(200) + "INSERT INTO r_person (" + fixed + ") SELECT i, 1, 1, 'active', 0, 0, 1, 'P-001', 1, 'P-001', 1, 'P-001', 'Person ' || i FROM n"));
        // Half of the things belong to one person, the others to many.
        sure(c.execute(numbers(things) + "INSERT INTO r_thing (" + fixed + ", weight, twice, due, owner, parent, note) SELECT i, 1, i, CASE i % 50 WHEN 0 THEN 'started' ELSE 'draft' END, 0, 0, 1, 'P-001', 1, 'P-001', 1, 'P-001', 'Thing ' || i, "
                       "i % 100, i % 200, '2026-01-' || substr('0' || (1 + i % 28), -2), CASE WHEN i % 2 = 0 THEN 1 ELSE 2 + i % 199 END, CASE WHEN i > 10 THEN i / 10 END, 'A somewhat longer text about thing ' || i FROM n"));
        sure(c.execute("COMMIT"));
        sure(c.execute("ANALYZE"));
    }
    Sql question(const std::string& text, const std::string& what, Asking how = {}) const {
        Sql sql = sure(translate(text, how));
        sql.text = "SELECT " + what + " FROM r_thing t WHERE " + sql.text + " AND t.archived = 0";
        return sql;
    }
    std::string plan(const std::string& text, Asking how = {}) const {
        const Sql sql = question(text, "t.id", how);
        auto reader = sure(database->read());
        auto rows = sure(reader->query_with("EXPLAIN QUERY PLAN " + sql.text, parameters(sql.values)));
        std::string out;
        while (sure(rows.next())) out += std::string(rows.text(3)) + "\n";
        return out;
    }
    Result<int64_t> count(const std::string& text, std::chrono::milliseconds most) const {
        const Sql sql = question(text, "count(*)");
        auto reader = sure(database->read());
        reader->set_deadline(std::chrono::steady_clock::now() + most);
        auto rows = TRY(reader->query_with(sql.text, parameters(sql.values)));
        TRY(rows.next());
        return rows.integer(0);
    }
};

}  // namespace

TEST_CASE("what SQL would decide otherwise is refused with a sentence that says what to do") {
    const std::pair<const char*, const char*> refused[] = {
        {"this.amount + 1 > 3", "does not compute with fields"},
        {"this.weight / 2 > 1", "does not compute with fields"},
        {"this.weight % 2 == 0", "does not compute with fields"},
        {"-this.weight < 0", "does not compute with fields"},
        {"this.seen + days(30) < today", "Move the arithmetic to the other side"},
        {"today - this.seen > 30", "does not compute with fields"},
        {"this.title.matches(\"^a\")", "`matches` is for rules"},
        {"this.title.trim() == \"a\"", "`trim` is for rules"},
        {"this.seen.year() == 2026", "`year` is for rules"},
        {"text_similarity(this.title, this.note) > 0.5", "`text_similarity` is for rules"},
        {"this.assets.map(a, a.amount).size() > 1", "Only lists of a record"},
        {"this.assets.filter(a, a.critical).exists(a, a.critical)", "Only lists of a record"},
        {"[1, 2].exists(x, x == this.weight)", "Only lists of a record"},
        {"this.assets.exists(i, a, a.critical)", "with one variable"},
        {"this.peers.all(a, a.peers.all(b, b.peers.all(c, c.peers.all(d, d.open))))", "At most 3"},
        {"this.causes.exists(c, c.text == \"x\")", "`causes` is not a list a filter can ask"},
        {"size(this.causes) > 1", "`causes` is not a list a filter can ask"},
        {"this.peers == this.peers", "`peers` is a list"},
        {"this.words[0] == \"a\"", "cannot be asked of the database"},
        {"this.loss[\"low\"] > 1.0", "cannot be asked of the database"},
        {"this.weight in [this.amount, 2]", "Only lists of a record"},
        {"this.owner in [this.second]", "Only lists of a record"},
        {"(this.open ? this.owner : this.second).title == \"a\"", "not between records"},
        {"(this.open ? 1 : \"a\") == 1", "of one kind"},
        {"this.id.startsWith(\"TH\")", "An id is compared with == and !="},
        {"this.id < \"TH-003\"", "Ids are compared with == and != only"},
        {"this.id == this.title", "Compare an id with a fixed text"},
        {"size(this.id) == 6", "An id is compared"},
        {"this.owner.id in this.words", "Look for the record itself"},
        {"this.weight < 1 / 0", "division by zero"},
        {"this.rate < 1.0 / 0.0", "finite numbers"},
        {"this.weight < 18446744073709551615u", "too large"},
        {"this.at < timestamp(\"2026-01-01T00:00:00.000000001Z\")", "microsecond"},
        {"this.title == \"a\\u0000b\"", "NUL"},
        {"size(this.changes) > 1", "`changes` is not a list"},
        {"has(this.changes)", "history of a record"},
        {"records.thing.exists(t, t.open)", "`records` cannot stand here"},
        {"this.weight in [1, \"a\"]", "never meet"},
        {"this.own_person.title == \"a\"", "own field of this kind"},
        {"this.own_words.exists(w, w == \"a\")", "not kept in a table of its own"},
        {"this.owner.own_things.exists(t, t.open)", "not a list a filter can ask"}};
    for (const auto& [text, sentence] : refused) {
        const auto sql = translate(text);
        INFO(std::string(text));
        REQUIRE_FALSE(sql);
        INFO(sql.error().message);
        CHECK(sql.error().kind == ErrorKind::invalid);
        CHECK(sql.error().code == "not_translated");
        CHECK(sql.error().message.find(sentence) != std::string::npos);
        CHECK(sql.error().message.find("(column ") != std::string::npos);
    }
}

TEST_CASE("a text that is no condition is refused before that") {
    CHECK(store::code_of(translate("this.weight >")) == "cel_syntax");
    CHECK(store::code_of(translate("this.colour == 1")) == "cel_name");
    CHECK(store::code_of(translate("this.title == 1")) == "cel_type");
    CHECK(store::code_of(translate("this.weight")) == "cel_type");
    CHECK(store::code_of(translate("this.kind == \"water\"")) == "cel_name");
    CHECK(store::code_of(translate(std::string(4001, ' ') + "true")) == "cel_limit");
}

TEST_CASE("no value that somebody types stands in the SQL text") {
    const std::string text = "title == \"Robert'); DROP TABLE\" && weight > 4711 && rate > 47.11 && due > date(\"2047-11-01\") && about == \"TH-4711\" && owner.id == \"P-4711\" && "
                             "at > timestamp(\"2047-11-01T00:00:00Z\") && lasts > duration(\"4711s\") && note.contains(\"4711\") && kind in [\"fire\", \"theft\"] && words.exists(w, w == \"4711\") && size(title) < 4711 && "
                             "(open ? rate : 47.11) > rate";
    for (auto engine : {store::Engine::sqlite, store::Engine::postgres}) {
        const Sql sql = sure(translate(text, {engine}));
        for (const char* value : {"4711", "47.11", "DROP", "2047", "fire"}) CHECK_MESSAGE(sql.text.find(value) == std::string::npos, value);
        // Everything bound is used: PostgreSQL refuses the statement otherwise.
        for (size_t i = 1; i <= sql.values.size(); ++i) {
            const size_t at = sql.text.find("?" + std::to_string(i));
            CHECK_MESSAGE(at != std::string::npos, i);
        }
    }
}

TEST_CASE("common filters stay bare comparisons of columns") {
    CHECK(condition("state == \"draft\"") == "(t.\"state\" = ?1)");
    CHECK(condition("weight > 8") == "(t.\"weight\" > ?1)");
    CHECK(condition("8 < weight") == "(?1 < t.\"weight\")");
    CHECK(condition("weight > 8.5") == "(t.\"weight\" >= ?1)");
    CHECK(condition("rate > 1") == "(t.\"rate\" >= ?1)");
    CHECK(condition("owner.id == \"P-003\"") == "(t.\"owner\" = ?1)");
    CHECK(condition("id == \"TH-003\"") == "(t.id = ?1)");
    CHECK(condition("due < today - months(12)") == "(t.\"due\" < ?1)");
    CHECK(condition("title.contains(\"x\")") == "(instr(t.\"title\", ?1) > 0)");
    CHECK(condition("kind in [\"fire\", \"theft\"]") == "(t.\"kind\" IN (?1, ?2))");
    CHECK(condition("open") == "(t.\"open\" = 1)");
    CHECK(condition("!open") == "(NOT (t.\"open\" = 1))");
    CHECK(condition("has(owner)") == "(t.\"owner\" IS NOT NULL)");
    CHECK(condition("state == \"draft\"", {store::Engine::postgres}) == "(t.\"state\" = CAST(?1 AS TEXT) COLLATE \"C\")");
}

TEST_CASE("a number with places meets the double that the evaluator computes, at every boundary") {
    for (int places : {0, 1, 2, 3, 9, 18})
        for (double limit : {0.0, 0.1, 0.3, -0.3, 1.0, 1.5, 2.0 / 3, -7.25, 123.456, 9007199254740992.0, 9.3e18, -9.3e18, 1e300, -1e300, 1e-300}) {
            const auto value = [&](int64_t n) { return places ? Value::decimal(n, places).as_double() : static_cast<double>(n); };
            const auto from = first_at_least(limit, places), beyond = first_above(limit, places);
            INFO(places << " " << limit);
            if (from) CHECK(value(*from) >= limit);
            else CHECK(value(INT64_MAX) < limit);
            if (from && *from > INT64_MIN) CHECK(value(*from - 1) < limit);
            if (beyond) CHECK(value(*beyond) > limit);
            else CHECK(value(INT64_MAX) <= limit);
            if (beyond && *beyond > INT64_MIN) CHECK(value(*beyond - 1) <= limit);
        }
}

TEST_CASE("a linked record is asked for readability at every step, and at the position asked for") {
    const std::string seen = condition("parent.owner.title == \"a\" && assets.exists(a, a.keeper.title == \"b\") && size(children) > 1", {store::Engine::sqlite, true});
    // parent, its owner, the asset, its keeper, the children
    size_t asked = 0;
    for (size_t at = 0; (at = seen.find(".id % ", at)) != seen.npos; ++at) ++asked;
    CHECK(asked == 5);
    const std::string then = condition("parent.owner.title == \"a\" && peers.exists(p, p.open)", {store::Engine::sqlite, false, 77});
    CHECK(then.find("\"v_thing\"") != std::string::npos);
    CHECK(then.find("\"v_person\"") != std::string::npos);
    CHECK(then.find("\"_from\" <= 77") != std::string::npos);
    CHECK(then.find(std::to_string(forever)) == std::string::npos);
    // A condition that says who may read begins its names with the row it is for.
    Sql sql;
    const Table table(*world_catalog(), *world_catalog()->type("thing"));
    const auto inner = sure(filter_condition(*world_catalog(), table, std::string_view("parent.open"), "t_1", sql));
    CHECK(inner.find("t_1_1") != std::string::npos);
}

TEST_CASE("has() is false behind what is unset, and for lists says whether anything stands in them") {
    CHECK(condition("has(owner.state)") == "(t.\"owner\" IS NOT NULL)");
    CHECK(condition("has(state)") == "(1=1)");
    CHECK(condition("has(peers)").starts_with("(EXISTS (SELECT 1 FROM \"l_thing_peers\""));
    CHECK(condition("has(loss)") == "(t.\"loss.low\" IS NOT NULL)");
    CHECK(condition("has(loss.likely)") == "(t.\"loss.likely\" IS NOT NULL)");
}

TEST_CASE("an unset setting is unknown, whatever stands beside it") {
    for (const char* text : {"weight > settings.nothing", "!(weight > settings.nothing)", "weight in [1, settings.nothing]"}) {
        const Sql sql = sure(translate(text, {store::Engine::postgres, true}));
        CHECK(sql.values.empty());
        CHECK(sql.text.find("NULL") != std::string::npos);
    }
}

TEST_CASE("what is typed cannot make the SQL or its tree grow beyond measure") {
    // SQLite refuses trees deeper than 1000, so a long chain is halved.
    const Tables tables(10);
    std::string chain = "open";
    while (chain.size() + 8 < 4000) chain += "||open";
    CHECK(tables.count(chain, std::chrono::seconds(60)));
    // Parts are not repeated: the text grows with the filter.
    std::string nested = "open";
    for (int i = 0; i < 10; ++i) nested = "(" + nested + " ? urgent : !urgent)";
    CHECK(condition(nested).size() < 2000);
    for (int i = 0; i < 25; ++i) nested = "(" + nested + " ? urgent : !urgent)";
    CHECK(store::code_of(translate(nested)) == "not_translated");          // too deep for SQLite's parser
    std::string same = "open";
    for (int i = 0; i < 25; ++i) same = "(" + same + ") == urgent";
    CHECK(condition(same).size() < 2000);
    // Where a part does stand twice, the doubling ends in a refusal.
    std::string doubling = "title";
    for (int i = 0; i < 40; ++i) doubling = "((" + doubling + " in words) ? note : other)";
    CHECK(store::code_of(translate("!(" + doubling + " == \"a\")")) == "not_translated");
    std::string path = "this";
    for (int i = 0; i < 60; ++i) path += ".parent";
    CHECK(store::code_of(translate(path + ".open")) == "not_translated");
    std::string constants = "weight in [0";
    for (int i = 1; i < 1200; ++i) constants += ",1";
    CHECK(store::code_of(translate(constants + "]")) == "not_translated");
    std::string lists = "size(peers) > 0";
    for (int i = 0; i < 60; ++i) lists += " || size(peers) > 0";
    CHECK(store::code_of(translate(lists)) == "not_translated");
}

TEST_CASE("common filters are answered from indexes") {
    const Tables tables(20'000);
    const auto by_index = [&](const char* text, const char* index, Asking how = {}) {
        const std::string plan = tables.plan(text, how);
        INFO(std::string(text) << "\n" << plan);
        CHECK(plan.find(index) != std::string::npos);
    };
    by_index("twice == 8", "i_thing_twice (twice=?)");
    by_index("weight > 98", "i_thing_weight (weight>?)");
    by_index("weight >= 98.5", "i_thing_weight (weight>?)");
    by_index("owner.id == \"P-002\"", "i_thing_owner (owner=?)");
    by_index("owner.id == \"P-002\"", "i_thing_owner (owner=?)", {store::Engine::sqlite, true});
    by_index("owner.id in [\"P-002\", \"P-007\"]", "i_thing_owner (owner=?)");
    by_index("due < date(\"2026-01-02\")", "i_thing_due (due<?)");
    by_index("id == \"TH-4711\"", "INTEGER PRIMARY KEY (rowid=?)");
    by_index("weight in [3, 98]", "i_thing_weight (weight=?)");
    by_index("has(parent) && weight == 3", "USING");
    by_index("children.exists(c, c.open)", "i_thing_parent (parent=?)");
    by_index("peer_of.exists(c, c.open)", "i_l_thing_peers (target=?");
}

TEST_CASE("a filter that asks for too much ends at its deadline and leaves the reader usable") {
    const Tables tables(20'000);
    CHECK(sure(tables.count("note.contains(\"4711\")", std::chrono::seconds(60))) == 2);          // 4711 and 14711
    CHECK(sure(tables.count("owner.title == \"Person 2\"", std::chrono::seconds(60))) == 50);
    // 10,000 records that each ask 10,000 others, who each ask 10,000 others.
    const auto nasty = tables.count("owner.owned.exists(a, a.owner.owned.exists(b, b.owner.owned.all(c, c.title != \"Thing 19999\")))", std::chrono::milliseconds(200));
    CHECK(store::code_of(nasty) == "deadline");
    CHECK(sure(tables.count("weight == 3", std::chrono::seconds(60))) == 200);
}
