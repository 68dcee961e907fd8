// "Did you mean": the known word that is closest to a misspelt one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tutela {

// The candidate with the fewest letters inserted, removed, changed or swapped, or empty if none is near enough
// (at most a third of the letters, at least one).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// "did you mean 'owner'?", else "allowed are a, b, c" (at most twelve names), else "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace tutela
