#include "store/postgres/postgres_connection.h"

namespace tutela::store {

// Where the quoted or commented stretch that begins at `at` ends (one past its last character); `at` if none begins.
static size_t past_quoted(std::string_view sql, size_t at) {
    const char c = sql[at];
    size_t end = sql.npos;
    if (c == '\'' || c == '"') end = sql.find(c, at + 1);            // a doubled quote begins the next stretch
    else if (sql.substr(at, 2) == "--") end = sql.find('\n', at);
    else if (sql.substr(at, 2) == "/*") end = (end = sql.find("*/", at + 2)) == sql.npos ? end : end + 1;
    else return at;
    return end == sql.npos ? sql.size() : end + 1;
}

std::string with_dollar_parameters(std::string_view sql) {
    std::string out;
    out.reserve(sql.size());
    for (size_t i = 0; i < sql.size();) {
        if (size_t end = past_quoted(sql, i); end > i) {
            out += sql.substr(i, end - i);
            i = end;
            continue;
        }
        const bool numbered = sql[i] == '?' && i + 1 < sql.size() && sql[i + 1] >= '1' && sql[i + 1] <= '9';
        out += numbered ? '$' : sql[i];
        ++i;
    }
    return out;
}

}  // namespace tutela::store
