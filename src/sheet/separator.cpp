// Which separator a CSV file uses, by trying each on the first rows.
#include <algorithm>
#include <cmath>
#include <map>

#include "sheet/csv.h"

namespace tutela::sheet {
namespace {

struct Trial {
    std::map<uint32_t, size_t> widths;    // width -> rows
    size_t rows = 0;
    size_t oddities = 0;
    size_t quoted = 0;                    // cells that are wholly quoted: the neighbour really is a separator
    bool open_quote = false;
};

Trial try_separator(std::string_view sample, char separator, const Limits& limits) {
    Trial trial;
    CsvEvents events;
    events.cell = [&](uint32_t, uint32_t column, std::string_view, bool quoted) {
        if (quoted && column > 0) ++trial.quoted;
        return true;
    };
    events.end_row = [&](uint32_t, uint32_t width) {
        if (width > 0) ++trial.widths[width], ++trial.rows;
        return trial.rows < 400;
    };
    CsvParser parser(separator, limits, std::move(events));
    bool fine = parser.feed(sample).ok();
    if (fine && !parser.stopped() && trial.rows == 0) fine = parser.finish().ok();    // a single line without an end
    trial.oddities = parser.oddities();
    trial.open_quote = !fine || parser.in_quotes();
    return trial;
}

// 0 where it never cuts. Rows that agree on a width count most, then how many columns that gives; quotes in the wrong
// places speak against it.
double score(const Trial& trial) {
    if (trial.rows == 0) return 0;
    auto mode = std::max_element(trial.widths.begin(), trial.widths.end(), [](auto& a, auto& b) {
        return (a.first < 2 ? 0 : a.second) < (b.first < 2 ? 0 : b.second);
    });
    if (mode->first < 2) return 0;
    double rows = static_cast<double>(trial.rows);
    double agree = static_cast<double>(mode->second) / rows;
    double odd = static_cast<double>(trial.oddities) / rows;
    double value = agree * agree * std::log2(1.0 + std::min(mode->first, 64u));
    value *= 1.0 + std::min(1.0, static_cast<double>(trial.quoted) / rows);
    value /= 1.0 + 4 * odd;
    return trial.open_quote ? value / 4 : value;
}

}  // namespace

char find_separator(std::string_view sample, const Limits& limits) {
    char best = ',';
    double best_score = 0;
    for (char separator : {',', ';', '\t', '|'}) {
        double value = score(try_separator(sample, separator, limits));
        if (value > best_score * 1.001) best = separator, best_score = value;
    }
    return best;
}

}  // namespace tutela::sheet
