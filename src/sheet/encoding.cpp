#include "sheet/encoding.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace tutela::sheet {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF", le_mark = "\xFF\xFE", be_mark = "\xFE\xFF";

// Windows-1252, 0x80 to 0x9F; the five unassigned bytes map to the control of the same number (WHATWG Encoding).
constexpr std::array<char16_t, 32> windows_high = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

unsigned char byte(std::string_view text, size_t at) { return static_cast<unsigned char>(text[at]); }

// A mark is no proof: share of zero bytes at even and odd places.
std::optional<Encoding> utf16_without_mark(std::string_view bytes) {
    size_t sample = std::min<size_t>(bytes.size(), 4096) & ~size_t{1}, even = 0, odd = 0;
    if (sample < 4 || bytes.size() % 2 != 0) return std::nullopt;
    for (size_t i = 0; i < sample; ++i)
        if (bytes[i] == '\0') ++(i % 2 == 0 ? even : odd);
    size_t pairs = sample / 2;
    if (odd * 10 > pairs * 7 && even == 0) return Encoding::utf16_le;
    if (even * 10 > pairs * 7 && odd == 0) return Encoding::utf16_be;
    return std::nullopt;
}

void decode_utf8(std::string_view piece, std::string& out) {
    for (size_t at = 0; at < piece.size();) {
        size_t size = utf8::sequence_length(piece.substr(at));
        if (size == 0) utf8::append(out, 0xFFFD), ++at;
        else out.append(piece, at, size), at += size;
    }
}

size_t decode_utf16(std::string_view bytes, size_t chunk, bool little, std::string& out) {
    auto unit = [&](size_t at) { return static_cast<char32_t>(little ? byte(bytes, at) | byte(bytes, at + 1) << 8 : byte(bytes, at) << 8 | byte(bytes, at + 1)); };
    size_t at = 0;
    while (at + 1 < bytes.size() && at < chunk) {
        char32_t c = unit(at);
        at += 2;
        if (c >= 0xD800 && c < 0xDC00 && at + 1 < bytes.size()) {
            char32_t low = unit(at);
            if (low >= 0xDC00 && low < 0xE000) c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), at += 2;
        }
        utf8::append(out, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    return at + 1 == bytes.size() ? bytes.size() : at;   // an odd byte at the end says nothing
}

}  // namespace

const char* name_of(Encoding encoding) {
    switch (encoding) {
        case Encoding::utf8: return "UTF-8";
        case Encoding::utf16_le: return "UTF-16 LE";
        case Encoding::utf16_be: return "UTF-16 BE";
        case Encoding::windows_1252: return "Windows-1252";
    }
    return "UTF-8";
}

size_t mark_size(std::string_view bytes, Encoding encoding) {
    if (encoding == Encoding::utf8) return bytes.starts_with(utf8_mark) ? 3 : 0;
    if (encoding == Encoding::utf16_le) return bytes.starts_with(le_mark) ? 2 : 0;
    if (encoding == Encoding::utf16_be) return bytes.starts_with(be_mark) ? 2 : 0;
    return 0;
}

EncodingFound find_encoding(std::string_view bytes) {
    if (bytes.starts_with(utf8_mark)) return {Encoding::utf8, 3};
    if (bytes.starts_with(le_mark)) return {Encoding::utf16_le, 2};
    if (bytes.starts_with(be_mark)) return {Encoding::utf16_be, 2};
    if (auto wide = utf16_without_mark(bytes)) return {*wide, 0};
    return {utf8::valid(bytes) ? Encoding::utf8 : Encoding::windows_1252, 0};
}

bool decode_some(std::string_view& bytes, Encoding encoding, std::string& out, size_t chunk) {
    if (bytes.empty()) return false;
    size_t used = std::min(bytes.size(), chunk);
    if (encoding == Encoding::utf8) {
        // A sequence is not cut: move the end back to the start of a character.
        for (int back = 0; used < bytes.size() && back < 3 && used > 1 && (byte(bytes, used) & 0xC0) == 0x80; ++back) --used;
        decode_utf8(bytes.substr(0, used), out);
    } else if (encoding == Encoding::windows_1252) {
        for (size_t i = 0; i < used; ++i) {
            unsigned char c = byte(bytes, i);
            utf8::append(out, c >= 0x80 && c < 0xA0 ? windows_high[c - 0x80] : c);
        }
    } else {
        used = decode_utf16(bytes, chunk, encoding == Encoding::utf16_le, out);
    }
    bytes.remove_prefix(used);
    return true;
}

}  // namespace tutela::sheet
