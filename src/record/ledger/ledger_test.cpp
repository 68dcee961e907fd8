// What the ledger promises, on both engines: writing, versions, reading, the past.
#include <atomic>
#include <mutex>
#include <thread>

#include "record/ledger/ledger_for_test.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;
using expr::Value;

#define BOTH store::SqliteHere, store::PostgresHere

TEST_CASE_TEMPLATE("every kind of value comes back as it was given, now and after opening again", E, BOTH) {
    Ground<E> g;
    const Record person = g.create("person", {{"title", Value::string("Ana Lopes")}});
    const Record one = g.create("asset", {{"title", Value::string("Server")}, {"worth", Value::decimal(150050, 2)}});
    const Record two = g.create("asset", {{"title", Value::string("Building")}});
    std::vector<std::pair<Value, Value>> loss = {{Value::string("low"), Value::decimal(100, 2)}, {Value::string("high"), Value::decimal(250000, 2)}};
    std::vector<std::pair<Value, Value>> cause = {{Value::string("text"), Value::string("x")}, {Value::string("weight"), Value::integer(3)}};
    cause[0].second = Value::string("Tür offen ?1 'x'");
    Record r = g.risk("Überfall auf Lager", 5, 4, {
        {"scenario", Value::string("Somebody\ncomes in.")}, {"reference", Value::string("ref-1")},
        {"assets", Value::list({Value::string(two.id), Value::string(one.id)})}, {"owner", Value::string(person.id)},
        {"loss", Value::map(loss)}, {"rate", Value::decimal(-1500, 3)}, {"seen", Value::date(20000)}, {"seen_at", Value::timestamp(1767225600, 250000000)},
        {"lasts", Value::duration(3600, 0)}, {"open", Value::boolean(true)}, {"kind", Value::string("theft")},
        {"words", Value::list({Value::string("night"), Value::string("yard")})}, {"causes", Value::list({Value::map(cause)})}});
    CHECK(r.id == "R-001");
    CHECK(r.version == 1);
    CHECK(r.state == "draft");
    CHECK(r.created_by == "job:test");
    CHECK(g.text(r, "level") == "20");
    for (int round = 0; round < 3; ++round) {
        const Record back = sure(g.ledger->get(g.all, "R-001"));
        for (const Field& f : catalog()->type("risk")->fields) {
            INFO(f.name << ": " << g.text(back, f.name) << " against " << g.text(r, f.name));
            CHECK(back.values[static_cast<size_t>(f.slot)] == r.values[static_cast<size_t>(f.slot)]);
            CHECK(back.values[static_cast<size_t>(f.slot)].kind() == r.values[static_cast<size_t>(f.slot)].kind());
        }
        CHECK(back.created_at == r.created_at);
        CHECK(back.position == r.position);
        if (round == 0) g.open();
        if (round == 1) sure(g.ledger->rebuild());
    }
    const auto v = sure(g.ledger->verify(""));
    for (const auto& f : v.faults) MESSAGE(f.position << ": " << f.what);
    CHECK(v.ok);
    CHECK(v.position == g.ledger->position());
}

TEST_CASE_TEMPLATE("a change needs the version it saw, and one that changes nothing writes nothing", E, BOTH) {
    Ground<E> g;
    const Record r = g.risk("Fire");
    const int64_t before = g.ledger->position();
    CHECK(sure(g.ledger->write(g.all, g.change(r, {{"title", Value::string("Fire")}}))).version == 1);
    CHECK(g.ledger->position() == before);
    const Record changed = sure(g.ledger->write(g.all, g.change(r, {{"impact", Value::integer(5)}})));
    CHECK(changed.version == 2);
    CHECK(g.text(changed, "level") == "15");
    auto stale = g.ledger->write(g.all, g.change(r, {{"impact", Value::integer(1)}}));
    CHECK(store::code_of(stale) == "stale_version");
    Write blind = g.change(changed, {{"impact", Value::integer(1)}});
    blind.seen_version.reset();
    CHECK(store::code_of(g.ledger->write(g.all, blind)) == "version_required");
    CHECK(g.ledger->position() == before + 1);
}

