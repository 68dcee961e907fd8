// Moves, imports and batches.
#include "record/ledger/ledger_for_test.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;
using expr::Value;

#define BOTH store::SqliteHere, store::PostgresHere

TEST_CASE_TEMPLATE("a move asks who, from where, when, and for what it needs", E, BOTH) {
    Ground<E> g;
    const Scope judge = g.person("Judge", {{"risk_manager", ""}}), chief = g.person("Chief", {{"isms_manager", ""}}), both = g.person("Both", {{"risk_manager", ""}, {"isms_manager", ""}});
    const Scope reader = g.person("Reader", {{"reader", ""}});
    Write w;
    w.type = "risk";
    w.values = {{"title", Value::string("Fire")}, {"likelihood", Value::integer(2)}, {"impact", Value::integer(4)}};
    Record r = sure(g.ledger->write(both, w));
    CHECK(store::code_of(g.ledger->write(judge, g.move(r, "approve"))) == "wrong_state");
    CHECK(store::kind_of(g.ledger->write(reader, g.move(r, "assess"))) == "forbidden");
    CHECK(store::code_of(g.ledger->write(judge, g.move(r, "dance"))) == "unknown_move");
    CHECK(store::kind_of(g.ledger->write(PermissionOffice::local("root"), g.move(r, "assess"))) == "forbidden");
    r = sure(g.ledger->write(judge, g.move(r, "assess")));
    CHECK(r.state == "assessed");
    CHECK(r.author == both.actor().id);
    // level 8 is above the declared 6
    auto high = g.ledger->write(chief, g.move(r, "approve"));
    CHECK(store::code_of(high) == "not_now");
    CHECK(high.error().message == "The level is above what is carried.");
    const auto abilities = sure(g.ledger->abilities(chief, r));
    REQUIRE(abilities.moves.size() == 3);
    CHECK_FALSE(abilities.moves[0].allowed);
    CHECK(abilities.moves[0].why_not == "The level is above what is carried.");
    sure(g.ledger->set_setting(g.all, "acceptance_level", Value::integer(8)));
    CHECK(g.ledger->settings()[0].second.as_int() == 8);
    CHECK(store::kind_of(g.ledger->write(both, g.move(r, "approve"))) == "forbidden");        // the author
    CHECK(store::kind_of(g.ledger->write(g.all, g.move(r, "approve"))) == "forbidden");       // asks for a named person
    r = sure(g.ledger->write(chief, g.move(r, "approve")));
    CHECK(r.state == "approved");
    CHECK(g.text(r, "approved_by") == "\"" + chief.actor().id + "\"");
    CHECK(g.value(r, "approved_on").set());
    CHECK(store::code_of(g.ledger->write(judge, g.move(r, "retire"))) == "needs");
    r = sure(g.ledger->write(judge, g.move(r, "retire", "no longer there")));
    CHECK(r.state == "retired");
    CHECK(sure(g.ledger->history(g.all, r.id))[0].reason == "no longer there");
    g.open();
    CHECK(g.ledger->settings()[0].second.as_int() == 8);
    CHECK(sure(g.ledger->verify("")).ok);
}

TEST_CASE_TEMPLATE("a move that needs two is made by the second, and a change in between begins anew", E, BOTH) {
    Ground<E> g;
    const Scope judge = g.person("Judge", {{"risk_manager", ""}}), chief = g.person("Chief", {{"isms_manager", ""}});
    Record r = sure(g.ledger->write(judge, g.move(g.risk("Fire"), "assess")));
    r = sure(g.ledger->write(judge, g.move(r, "agree")));
    CHECK(r.state == "assessed");
    CHECK(store::code_of(g.ledger->write(judge, g.move(r, "agree"))) == "agreed_already");
    r = sure(g.ledger->write(g.all, g.change(r, {{"impact", Value::integer(5)}})));
    CHECK(r.assents.empty());
    r = sure(g.ledger->write(chief, g.move(r, "agree")));
    CHECK(r.state == "assessed");
    r = sure(g.ledger->write(judge, g.move(r, "agree")));
    CHECK(r.state == "agreed");
    CHECK(sure(g.ledger->verify("")).ok);
}

