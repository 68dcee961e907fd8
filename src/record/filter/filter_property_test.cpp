// Random conditions over random records: the evaluator and the database must choose the same records, on both engines,
// now, at a past position, and for one who may not read everything; or the translator must have refused.
#include <cstdlib>
#include <functional>
#include <iostream>

#include "record/filter/author_for_test.h"
#include "record/ledger/view.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;

namespace {

using Mutation = std::function<std::string(std::string)>;
const std::map<std::string, int> sizes = {{"thing", 44}, {"asset", 14}, {"person", 9}, {"domain", 3}};

struct SettingsOfTest final : expr::ObjectRef {
    Settings values;
    SettingsOfTest() {
        for (const Setting& s : world_catalog()->settings()) values.emplace_back(s.name, s.name == "nothing" ? Value() : s.value);
    }
    Value get(int slot) const override { return values[static_cast<size_t>(slot)].second; }
    std::string_view type_name() const override { return "settings"; }
    std::string_view identity() const override { return "settings"; }
};

std::vector<std::pair<std::string, Value>> some_values(Dice& d, const Declaration& t, bool all) {
    std::vector<std::pair<std::string, Value>> out;
    for (const Field& f : t.fields) {
        if (f.derived || f.unique || (!all && d.chance(60))) continue;
        Value v = some_value(d, f, sizes);
        if (v.set() || !all) out.emplace_back(f.name, std::move(v));
    }
    return out;
}

// One engine with the world in it: as it was at `then`, and as it is now.
template <class E>
struct World {
    Ground<E> g;
    Projection projection{*world_catalog()};
    SettingsOfTest settings;
    std::unique_ptr<store::Database> database;
    int64_t then = 0;
    std::unique_ptr<Memory> memory[2][2];       // [now][hiding]

