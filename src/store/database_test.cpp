#include "store/engines_for_test.h"
#include "store/migration.h"

#include <fstream>
#include <thread>

using namespace tutela;
using namespace tutela::store;

#define ON_BOTH SqliteHere, PostgresHere

TEST_CASE_TEMPLATE("What was stored is there after opening again", Here, ON_BOTH) {
    Here here;
    {
        auto database = sure(Database::open(here.location()));
        make(database->writer(), "CREATE TABLE list (n {integer} PRIMARY KEY){strict}");
        sure(database->writer().run("INSERT INTO list (n) VALUES (42)"));
    }
    auto database = sure(Database::open(here.location()));
    CHECK(first_integer(database->writer(), "SELECT n FROM list") == 42);
    CHECK(first_integer(*sure(database->read()), "SELECT n FROM list") == 42);
    sure(database->check());
    sure(database->flush_log());
}

TEST_CASE_TEMPLATE("Two organisations do not see each other", Here, ON_BOTH) {
    Here here, there;
    auto one = sure(Database::open(here.location())), other = sure(Database::open(there.location()));
    for (auto* database : {one.get(), other.get()}) make(database->writer(), "CREATE TABLE list (n {integer} PRIMARY KEY){strict}");
    sure(one->writer().run("INSERT INTO list (n) VALUES (1)"));
    CHECK(first_integer(*sure(other->read()), "SELECT count(*) FROM list") == 0);
}

TEST_CASE("The SQLite file is opened safely") {
    SqliteHere here;
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    CHECK(first_text(c, "PRAGMA journal_mode") == "wal");
    CHECK(first_integer(c, "PRAGMA synchronous") == 2);
    CHECK(first_integer(c, "PRAGMA foreign_keys") == 1);
    CHECK(first_integer(c, "PRAGMA trusted_schema") == 0);
    CHECK(first_integer(c, "PRAGMA cell_size_check") == 1);
    CHECK(first_integer(c, "PRAGMA secure_delete") == 1);
    CHECK_FALSE(c.query("SELECT \"a string\""));            // a misspelt column is not a string
    CHECK_FALSE(c.query("SELECT load_extension('x')"));
    CHECK_FALSE(c.execute("PRAGMA writable_schema=ON; DELETE FROM sqlite_schema"));
}

TEST_CASE("A file that is not ours is refused and left as it is") {
    TemporaryDirectory directory;
    const auto text = directory.path / "notes.txt", foreign = directory.path / "foreign.db";
    std::ofstream(text) << std::string(5000, 'x');
    CHECK(code_of(Database::open(Location::file(text))) == "not_ours");
    CHECK(std::filesystem::file_size(text) == 5000);
    {
        auto database = sure(Database::open(Location::file(foreign)));
        make(database->writer(), "CREATE TABLE theirs (n {integer}){strict}; PRAGMA application_id=7");
    }
    CHECK(code_of(Database::open(Location::file(foreign))) == "not_ours");
    CHECK(kind_of(Database::open(Location::file(directory.path / "no" / "such" / "directory.db"))) == "invalid");
}

TEST_CASE("A damaged file is found") {
    SqliteHere here;
    const auto path = std::filesystem::path(here.location().where);
    {
        auto database = sure(Database::open(here.location()));
        Connection& c = database->writer();
        make(c, "CREATE TABLE list (n {integer} PRIMARY KEY, t {text}){strict}");
        for (int i = 0; i < 2000; ++i) sure(c.run("INSERT INTO list (n, t) VALUES (?1, ?2)", i, std::string(50, 'x')));
        sure(database->check());
    }
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(5 * 4096);
        file << std::string(4096, '\x7f');
    }
    auto database = sure(Database::open(here.location()));
    CHECK(code_of(database->check()) == "corrupt");
}

