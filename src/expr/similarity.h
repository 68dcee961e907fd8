#pragma once
#include <string_view>

namespace tutela::expr {

// How alike two texts are, 0 to 1: Jaccard index of their trigrams (shared ÷ all). Case, punctuation and the
// number of blanks do not count: letters and digits are lowered, everything else separates words, words are
// joined by one blank and padded with one at both ends. Two texts without letters are alike (1).
double text_similarity(std::string_view a, std::string_view b);

}  // namespace tutela::expr
