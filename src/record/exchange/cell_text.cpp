// Texts of cells: what a column shows, names that stand together, translations a mapping gives.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/utf8.h"
#include "record/exchange/cell_dates.h"
#include "record/exchange/cell_reader.h"

namespace tutela::record {

bool means_nothing(std::string_view text) {
    if (text.empty()) return true;
    if (text.find_first_not_of("-. ") == std::string_view::npos) return true;
    return text == "–" || text == "—" || text == "--" || text == "⁃";
}

std::string cell_text(const sheet::Cell& cell, bool lines) {
    auto text = bare_text(cell.text);
    std::string out;
    for (char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 && !(lines && (c == '\n' || c == '\t'))) {
            if (!out.empty() && out.back() != ' ' && c != '\r') out += ' ';
            continue;
        }
        out += c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

void FactFinder::add(const std::string& text) {
    if (means_nothing(text)) return;
    ++facts_.filled;
    constexpr size_t enough = 5000, shown = 200;
    if (seen_.size() < enough) {
        ++looked_at_;
        if (!seen_.insert(text).second) return;
        if (facts_.distinct.size() < shown) facts_.distinct.push_back(text);
    }
    if (text.find_first_of(",.") != std::string::npos && text.size() < 40) learn_habit(facts_.numbers, text);
    if (text[0] < '0' || text[0] > '9' || text.find_first_of("/-") == std::string::npos) return;      // no day whose numbers could be swapped
    const auto day = read_day(text, {});
    if (day.swapped.empty()) return;
    if (facts_.date_order.empty()) facts_.date_order = day.swapped;
    else if (facts_.date_order != day.swapped) facts_.date_order = "?";
}

ColumnFacts FactFinder::facts() const {
    ColumnFacts f = facts_;
    f.repeats = seen_.size() * 10 < looked_at_ * 6;
    std::sort(f.distinct.begin(), f.distinct.end());
    return f;
}

ColumnFacts facts_of(const std::vector<std::string>& texts) {
    FactFinder finder;
    for (const auto& text : texts) finder.add(text);
    return finder.facts();
}

std::vector<std::string> split_names(const std::string& text, bool list) {
    std::vector<std::string> out;
    std::string now;
    auto close = [&] {
        const auto from = now.find_first_not_of(' '), to = now.find_last_not_of(' ');
        if (from != std::string::npos) out.push_back(now.substr(from, to - from + 1));
        now.clear();
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const bool between = i > 0 && text[i - 1] == ' ' && i + 1 < text.size() && text[i + 1] == ' ';
        const bool ends = text[i] == ';' || text[i] == '\n' || text[i] == '|' || (text[i] == ',' && list) || (between && (text[i] == '/' || text[i] == '+' || text[i] == '&'));
        if (ends) close();
        else now += text[i];
    }
    close();
    return out;
}

std::optional<std::string> translated(const ColumnMap& map, const std::string& text) {
    if (map.values.empty()) return {};
    for (const auto& [from, to] : map.values) if (from == text) return to;
    const auto plain = utf8::fold(text);
    for (const auto& [from, to] : map.values) if (utf8::fold(bare_text(from)) == plain) return to;
    const auto number = leading_number(text);
    if (!number) return {};
    for (const auto& [from, to] : map.values) {
        const auto dots = from.find(".."), there = to.find("..");
        if (dots == std::string::npos || there == std::string::npos) continue;
        const double low = std::strtod(from.c_str(), nullptr), high = std::strtod(from.c_str() + dots + 2, nullptr);
        const double our_low = std::strtod(to.c_str(), nullptr), our_high = std::strtod(to.c_str() + there + 2, nullptr);
        if (high <= low || number->value < low - 1e-9 || number->value > high + 1e-9) continue;
        const double exact = our_low + (number->value - low) * (our_high - our_low) / (high - low);
        return std::to_string(static_cast<int64_t>(std::floor(exact + 0.5 + 1e-9)));
    }
    return {};
}

bool has_range(const ColumnMap& map) {
    return std::any_of(map.values.begin(), map.values.end(), [](const auto& v) { return v.first.find("..") != std::string::npos && v.second.find("..") != std::string::npos; });
}

}  // namespace tutela::record