    World() {
        g.open(false, world_catalog());
        Dice d(4711);
        // Everything once without links to what is not there yet, then the links.
        const std::vector<std::string> order = {"person", "domain", "asset", "thing"};
        for (const std::string& type : order)
            for (int i = 0; i < sizes.at(type); ++i) {
                Write w;
                w.act = Write::import_record;
                w.type = type;
                w.values = {{"title", Value::string(d.of(some_texts))}};
                if (type == "thing" && d.chance(60)) w.state = d.chance(50) ? "started" : "ended";
                if (type != "person" && type != "domain" && d.chance(60)) w.domain = id_text(*world_catalog()->type("domain"), 1 + static_cast<int64_t>(d.below(3)));
                sure(g.ledger->write(g.all, std::move(w)));
            }
        const Scope people[] = {g.all, PermissionOffice::program("P-001"), PermissionOffice::program("P-002"), PermissionOffice::program("job:x")};
        change(d, people, true);
        then = g.ledger->position();
        keep(0);
        change(d, people, false);
        keep(1);
        database = g.database();
    }
    void change(Dice& d, const Scope (&people)[4], bool all) {
        for (const std::string type : {"asset", "thing"}) {
            const auto& t = *world_catalog()->type(type);
            for (int i = 1; i <= sizes.at(type); ++i) {
                if (!all && d.chance(40)) continue;
                const Record r = sure(g.ledger->get(g.all, id_text(t, i)));
                if (!r.archived) sure(g.ledger->write(people[d.below(4)], g.change(r, some_values(d, t, all))));
                if (!d.chance(all ? 12 : 8)) continue;
                const Record again = sure(g.ledger->get(g.all, r.id));
                Write w;
                w.act = again.archived ? Write::unarchive : Write::archive;
                w.id = r.id;
                w.seen_version = again.version;
                sure(g.ledger->write(g.all, std::move(w)));
            }
            if (!all) for (int i = 0; i < 3; ++i) g.create(type, some_values(d, t, true));
        }
    }
    void keep(int now) {
        for (int hiding = 0; hiding < 2; ++hiding) {
            memory[now][hiding] = std::make_unique<Memory>(*world_catalog(), hiding != 0);
            for (const Declaration& t : world_catalog()->types())
                sure(g.ledger->each(g.all, t.number, {}, [&](Record&& r) { memory[now][hiding]->add(std::move(r)); }));
        }
    }
    Result<Sql> translated(const std::string& text, bool now, bool hiding) {
        const Declaration& t = *world_catalog()->type("thing");
        const Table& table = projection.table(t.number);
        FilterContext context;
        context.engine = E::engine;
        context.today = test_today;
        context.settings = settings.values;
        if (hiding) context.readable = sql_seen;
        const auto position = now ? std::optional<int64_t>() : then;
        Sql sql;
        const auto condition = TRY(filter_condition(*world_catalog(), table, text, "t", sql, position, context));
        sql.text = "SELECT t.id FROM " + relation(table, position) + " t WHERE " + condition + " ORDER BY t.id";
        return sql;
    }
    std::vector<int64_t> asked(const Sql& sql) {
        auto reader = sure(database->read());
        auto rows = sure(reader->query_with(sql.text, parameters(sql.values)));
        std::vector<int64_t> out;
        while (sure(rows.next())) out.push_back(rows.integer(0));
        return out;
    }
};

struct Tally {
    std::map<std::string, int> accepted;
    int accepted_all = 0, refused = 0, some = 0, with_unknown = 0, differing = 0, beside = 0;
    std::map<std::string, int> why;
};

std::string shown(const Value& v) {
    if (v.is(expr::Kind::boolean)) return v.as_bool() ? "true" : "false";
    if (v.is(expr::Kind::unknown)) return "unknown " + (v.unknown_names().empty() ? std::string() : v.unknown_names()[0]);
    if (v.is(expr::Kind::error)) return "error " + std::string(v.error_message());
    return "?";
}

// Compares one expression; true if it was translated.
template <class E>
bool compare(World<E>& w, const std::string& text, const std::set<std::string>& features, bool now, bool hiding, Tally& tally, const Mutation& mutation) {
    auto sql = w.translated(text, now, hiding);
    if (!sql) {
        INFO(text);
        INFO(sql.error().message);
        CHECK(sql.error().code == "not_translated");
        ++tally.refused;
        ++tally.why[sql.error().message.substr(0, sql.error().message.rfind(" (column"))];
        return false;
    }
    if (mutation) {
        const std::string changed = mutation(sql->text);
        if (changed == sql->text) return true;
        sql->text = changed;
        ++tally.beside;
    }
    const auto program = sure(expr::Program::compile(text, world_catalog()->schema("thing")));
    const Memory& memory = *w.memory[now][hiding];
    std::vector<int64_t> due;
    size_t population = 0;
    bool unknown = false;
    for (const std::string& id : memory.of_type(world_catalog()->type("thing")->number)) {
        const Value v = memory.evaluate(program, id, w.settings);
        ++population;
        unknown |= v.is(expr::Kind::unknown);
        if (v.is(expr::Kind::boolean) && v.as_bool()) due.push_back(memory.number(id));
    }
    std::sort(due.begin(), due.end());
    INFO(text);
    INFO(sql->text);
    const auto found = w.asked(*sql);
    ++tally.accepted_all;
    tally.some += !due.empty() && due.size() < population;
    tally.with_unknown += unknown;
    for (const std::string& f : features) ++tally.accepted[f];
    ++tally.accepted[now ? "as it is now" : "at a past position"];
    if (hiding) ++tally.accepted["unreadable links"];
    if (found == due) return true;
    ++tally.differing;
    if (mutation || tally.differing > 3) return true;
    std::string first;
    for (const std::string& id : memory.of_type(world_catalog()->type("thing")->number)) {
        const auto n = memory.number(id);
        const bool a = std::binary_search(due.begin(), due.end(), n), b = std::find(found.begin(), found.end(), n) != found.end();
        if (a != b && first.empty()) first = id + ": evaluator " + shown(memory.evaluate(program, id, w.settings)) + ", database " + (b ? "finds it" : "does not find it");
    }
    FAIL_CHECK(text << "\n" << (now ? "now" : "past") << (hiding ? ", hiding " : " ") << first << "\n" << sql->text);
    return true;
}

// What the ledger itself evaluates with must be what the memory above says.
template <class E>
void cross_check(World<E>& w, const std::string& text) {
    auto reader = sure(w.database->read());
    Views views(w.projection, *reader, w.settings.values, test_today);
    Expression e;
    e.text = text;
    e.program = std::make_shared<expr::Program>(sure(expr::Program::compile(text, world_catalog()->schema("thing"))));
    for (int i = 1; i <= 6; ++i) {
        const std::string id = id_text(*world_catalog()->type("thing"), i * 7);
        INFO(text);
        CHECK(views.holds(e, w.memory[1][0]->record(id)) == (shown(w.memory[1][0]->evaluate(*e.program, id, w.settings)) == "true"));
    }
}

template <class E>
Tally run(World<E>& w, uint64_t seed, int wanted, const Mutation& mutation = {}) {
    Author author(seed);
    Dice d(seed + 1);
    Tally tally;
    for (int tried = 0; tally.accepted_all < wanted && tried < wanted * 3; ++tried) {
        const std::string text = author.expression();
        const bool now = d.chance(75), hiding = d.chance(25);
        if (compare(w, text, author.features, now, hiding, tally, mutation) && !mutation && tried % 50 == 0) cross_check(w, text);
        if (tally.differing > 20) break;
    }
    return tally;
}

bool long_run() {
    const char* asked = std::getenv("TUTELA_LONG");
    return asked && std::string(asked) == "yes";
}

const std::vector<std::pair<const char*, int>> least = {
    {"as it is now", 1500}, {"at a past position", 400}, {"unreadable links", 400}, {"exists", 300}, {"all", 200}, {"exists_one", 100}, {"negated exists", 100}, {"negated all", 60},
    {"negated exists_one", 30}, {"nested quantifiers", 150}, {"has", 300}, {"in constants", 150}, {"in tags", 60}, {"in links", 50}, {"ids", 100}, {"records compared", 80},
    {"negation", 300}, {"ternary of conditions", 150}, {"ternary of values", 60}, {"conditions compared", 150}, {"path through a link", 500}, {"path of several links", 150}, {"lists of links", 200},
    {"inverses", 200}, {"tags", 100}, {"domain", 50}, {"who did it", 60}, {"whole number and double", 250}, {"decimals", 500}, {"range", 80}, {"scale", 30}, {"large whole numbers", 150},
    {"contains, startsWith, endsWith", 250}, {"lowerAscii, upperAscii", 30}, {"size of text", 60}, {"size of list", 60}, {"letters beyond ASCII", 250}, {"empty text", 30}, {"dates", 120},
    {"leap days", 40}, {"today", 40}, {"moments", 100}, {"durations", 100}, {"flags", 100}, {"choices", 100}, {"states", 100}, {"archived, imported", 80}, {"links to any type", 80}, {"settings", 30},
    {"unset settings", 15}, {"own fields", 150}};

}  // namespace

