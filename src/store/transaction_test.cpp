#include "store/engines_for_test.h"

#include <atomic>
#include <thread>

using namespace tutela;
using namespace tutela::store;

#define ON_BOTH SqliteHere, PostgresHere

static std::unique_ptr<Database> with_list(const Location& location, Options options = {}) {
    auto database = sure(Database::open(location, options));
    make(database->writer(), "CREATE TABLE list (n {integer} PRIMARY KEY){strict}");
    return database;
}
static Result<int64_t> add(Connection& c, int64_t n) { return c.run("INSERT INTO list (n) VALUES (?1)", n); }
static std::string all(Connection& c) {
    std::string text;
    auto rows = sure(c.query("SELECT n FROM list ORDER BY n"));
    while (sure(rows.next())) text += std::to_string(rows.integer(0)) + " ";
    return text;
}

TEST_CASE_TEMPLATE("A transaction is stored when committed and gone when not", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    Connection& c = database->writer();
    {
        auto transaction = sure(Transaction::begin(c, Access::write));
        CHECK(c.in_transaction());
        sure(add(c, 1));
        sure(transaction.commit());
        CHECK_FALSE(transaction.commit());
    }
    CHECK_FALSE(c.in_transaction());
    {
        auto transaction = sure(Transaction::begin(c, Access::write));
        sure(add(c, 2));
        CHECK_FALSE(Transaction::begin(c, Access::write));
    }
    CHECK_FALSE(c.in_transaction());
    CHECK(all(c) == "1 ");
    CHECK_FALSE(c.commit());
}

TEST_CASE_TEMPLATE("Savepoints take back their own part, nested and after an error", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    Connection& c = database->writer();
    auto transaction = sure(Transaction::begin(c, Access::write));
    sure(add(c, 1));
    {
        auto kept = sure(Savepoint::open(c));
        sure(add(c, 2));
        {
            auto failed = sure(Savepoint::open(c));
            sure(add(c, 3));
            CHECK(code_of(add(c, 1)) == "unique");
            sure(failed.roll_back());
        }
        {
            auto dropped = sure(Savepoint::open(c));
            sure(add(c, 4));
        }
        sure(add(c, 5));
        sure(kept.release());
    }
    sure(transaction.commit());
    CHECK(all(c) == "1 2 5 ");
}

TEST_CASE_TEMPLATE("A savepoint outside a transaction is refused: SQLite would commit it by itself", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    CHECK(kind_of(Savepoint::open(database->writer())) == "broken");
}

TEST_CASE_TEMPLATE("A deferred link is checked at the commit, and a failed commit stores nothing", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    Connection& c = database->writer();
    make(c, "CREATE TABLE link (a {integer} REFERENCES list (n) DEFERRABLE INITIALLY DEFERRED){strict}");
    {
        auto transaction = sure(Transaction::begin(c, Access::write));
        sure(c.run("INSERT INTO link (a) VALUES (7)"));
        sure(add(c, 7));
        sure(transaction.commit());
    }
    auto transaction = sure(Transaction::begin(c, Access::write));
    sure(add(c, 8));
    sure(c.run("INSERT INTO link (a) VALUES (9)"));
    CHECK(code_of(transaction.commit()) == "foreign_key");
    CHECK_FALSE(c.in_transaction());
    CHECK(all(c) == "7 ");
}

TEST_CASE_TEMPLATE("A reading transaction keeps its picture, a single statement sees the newest", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    sure(add(database->writer(), 1));
    auto snapshot = sure(database->begin_read());
    auto single = sure(database->read());
    sure(add(database->writer(), 2));   // after the picture was taken, before it was first looked at
    CHECK(all(*snapshot) == "1 ");
    CHECK(all(*single) == "1 2 ");
    sure(snapshot->commit());
    CHECK(all(*snapshot) == "1 2 ");
}

TEST_CASE_TEMPLATE("A reader cannot write", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    auto reader = sure(database->read());
    CHECK(code_of(add(*reader, 1)) == "read_only");
    CHECK_FALSE(reader->execute("CREATE TABLE other (n BIGINT)"));
    auto snapshot = sure(database->begin_read());
    CHECK_FALSE(add(*snapshot, 1));
    CHECK(all(database->writer()).empty());
}

TEST_CASE_TEMPLATE("Readers are lent up to the bound, come back clean and are used again", Here, ON_BOTH) {
    Here here;
    Options options;
    options.readers = 2;
    options.wait = std::chrono::milliseconds(20);
    auto database = with_list(here.location(), options);
    {
        auto one = sure(database->begin_read());
        auto two = sure(database->begin_read());
        CHECK(&*one != &*two);
        CHECK(code_of(database->read()) == "no_reader");
        one->set_deadline(std::chrono::steady_clock::now());
        two->set_deadline(std::chrono::steady_clock::now());
    }
    auto one = sure(database->read()), two = sure(database->read());
    for (Connection* reader : {&*one, &*two}) {
        CHECK_FALSE(reader->in_transaction());
        CHECK(first_integer(*reader, "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 300000) SELECT count(*) FROM t") == 300000);
    }
}

TEST_CASE_TEMPLATE("A reader that is given back wakes the one who waits", Here, ON_BOTH) {
    Here here;
    Options options;
    options.readers = 1;
    options.wait = std::chrono::seconds(60);
    auto database = with_list(here.location(), options);
    std::atomic<bool> got{false};
    std::thread waiting;
    {
        auto only = sure(database->read());
        waiting = std::thread([&] { got = database->read().ok(); });
        CHECK(all(*only).empty());
    }
    waiting.join();
    CHECK(got);
}

static const char* const endless =
    "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 1000000000) SELECT count(*) FROM t";

TEST_CASE_TEMPLATE("A statement past its deadline ends, and the connection goes on", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    auto reader = sure(database->read());
    reader->set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
    auto rows = reader->query(endless);
    CHECK(kind_of(rows) == "busy");
    CHECK(code_of(rows) == "deadline");
    reader->set_deadline({});
    CHECK(all(*reader).empty());
}

TEST_CASE_TEMPLATE("A statement can be interrupted from another thread", Here, ON_BOTH) {
    Here here;
    auto database = with_list(here.location());
    auto reader = sure(database->read());
    std::atomic<bool> ended{false};
    std::thread other([&] {
        while (!ended) {   // an interruption that comes before the statement has begun is lost
            reader->interrupt();
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    });
    auto rows = reader->query(endless);
    ended = true;
    other.join();
    CHECK(code_of(rows) == "interrupted");
}