TEST_CASE_TEMPLATE("a guard refuses what it refuses, and an import is not asked", E, BOTH) {
    Ground<E> g;
    const Guard guard = [](const Record&, const Record& after, const Write&) -> Result<void> {
        if (after.values[0].as_string() == "bad") return forbidden("Bad is not taken.");
        return {};
    };
    g.open(false, catalog(), {{"asset", guard}});
    Write w;
    w.type = "asset";
    w.values = {{"title", Value::string("bad")}};
    CHECK(store::kind_of(g.ledger->write(g.all, w)) == "forbidden");
    w.act = Write::import_record;
    CHECK(sure(g.ledger->write(g.all, w)).imported);
}

TEST_CASE_TEMPLATE("an import takes any state and lets gaps stand, but no wrong value; a person's touch makes it ours", E, BOTH) {
    Ground<E> g;
    Write w;
    w.act = Write::import_record;
    w.type = "risk";
    w.state = "approved";
    w.values = {{"title", Value::string("From a file")}};
    Record r = sure(g.ledger->write(g.all, w));
    CHECK(r.state == "approved");
    CHECK(r.imported);
    CHECK_FALSE(g.value(r, "approved_by").set());
    CHECK(sure(g.ledger->history(g.all, r.id))[0].origin == "import");
    w.state = "dancing";
    CHECK(store::code_of(g.ledger->write(g.all, w)) == "unknown_state");
    w.state.clear();
    w.values = {{"title", Value::string("x")}, {"likelihood", Value::integer(9)}};
    CHECK_FALSE(g.ledger->write(g.all, w));
    w.values = {{"likelihood", Value::integer(2)}};
    CHECK_FALSE(g.ledger->write(g.all, w));
    const Scope judge = g.person("Judge", {{"risk_manager", ""}});
    r = sure(g.ledger->write(judge, g.change(r, {{"scenario", Value::string("x")}})));
    CHECK_FALSE(r.imported);
    CHECK(sure(g.ledger->verify("")).ok);
}

TEST_CASE_TEMPLATE("a batch is taken back as one, except what changed since and what a person decided", E, BOTH) {
    Ground<E> g;
    const Scope judge = g.person("Judge", {{"risk_manager", ""}});
    const Record old = g.risk("Old", 1, 1), kept = g.risk("Kept", 1, 1);
    const std::string batch = sure(g.ledger->open_batch(g.all, "Register of 2025"));
    std::vector<Write> writes;
    for (int i = 0; i < 5; ++i) {
        Write w;
        w.act = Write::import_record;
        w.type = "risk";
        w.batch = batch;
        w.values = {{"title", Value::string("Row " + std::to_string(i))}, {"reference", Value::string("ref " + std::to_string(i))},
                    {"likelihood", Value::integer(1)}, {"impact", Value::integer(1)}};
        writes.push_back(w);
    }
    for (const Record& r : {old, kept}) {
        writes.push_back(g.change(r, {{"title", Value::string("From the file")}}));
        writes.back().batch = batch;
        writes.back().origin = "import";
    }
    const auto done = g.ledger->write_all(g.all, writes);
    for (const auto& r : done) REQUIRE(r);
    Write moved = g.move(done[0].value(), "retire", "bulk");
    moved.batch = batch;
    sure(g.ledger->write(judge, moved));
    sure(g.ledger->close_batch(g.all, batch));
    CHECK(store::code_of(g.ledger->close_batch(g.all, batch)) == "batch_closed");
    Write late = writes[0];
    late.values[1].second = Value::string("ref late");
    CHECK(store::code_of(g.ledger->write(g.all, late)) == "batch_closed");
    sure(g.ledger->write(g.all, g.change(done[6].value(), {{"impact", Value::integer(5)}})));     // Kept, changed since
    auto info = sure(g.ledger->batches(g.all));
    REQUIRE(info.size() == 1);
    CHECK(info[0].title == "Register of 2025");
    CHECK(info[0].count == 8);
    CHECK(store::kind_of(g.ledger->undo_batch(judge, batch)) == "forbidden");
    const auto outcome = sure(g.ledger->undo_batch(g.all, batch));
    int undone = 0;
    for (const auto& [id, result] : outcome) {
        undone += result.ok();
        if (!result) CHECK((id == kept.id ? "changed_since" : "approved") == result.error().code);
    }
    CHECK(outcome.size() == 7);
    CHECK(undone == 5);
    CHECK(g.text(sure(g.ledger->get(g.all, old.id)), "title") == "\"Old\"");
    CHECK(g.text(sure(g.ledger->get(g.all, kept.id)), "title") == "\"From the file\"");
    CHECK(sure(g.ledger->get(g.all, done[1]->id)).archived);
    CHECK_FALSE(sure(g.ledger->get(g.all, done[0]->id)).archived);
    CHECK(store::code_of(g.ledger->undo_batch(g.all, batch)) == "batch_undone");
    CHECK(store::kind_of(g.ledger->undo_batch(g.all, "b999")) == "missing");
    const auto v = sure(g.ledger->verify(""));
    for (const auto& f : v.faults) MESSAGE(f.position << ": " << f.what);
    CHECK(v.ok);
    // Taken back, the same rows can be imported again.
    Write again = writes[1];
    again.batch.clear();
    CHECK(g.ledger->write(g.all, again));
}