TEST_CASE_TEMPLATE("what is wrong is refused with its field, and nothing is written", E, BOTH) {
    Ground<E> g;
    g.risk("Known", 3, 4, {{"reference", Value::string("one")}});
    const int64_t before = g.ledger->position();
    const auto refused = [&](std::vector<std::pair<std::string, Value>> values, const std::string& pointer) {
        Write w;
        w.type = "risk";
        w.values = {{"title", Value::string("x")}, {"likelihood", Value::integer(1)}, {"impact", Value::integer(1)}};
        for (auto& [name, value] : values) {
            std::erase_if(w.values, [&](const auto& v) { return v.first == name; });
            w.values.emplace_back(name, value);
        }
        auto result = g.ledger->write(g.all, w);
        INFO(pointer);
        REQUIRE_FALSE(result);
        REQUIRE(result.error().faults.size() == 1);
        CHECK(result.error().faults[0].pointer == pointer);
        CHECK_FALSE(g.ledger->rehearse(g.all, w));
    };
    refused({{"title", Value()}}, "/title");
    refused({{"colour", Value::string("red")}}, "/colour");
    refused({{"level", Value::integer(3)}}, "/level");
    refused({{"likelihood", Value::integer(6)}}, "/likelihood");
    refused({{"likelihood", Value::string("3")}}, "/likelihood");
    refused({{"kind", Value::string("flood")}}, "/kind");
    refused({{"owner", Value::string("P-099")}}, "/owner");
    refused({{"owner", Value::string("A-001")}}, "/owner");
    refused({{"assets", Value::list({Value::string("A-077")})}}, "/assets/0");
    refused({{"reference", Value::string("one")}}, "/reference");
    CHECK(g.ledger->position() == before);
    Write other;
    other.type = "dragon";
    CHECK(store::code_of(g.ledger->write(g.all, other)) == "unknown_type");
    Write past;
    past.type = "asset";
    past.values = {{"title", Value::string("x")}};
    past.at = 1;
    CHECK(store::code_of(g.ledger->write(g.all, past)) == "past_time");
}

TEST_CASE_TEMPLATE("an idempotency key gives the first answer again, and refuses another request", E, BOTH) {
    Ground<E> g;
    Write w;
    w.type = "asset";
    w.values = {{"title", Value::string("Van")}};
    w.idempotency_key = "k1";
    const Record first = sure(g.ledger->write(g.all, w));
    const Record changed = sure(g.ledger->write(g.all, g.change(first, {{"title", Value::string("Lorry")}})));
    const Record again = sure(g.ledger->write(g.all, w));
    CHECK(again.id == first.id);
    CHECK(again.version == 1);
    CHECK(g.text(again, "title") == "\"Van\"");
    CHECK(changed.version == 2);
    w.values = {{"title", Value::string("Car")}};
    CHECK(store::code_of(g.ledger->write(g.all, w)) == "key_reused");
    CHECK(sure(g.ledger->count(g.all, {.type = "asset"})) == 1);
}

TEST_CASE_TEMPLATE("the past is read as it was known then", E, BOTH) {
    Ground<E> g;
    const Record a1 = g.create("asset", {{"title", Value::string("One")}}), a2 = g.create("asset", {{"title", Value::string("Two")}});
    const Record r1 = g.risk("First", 1, 1, {{"assets", Value::list({Value::string(a1.id)})}});
    const int64_t then = g.ledger->position();
    const Record r2 = sure(g.ledger->write(g.all, g.change(r1, {{"title", Value::string("Renamed")}, {"assets", Value::list({Value::string(a2.id)})}})));
    const Record r3 = sure(g.ledger->write(g.all, g.change(r2, {{"impact", Value::integer(5)}})));
    g.risk("Second");
    AsOf as_of{then, {}};
    CHECK(g.text(sure(g.ledger->get(g.all, r1.id, as_of)), "title") == "\"First\"");
    CHECK(g.text(sure(g.ledger->get(g.all, r1.id)), "level") == "5");
    CHECK(sure(g.ledger->count(g.all, {.type = "risk", .as_of = as_of})) == 1);
    CHECK(sure(g.ledger->count(g.all, {.type = "risk"})) == 2);
    CHECK(sure(g.ledger->list(g.all, {.type = "risk", .filter = "title == \"First\"", .as_of = as_of})).records.size() == 1);
    CHECK(sure(g.ledger->list(g.all, {.type = "risk", .filter = "assets.exists(a, a.title == \"One\")", .as_of = as_of})).records.size() == 1);
    CHECK(sure(g.ledger->list(g.all, {.type = "risk", .filter = "assets.exists(a, a.title == \"One\")"})).records.empty());
    CHECK_FALSE(g.ledger->get(g.all, "R-002", as_of));
    int seen = 0;
    sure(g.ledger->each(g.all, catalog()->type("risk")->number, as_of, [&](Record&& r) { ++seen; CHECK(r.version == 1); }));
    CHECK(seen == 1);
    CHECK(r3.version == 3);
    // restore: values of an earlier version as a new one
    Write back;
    back.act = Write::restore;
    back.id = r1.id;
    back.seen_version = 3;
    back.restore_version = 1;
    const Record restored = sure(g.ledger->write(g.all, back));
    CHECK(restored.version == 4);
    CHECK(g.text(restored, "title") == "\"First\"");
    CHECK(g.text(restored, "level") == "1");
    const auto history = sure(g.ledger->history(g.all, r1.id));
    REQUIRE(history.size() == 4);
    CHECK(history[0].act == "restore");
    CHECK(history[2].changes.size() == 2);
    CHECK(history[3].act == "create");
    CHECK(sure(g.ledger->recent(g.all, 0, 3)).size() == 3);
    CHECK(sure(g.ledger->recent(g.all, 0, 3))[0].record == r1.id);
    CHECK(sure(g.ledger->verify("")).ok);
}

