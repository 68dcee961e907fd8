#include "store/writer.h"

#include "store/engines_for_test.h"

#include <atomic>
#include <set>

using namespace tutela;
using namespace tutela::store;

#define ON_BOTH SqliteHere, PostgresHere

namespace {

// A ledger in small: a head in memory and its row in the database, which must never differ.
struct Head : WriterHooks {
    int64_t head = 0, before_job = 0, before_group = 0;
    int groups = 0, jobs_taken_back = 0, groups_taken_back = 0;
    std::vector<int64_t> group_ends;
    std::vector<std::string> states;
    Result<void> (*refuse_commit)(Connection&) = nullptr;

    Result<void> lock_head(Connection& c) override {
        auto rows = TRY(c.query("SELECT n FROM head" + std::string(c.dialect().for_update)));
        if (!TRY(rows.next())) return broken("no head");
        head = before_group = rows.integer(0);
        return {};
    }
    void job_begins() override { before_job = head; }
    void job_rolled_back() override { head = before_job; ++jobs_taken_back; }
    Result<void> before_commit(Connection& c) override {
        TRY(c.run("UPDATE head SET n = ?1", head));
        if (refuse_commit) TRY(refuse_commit(c));
        return {};
    }
    void after_commit() override { ++groups; group_ends.push_back(head); }
    void group_rolled_back() override { head = before_group; ++groups_taken_back; }
    void state_changed(const WriterState& s) override { states.push_back(s.code.empty() ? std::to_string(int(s.mode)) : s.code); }

    // Takes the next position and stores it.
    Result<void> append(Connection& c) {
        TRY(c.run("INSERT INTO entry (position) VALUES (?1)", ++head));
        return {};
    }
};

template <class Here>
struct Desk {
    Here here;
    std::unique_ptr<Database> database = sure(Database::open(here.location()));
    Head head;
    std::unique_ptr<Writer> writer;

    explicit Desk(WriterOptions options = {}) {
        make(database->writer(), "CREATE TABLE entry (position {integer} PRIMARY KEY){strict}; CREATE TABLE head (n {integer} NOT NULL){strict}; "
                                 "INSERT INTO head (n) VALUES (0); CREATE TABLE link (a {integer} REFERENCES entry (position) DEFERRABLE INITIALLY DEFERRED){strict}");
        writer = sure(Writer::start(database->writer(), head, options));
    }
    Job append() { return [this](Connection& c) { return head.append(c); }; }
    int64_t count(const char* table = "entry") { return first_integer(*sure(database->read()), std::string("SELECT count(*) FROM ") + table); }
    int64_t stored_head() { return first_integer(*sure(database->read()), "SELECT n FROM head"); }

    // Keeps the writer busy with one job until the result is let go, so that what is submitted meanwhile waits.
    std::promise<void> hold() {
        std::promise<void> gate, inside;
        std::shared_future<void> opened = gate.get_future().share();
        auto begun = inside.get_future();
        held_inside = std::move(inside);
        writer->submit([this, opened](Connection& c) { held_inside.set_value(); opened.wait(); return head.append(c); }, [](auto) {});
        begun.wait();
        return gate;
    }
    std::promise<void> held_inside;
};

}  // namespace

TEST_CASE_TEMPLATE("Jobs that wait are stored together, at most a hundred in one commit", Here, ON_BOTH) {
    Desk<Here> desk;
    auto gate = desk.hold();
    std::vector<std::future<Result<void>>> waiting;
    for (int i = 0; i < 150; ++i) waiting.push_back(desk.writer->submit(desk.append()));
    gate.set_value();
    for (auto& w : waiting) sure(w.get());
    desk.writer->stop();
    CHECK(desk.head.group_ends == std::vector<int64_t>{1, 101, 151});
    CHECK(desk.count() == 151);
    CHECK(desk.stored_head() == 151);
}

