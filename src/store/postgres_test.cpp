#include "store/engines_for_test.h"
#include "store/postgres/postgres_connection.h"
#include "store/postgres/postgres_error.h"
#include "store/writer.h"

#include <thread>

using namespace tutela;
using namespace tutela::store;

TEST_CASE("Parameters become dollars outside of strings, names and comments") {
    CHECK(with_dollar_parameters("SELECT ?1, ?12 FROM t WHERE a=?2") == "SELECT $1, $12 FROM t WHERE a=$2");
    CHECK(with_dollar_parameters("SELECT '?1', 'it''s ?1', \"?1\" -- ?1\n, ?1") == "SELECT '?1', 'it''s ?1', \"?1\" -- ?1\n, $1");
    CHECK(with_dollar_parameters("/* ?1 ' */ ?1 - ?2 / ?3") == "/* ?1 ' */ $1 - $2 / $3");
    CHECK(with_dollar_parameters("a ? 'b' ?0") == "a ? 'b' ?0");
    CHECK(with_dollar_parameters("'open ?1") == "'open ?1");
    CHECK(with_dollar_parameters("/* open ?1") == "/* open ?1");
}

TEST_CASE("A schema's name cannot carry SQL") {
    const std::string url = testing::PostgresCluster::shared().url();
    for (std::string bad : {"", "a\"; DROP SCHEMA public; --", "Upper", "pg_own", "1a", "a b", "ä"}) {
        CAPTURE(bad);
        CHECK(kind_of(Database::open(Location::url(url, bad))) == "invalid");
    }
    CHECK(kind_of(Database::open(Location::url(url, std::string(64, 'a')))) == "invalid");
}

TEST_CASE("A server that is not there is busy, not broken") {
    CHECK(code_of(Database::open(Location::url("postgresql:///postgres?host=/nowhere", "a"))) == "connection_lost");
}

TEST_CASE("The session is set so that an acknowledged commit was synced and text is read plainly") {
    PostgresHere here;
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    CHECK(first_text(c, "SHOW synchronous_commit") == "on");
    CHECK(first_text(c, "SHOW transaction_isolation") == "read committed");
    CHECK(first_text(c, "SHOW standard_conforming_strings") == "on");
    CHECK(first_text(c, "SHOW search_path") == here.schema);
    CHECK(first_text(c, "SHOW statement_timeout") == "1min");
}

// The server raises the state itself, as it would.
static Result<void> raise(Connection& c, const std::string& state) {
    return c.execute("DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '" + state + "'; END $$");
}

TEST_CASE("States of the server become our kinds") {
    PostgresHere here;
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    const char* expected[][3] = {
        {"40001", "busy", "serialization"}, {"40P01", "busy", "serialization"}, {"55P03", "busy", "locked"},
        {"57014", "busy", "interrupted"},   {"53300", "busy", "connection_lost"}, {"53100", "broken", "disk_full"},
        {"58030", "broken", "io_failed"},   {"XX001", "broken", "corrupt"},     {"22021", "invalid", "bad_text"},
        {"23505", "conflict", "unique"},    {"23503", "broken", "foreign_key"}, {"23514", "broken", "constraint"},
        {"P0001", "broken", ""},
    };
    for (auto& [state, kind, code] : expected) {
        CAPTURE(state);
        auto raised = raise(c, state);
        CHECK(kind_of(raised) == kind);
        CHECK(code_of(raised) == code);
    }
}

TEST_CASE("COMMIT after a failed statement is an error here, though the server calls its rollback a success") {
    PostgresHere here;
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    sure(c.execute("CREATE TABLE t (n BIGINT PRIMARY KEY)"));
    auto transaction = sure(Transaction::begin(c, Access::write));
    sure(c.run("INSERT INTO t (n) VALUES (1)"));
    CHECK_FALSE(c.run("INSERT INTO t (n) VALUES (1)"));
    CHECK_FALSE(transaction.commit());
    CHECK(first_integer(c, "SELECT count(*) FROM t") == 0);
}