TEST_CASE_TEMPLATE("a batch that was never closed is undone at the next start", E, BOTH) {
    Ground<E> g;
    const Record old = g.risk("Old", 1, 1);
    const std::string batch = sure(g.ledger->open_batch(g.all, "Half"));
    Write w = g.change(old, {{"title", Value::string("Half done")}});
    w.batch = batch;
    sure(g.ledger->write(g.all, w));
    w = {};
    w.act = Write::import_record;
    w.type = "risk";
    w.batch = batch;
    w.values = {{"title", Value::string("Half new")}};
    const Record made = sure(g.ledger->write(g.all, w));
    g.open();
    CHECK(g.text(sure(g.ledger->get(g.all, old.id)), "title") == "\"Old\"");
    CHECK(sure(g.ledger->get(g.all, made.id)).archived);
    CHECK(sure(g.ledger->list(g.all, {.type = "risk"})).records.size() == 1);
    CHECK(sure(g.ledger->batches(g.all))[0].undone > 0);
    CHECK(sure(g.ledger->verify("")).ok);
}

TEST_CASE_TEMPLATE("past times are taken while a ledger is seeded, never after, and never go back", E, BOTH) {
    Ground<E> g(true);
    Write w;
    w.type = "asset";
    w.values = {{"title", Value::string("x")}};
    w.at = 1700000000000000;
    const Record first = sure(g.ledger->write(g.all, w));
    CHECK(first.created_at == 1700000000000000);
    w.at = 1600000000000000;
    CHECK(sure(g.ledger->write(g.all, w)).created_at == 1700000000000000);
    w.at = 1710000000000000;
    const Record third = sure(g.ledger->write(g.all, w));
    CHECK(sure(g.ledger->position_at("2023-11-13")) == first.position - 1);
    CHECK(sure(g.ledger->position_at("2023-11-14")) == third.position - 1);
    CHECK(sure(g.ledger->position_at("2030-01-01")) == third.position);
    CHECK(sure(g.ledger->count(g.all, {.type = "asset", .as_of = {{}, "2023-12-01"}})) == 2);
    sure(g.ledger->seal());
    w.at = 1720000000000000;
    CHECK(store::code_of(g.ledger->write(g.all, w)) == "past_time");
    CHECK(sure(g.ledger->verify("")).ok);
}