TEST_CASE_TEMPLATE("archived records leave the lists and come back", E, BOTH) {
    Ground<E> g;
    const Record r = g.risk("Old", 1, 1, {{"reference", Value::string("same")}});
    Write w;
    w.act = Write::archive;
    w.id = r.id;
    w.seen_version = 1;
    const Record gone = sure(g.ledger->write(g.all, w));
    CHECK(gone.archived);
    CHECK(sure(g.ledger->list(g.all, {.type = "risk"})).records.empty());
    CHECK(sure(g.ledger->list(g.all, {.type = "risk", .archived = true})).records.size() == 1);
    CHECK(store::code_of(g.ledger->write(g.all, g.change(gone, {{"impact", Value::integer(5)}}))) == "archived");
    g.risk("New", 1, 1, {{"reference", Value::string("same")}});
    w.act = Write::unarchive;
    w.seen_version = 2;
    CHECK(store::code_of(g.ledger->write(g.all, w)) == "not_unique");
}

TEST_CASE_TEMPLATE("followers hear of each commit in order", E, BOTH) {
    Ground<E> g;
    std::vector<int64_t> heard;
    std::mutex mutex;
    g.ledger->follow([&](const std::vector<Committed>& all) {
        const std::lock_guard lock(mutex);
        for (const Committed& c : all) heard.push_back(c.position);
    });
    std::vector<Write> writes;
    for (int i = 0; i < 500; ++i) {
        Write w;
        w.type = "asset";
        w.values = {{"title", Value::string("A" + std::to_string(i))}};
        if (i % 7 == 3) w.values.clear();
        writes.push_back(w);
    }
    const auto results = g.ledger->write_all(g.all, writes);
    REQUIRE(results.size() == 500);
    int64_t fine = 0;
    for (size_t i = 0; i < results.size(); ++i) {
        CHECK(results[i].ok() == (i % 7 != 3));
        fine += results[i].ok();
    }
    const std::lock_guard lock(mutex);
    CHECK(static_cast<int64_t>(heard.size()) == fine);
    for (size_t i = 1; i < heard.size(); ++i) CHECK(heard[i] == heard[i - 1] + 1);
    CHECK(sure(g.ledger->verify("")).ok);
}

TEST_CASE_TEMPLATE("unchanged declarations write nothing at the next start; changed ones an entry, and tables made anew", E, BOTH) {
    Ground<E> g;
    g.create("asset", {{"title", Value::string("Kept")}});
    const int64_t before = g.ledger->position();
    g.open();
    CHECK(g.ledger->position() == before);
    auto changed = sources();
    for (Source& s : changed)
        if (s.path.find("asset") != std::string::npos) s.text = s.text.replace(s.text.find("  worth: {type: money}"), 22, "  name: {type: line}\n  value: {type: money, was: [worth]}");
    const Record old = g.create("asset", {{"title", Value::string("Rich")}, {"worth", Value::decimal(500, 2)}});
    g.open(false, catalog_of(changed));
    CHECK(g.ledger->position() == before + 2);
    const Record now = sure(g.ledger->get(g.all, old.id));
    CHECK(now.values[2].as_int() == 500);
    CHECK(sure(g.ledger->list(g.all, {.type = "asset", .sort = {"-value"}})).records[0].id == old.id);
    CHECK(sure(g.ledger->verify("")).ok);
}

