#include "expr/similarity.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "expr/text.h"

namespace tutela::expr {

namespace {

// Lower case for Latin, Greek and Cyrillic; other scripts have no case or are left as they are.
char32_t lowered(char32_t c) {
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + (c & 1);
    return c;
}

bool word(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    return c > 0xBF && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) && c != 0x3000;
}

using Trigram = std::array<char32_t, 3>;

std::vector<Trigram> trigrams(std::string_view text) {
    std::u32string clean = U" ";
    for (size_t at = 0; at < text.size();) {
        char32_t c = lowered(next(text, at));
        if (word(c)) clean += c;
        else if (clean.back() != U' ') clean += U' ';
    }
    if (clean.back() != U' ') clean += U' ';
    std::vector<Trigram> all;
    for (size_t i = 0; i + 3 <= clean.size(); ++i) all.push_back({clean[i], clean[i + 1], clean[i + 2]});
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace

double text_similarity(std::string_view a, std::string_view b) {
    std::vector<Trigram> x = trigrams(a), y = trigrams(b), both;
    if (x.empty() && y.empty()) return 1;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
    return static_cast<double>(both.size()) / static_cast<double>(x.size() + y.size() - both.size());
}

}  // namespace tutela::expr
