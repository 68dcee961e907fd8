#include "record/ledger/sql.h"

#include <cctype>

namespace tutela::record {

std::string Sql::adopt(std::string_view condition, Row bound) {
    const size_t base = values.size();
    std::string out;
    char quote = 0;
    for (size_t i = 0; i < condition.size(); ++i) {
        const char c = condition[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '?') {
            size_t number = 0;
            while (i + 1 < condition.size() && std::isdigit(static_cast<unsigned char>(condition[i + 1]))) number = number * 10 + static_cast<size_t>(condition[++i] - '0');
            out += '?';
            out += std::to_string(base + number);
            continue;
        }
        out += c;
    }
    for (Cell& cell : bound) values.push_back(std::move(cell));
    return out;
}

}  // namespace tutela::record
