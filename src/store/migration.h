// Numbered changes to the few tables that are not made from declarations.
#pragma once
#include "store/connection.h"

#include <span>
#include <string_view>

namespace tutela::store {

// Never changed once released. `sql` is one text for both engines with the words of Dialect::expand; what only
// one engine needs stands in the other two and runs after it. Any of them may be empty.
struct Migration {
    int number;              // 1, 2, 3 … without gaps
    std::string_view name;   // a few words for people
    std::string_view sql;
    std::string_view sqlite = {};
    std::string_view postgres = {};
};

// Brings the tables of one part ("record", "instance") to the last number, each step in a transaction of its own,
// and remembers it in `store_migration`. Several nodes may do so at once. Errors: invalid "newer_database" when the
// database knows a step this program does not; otherwise the failed step's own, naming part and number.
Result<void> migrate(Connection&, std::string_view part, std::span<const Migration>);

}  // namespace tutela::store
