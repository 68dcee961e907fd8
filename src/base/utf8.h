// UTF-8 (RFC 3629): validity, decoding, and the folding used for sorting and for comparing headings.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tutela::utf8 {

// Bytes of the well-formed sequence at the start, or 0 if it is not one (overlong, surrogate, cut off, beyond U+10FFFF).
size_t sequence_length(std::string_view);
bool valid(std::string_view);
size_t count(std::string_view);                      // code points of valid text
char32_t decode(std::string_view, size_t& at);       // the code point at `at`, moving it on; U+FFFD for a bad byte
void append(std::string& out, char32_t);
std::u16string to_utf16(std::string_view);

// Lower case without accents for Latin letters (ä → a, ß → ss, É → e), ASCII lower case; other scripts unchanged.
// A sort key, not a translation: Ärger sorts beside Arger.
std::string fold(std::string_view);

}  // namespace tutela::utf8