TEST_CASE_TEMPLATE("A failed job takes back itself and its positions, its neighbours stay", Here, ON_BOTH) {
    Desk<Here> desk;
    auto gate = desk.hold();
    auto first = desk.writer->submit(desk.append());
    auto refused = desk.writer->submit([&](Connection& c) -> Result<void> {
        TRY(desk.head.append(c));
        TRY(desk.head.append(c));
        return conflict("Somebody was quicker.", "stale_version");
    });
    auto failing = desk.writer->submit([&](Connection& c) -> Result<void> {
        TRY(desk.head.append(c));
        TRY(c.run("INSERT INTO entry (position) VALUES (1)"));
        return {};
    });
    auto throwing = desk.writer->submit([&](Connection& c) -> Result<void> {
        TRY(desk.head.append(c));
        throw std::runtime_error("oh");
    });
    // The error of its statement is swallowed: PostgreSQL then takes no more in this savepoint, SQLite does.
    auto swallowing = desk.writer->submit([&](Connection& c) -> Result<void> {
        TRY(desk.head.append(c));
        (void)c.run("INSERT INTO entry (position) VALUES (1)");
        return {};
    });
    auto last = desk.writer->submit(desk.append());
    gate.set_value();
    sure(first.get());
    CHECK(code_of(refused.get()) == "stale_version");
    CHECK(code_of(failing.get()) == "unique");
    CHECK(throwing.get().error().message.find("oh") != std::string::npos);
    const bool swallowed = swallowing.get().ok();
    CHECK(swallowed == (Here::engine == Engine::sqlite));
    sure(last.get());
    desk.writer->stop();
    CHECK(desk.head.groups == 2);
    CHECK(desk.head.jobs_taken_back == (swallowed ? 3 : 4));
    const int64_t end = swallowed ? 4 : 3;
    CHECK(desk.head.head == end);
    CHECK(desk.stored_head() == end);
    CHECK(desk.count() == end);
    CHECK(first_integer(*sure(desk.database->read()), "SELECT max(position) FROM entry") == end);   // without gaps
}

TEST_CASE_TEMPLATE("A group whose jobs all fail commits nothing", Here, ON_BOTH) {
    Desk<Here> desk;
    CHECK(code_of(desk.writer->run([](Connection&) -> Result<void> { return conflict("no", "no"); })) == "no");
    CHECK(desk.head.groups == 0);
    CHECK(desk.head.groups_taken_back == 1);
}

TEST_CASE_TEMPLATE("A refused commit refuses every job of the group and takes the head back", Here, ON_BOTH) {
    Desk<Here> desk;
    sure(desk.writer->run(desk.append()));
    desk.head.refuse_commit = [](Connection& c) -> Result<void> { TRY(c.run("INSERT INTO entry (position) VALUES (1)")); return {}; };
    auto gate = desk.hold();
    auto one = desk.writer->submit(desk.append()), two = desk.writer->submit(desk.append());
    gate.set_value();
    CHECK(code_of(one.get()) == "unique");
    CHECK(code_of(two.get()) == "unique");
    desk.head.refuse_commit = nullptr;
    sure(desk.writer->run(desk.append()));
    desk.writer->stop();
    CHECK(desk.head.head == 2);
    CHECK(desk.count() == 2);
}

TEST_CASE_TEMPLATE("A deferred link that leads nowhere refuses its own job only", Here, ON_BOTH) {
    Desk<Here> desk;
    auto gate = desk.hold();
    auto good = desk.writer->submit(desk.append());
    auto bad = desk.writer->submit([](Connection& c) -> Result<void> { TRY(c.run("INSERT INTO link (a) VALUES (99)")); return {}; });
    auto also_good = desk.writer->submit(desk.append());
    gate.set_value();
    sure(good.get());
    CHECK(code_of(bad.get()) == "foreign_key");
    sure(also_good.get());
    desk.writer->stop();
    CHECK(desk.count() == 3);
    CHECK(desk.head.head == 3);
}

TEST_CASE_TEMPLATE("A job that is stopped at its deadline takes nobody with it", Here, ON_BOTH) {
    Desk<Here> desk;
    auto gate = desk.hold();
    auto good = desk.writer->submit(desk.append());
    auto late = desk.writer->submit([&](Connection& c) -> Result<void> {
        TRY(desk.head.append(c));
        c.set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(1));
        TRY(c.run("INSERT INTO entry (position) WITH RECURSIVE t (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM t "
                          "WHERE n < 1000000000) SELECT n FROM t"));
        return {};
    });
    auto also_good = desk.writer->submit(desk.append());
    gate.set_value();
    sure(good.get());
    CHECK(code_of(late.get()) == "deadline");
    sure(also_good.get());
    desk.writer->stop();
    CHECK(desk.count() == 3);
    CHECK(desk.head.head == 3);
}

