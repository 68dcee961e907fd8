// A connection to a SQLite file.
#pragma once
#include "store/connection.h"

#include <atomic>
#include <list>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace tutela::store {

struct SqliteOptions {
    std::chrono::milliseconds wait{5000};
    int cache_kib = 4096;
    size_t kept_statements = 256;
    std::string vfs;
};

class SqliteConnection final : public Connection {
public:
    // Access::write makes the file if needed, as WAL with synchronous=FULL. Access::read opens read-only.
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, Access, const SqliteOptions&);
    ~SqliteConnection() override;

    Result<Rows> query_with(std::string_view, std::span<const Parameter>) override;
    Result<int64_t> run_with(std::string_view, std::span<const Parameter>) override;
    Result<void> execute(const std::string&) override;
    Result<void> begin(Access) override;
    Result<void> commit() override;
    void rollback() override;
    bool in_transaction() const override;
    const Dialect& dialect() const override { return dialect_of(Engine::sqlite); }
    void interrupt() override;
    void set_deadline(std::optional<std::chrono::steady_clock::time_point>) override;
    Result<void> tend() override;
    size_t kept_statements() const override { return kept_.size(); }

    // Copies the whole database, as it is now, into a new file.
    Result<void> copy_to(const std::string& path);
    // Moves the log into the file; `all` waits for readers and empties the log.
    Result<void> checkpoint(bool all);

private:
    struct Kept {
        std::string sql;
        sqlite3_stmt* statement = nullptr;
        bool used = false;   // rows of it are being read
    };
    class RowSource;
    using Place = std::list<Kept>::iterator;

    explicit SqliteConnection(size_t kept) : most_kept_(kept) {}
    Result<void> set_up(Access, const SqliteOptions&);
    Result<void> check_ours(Access);
    Result<Place> statement(std::string_view sql);
    Result<void> bind(sqlite3_stmt*, std::span<const Parameter>, bool copy);
    void let_go(Place);
    Error failure(int code);

    sqlite3* database_ = nullptr;
    std::list<Kept> kept_list_;   // most recently used first
    std::unordered_map<std::string_view, Place> kept_;
    size_t most_kept_;
    int log_pages_ = 0;
    std::atomic<bool> interrupted_{false};
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    bool past_deadline_ = false;
};

}  // namespace tutela::store
