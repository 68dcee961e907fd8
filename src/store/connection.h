// One connection to one organisation's database, the same on SQLite and PostgreSQL.
//
//   auto rows = TRY(connection.query("SELECT id, title FROM risk WHERE level > ?1", 12));
//   while (TRY(rows.next())) use(rows.integer(0), rows.text(1));
//   TRY(connection.run("UPDATE risk SET title = ?2 WHERE id = ?1", id, title));
//
// Parameters are numbered ?1, ?2 …; values never stand in the SQL text. Statements are prepared once and kept
// (least recently used go). A connection belongs to one thread at a time; only interrupt() may come from another.
// After an error inside a transaction roll back the transaction or the savepoint before going on: PostgreSQL
// refuses everything else.
//
// Errors: conflict "unique" (a unique key exists) · busy "locked", "serialization" (retry the whole transaction),
// "deadline", "interrupted", "connection_lost" · invalid "bad_text" (NUL or not UTF-8) · broken "disk_full",
// "io_failed", "corrupt" (the writer turns read-only), "foreign_key", "constraint", "" (anything else).
#pragma once
#include "base/result.h"
#include "store/dialect.h"
#include "store/parameter.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tutela::store {

// The rows of one query. Columns count from 0; a null reads as 0 or empty. Views live until the next next().
class Rows {
public:
    class Source {
    public:
        virtual ~Source() = default;
        virtual Result<bool> next() = 0;
        virtual int columns() const = 0;
        virtual bool is_null(int column) const = 0;
        virtual int64_t integer(int column) const = 0;
        virtual double real(int column) const = 0;
        virtual std::string_view text(int column) const = 0;
        virtual std::string_view blob(int column) const = 0;
    };
    explicit Rows(std::unique_ptr<Source> source) : source_(std::move(source)) {}

    Result<bool> next() { return source_->next(); }  // true: a row stands; false: there are no more
    int columns() const { return source_->columns(); }
    bool is_null(int column) const { return source_->is_null(column); }
    int64_t integer(int column) const { return source_->integer(column); }
    double real(int column) const { return source_->real(column); }
    std::string_view text(int column) const { return source_->text(column); }
    std::string_view blob(int column) const { return source_->blob(column); }

private:
    std::unique_ptr<Source> source_;
};

enum class Access { read, write };

class Connection {
public:
    virtual ~Connection() = default;
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Runs a statement that gives rows (SELECT, or INSERT … RETURNING). The statement has begun when this returns.
    // PostgreSQL holds all rows in memory: page large results by key. Rows must not outlive the connection.
    template <class... A>
    Result<Rows> query(std::string_view sql, const A&... values) {
        return query_with(sql, std::array<Parameter, sizeof...(A)>{Parameter(values)...});
    }
    // Runs a statement to its end; gives the number of rows it changed.
    template <class... A>
    Result<int64_t> run(std::string_view sql, const A&... values) {
        return run_with(sql, std::array<Parameter, sizeof...(A)>{Parameter(values)...});
    }
    virtual Result<Rows> query_with(std::string_view sql, std::span<const Parameter>) = 0;
    virtual Result<int64_t> run_with(std::string_view sql, std::span<const Parameter>) = 0;

    // Runs one or more statements without parameters and without the cache: for CREATE and its like.
    virtual Result<void> execute(const std::string& script) = 0;

    // A transaction. Access::read gives one consistent picture, taken now, to every statement until the end;
    // Access::write on SQLite takes the write lock at once. Prefer Transaction and Savepoint below.
    virtual Result<void> begin(Access) = 0;
    // On failure nothing is stored and the transaction has ended; only "io_failed" and "connection_lost" leave it
    // unknown (the log, or the server, may have kept it).
    virtual Result<void> commit() = 0;
    virtual void rollback() = 0;        // nothing to do is no error
    virtual bool in_transaction() const = 0;  // false also when the engine has rolled back by itself

    virtual const Dialect& dialect() const = 0;
    bool is(Engine engine) const { return dialect().engine == engine; }

    // Ends the running statement (busy "interrupted"); may be called from any thread while the connection lives.
    virtual void interrupt() = 0;
    // Statements running at or begun after this moment end with busy "deadline"; none takes the limit away (do so
    // before rolling back to a savepoint). Beginning and ending a transaction is not limited.
    virtual void set_deadline(std::optional<std::chrono::steady_clock::time_point>) = 0;
    // Housekeeping between transactions (SQLite moves its log into the file when it has grown). For the writer.
    virtual Result<void> tend() { return {}; }
    // How many prepared statements are kept just now.
    virtual size_t kept_statements() const = 0;
};

// Rolls back at the end of its life unless committed.
class Transaction {
public:
    static Result<Transaction> begin(Connection&, Access);
    Transaction(Transaction&& o) noexcept : connection_(std::exchange(o.connection_, nullptr)) {}
    ~Transaction();
    Result<void> commit();
    void rollback();

private:
    explicit Transaction(Connection* c) : connection_(c) {}
    Connection* connection_;
};

// A part of a running transaction that can be taken back alone; rolls back at the end of its life unless
// released. Savepoints nest; end the inner before the outer. Refused outside a transaction.
class Savepoint {
public:
    static Result<Savepoint> open(Connection&);
    Savepoint(Savepoint&& o) noexcept : connection_(std::exchange(o.connection_, nullptr)) {}
    ~Savepoint();
    Result<void> release();    // after an error it can still be rolled back
    Result<void> roll_back();  // fails when the engine has already ended the whole transaction

private:
    explicit Savepoint(Connection* c) : connection_(c) {}
    Connection* connection_;
};

}  // namespace tutela::store
