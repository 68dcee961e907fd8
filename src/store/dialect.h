// Where the two engines differ in SQL. Everything else is one text for both.
#pragma once
#include <string>
#include <string_view>

namespace tutela::store {

enum class Engine { sqlite, postgres };

struct Dialect {
    Engine engine;
    std::string_view integer;     // 64 bits: INTEGER, BIGINT
    std::string_view real;        // 64 bits: REAL, DOUBLE PRECISION
    std::string_view text;        // ordered by bytes on both: TEXT, TEXT COLLATE "C"
    std::string_view blob;        // BLOB, BYTEA
    std::string_view json;        // TEXT, JSONB; `column ->> 'key'` reads on both, but SQLite 3.40 takes no index on it
                                  // while trusted_schema is off: what is filtered by needs a column of its own
    std::string_view identity;    // a whole column type: 64-bit key given by the database, never used twice
    std::string_view strict;      // stands after the closing bracket of CREATE TABLE
    std::string_view for_update;  // stands at the end of a SELECT that locks its rows (SQLite's writer is alone anyway)

    // Replaces {integer} {real} {text} {blob} {json} {identity} {strict} {for_update} in a text of ours.
    // An unknown name in braces is left as it is and will be refused by the engine.
    std::string expand(std::string_view sql) const;
};

const Dialect& dialect_of(Engine);

}  // namespace tutela::store
