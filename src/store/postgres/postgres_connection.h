// A connection to one schema of a PostgreSQL database.
#pragma once
#include "store/connection.h"

#include <list>
#include <mutex>
#include <unordered_map>
#include <vector>

struct pg_conn;
struct pg_result;
struct pg_cancel;

namespace tutela::store {

struct PostgresOptions {
    std::chrono::milliseconds wait{5000};             // for a lock
    std::chrono::milliseconds statement_limit{60000};
    size_t kept_statements = 256;
};

// `?1` written as `$1`, leaving strings, quoted names and comments alone.
std::string with_dollar_parameters(std::string_view sql);

class PostgresConnection final : public Connection {
public:
    // Access::write makes the schema if it is not there; Access::read refuses writing.
    static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url, const std::string& schema, Access, const PostgresOptions&);
    ~PostgresConnection() override;

    Result<Rows> query_with(std::string_view, std::span<const Parameter>) override;
    Result<int64_t> run_with(std::string_view, std::span<const Parameter>) override;
    Result<void> execute(const std::string&) override;
    Result<void> begin(Access) override;
    Result<void> commit() override;
    void rollback() override;
    bool in_transaction() const override;
    const Dialect& dialect() const override { return dialect_of(Engine::postgres); }
    void interrupt() override;
    void set_deadline(std::optional<std::chrono::steady_clock::time_point> d) override { deadline_ = d; }
    size_t kept_statements() const override { return kept_.size(); }

    struct Clear { void operator()(pg_result*) const; };
    using Answer = std::unique_ptr<pg_result, Clear>;

private:
    struct Kept { std::string sql; std::string name; };
    using Place = std::list<Kept>::iterator;

    PostgresConnection(std::string schema, Access access, PostgresOptions o) : schema_(std::move(schema)), access_(access), options_(o) {}
    Result<void> set_up();
    Result<void> set_session();
    Result<void> make_schema();
    Result<void> reopen();
    Result<std::string> statement(std::string_view sql);
    void keep(std::string_view sql, const std::string& name);
    Result<Answer> ask(std::string_view sql, std::span<const Parameter>);
    Result<Answer> ask_once(std::string_view sql, std::span<const Parameter>);
    // `limited` statements end at the deadline; those that begin and end transactions do not.
    Result<Answer> simple(const std::string& sql, bool limited = false);
    Result<Answer> answer(bool sent, bool limited = false);
    bool wait_for_server(bool limited);
    void forget(std::string_view sql);
    bool lost() const;

    pg_conn* connection_ = nullptr;
    const std::string schema_;
    const Access access_;
    const PostgresOptions options_;
    std::list<Kept> kept_list_;   // most recently used first
    std::unordered_map<std::string_view, Place> kept_;
    uint64_t names_given_ = 0;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    std::mutex cancel_mutex_;     // interrupt() comes from another thread
    pg_cancel* cancel_ = nullptr;
};

}  // namespace tutela::store
