// The facade over a real ledger.
#include "engine/engine.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "engine/house_for_test.h"
#include "record/permission/scope.h"

using namespace tutela;
using namespace tutela::engine;
using namespace tutela::engine::testing;

namespace {

struct Firm {
    std::filesystem::path folder;
    std::shared_ptr<const record::Catalog> catalog;
    std::unique_ptr<record::Ledger> ledger;
    std::unique_ptr<Engine> engine;
    record::Scope scope = record::PermissionOffice::program("job:test");

    explicit Firm(bool follow = true) {
        std::string name = "/tmp/tutela-engine-XXXXXX";
        REQUIRE(::mkdtemp(name.data()));
        folder = name;
        catalog = house({rule_source("treated", R"(each: risk
where: 'this.level > settings.limit'
expect: 'this.treatments.exists(t, t.state == "draft")'
)"), rule_source("recent", "each: risk\nclauses: [\"T:2-2\"]\nexpect: 'today <= this.reviewed_on + days(30)'\n"),
                         rule_source("kept", "each: risk\nclauses: [\"T:2-2\"]\nwhere: 'this.level == 77'\nexpect: 'held(this, \"owner\", this.created_at, this.changed_at).size() == 2 && this.changes.size() == 3'\n"),
                         {"processes/room/list.report.yaml", "report: list\ntitle: List\nsays: All risks.\neach: risk\ncolumns: [{title: Id, value: 'this.id'}]\n"}});
        record::Options options;
        options.location = (folder / "firm.db").string();
        options.seeding = true;
        auto opened = record::Ledger::open(catalog, options);
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        ledger = opened.take();
        if (follow) start();
    }
    ~Firm() {
        engine.reset();
        ledger.reset();
        std::filesystem::remove_all(folder);
    }
    void start(bool follow = true) {
        auto e = Engine::start(*ledger, catalog, {"2026-06-01", follow});
        INFO((e ? std::string() : e.error().message));
        REQUIRE(e);
        engine = e.take();
    }
    record::Record risk(const std::string& title, int level, int32_t reviewed = first_of_june) {
        record::Write w;
        w.type = "risk";
        w.values = {{"title", expr::Value::string(title)}, {"level", expr::Value::integer(level)}, {"reviewed_on", expr::Value::date(reviewed)}};
        return done(ledger->write(scope, w));
    }
    record::Record treatment(const std::string& risk) {
        record::Write w;
        w.type = "treatment";
        w.values = {{"title", expr::Value::string("Do it")}, {"risk", expr::Value::string(risk)}};
        return done(ledger->write(scope, w));
    }
    static record::Record done(Result<record::Record> r) {
        INFO((r ? std::string() : r.error().message));
        REQUIRE(r);
        return r.take();
    }
    Check check(const Question& q = {}) {
        auto c = engine->check(q);
        INFO((c ? std::string() : c.error().message));
        REQUIRE(c);
        return c.take();
    }
};

}  // namespace

TEST_CASE("Verdicts follow the ledger entry by entry, for any past position and any day") {
    Firm firm;
    CHECK(firm.check().gaps.empty());
    const auto r = firm.risk("Fire", 12);
    REQUIRE(firm.engine->wait_for(r.position, 5000));
    CHECK(firm.check().gaps.size() == 1);
    CHECK(firm.engine->gaps_of(r.id).size() == 1);
    const auto t = firm.treatment(r.id);
    REQUIRE(firm.engine->wait_for(t.position, 5000));
    CHECK(firm.check().gaps.empty());
    CHECK(firm.engine->gaps_of(r.id).empty());
    CHECK(firm.engine->position() == firm.ledger->position());

    Question then;
    then.at = "2026-06-01";                                       // else the day of that entry, by the clock
    then.as_of.position = r.position;
    CHECK(firm.check(then).gaps.size() == 1);
    CHECK(firm.check(then).position == r.position);
    then.as_of.position = r.position - 1;
    CHECK(firm.check(then).gaps.empty());

    Question later;
    later.at = "2026-07-02";
    CHECK(firm.check(later).gaps.size() == 1);                    // the review is over 30 days old by then
    CHECK(firm.check(later).at == "2026-07-02");
    CHECK(firm.check().gaps.empty());

    auto f = firm.engine->forecast("2026-12-31");
    REQUIRE(f);
    REQUIRE(f->turns.size() == 1);
    CHECK(f->turns[0].date == "2026-07-02");
    REQUIRE(firm.engine->set_today("2026-07-02"));
    CHECK(firm.check().gaps.size() == 1);
}