TEST_CASE_TEMPLATE("own fields of an organisation are kept, changed, rebuilt and verified as the others", E, BOTH) {
    Ground<E> g;
    const Record before = g.create("asset", {{"title", Value::string("Van")}});
    auto own = catalog()->with_overlays({{"one.fields.yaml", "for: asset\nfields:\n  cost_centre: {type: line}\n  weight: {type: number, places: 1}\n"}});
    if (!own) for (const auto& f : own.error().faults) MESSAGE(f.message);
    REQUIRE(own);
    g.open(false, own.value());
    const Declaration& d = *own.value()->type("asset");
    Record r = sure(g.ledger->write(g.all, g.change(before, {{"cost_centre", Value::string("K7")}, {"weight", Value::decimal(15, 1)}})));
    for (int round = 0; round < 2; ++round) {
        r = sure(g.ledger->get(g.all, before.id));
        CHECK(r.values[static_cast<size_t>(d.field("cost_centre")->slot)] == Value::string("K7"));
        CHECK(r.values[static_cast<size_t>(d.field("weight")->slot)].as_int() == 15);
        CHECK(sure(g.ledger->verify("")).ok);
        sure(g.ledger->rebuild());
    }
    CHECK_FALSE(sure(g.ledger->get(g.all, before.id, {before.position, {}})).values[static_cast<size_t>(d.field("weight")->slot)].set());
}

TEST_CASE("a checkpoint is made every thousand entries and at the end, and all of them hold") {
    Ground<store::SqliteHere> g;
    std::vector<Write> writes;
    for (int i = 0; i < 2500; ++i) {
        Write w;
        w.type = "asset";
        w.values = {{"title", Value::string("A" + std::to_string(i))}};
        writes.push_back(w);
    }
    for (const auto& r : g.ledger->write_all(g.all, writes)) REQUIRE(r);
    const int64_t position = g.ledger->position();
    g.ledger.reset();
    auto database = g.database();
    CHECK(store::first_integer(database->writer(), "SELECT count(*) FROM ledger_checkpoint") >= 3);
    CHECK(store::first_integer(database->writer(), "SELECT max(size) FROM ledger_checkpoint") == position);
    database.reset();
    g.open();
    CHECK(sure(g.ledger->verify("")).ok);
    CHECK(g.ledger->position() == position);
}

TEST_CASE_TEMPLATE("many clients at once get dense positions and numbers, and every answer is there", E, BOTH) {
    Ground<E> g;
    const int64_t before = g.ledger->position();
    std::vector<std::thread> clients;
    std::atomic<int> fine{0}, conflicts{0};
    const Record shared = g.risk("Counter", 1, 1);
    for (int n = 0; n < 8; ++n)
        clients.emplace_back([&, n] {
            for (int i = 0; i < 40; ++i) {
                Write w;
                w.type = "asset";
                w.values = {{"title", Value::string("A" + std::to_string(n) + "." + std::to_string(i))}};
                if (i % 10 == 9) w.values.clear();
                auto made = g.ledger->write(g.all, w);
                if (made && g.ledger->get(g.all, made->id)) ++fine;
                // read, change, write: a lost update would show as a sum that is too small
                for (;;) {
                    auto now = g.ledger->get(g.all, shared.id);
                    if (!now) return;
                    const int64_t rate = g.value(*now, "rate").set() ? g.value(*now, "rate").as_int() : 0;
                    auto changed = g.ledger->write(g.all, g.change(*now, {{"rate", Value::decimal(rate + 1, 3)}}));
                    if (changed) break;
                    if (changed.error().code != "stale_version") return;
                    ++conflicts;
                }
            }
        });
    for (auto& t : clients) t.join();
    CHECK(fine == 8 * 36);
    CHECK(g.value(sure(g.ledger->get(g.all, shared.id)), "rate").as_int() == 320);
    CHECK(sure(g.ledger->count(g.all, {.type = "asset"})) == fine);
    CHECK(g.ledger->position() == before + 1 + fine + 320);
    CHECK(sure(g.ledger->list(g.all, {.type = "asset", .sort = {"-id"}, .limit = 1})).records.size() == 1);
    CHECK(sure(g.ledger->verify("")).ok);
}
