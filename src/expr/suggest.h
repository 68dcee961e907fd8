// "did you mean `owner`?"
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tutela::expr {

// The nearest of the known names as a question ("; did you mean `owner`?"), else the first few of them
// ("; it has: a, b, c"), else nothing.
std::string suggestion(std::string_view wrong, const std::vector<std::string>& known, std::string_view intro);

}  // namespace tutela::expr
