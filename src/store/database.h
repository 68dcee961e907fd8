// One organisation's database: a SQLite file, or a schema of a PostgreSQL database.
#pragma once
#include "store/connection.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tutela::store {

struct Location {
    Engine engine = Engine::sqlite;
    std::string where;   // the file, or postgresql://user@host/database
    std::string schema;  // PostgreSQL only: [a-z_][a-z0-9_]*, at most 63 characters; made if it is not there

    static Location file(const std::filesystem::path& path) { return {Engine::sqlite, path.string(), {}}; }
    static Location url(std::string url, std::string schema) { return {Engine::postgres, std::move(url), std::move(schema)}; }
};

struct Options {
    int readers = 4;                                 // connections for reading at most; opened when first needed
    std::chrono::milliseconds wait{5000};            // for a lock, and for a free reader
    std::chrono::milliseconds statement_limit{60000};  // PostgreSQL: no single statement runs longer
    int writer_cache_kib = 8192;                     // SQLite page caches; they grow only with the database
    int reader_cache_kib = 4096;
    size_t kept_statements = 256;                    // prepared statements per connection
    std::string vfs;                                 // SQLite: another file system layer, for tests
};

class Database;

// A reading connection for a while; goes back at the end of its life. Reading only: writes are refused.
class Reader {
public:
    Reader(Reader&&) noexcept = default;
    Reader& operator=(Reader&&) = delete;
    ~Reader();
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

private:
    friend class Database;
    Reader(Database* home, std::unique_ptr<Connection> c) : home_(home), connection_(std::move(c)) {}
    Database* home_;
    std::unique_ptr<Connection> connection_;
};

class Database {
public:
    // Opens, and makes the file or schema if it is not there (a file's directory must exist).
    // Errors: invalid (not one of ours, bad schema name, server too old), busy (locked, cannot be reached), broken.
    static Result<std::unique_ptr<Database>> open(Location, Options = {});
    ~Database();

    // The one connection that writes. Set up tables through it, then hand it to Writer and leave it alone.
    Connection& writer() { return *writer_; }

    // A connection for reading; waits for a free one. Errors: busy "no_reader".
    Result<Reader> read();
    // The same inside a transaction: every statement sees the database as it is now.
    Result<Reader> begin_read();

    // Writes a consistent copy to a new file while others go on (SQLite). Errors: conflict (file exists),
    // broken "disk_full"; invalid on PostgreSQL, which brings its own tools.
    Result<void> backup_to(const std::filesystem::path&);
    // Looks for damage: SQLite's quick check; on PostgreSQL whether the schema answers. Errors: broken "corrupt".
    Result<void> check();
    // SQLite: moves the log into the file and empties it, so that erased values are on no page of it. Waits for
    // readers. Errors: busy "locked".
    Result<void> flush_log();

    const Location& location() const { return location_; }
    const Dialect& dialect() const { return dialect_of(location_.engine); }

private:
    friend class Reader;
    Database(Location l, Options o) : location_(std::move(l)), options_(std::move(o)) {}
    Result<std::unique_ptr<Connection>> connect(Access);
    void give_back(std::unique_ptr<Connection>);

    Location location_;
    Options options_;
    std::unique_ptr<Connection> writer_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> free_;
    int lent_ = 0;
};

}  // namespace tutela::store