TEST_CASE("A backup is the database of one moment, made while others write") {
    SqliteHere here;
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    make(c, "CREATE TABLE list (n {integer} PRIMARY KEY, t {text}){strict}; CREATE TABLE total (n {integer} NOT NULL){strict}");
    sure(c.run("INSERT INTO total (n) VALUES (0)"));
    auto add = [&](int n) {
        auto transaction = sure(Transaction::begin(c, Access::write));
        sure(c.run("INSERT INTO list (n, t) VALUES (?1, ?2)", n, std::string(500, 'x')));
        sure(c.run("UPDATE total SET n = n + 1"));
        sure(transaction.commit());
    };
    for (int i = 0; i < 300; ++i) add(i);
    const auto copy = here.directory.path / "backup.db";
    Result<void> made;
    std::thread backup([&] { made = database->backup_to(copy); });
    for (int i = 300; i < 600; ++i) add(i);
    backup.join();
    sure(made);
    CHECK((std::filesystem::status(copy).permissions() & std::filesystem::perms::others_all) == std::filesystem::perms::none);
    CHECK_FALSE(std::filesystem::exists(copy.string() + ".part"));
    CHECK(code_of(database->backup_to(copy)) == "file_exists");

    auto restored = sure(Database::open(Location::file(copy)));
    sure(restored->check());
    const int64_t count = first_integer(restored->writer(), "SELECT count(*) FROM list");
    CHECK(count >= 300);
    CHECK(count == first_integer(restored->writer(), "SELECT n FROM total"));
}

TEST_CASE("An erased value is on no page of file and log after flush_log") {
    SqliteHere here;
    const std::string secret = "a-name-that-must-go-0815";
    auto found = [&] {
        for (const auto& entry : std::filesystem::directory_iterator(here.directory.path)) {
            std::ifstream file(entry.path(), std::ios::binary);
            std::string content((std::istreambuf_iterator<char>(file)), {});
            if (content.find(secret) != content.npos) return true;
        }
        return false;
    };
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    make(c, "CREATE TABLE list (n {integer} PRIMARY KEY, t {text}){strict}");
    sure(c.run("INSERT INTO list (n, t) VALUES (1, ?1)", secret));
    CHECK(found());
    sure(c.run("DELETE FROM list"));
    CHECK(found());   // still in the log
    sure(database->flush_log());
    CHECK_FALSE(found());
}

static const Migration first_steps[] = {
    {1, "a list", "CREATE TABLE list (n {integer} PRIMARY KEY){strict}; INSERT INTO list (n) VALUES (1)"},
    {2, "its words", "ALTER TABLE list ADD COLUMN word {text}", "UPDATE list SET word = 'sqlite'", "UPDATE list SET word = 'postgres'"},
};

TEST_CASE_TEMPLATE("Migrations run once, in order, each part for itself", Here, ON_BOTH) {
    Here here;
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    sure(migrate(c, "record", std::span(first_steps).first(1)));
    sure(migrate(c, "record", first_steps));
    sure(migrate(c, "record", first_steps));
    CHECK(first_text(c, "SELECT word FROM list") == (Here::engine == Engine::sqlite ? "sqlite" : "postgres"));
    const Migration other[] = {{1, "another table", "CREATE TABLE other (n {integer}){strict}"}};
    sure(migrate(c, "instance", other));
    CHECK(first_integer(c, "SELECT count(*) FROM store_migration") == 3);
}

TEST_CASE_TEMPLATE("A newer database is refused and a failed step leaves nothing", Here, ON_BOTH) {
    Here here;
    auto database = sure(Database::open(here.location()));
    Connection& c = database->writer();
    sure(migrate(c, "record", first_steps));
    auto older = migrate(c, "record", std::span(first_steps).first(1));
    CHECK(code_of(older) == "newer_database");
    CHECK(older.error().message.find("step 2") != std::string::npos);

    const Migration bad[] = {{1, "half", "CREATE TABLE half (n {integer}){strict}; INSERT INTO nowhere VALUES (1)"}};
    auto failed = migrate(c, "bad", bad);
    CHECK(failed.error().message.find("Step 1 of the bad tables") != std::string::npos);
    CHECK_FALSE(c.query("SELECT * FROM half"));
    const Migration gap[] = {{2, "two", ""}};
    CHECK_FALSE(migrate(c, "gap", gap));
}

TEST_CASE_TEMPLATE("Two nodes that migrate at once both succeed, and each step runs once", Here, ON_BOTH) {
    Here here;
    auto one = sure(Database::open(here.location())), two = sure(Database::open(here.location()));
    Result<void> first, second;
    std::thread a([&] { first = migrate(one->writer(), "record", first_steps); });
    std::thread b([&] { second = migrate(two->writer(), "record", first_steps); });
    a.join();
    b.join();
    sure(first);
    sure(second);
    CHECK(first_integer(one->writer(), "SELECT count(*) FROM list") == 1);
}