TEST_CASE_TEMPLATE("A transaction that the engine wants repeated is repeated, with the head as it was", Here, ON_BOTH) {
    Desk<Here> desk;
    int runs = 0;
    sure(desk.writer->run([&](Connection& c) -> Result<void> {
        TRY(desk.head.append(c));
        if (++runs < 3) return Error{ErrorKind::busy, "again", {}, "serialization"};
        return {};
    }));
    CHECK(runs == 3);
    runs = -100;
    CHECK(code_of(desk.writer->run([&](Connection&) -> Result<void> { ++runs; return Error{ErrorKind::busy, "again", {}, "serialization"}; })) == "serialization");
    CHECK(runs == -97);
    CHECK(desk.count() == 1);
    CHECK(desk.head.head == 1);
}

TEST_CASE_TEMPLATE("What was acknowledged can be read, and waits for its commit", Here, ON_BOTH) {
    Desk<Here> desk;
    auto reader = sure(desk.database->read());
    std::atomic<int64_t> seen_inside{-1};
    sure(desk.writer->run([&](Connection& c) -> Result<void> {
        TRY(desk.head.append(c));
        seen_inside = first_integer(*reader, "SELECT count(*) FROM entry");
        return {};
    }));
    CHECK(seen_inside == 0);
    CHECK(first_integer(*reader, "SELECT count(*) FROM entry") == 1);
}

TEST_CASE_TEMPLATE("Many threads: every acknowledged job is stored once, positions are dense", Here, ON_BOTH) {
    Desk<Here> desk;
    std::atomic<int> acknowledged{0}, refused{0};
    std::vector<std::thread> clients;
    for (int t = 0; t < 8; ++t)
        clients.emplace_back([&, t] {
            for (int i = 0; i < 60; ++i) {
                const bool fails = (i + t) % 7 == 0;
                auto done = desk.writer->run([&, fails](Connection& c) -> Result<void> {
                    TRY(desk.head.append(c));
                    if (fails) return conflict("no", "no");
                    return {};
                });
                ++(done ? acknowledged : refused);
            }
        });
    for (auto& c : clients) c.join();
    desk.writer->stop();
    CHECK(acknowledged + refused == 480);
    CHECK(refused > 0);
    CHECK(desk.count() == acknowledged);
    CHECK(desk.head.head == acknowledged);
    CHECK(first_integer(*sure(desk.database->read()), "SELECT max(position) FROM entry") == acknowledged);
}

TEST_CASE_TEMPLATE("Stopping finishes what waits and refuses what comes later", Here, ON_BOTH) {
    Desk<Here> desk;
    auto gate = desk.hold();
    std::vector<std::future<Result<void>>> waiting;
    for (int i = 0; i < 10; ++i) waiting.push_back(desk.writer->submit(desk.append()));
    std::thread stopping([&] { desk.writer->stop(); });
    gate.set_value();
    stopping.join();
    for (auto& w : waiting) sure(w.get());
    auto late = desk.writer->run(desk.append());
    CHECK(kind_of(late) == "busy");
    CHECK(code_of(late) == "stopped");
    CHECK(desk.writer->state().mode == WriterState::Mode::stopped);
    CHECK(desk.count() == 11);
}

TEST_CASE("A full queue refuses at once") {
    WriterOptions options;
    options.queue = 3;
    Desk<SqliteHere> desk(options);
    auto gate = desk.hold();
    std::vector<std::future<Result<void>>> waiting;
    for (int i = 0; i < 3; ++i) waiting.push_back(desk.writer->submit(desk.append()));
    CHECK(code_of(desk.writer->run(desk.append())) == "queue_full");
    gate.set_value();
    for (auto& w : waiting) sure(w.get());
}

TEST_CASE_TEMPLATE("Two nodes on one schema share the head without gaps", Here, PostgresHere) {
    Desk<Here> desk;
    auto other_database = sure(Database::open(desk.here.location()));
    Head other_head;
    auto other = sure(Writer::start(other_database->writer(), other_head));
    auto work = [](Writer& writer, Head& head) {
        std::vector<std::future<Result<void>>> waiting;
        for (int i = 0; i < 200; ++i) waiting.push_back(writer.submit([&head](Connection& c) { return head.append(c); }));
        for (auto& w : waiting) sure(w.get());
    };
    std::thread second([&] { work(*other, other_head); });
    work(*desk.writer, desk.head);
    second.join();
    CHECK(desk.count() == 400);
    CHECK(desk.stored_head() == 400);
    CHECK(first_integer(*sure(desk.database->read()), "SELECT max(position) FROM entry") == 400);
}
