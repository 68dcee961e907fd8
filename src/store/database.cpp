#include "store/database.h"

#include "store/postgres/postgres_connection.h"
#include "store/sqlite/sqlite_connection.h"

namespace tutela::store {

Reader::~Reader() {
    if (connection_) home_->give_back(std::move(connection_));
}

static Result<std::unique_ptr<SqliteConnection>> connect_sqlite(const Location& location, const Options& o, Access access) {
    const int cache = access == Access::write ? o.writer_cache_kib : o.reader_cache_kib;
    return SqliteConnection::open(location.where, access, {o.wait, cache, o.kept_statements, o.vfs});
}

Result<std::unique_ptr<Connection>> Database::connect(Access access) {
    if (location_.engine == Engine::sqlite) return std::unique_ptr<Connection>(TRY(connect_sqlite(location_, options_, access)));
    return std::unique_ptr<Connection>(TRY(PostgresConnection::open(location_.where, location_.schema, access,
                                                                    {options_.wait, options_.statement_limit, options_.kept_statements})));
}

Result<std::unique_ptr<Database>> Database::open(Location location, Options options) {
    std::unique_ptr<Database> database(new Database(std::move(location), std::move(options)));
    database->writer_ = TRY(database->connect(Access::write));
    return database;
}

Database::~Database() = default;

Result<Reader> Database::read() {
    std::unique_lock lock(mutex_);
    const bool room = returned_.wait_for(lock, options_.wait, [&] { return !free_.empty() || lent_ < options_.readers; });
    if (!room) return Error{ErrorKind::busy, "All readers of the database are at work; try again.", {}, "no_reader"};
    ++lent_;
    if (!free_.empty()) {
        auto connection = std::move(free_.back());
        free_.pop_back();
        return Reader(this, std::move(connection));
    }
    lock.unlock();
    auto connection = connect(Access::read);
    if (connection) return Reader(this, connection.take());
    lock.lock();
    --lent_;
    returned_.notify_one();
    return std::move(connection.error());
}

Result<Reader> Database::begin_read() {
    Reader reader = TRY(read());
    TRY(reader->begin(Access::read));
    return reader;
}

void Database::give_back(std::unique_ptr<Connection> connection) {
    connection->set_deadline({});
    connection->rollback();
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
    --lent_;
    returned_.notify_one();
}

Result<void> Database::backup_to(const std::filesystem::path& path) {
    if (location_.engine == Engine::postgres)
        return invalid("A PostgreSQL database is backed up with its own tools: pg_dump --schema=" + location_.schema + ", or pg_basebackup.");
    auto source = TRY(connect_sqlite(location_, options_, Access::read));
    return source->copy_to(path.string());
}

Result<void> Database::check() {
    Reader reader = TRY(read());
    auto rows = TRY(reader->query(location_.engine == Engine::sqlite ? "PRAGMA quick_check(1)" : "SELECT 'ok'"));
    if (TRY(rows.next()) && rows.text(0) == "ok") return {};
    return Error{ErrorKind::broken, "The database is damaged: " + std::string(rows.text(0)), {}, "corrupt"};
}

Result<void> Database::flush_log() {
    if (location_.engine == Engine::postgres) return {};
    auto connection = TRY(connect_sqlite(location_, options_, Access::write));
    return connection->checkpoint(true);
}

}  // namespace tutela::store
