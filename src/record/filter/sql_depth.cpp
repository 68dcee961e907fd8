#include "record/filter/sql_depth.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace tutela::record {
namespace {

// One bracket or CASE that is open: symbols for itself, for the clause it stands in, for operators that wait.
struct Open { int own = 0, clause = 0, waiting = 0; };

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The next word, quoted name, text, or sign.
std::string_view token(std::string_view sql, size_t& at) {
    while (at < sql.size() && sql[at] == ' ') ++at;
    const size_t begin = at;
    if (at == sql.size()) return {};
    const char c = sql[at++];
    if (c == '"' || c == '\'') {
        while (at < sql.size() && sql[at] != c) ++at;
        at = std::min(at + 1, sql.size());
    } else if (is_word(c)) {
        while (at < sql.size() && is_word(sql[at])) ++at;
    } else if ((c == '<' || c == '>') && at < sql.size() && (sql[at] == '=' || sql[at] == '>')) {
        ++at;
    }
    return sql.substr(begin, at - begin);
}

}  // namespace

int sql_depth(std::string_view sql) {
    std::vector<Open> open(1);
    int total = 0, most = 0;
    const auto change = [&](int& part, int to) { total += to - part; part = to; };
    const auto close = [&] {
        const Open& last = open.back();
        total -= last.own + last.clause + last.waiting;
        if (open.size() > 1) open.pop_back();
    };
    bool name_before = false;
    for (size_t at = 0;;) {
        const std::string_view t = token(sql, at);
        if (t.empty()) break;
        Open& now = open.back();
        const bool name = is_word(t[0]) && !std::isdigit(static_cast<unsigned char>(t[0]));
        if (t == "(") { open.push_back({}); change(open.back().own, name_before ? 4 : 1); }
        else if (t == ")") close();
        else if (t == "CASE") { open.push_back({}); change(open.back().own, 2); }
        else if (t == "END") close();
        else if (t == "WHEN" || t == "ELSE") { change(now.clause, 2); change(now.waiting, 0); }
        else if (t == "THEN") { change(now.clause, 4); change(now.waiting, 0); }
        else if (t == "SELECT") { change(now.clause, 3); change(now.waiting, 0); }
        else if (t == "FROM" || t == "JOIN" || t == "ON" || t == "WHERE") { change(now.clause, t == "JOIN" || t == "ON" ? 8 : t == "FROM" ? 6 : 5); change(now.waiting, 0); }
        else if (t == ",") change(now.waiting, 1);
        else if (t == "AND" || t == "OR") change(now.waiting, 2);
        else if (t == "NOT") change(now.waiting, now.waiting + 1);
        else if (t == "=" || t == "<>" || t == "<" || t == ">" || t == "<=" || t == ">=" || t == "IS" || t == "%" || t == "/" || t == "*" || t == "-" || t == "+" || t == "IN") change(now.waiting, std::min(now.waiting + 2, 6));
        name_before = name && t != "AND" && t != "OR" && t != "NOT" && t != "WHERE" && t != "WHEN" && t != "THEN" && t != "ELSE" && t != "CASE" && t != "SELECT" && t != "ON" && t != "FROM" && t != "JOIN" && t != "AS";
        most = std::max(most, total);
    }
    return most + 2;
}

}  // namespace tutela::record