TEST_CASE("An engine started later knows what one that followed knows") {
    Firm firm;
    for (int i = 0; i < 20; ++i) {
        const auto r = firm.risk("Risk", i);
        if (i % 3 == 0) firm.treatment(r.id);
    }
    REQUIRE(firm.engine->wait_for(firm.ledger->position(), 5000));
    auto without_time = [](Check c) { return c.took_us = 0, to_json(c); };
    const auto followed = without_time(firm.check());
    firm.start(false);
    CHECK(without_time(firm.check()) == followed);
    CHECK(firm.check().gaps.size() == 7);
}

TEST_CASE("Readers meet whole results while a writer writes") {
    Firm firm;
    std::atomic<bool> stop{false};
    std::atomic<int> odd{0}, asked{0};
    std::thread reader([&] {
        while (!stop) {
            auto c = firm.engine->check({});
            if (!c || (c->counts.major == 0) != (c->gaps.empty())) ++odd;
            ++asked;
        }
    });
    for (int i = 0; i < 40; ++i) firm.treatment(firm.risk("Risk", 12).id);
    CHECK(firm.engine->wait_for(firm.ledger->position(), 10000));
    stop = true;
    reader.join();
    CHECK(odd == 0);
    CHECK(asked > 0);
    CHECK(firm.check().gaps.empty());
}

TEST_CASE("What stood in a link on a day is asked of the ledger, for records followed and for records loaded") {
    Firm firm;
    auto person = [&](const char* name) {
        record::Write w;
        w.type = "person";
        w.values = {{"title", expr::Value::string(name)}};
        return Firm::done(firm.ledger->write(firm.scope, w)).id;
    };
    const auto ana = person("Ana"), olaf = person("Olaf");
    auto r = firm.risk("Fire", 77);
    auto give = [&](const std::string& who) {
        record::Write w;
        w.act = record::Write::change;
        w.id = r.id, w.seen_version = r.version;
        w.values = {{"owner", expr::Value::string(who)}};
        r = Firm::done(firm.ledger->write(firm.scope, w));
        REQUIRE(firm.engine->wait_for(r.position, 5000));
    };
    auto said = [&] {
        std::string out;
        const auto item = firm.engine->item("T:2-2");
        for (const auto& rule : item->rules)
            if (rule.rule == "kept") out = name_of(rule.verdict);
        return out;
    };
    give(ana);
    CHECK(said() == "gap");                       // one of two
    give(olaf);
    CHECK(said() == "conforms");
    firm.start();
    CHECK(said() == "conforms");
}

TEST_CASE("Settings, batches, computed values and reports reach the engine") {
    Firm firm;
    const auto r = firm.risk("Fire", 12);
    firm.treatment(r.id);
    auto batch = firm.ledger->open_batch(firm.scope, "Some");
    REQUIRE(batch);
    REQUIRE(firm.ledger->close_batch(firm.scope, *batch));
    CHECK(firm.engine->wait_for(firm.ledger->position(), 5000));     // entries that change no record do not hang it
    const auto computed = firm.engine->computed(r.id);
    REQUIRE(computed.size() == 1);
    CHECK(computed[0].second == expr::Value::integer(1));
    auto report = firm.engine->report("list");
    REQUIRE(report);
    CHECK(report->rows.size() == 1);
    record::AsOf before;
    before.position = r.position - 1;
    auto empty = firm.engine->report("list", before);
    REQUIRE(empty);
    CHECK(empty->rows.empty());
}

TEST_CASE("Questions that cannot be answered say why") {
    Firm firm;
    Question q;
    q.standard = "4711";
    CHECK(firm.engine->check(q).error().kind == ErrorKind::missing);
    q = {};
    q.at = "2026-02-30";
    CHECK(firm.engine->check(q).error().kind == ErrorKind::invalid);
    CHECK(firm.engine->item("T:9").error().kind == ErrorKind::missing);
    CHECK(firm.engine->forecast("2020-01-01").error().kind == ErrorKind::invalid);
    CHECK(firm.engine->report("nothing").error().kind == ErrorKind::missing);
    CHECK(firm.engine->explain("nothing").error().kind == ErrorKind::missing);
}
