// Opening, copying and tending a SQLite file.
#include "store/sqlite/sqlite_connection.h"
#include "store/sqlite/sqlite_error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tutela::store {

// "TUTE": stands in the header of each of our files, so that somebody else's is refused and `file` can name ours.
static constexpr int64_t application_id = 0x54555445;

// The pages of log after which tend() moves it into the file: 4 MiB, as SQLite itself would.
static constexpr int log_pages_kept = 1000;

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, Access access, const SqliteOptions& options) {
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(options.kept_statements));
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(path.c_str(), &connection->database_, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
    if (code != SQLITE_OK) {
        Error error = sqlite_error(connection->database_, code);
        error.message = path + ": " + error.message;
        return error;
    }
    auto ready = connection->set_up(access, options);
    if (!ready) {
        ready.error().message = path + ": " + ready.error().message;
        return std::move(ready.error());
    }
    return connection;
}

Result<void> SqliteConnection::set_up(Access access, const SqliteOptions& options) {
    sqlite3_busy_timeout(database_, static_cast<int>(options.wait.count()));
    // The schema of a file that somebody hands us is not trusted: no functions with side effects in it, no
    // writable system tables, double quotes are names only, no extensions.
    for (auto [what, on] : {std::pair{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_DEFENSIVE, 1}, {SQLITE_DBCONFIG_DQS_DML, 0},
                            {SQLITE_DBCONFIG_DQS_DDL, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, {SQLITE_DBCONFIG_ENABLE_FKEY, 1}})
        sqlite3_db_config(database_, what, on, nullptr);
    TRY(execute("PRAGMA cell_size_check=ON; PRAGMA cache_size=-" + std::to_string(options.cache_kib)));
    TRY(check_ours(access));
    if (access == Access::read) return {};

    {
        auto mode = TRY(query("PRAGMA journal_mode=WAL"));
        if (!TRY(mode.next()) || mode.text(0) != "wal")
            return broken("The write-ahead log cannot be used here; put the data directory on a local disk.");
    }
    TRY(execute("PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864"));
    sqlite3_wal_hook(database_, [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteConnection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
    }, this);
    return {};
}

Result<void> SqliteConnection::check_ours(Access access) {
    int64_t id = 0, tables = 0;
    {
        auto rows = TRY(query("SELECT (SELECT count(*) FROM sqlite_schema), a.application_id FROM pragma_application_id() AS a"));
        if (!TRY(rows.next())) return broken("The database gives no header.");
        tables = rows.integer(0);
        id = rows.integer(1);
    }
    if (id == application_id) return {};
    if (id != 0 || tables != 0) return invalid("This is another program's database; name a new file or one of Tutela's.", {}, "not_ours");
    if (access == Access::read) return {};
    return execute("PRAGMA application_id=" + std::to_string(application_id));
}

Result<void> SqliteConnection::tend() {
    return log_pages_ < log_pages_kept ? Result<void>{} : checkpoint(false);
}

Result<void> SqliteConnection::checkpoint(bool all) {
    int code = sqlite3_wal_checkpoint_v2(database_, nullptr, all ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(code);
    log_pages_ = 0;
    return {};
}

static Result<void> copy_into(sqlite3* from, sqlite3* to) {
    sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup) return sqlite_error(to, sqlite3_extended_errcode(to));
    // All pages in one step: in a write-ahead log a reader stops nobody, and a copy made in several steps would
    // begin anew after each commit.
    sqlite3_backup_step(backup, -1);
    int code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) return sqlite_error(to, sqlite3_extended_errcode(to));
    return {};
}

// Makes a new name in a directory last.
static void sync_directory(const std::filesystem::path& directory) {
    int fd = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    ::fsync(fd);
    ::close(fd);
}

Result<void> SqliteConnection::copy_to(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return conflict(path + " is there already; name a new file.", "file_exists");
    const std::string part = path + ".part";
    // Made by us first so that nobody else may read it.
    int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0) return invalid(part + " cannot be written: " + std::strerror(errno) + ".");
    ::close(fd);
    sqlite3* target = nullptr;
    int code = sqlite3_open_v2(part.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    auto copied = code == SQLITE_OK ? copy_into(database_, target) : Result<void>(sqlite_error(target, code));
    sqlite3_close(target);
    if (copied && ::rename(part.c_str(), path.c_str()) != 0) copied = broken(path + " cannot be named: " + std::strerror(errno) + ".");
    if (!copied) {
        ::unlink(part.c_str());
        return copied;
    }
    sync_directory(std::filesystem::path(path).parent_path());
    return {};
}

}  // namespace tutela::store
