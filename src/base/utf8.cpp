#include "base/utf8.h"

namespace tutela::utf8 {
namespace {

// Base letters of U+00C0 … U+017F, the Latin letters of European languages; "" means: keep as it is.
const char* const latin[] = {
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i","d","n","o","o","o","o","o","","o","u","u","u","u","y","th","ss",
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i","d","n","o","o","o","o","o","","o","u","u","u","u","y","th","y",
    "a","a","a","a","a","a","c","c","c","c","c","c","c","c","d","d","d","d","e","e","e","e","e","e","e","e","e","e","g","g","g","g",
    "g","g","g","g","h","h","h","h","i","i","i","i","i","i","i","i","i","i","ij","ij","j","j","k","k","k","l","l","l","l","l","l","l",
    "l","l","l","n","n","n","n","n","n","n","n","n","o","o","o","o","o","o","oe","oe","r","r","r","r","r","r","s","s","s","s","s","s",
    "s","s","t","t","t","t","t","t","u","u","u","u","u","u","u","u","u","u","u","u","w","w","y","y","y","z","z","z","z","z","z","s"};
static_assert(sizeof latin / sizeof *latin == 0x180 - 0xC0);

}  // namespace

size_t sequence_length(std::string_view s) {
    if (s.empty()) return 0;
    auto byte = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
    auto tail = [&](size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
    const unsigned char a = byte(0);
    if (a < 0x80) return 1;
    if (a >= 0xC2 && a <= 0xDF) return tail(1) ? 2 : 0;
    if (a >= 0xE0 && a <= 0xEF) {
        if (!tail(1) || !tail(2)) return 0;
        if (a == 0xE0 && byte(1) < 0xA0) return 0;
        if (a == 0xED && byte(1) > 0x9F) return 0;
        return 3;
    }
    if (a >= 0xF0 && a <= 0xF4) {
        if (!tail(1) || !tail(2) || !tail(3)) return 0;
        if (a == 0xF0 && byte(1) < 0x90) return 0;
        if (a == 0xF4 && byte(1) > 0x8F) return 0;
        return 4;
    }
    return 0;
}

bool valid(std::string_view s) {
    for (size_t i = 0; i < s.size();) {
        if (static_cast<unsigned char>(s[i]) < 0x80) { ++i; continue; }
        const size_t n = sequence_length(s.substr(i));
        if (n == 0) return false;
        i += n;
    }
    return true;
}

size_t count(std::string_view s) {
    size_t n = 0;
    for (unsigned char c : s) n += (c & 0xC0) != 0x80;
    return n;
}

char32_t decode(std::string_view s, size_t& at) {
    const size_t n = sequence_length(s.substr(at));
    auto byte = [&](size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(s[at + i])); };
    char32_t c = 0xFFFD;
    if (n == 1) c = byte(0);
    if (n == 2) c = (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    if (n == 3) c = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    if (n == 4) c = (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    at += n ? n : 1;
    return c;
}

void append(std::string& out, char32_t c) {
    auto put = [&](char32_t b) { out += static_cast<char>(b); };
    if (c < 0x80) put(c);
    else if (c < 0x800) { put(0xC0 | c >> 6); put(0x80 | (c & 0x3F)); }
    else if (c < 0x10000) { put(0xE0 | c >> 12); put(0x80 | (c >> 6 & 0x3F)); put(0x80 | (c & 0x3F)); }
    else { put(0xF0 | c >> 18); put(0x80 | (c >> 12 & 0x3F)); put(0x80 | (c >> 6 & 0x3F)); put(0x80 | (c & 0x3F)); }
}

std::u16string to_utf16(std::string_view s) {
    std::u16string out;
    for (size_t i = 0; i < s.size();) {
        const char32_t c = decode(s, i);
        if (c < 0x10000) out += static_cast<char16_t>(c);
        else {
            out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
            out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
        }
    }
    return out;
}

std::string fold(std::string_view s) {
    std::string out;
    for (size_t i = 0; i < s.size();) {
        const char32_t c = decode(s, i);
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 32);
        else if (c < 0x80) out += static_cast<char>(c);
        else if (c >= 0x300 && c <= 0x36F) continue;          // a combining accent
        else if (c >= 0xC0 && c < 0x180 && *latin[c - 0xC0]) out += latin[c - 0xC0];
        else append(out, c);
    }
    return out;
}

}  // namespace tutela::utf8
