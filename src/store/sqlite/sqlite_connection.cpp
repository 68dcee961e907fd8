#include "store/sqlite/sqlite_connection.h"

#include "store/sqlite/sqlite_error.h"

#include <cstring>
#include <sqlite3.h>

namespace tutela::store {

SqliteConnection::~SqliteConnection() {
    for (Kept& k : kept_list_) sqlite3_finalize(k.statement);
    sqlite3_close(database_);
}

Error SqliteConnection::failure(int code) {
    Error error = sqlite_error(database_, code);
    if (error.code == "interrupted" && past_deadline_) {
        error.code = "deadline";
        error.message = "The statement took longer than it may; ask for less.";
    }
    return error;
}

class SqliteConnection::RowSource final : public Rows::Source {
public:
    RowSource(SqliteConnection& home, Place place, int first)
        : home_(home), place_(place), statement_(place->statement), pending_(first) {}
    ~RowSource() override { home_.let_go(place_); }

    Result<bool> next() override {
        int code = pending_ ? std::exchange(pending_, 0) : done_ ? SQLITE_DONE : sqlite3_step(statement_);
        if (code == SQLITE_ROW) return true;
        done_ = true;
        if (code == SQLITE_DONE) return false;
        return home_.failure(code);
    }
    int columns() const override { return sqlite3_column_count(statement_); }
    bool is_null(int c) const override { return sqlite3_column_type(statement_, c) == SQLITE_NULL; }
    int64_t integer(int c) const override { return sqlite3_column_int64(statement_, c); }
    double real(int c) const override { return sqlite3_column_double(statement_, c); }
    std::string_view text(int c) const override {
        auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, c));
        return bytes ? std::string_view(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, c))) : std::string_view();
    }
    std::string_view blob(int c) const override {
        auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, c));
        return bytes ? std::string_view(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, c))) : std::string_view();
    }

private:
    SqliteConnection& home_;
    Place place_;
    sqlite3_stmt* statement_;
    int pending_;
    bool done_ = false;
};

// Gives a statement that nobody reads from: the kept one, or a new one, which takes the place of the least
// recently used when there are too many.
Result<SqliteConnection::Place> SqliteConnection::statement(std::string_view sql) {
    auto found = kept_.find(sql);
    if (found != kept_.end() && !found->second->used) {
        kept_list_.splice(kept_list_.begin(), kept_list_, found->second);
        found->second->used = true;
        return found->second;
    }
    Kept kept{std::string(sql), nullptr, true};
    const char* rest = nullptr;
    int code = sqlite3_prepare_v3(database_, kept.sql.c_str(), static_cast<int>(kept.sql.size()) + 1,
                                  SQLITE_PREPARE_PERSISTENT, &kept.statement, &rest);
    if (code != SQLITE_OK) return failure(code);
    if (!kept.statement) return broken("An empty statement was to be run.");
    if (rest && std::strspn(rest, " \t\r\n;") != std::strlen(rest)) {
        sqlite3_finalize(kept.statement);
        return broken("Several statements stand in one text; use execute.");
    }
    kept_list_.push_front(std::move(kept));
    if (found == kept_.end()) kept_.emplace(kept_list_.front().sql, kept_list_.begin());
    return kept_list_.begin();
}

void SqliteConnection::let_go(Place place) {
    sqlite3_reset(place->statement);
    sqlite3_clear_bindings(place->statement);
    place->used = false;
    auto drop = [&](Place p) {
        sqlite3_finalize(p->statement);
        auto entry = kept_.find(p->sql);
        if (entry != kept_.end() && entry->second == p) kept_.erase(entry);
        kept_list_.erase(p);
    };
    auto entry = kept_.find(place->sql);
    if (entry == kept_.end() || entry->second != place) return drop(place);   // a second one of the same text
    for (auto last = kept_list_.end(); kept_.size() > most_kept_ && last != kept_list_.begin();) {
        --last;
        if (!last->used) { auto victim = last++; drop(victim); }
    }
}