TEST_CASE_TEMPLATE("a filter finds exactly the records for which the evaluator says true", E, store::SqliteHere, store::PostgresHere) {
    World<E> w;
    const int wanted = long_run() ? 40'000 : 3'000;
    const Tally tally = run(w, 20261121, wanted);
    std::string report = std::string(E::engine == store::Engine::sqlite ? "SQLite" : "PostgreSQL") + ": " + std::to_string(tally.accepted_all) + " compared, " + std::to_string(tally.refused) + " refused, " +
                         std::to_string(tally.some) + " chose some but not all, " + std::to_string(tally.with_unknown) + " met unknown\n";
    for (const auto& [feature, count] : tally.accepted) report += "  " + std::to_string(count) + " " + feature + "\n";
    for (const auto& [why, count] : tally.why) report += "  refused " + std::to_string(count) + ": " + why + "\n";
    std::cout << report;
    CHECK(tally.differing == 0);
    CHECK(tally.accepted_all >= wanted);
    CHECK(tally.refused >= 100);
    CHECK(tally.why.size() >= 10);
    CHECK(tally.some >= wanted / 3);
    CHECK(tally.with_unknown >= wanted / 3);
    for (const auto& [feature, count] : least) {
        const auto found = tally.accepted.find(feature);
        CHECK_MESSAGE((found != tally.accepted.end() && found->second >= count), feature);
    }
}

TEST_CASE("a wrong translation is found") {
    World<store::SqliteHere> w;
    const auto replacing = [](std::string from, std::string to) -> Mutation {
        return [=](std::string sql) {
            for (size_t at = 0; (at = sql.find(from, at)) != sql.npos; at += to.size()) sql.replace(at, from.size(), to);
            return sql;
        };
    };
    const std::vector<std::pair<const char*, Mutation>> wrong = {
        {"unknown below a negation is false", replacing("WHEN 1 THEN (CAST(NULL AS BIGINT) = 1)", "WHEN 1 THEN (1=0)")},
        {"all lets unknown pass", replacing(" IS NOT TRUE)", " IS FALSE)")},
        {"archived records count among inverses", replacing(".archived = 0", ".archived >= 0")},
        {"a greater is a greater or equal", replacing(" > ", " >= ")},
        {"links of another time", replacing("\"_to\" = ", "\"_to\" <= ")},
        {"and is or", replacing(" AND ", " OR ")}};
    for (const auto& [what, mutation] : wrong) {
        const Tally tally = run(w, 7, 250, mutation);
        INFO(what << ": " << tally.beside << " changed, " << tally.differing << " found");
        CHECK(tally.beside >= 20);
        CHECK(tally.differing >= 1);
    }
}
