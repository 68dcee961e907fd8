#include "expr/pattern.h"

namespace tutela::expr {

std::shared_ptr<const re2::RE2> compiled_pattern(std::string_view pattern) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    return std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

Value match(const re2::RE2& pattern, std::string_view text, Frame& f) {
    if (!pattern.ok()) return Value::error("bad regular expression: " + pattern.error());
    // Without its automaton in memory RE2 walks the program for each character.
    uint64_t per_char = 1 + static_cast<uint64_t>(pattern.ProgramSize()) / 16;
    if (!f.work(1 + text.size() * per_char / 4)) return over_budget();
    return Value::boolean(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern));
}

std::string pattern_fault(std::string_view pattern) {
    auto made = compiled_pattern(pattern);
    return made->ok() ? std::string() : made->error();
}

}  // namespace tutela::expr
