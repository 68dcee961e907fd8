#include "store/postgres/postgres_connection.h"

#include "store/postgres/postgres_error.h"
#include "store/postgres/values.h"

#include <libpq-fe.h>
#include <poll.h>

namespace tutela::store {

using Clock = std::chrono::steady_clock;

void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::~PostgresConnection() {
    if (cancel_) PQfreeCancel(cancel_);
    PQfinish(connection_);
}

bool PostgresConnection::lost() const { return PQstatus(connection_) != CONNECTION_OK; }

bool PostgresConnection::in_transaction() const {
    auto status = PQtransactionStatus(connection_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

static Error past_deadline() {
    return {ErrorKind::busy, "The statement took longer than it may; ask for less.", {}, "deadline"};
}

void PostgresConnection::interrupt() {
    std::lock_guard lock(cancel_mutex_);
    char ignored[256];
    if (cancel_) PQcancel(cancel_, ignored, sizeof ignored);
}

// Waits until the server has answered in full. When the deadline passes it is asked to stop, and its answer
// (an error, or a result that came first) awaited; again and again, because a server that has not begun the
// statement yet forgets that it was asked. Gives whether it was asked.
bool PostgresConnection::wait_for_server(bool limited) {
    static constexpr int ask_again = 100;
    bool asked = false;
    while (PQisBusy(connection_)) {
        const bool has_limit = limited && deadline_;
        int wait = asked ? ask_again : -1;
        if (has_limit && !asked) {
            auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - Clock::now()).count();
            wait = left < 0 ? 0 : static_cast<int>(std::min<int64_t>(left, 1'000'000));
        }
        pollfd server{PQsocket(connection_), POLLIN, 0};
        if (poll(&server, 1, wait) == 0) {
            if (Clock::now() < *deadline_) continue;
            interrupt();
            asked = true;
            continue;
        }
        if (!PQconsumeInput(connection_)) break;   // lost; PQgetResult says so
    }
    return asked;
}

// The last result of what was sent, or the error that ended it.
Result<PostgresConnection::Answer> PostgresConnection::answer(bool sent, bool limited) {
    if (!sent) return connection_lost(PQerrorMessage(connection_));
    Answer last;
    bool asked = false;
    for (;;) {
        asked = wait_for_server(limited) || asked;
        Answer next(PQgetResult(connection_));
        if (!next) break;
        last = std::move(next);
    }
    if (!last) return connection_lost(PQerrorMessage(connection_));
    switch (PQresultStatus(last.get())) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY: return last;
        default: break;
    }
    const char* state = PQresultErrorField(last.get(), PG_DIAG_SQLSTATE);
    const char* primary = PQresultErrorField(last.get(), PG_DIAG_MESSAGE_PRIMARY);
    if (!state || lost()) return connection_lost(PQresultErrorMessage(last.get()));
    Error error = postgres_error(state, primary ? primary : "");
    return error.code == "interrupted" && asked ? past_deadline() : error;
}

Result<PostgresConnection::Answer> PostgresConnection::simple(const std::string& sql, bool limited) {
    return answer(PQsendQuery(connection_, sql.c_str()), limited);
}

void PostgresConnection::forget(std::string_view sql) {
    auto found = kept_.find(sql);
    if (found == kept_.end()) return;
    Place place = found->second;
    kept_.erase(found);
    if (!lost()) (void)simple("DEALLOCATE " + place->name);
    kept_list_.erase(place);
}

void PostgresConnection::keep(std::string_view sql, const std::string& name) {
    kept_list_.push_front({std::string(sql), name});
    kept_.emplace(kept_list_.front().sql, kept_list_.begin());
    while (kept_.size() > options_.kept_statements && kept_.size() > 1) forget(std::string(kept_list_.back().sql));
}

// The name of the prepared statement for a text.
Result<std::string> PostgresConnection::statement(std::string_view sql) {
    if (auto found = kept_.find(sql); found != kept_.end()) {
        kept_list_.splice(kept_list_.begin(), kept_list_, found->second);
        return found->second->name;
    }
    std::string name = "s" + std::to_string(++names_given_);
    TRY(answer(PQsendPrepare(connection_, name.c_str(), with_dollar_parameters(sql).c_str(), 0, nullptr)));
    keep(sql, name);
    return name;
}

Result<PostgresConnection::Answer> PostgresConnection::ask_once(std::string_view sql, std::span<const Parameter> values) {
    if (lost()) TRY(reopen());
    if (deadline_ && Clock::now() >= *deadline_) return past_deadline();
    const BoundValues bound = TRY(BoundValues::of(values));
    const std::string name = TRY(statement(sql));
    auto result = answer(PQsendQueryPrepared(connection_, name.c_str(), bound.count(), bound.values(), bound.lengths(), bound.formats(), 0), true);
    if (!result && result.error().code == "serialization") forget(sql);   // perhaps its tables were changed
    return result;
}

Result<PostgresConnection::Answer> PostgresConnection::ask(std::string_view sql, std::span<const Parameter> values) {
    const bool repeatable = access_ == Access::read && !in_transaction();
    auto result = ask_once(sql, values);
    if (!result && repeatable && result.error().code == "connection_lost") return ask_once(sql, values);
    return result;
}

Result<Rows> PostgresConnection::query_with(std::string_view sql, std::span<const Parameter> values) {
    Answer result = TRY(ask(sql, values));
    return rows_of(std::move(result));
}

Result<int64_t> PostgresConnection::run_with(std::string_view sql, std::span<const Parameter> values) {
    Answer result = TRY(ask(sql, values));
    return changed_by(result.get());
}

Result<void> PostgresConnection::execute(const std::string& script) {
    if (lost()) TRY(reopen());
    TRY(simple(script, true));
    return {};
}

Result<void> PostgresConnection::begin(Access access) {
    if (in_transaction()) return broken("A transaction is running already.");
    // The SELECT takes the picture that the following statements will see.
    const char* text = access == Access::write ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                                               : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1";
    const bool was_lost = lost();
    if (was_lost) TRY(reopen());
    auto begun = simple(text);
    if (!begun && !was_lost && lost()) {   // lost since the last use; nothing was done yet
        TRY(reopen());
        begun = simple(text);
    }
    if (!begun) {
        rollback();
        return std::move(begun.error());
    }
    return {};
}

Result<void> PostgresConnection::commit() {
    if (lost()) return connection_lost("the connection ended inside a transaction");
    if (!in_transaction()) return broken("There is no transaction to commit.");
    auto done = simple("COMMIT");
    if (!done) {
        rollback();
        return std::move(done.error());
    }
    // After a failed statement COMMIT rolls back and calls that a success.
    if (std::string_view(PQcmdStatus(done->get())) != "COMMIT") return broken("A statement of the transaction had failed; all of it was taken back.");
    return {};
}

void PostgresConnection::rollback() {
    if (in_transaction()) (void)simple("ROLLBACK");
}

}  // namespace tutela::store
