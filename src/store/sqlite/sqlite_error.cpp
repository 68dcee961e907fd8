#include "store/sqlite/sqlite_error.h"

#include <cerrno>
#include <sqlite3.h>
#include <string>

namespace tutela::store {

static Error constraint(int code, std::string message) {
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return conflict("There is already one with the same value where each must be different (" + message + ").", "unique");
        case SQLITE_CONSTRAINT_FOREIGNKEY: return {ErrorKind::broken, message, {}, "foreign_key"};
        default: return {ErrorKind::broken, message, {}, "constraint"};
    }
}

// A quota or a file size limit is a full disk to us: there is room again later.
static bool out_of_room(int code, int system) {
    return code == SQLITE_FULL ||
           ((code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_TRUNCATE) &&
            (system == ENOSPC || system == EDQUOT || system == EFBIG));
}

Error sqlite_error(sqlite3* database, int code) {
    std::string message = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    if (out_of_room(code, database ? sqlite3_system_errno(database) : 0))
        return {ErrorKind::broken, "The disk is full (" + message + ").", {}, "disk_full"};
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT: return constraint(code, std::move(message));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::busy, "The database is locked by another program; try again.", {}, "locked"};
        case SQLITE_INTERRUPT: return {ErrorKind::busy, "The statement was interrupted.", {}, "interrupted"};
        case SQLITE_IOERR: return {ErrorKind::broken, "Reading or writing the database failed (" + message + ").", {}, "io_failed"};
        case SQLITE_CORRUPT: return {ErrorKind::broken, "The database file is damaged (" + message + ").", {}, "corrupt"};
        case SQLITE_NOTADB: return invalid("This file is not a database.", {}, "not_ours");
        case SQLITE_CANTOPEN: return invalid("The database file cannot be opened; check that its directory exists and may be written.");
        case SQLITE_READONLY: return {ErrorKind::broken, "This connection only reads (" + message + ").", {}, "read_only"};
        default: return broken(message);
    }
}

}  // namespace tutela::store
