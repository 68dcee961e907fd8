#include "expr/text.h"

namespace tutela::expr {

namespace {

bool continues(unsigned char c) { return (c & 0xC0) == 0x80; }

// Length of the well-formed sequence at the beginning, 0 if there is none (RFC 3629, section 4).
size_t sequence(std::string_view s) {
    auto c = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
    unsigned char first = c(0);
    if (first < 0x80) return 1;
    size_t need = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
    if (!need || s.size() < need) return 0;
    for (size_t i = 1; i < need; ++i)
        if (!continues(c(i))) return 0;
    bool bad = (first == 0xE0 && c(1) < 0xA0) || (first == 0xED && c(1) > 0x9F) || (first == 0xF0 && c(1) < 0x90) ||
               (first == 0xF4 && c(1) > 0x8F);
    return bad ? 0 : need;
}

}  // namespace

size_t first_bad_utf8(std::string_view s) {
    for (size_t at = 0; at < s.size();) {
        size_t n = sequence(s.substr(at));
        if (!n) return at;
        at += n;
    }
    return std::string_view::npos;
}

int64_t length(std::string_view s) {
    int64_t n = 0;
    for (unsigned char c : s) n += !continues(c);
    return n;
}

size_t offset_of(std::string_view s, int64_t n) {
    if (n < 0) return std::string_view::npos;
    for (size_t at = 0; at < s.size(); ++at) {
        if (continues(static_cast<unsigned char>(s[at]))) continue;
        if (n-- == 0) return at;
    }
    return n == 0 ? s.size() : std::string_view::npos;
}

char32_t next(std::string_view s, size_t& at) {
    unsigned char first = static_cast<unsigned char>(s[at]);
    size_t n = sequence(s.substr(at));
    if (n <= 1) {
        ++at;
        return first;
    }
    char32_t c = first & (0xFF >> (n + 1));
    for (size_t i = 1; i < n; ++i) c = (c << 6) | (static_cast<unsigned char>(s[at + i]) & 0x3F);
    at += n;
    return c;
}

void append(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

}  // namespace tutela::expr
