// SQLite's result codes as our errors.
#pragma once
#include "base/result.h"

struct sqlite3;

namespace tutela::store {

// `code` is the extended result code. Source: sqlite.org/rescode.html
Error sqlite_error(sqlite3*, int code);

}  // namespace tutela::store