Result<void> SqliteConnection::bind(sqlite3_stmt* statement, std::span<const Parameter> values, bool copy) {
    auto life = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size()))
        return broken("The statement takes " + std::to_string(sqlite3_bind_parameter_count(statement)) + " values, not " +
                      std::to_string(values.size()) + ": " + sqlite3_sql(statement));
    for (size_t i = 0; i < values.size(); ++i) {
        const Parameter& value = values[i];
        const int at = static_cast<int>(i) + 1;
        const std::string_view bytes = value.bytes();
        int code = SQLITE_OK;
        switch (value.kind()) {
            case Parameter::Kind::null: code = sqlite3_bind_null(statement, at); break;
            case Parameter::Kind::integer: code = sqlite3_bind_int64(statement, at, value.integer()); break;
            case Parameter::Kind::real: code = sqlite3_bind_double(statement, at, value.real()); break;
            case Parameter::Kind::text:
                if (!is_text(bytes)) return bad_text();
                code = sqlite3_bind_text64(statement, at, bytes.data() ? bytes.data() : "", bytes.size(), life, SQLITE_UTF8);
                break;
            case Parameter::Kind::blob:
                code = sqlite3_bind_blob64(statement, at, bytes.data() ? bytes.data() : "", bytes.size(), life);
                break;
        }
        if (code != SQLITE_OK) return failure(code);
    }
    return {};
}

Result<Rows> SqliteConnection::query_with(std::string_view sql, std::span<const Parameter> values) {
    Place place = TRY(statement(sql));
    if (auto bound = bind(place->statement, values, true); !bound) {
        let_go(place);
        return std::move(bound.error());
    }
    int code = sqlite3_step(place->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        Error error = failure(code);
        let_go(place);
        return error;
    }
    return Rows(std::make_unique<RowSource>(*this, place, code));
}

Result<int64_t> SqliteConnection::run_with(std::string_view sql, std::span<const Parameter> values) {
    Place place = TRY(statement(sql));
    struct Return { SqliteConnection& home; Place place; ~Return() { home.let_go(place); } } give_back{*this, place};
    TRY(bind(place->statement, values, false));
    const int64_t before = sqlite3_total_changes64(database_);
    int code;
    while ((code = sqlite3_step(place->statement)) == SQLITE_ROW) {}
    if (code != SQLITE_DONE) return failure(code);
    // sqlite3_changes alone keeps the last statement's number when this one changes nothing, and total_changes
    // counts what foreign keys and triggers did as well.
    return sqlite3_total_changes64(database_) == before ? 0 : sqlite3_changes64(database_);
}

Result<void> SqliteConnection::execute(const std::string& script) {
    int code = sqlite3_exec(database_, script.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(code);
    return {};
}

Result<void> SqliteConnection::begin(Access access) {
    if (access == Access::write) { TRY(run("BEGIN IMMEDIATE")); return {}; }
    TRY(run("BEGIN"));
    auto seen = run("SELECT count(*) FROM sqlite_schema");   // the picture is taken at the first read
    if (!seen) { rollback(); return std::move(seen.error()); }
    return {};
}

Result<void> SqliteConnection::commit() {
    auto done = run("COMMIT");
    if (done) return {};
    rollback();
    return std::move(done.error());
}

void SqliteConnection::rollback() {
    if (in_transaction()) (void)run("ROLLBACK");
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }

void SqliteConnection::interrupt() { sqlite3_interrupt(database_); }

void SqliteConnection::set_deadline(std::optional<std::chrono::steady_clock::time_point> deadline) {
    deadline_ = deadline;
    past_deadline_ = false;
    if (!deadline) return sqlite3_progress_handler(database_, 0, nullptr, nullptr);
    auto late = [](void* self) -> int {
        auto& connection = *static_cast<SqliteConnection*>(self);
        return connection.past_deadline_ = std::chrono::steady_clock::now() >= *connection.deadline_;
    };
    sqlite3_progress_handler(database_, 2000, late, this);
}

}  // namespace tutela::store
