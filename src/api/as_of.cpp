#include "api/as_of.h"

#include <charconv>

#include "base/clock.h"

namespace tutela::api {

Result<record::AsOf> as_of_of(const Call& call) {
    const auto text = call.parameter("as_of");
    record::AsOf out;
    if (text.empty()) return out;
    const std::string_view digits = text[0] == '#' ? std::string_view(text).substr(1) : std::string_view(text);
    int64_t position = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), position);
    if (error == std::errc{} && end == digits.data() + digits.size() && position >= 0) { out.position = position; return out; }
    if (!clock::parse_date(text)) return invalid("\"" + text + "\" is neither a day (2026-04-01) nor a position of the ledger (#17204).", "/as_of", "bad_request");
    out.date = text;
    return out;
}

}  // namespace tutela::api
