// Where the ledger meets the translator from CEL to SQL (record/filter).
#pragma once
#include <functional>

#include "record/ledger/sql.h"

namespace tutela::record {

// What a condition needs beside its text. Without `readable` every linked record counts as readable.
struct FilterContext {
    store::Engine engine = store::Engine::sqlite;
    int32_t today = 0;                                                   // days since 1970
    std::vector<std::pair<std::string, expr::Value>> settings;           // by place in Catalog::settings()
    std::function<Result<std::string>(const Declaration&, std::string_view alias, Sql&)> readable;
};

// The condition for rows of `alias`; bindings go to `sql`. Errors: invalid "not_translated", where SQL would decide
// otherwise than CEL.
Result<std::string> filter_condition(const Catalog&, const Table&, const Expression&, std::string_view alias, Sql& sql,
                                     std::optional<int64_t> position = {}, const FilterContext& = {});
// The same from a text as typed: names of fields may stand bare. Errors of the text: cel_syntax, cel_name, cel_type …
Result<std::string> filter_condition(const Catalog&, const Table&, std::string_view text, std::string_view alias, Sql& sql,
                                     std::optional<int64_t> position = {}, const FilterContext& = {});

}  // namespace tutela::record
