// PostgreSQL's SQLSTATEs as our errors.
#pragma once
#include "base/result.h"

#include <string_view>

namespace tutela::store {

// `state` has five characters. Source: PostgreSQL 15 manual, appendix A.
Error postgres_error(std::string_view state, std::string message);

// The server is gone or cannot be reached; the connection opens itself anew outside a transaction.
Error connection_lost(std::string_view message);

}  // namespace tutela::store