TEST_CASE("A server out of space closes writing until there is room") {
    PostgresHere here;
    auto database = sure(Database::open(here.location()));
    WriterHooks hooks;
    WriterOptions slow;
    slow.probe = std::chrono::hours(1);
    auto writer = sure(Writer::start(database->writer(), hooks, slow));
    CHECK(code_of(writer->run([](Connection& c) { return raise(c, "53100"); })) == "read_only");
    CHECK(writer->state().code == "disk_full");
    CHECK(writer->probe());
    sure(writer->run([](Connection& c) { return c.execute("CREATE TABLE t (n BIGINT)"); }));
}

// Ends the server's side of every other connection of this test, as a failover does.
static void cut(Connection& from, const std::string& schema) {
    sure(from.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = ?1", schema));
}
static Location named(const PostgresHere& here) {
    return Location::url(here.location().where + "&application_name=" + here.schema, here.schema);
}

TEST_CASE("A lost connection opens itself anew, but never inside a transaction") {
    PostgresHere here, apart;
    auto database = sure(Database::open(named(here)));
    auto other = sure(Database::open(apart.location()));
    Connection& c = database->writer();
    sure(c.execute("CREATE TABLE t (n BIGINT)"));
    { CHECK(first_integer(*sure(database->read()), "SELECT count(*) FROM t") == 0); }

    cut(other->writer(), here.schema);
    CHECK(first_integer(*sure(database->read()), "SELECT count(*) FROM t") == 0);   // a reader repeats by itself
    auto transaction = sure(Transaction::begin(c, Access::write));                  // nothing was done yet
    sure(c.run("INSERT INTO t (n) VALUES (1)"));
    cut(other->writer(), here.schema);
    CHECK(code_of(c.run("INSERT INTO t (n) VALUES (2)")) == "connection_lost");
    CHECK_FALSE(transaction.commit());
    CHECK(first_integer(c, "SELECT count(*) FROM t") == 0);
}

TEST_CASE("The writer survives a lost connection; a loss during the commit is called unknown") {
    PostgresHere here, apart;
    auto database = sure(Database::open(named(here)));
    auto other = sure(Database::open(apart.location()));
    struct Hooks : WriterHooks {
        std::function<void()> before;
        Result<void> before_commit(Connection&) override { if (before) before(); return {}; }
    } hooks;
    auto writer = sure(Writer::start(database->writer(), hooks));
    auto add = [&] { return writer->run([](Connection& c) -> Result<void> { TRY(c.run("INSERT INTO t (n) VALUES (1)")); return {}; }); };
    sure(writer->run([](Connection& c) { return c.execute("CREATE TABLE t (n BIGINT)"); }));
    cut(other->writer(), here.schema);
    sure(add());
    hooks.before = [&] { cut(other->writer(), here.schema); };
    auto unknown = add();
    CHECK(kind_of(unknown) == "broken");
    CHECK(code_of(unknown) == "commit_unknown");
    CHECK(writer->state().mode == WriterState::Mode::open);
    hooks.before = nullptr;
    sure(add());
    CHECK(first_integer(*sure(database->read()), "SELECT count(*) FROM t") == 2);
}

TEST_CASE("A server that crashes and comes back is found again") {
    auto cluster = sure(testing::PostgresCluster::start());
    auto database = sure(Database::open(Location::url(cluster->url(), "crash")));
    WriterHooks hooks;
    auto writer = sure(Writer::start(database->writer(), hooks));
    sure(writer->run([](Connection& c) { return c.execute("CREATE TABLE t (n BIGINT)"); }));
    sure(cluster->crash_and_restart());
    sure(writer->run([](Connection& c) -> Result<void> { TRY(c.run("INSERT INTO t (n) VALUES (1)")); return {}; }));
    CHECK(first_integer(*sure(database->read()), "SELECT count(*) FROM t") == 1);
}
