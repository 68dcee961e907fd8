// How deep the parts of a condition stand inside one another, as SQLite's parser counts it: it keeps at most 100
// unfinished symbols (YYSTACKDEPTH, fixed when the library is built) and refuses the statement beyond that.
#pragma once
#include <string_view>

namespace tutela::record {

// The most symbols that are unfinished at once while `sql` is read; at least what SQLite needs, and a few more.
int sql_depth(std::string_view sql);

// What a condition may need: the rest is for the statement around it.
inline constexpr int deepest_sql = 74;

}  // namespace tutela::record
