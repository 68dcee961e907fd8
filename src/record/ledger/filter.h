// Where the ledger meets the translator from CEL to SQL (record/filter).
#pragma once
#include "record/ledger/sql.h"

namespace tutela::record {

// The condition for rows of `alias`; bindings go to `sql`. Errors: invalid, where SQL would decide otherwise.
Result<std::string> filter_condition(const Catalog&, const Table&, const Expression&, std::string_view alias, Sql& sql,
                                     std::optional<int64_t> position = {});
// The same from a text as typed: names of fields may stand bare.
Result<std::string> filter_condition(const Catalog&, const Table&, std::string_view text, std::string_view alias, Sql& sql,
                                     std::optional<int64_t> position = {});

}  // namespace tutela::record
