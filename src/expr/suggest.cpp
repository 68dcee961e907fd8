#include "expr/suggest.h"

#include <algorithm>

namespace tutela::expr {

namespace {
// Edit distance with swapped neighbours counted once (optimal string alignment).
size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i)
        for (size_t j = 1; j <= b.size(); ++j) {
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}
}  // namespace

std::string suggestion(std::string_view wrong, const std::vector<std::string>& known, std::string_view intro) {
    const std::string* best = nullptr;
    size_t least = 99;
    if (wrong.size() <= 64)
        for (auto& name : known) {
            if (name.size() > 64) continue;
            size_t d = distance(wrong, name);
            bool near = d <= std::max<size_t>(1, std::min(wrong.size(), name.size()) / 3);
            if (near && d < least) { least = d; best = &name; }
        }
    if (best) return "; did you mean `" + *best + "`?";
    if (known.empty()) return "";
    std::string list;
    constexpr size_t shown = 12;
    for (size_t i = 0; i < known.size() && i < shown; ++i) list += (i ? ", " : "") + known[i];
    if (known.size() > shown) list += " and " + std::to_string(known.size() - shown) + " more";
    return "; " + std::string(intro) + " " + list;
}

}  // namespace tutela::expr
