#include "record/declaration/archive.h"

#include <charconv>

namespace tutela::record {
namespace {

constexpr std::string_view magic = "tutela declarations 1\n";

bool take_number(std::string_view& from, char end, size_t& number) {
    auto [at, fault] = std::from_chars(from.data(), from.data() + from.size(), number);
    if (fault != std::errc() || at == from.data() + from.size() || *at != end) return false;
    from.remove_prefix(static_cast<size_t>(at - from.data()) + 1);
    return true;
}

bool take_text(std::string_view& from, size_t bytes, std::string& text) {
    if (from.size() <= bytes || from[bytes] != '\n') return false;
    text = from.substr(0, bytes);
    from.remove_prefix(bytes + 1);
    return true;
}

}  // namespace

std::string pack(const std::vector<Source>& sources) {
    std::string out(magic);
    for (const Source& s : sources)
        out += std::to_string(s.path.size()) + " " + std::to_string(s.text.size()) + "\n" + s.path + "\n" + s.text + "\n";
    return out;
}

Result<std::vector<Source>> unpack(std::string_view text) {
    if (text.substr(0, magic.size()) != magic) return broken("this is no archive of declarations; it must begin with \"tutela declarations 1\"");
    std::string_view rest = text.substr(magic.size());
    std::vector<Source> sources;
    while (!rest.empty()) {
        size_t path = 0, body = 0;
        Source s;
        if (!take_number(rest, ' ', path) || !take_number(rest, '\n', body) || !take_text(rest, path, s.path) || !take_text(rest, body, s.text))
            return broken("the archive of declarations is damaged behind byte " + std::to_string(text.size() - rest.size()));
        sources.push_back(std::move(s));
    }
    return sources;
}

}  // namespace tutela::record
