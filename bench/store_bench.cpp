// What the writer costs over SQLite itself: the same rows, at the same number per commit, on the same disk.
//   bench_store [DIRECTORY]      on the disk of DIRECTORY (default: the current one)
// Also the cost of the connection interface for a page of 50 rows.
#include "store/database.h"
#include "store/writer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sqlite3.h>
#include <utility>

using namespace tutela;
using namespace tutela::store;
using Clock = std::chrono::steady_clock;

static const std::string content(600, 'x');   // about an entry of the ledger
static const char* const insert = "INSERT INTO entry (position, content) VALUES (?1, ?2)";

template <class T>
static T sure(Result<T> result) {
    if (!result) { std::fprintf(stderr, "%s\n", result.error().message.c_str()); std::exit(1); }
    return result.take();
}
static void sure(Result<void> result) {
    if (!result) { std::fprintf(stderr, "%s\n", result.error().message.c_str()); std::exit(1); }
}
static double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

static void remove(const std::string& file) {
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file + ending);
}

// Rows a second through the C API alone, `batch` rows in each commit.
static double raw(const std::string& file, int batch, int rows) {
    remove(file);
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open(file.c_str(), &db);
    sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entry (position INTEGER PRIMARY KEY, content TEXT) STRICT", nullptr, nullptr, nullptr);
    sqlite3_prepare_v2(db, insert, -1, &statement, nullptr);
    const auto start = Clock::now();
    for (int row = 0; row < rows;) {
        sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        for (int i = 0; i < batch; ++i, ++row) {
            sqlite3_bind_int64(statement, 1, row);
            sqlite3_bind_text(statement, 2, content.data(), static_cast<int>(content.size()), SQLITE_STATIC);
            sqlite3_step(statement);
            sqlite3_reset(statement);
        }
        sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
    }
    const double rate = rows / seconds_since(start);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return rate;
}

struct Count : WriterHooks {
    int64_t position = 0;
    int commits = 0;
    void after_commit() override { ++commits; }
};

// The server's side of the clients: one thread, as an event loop is, that sends each client's next row when the
// one before was acknowledged.
struct Loop {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<int> acknowledged;

    void acknowledge(int client) {
        std::lock_guard lock(mutex);
        acknowledged.push_back(client);
        if (acknowledged.size() == 1) changed.notify_one();
    }
    std::vector<int> wait() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !acknowledged.empty(); });
        return std::exchange(acknowledged, {});
    }
};

// Rows a second of `clients`, each waiting for its own row; `batch` gets the rows per commit that came about.
static double through_writer(const std::string& file, int clients, int rows, double& batch) {
    remove(file);
    auto database = sure(Database::open(Location::file(file)));
    sure(database->writer().execute("CREATE TABLE entry (position INTEGER PRIMARY KEY, content TEXT) STRICT"));
    Count count;
    Loop loop;
    auto writer = sure(Writer::start(database->writer(), count));
    const auto start = Clock::now();
    int sent = 0, done = 0;
    auto send = [&](int client) {
        ++sent;
        auto add = [&](Connection& connection) -> Result<void> {
            TRY(connection.run(insert, ++count.position, content));
            return {};
        };
        writer->submit(add, [&loop, client](Result<void> result) { sure(std::move(result)); loop.acknowledge(client); });
    };
    for (int c = 0; c < clients; ++c) send(c);
    while (done < rows)
        for (int client : loop.wait()) {
            ++done;
            if (sent < rows) send(client);
        }
    const double rate = rows / seconds_since(start);
    writer->stop();
    batch = static_cast<double>(rows) / count.commits;
    return rate;
}

static void pages(const std::string& file) {
    auto database = sure(Database::open(Location::file(file)));
    auto reader = sure(database->read());
    const char* sql = "SELECT position, content FROM entry WHERE position > ?1 ORDER BY position LIMIT 50";
    constexpr int repeats = 20000;
    size_t bytes = 0;
    auto start = Clock::now();
    for (int i = 0; i < repeats; ++i) {
        auto rows = sure(reader->query(sql, i % 1000));
        while (sure(rows.next())) bytes += rows.text(1).size() + static_cast<size_t>(rows.integer(0) & 1);
    }
    const double ours = seconds_since(start) / repeats * 1e6;
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
    start = Clock::now();
    for (int i = 0; i < repeats; ++i) {
        sqlite3_bind_int64(statement, 1, i % 1000);
        while (sqlite3_step(statement) == SQLITE_ROW) {
            sqlite3_column_text(statement, 1);
            bytes += static_cast<size_t>(sqlite3_column_bytes(statement, 1)) + static_cast<size_t>(sqlite3_column_int64(statement, 0) & 1);
        }
        sqlite3_reset(statement);
    }
    const double theirs = seconds_since(start) / repeats * 1e6;
    sqlite3_finalize(statement);
    sqlite3_close(db);
    std::printf("page of 50 rows: %.1f us, SQLite alone %.1f us (%zu bytes read)\n", ours, theirs, bytes);
}

int main(int argc, char** argv) {
    const std::string file = (std::filesystem::path(argc > 1 ? argv[1] : ".") / "bench_store.db").string();
    std::printf("%8s %12s %14s %16s %7s\n", "clients", "rows/commit", "writer rows/s", "SQLite rows/s", "ratio");
    for (int clients : {1, 8, 32, 100})
        for (int round = 0; round < 5; ++round) {   // by turns, because a shared disk changes its speed
            double batch = 1;
            const int rows = clients * 400;
            const double ours = through_writer(file, clients, rows, batch);
            const double theirs = raw(file, std::max(1, static_cast<int>(batch + 0.5)), rows);
            std::printf("%8d %12.1f %14.0f %16.0f %7.2f\n", clients, batch, ours, theirs, ours / theirs);
        }
    double batch = 0;
    through_writer(file, 32, 3200, batch);
    pages(file);
    remove(file);
}
