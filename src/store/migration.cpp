#include "store/migration.h"

#include "base/clock.h"

namespace tutela::store {

// Lets one node after another through; SQLite's write lock does so by itself. Freed at the end of the transaction.
static Result<void> take_turn(Connection& connection) {
    if (connection.is(Engine::postgres)) TRY(connection.query("SELECT pg_advisory_xact_lock(hashtext(current_schema()::text))"));
    return {};
}

static Result<void> make_table(Connection& connection) {
    auto transaction = TRY(Transaction::begin(connection, Access::write));
    TRY(take_turn(connection));
    TRY(connection.execute(connection.dialect().expand(
        "CREATE TABLE IF NOT EXISTS store_migration (part {text} NOT NULL, number {integer} NOT NULL, name {text} NOT NULL, "
        "done_at {integer} NOT NULL, PRIMARY KEY (part, number)){strict}")));
    return transaction.commit();
}

static Result<int> last_step(Connection& connection, std::string_view part) {
    auto rows = TRY(connection.query("SELECT coalesce(max(number), 0) FROM store_migration WHERE part = ?1", part));
    TRY(rows.next());
    return static_cast<int>(rows.integer(0));
}

static Result<void> take_step(Connection& connection, std::string_view part, const Migration& step) {
    auto transaction = TRY(Transaction::begin(connection, Access::write));
    TRY(take_turn(connection));
    if (TRY(last_step(connection, part)) >= step.number) return transaction.commit();   // another node was quicker
    for (std::string_view sql : {step.sql, connection.is(Engine::sqlite) ? step.sqlite : step.postgres})
        if (!sql.empty()) TRY(connection.execute(connection.dialect().expand(sql)));
    TRY(connection.run("INSERT INTO store_migration (part, number, name, done_at) VALUES (?1, ?2, ?3, ?4)",
                       part, step.number, step.name, clock::now_us()));
    return transaction.commit();
}

Result<void> migrate(Connection& connection, std::string_view part, std::span<const Migration> steps) {
    for (size_t i = 0; i < steps.size(); ++i)
        if (steps[i].number != static_cast<int>(i) + 1) return broken("The migrations of " + std::string(part) + " are not numbered 1, 2, 3 …");
    TRY(make_table(connection));
    const int done = TRY(last_step(connection, part));
    const int known = static_cast<int>(steps.size());
    if (done > known)
        return invalid("This database was written by a newer Tutela (" + std::string(part) + " tables are at step " + std::to_string(done) +
                       ", this program knows " + std::to_string(known) + "). Start the newer program.", {}, "newer_database");
    for (const Migration& step : steps.subspan(static_cast<size_t>(done))) {
        auto taken = take_step(connection, part, step);
        if (taken) continue;
        taken.error().message = "Step " + std::to_string(step.number) + " of the " + std::string(part) + " tables (" +
                                std::string(step.name) + ") failed: " + taken.error().message;
        return taken;
    }
    return {};
}

}  // namespace tutela::store
