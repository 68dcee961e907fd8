// UTF-8: checking, counting and walking code points.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tutela::expr {

// The offset of the first byte that is not well-formed UTF-8 (RFC 3629), or npos.
size_t first_bad_utf8(std::string_view);
// Number of code points of well-formed UTF-8.
int64_t length(std::string_view);
// Byte offset of the n-th code point; the size at the end; npos beyond.
size_t offset_of(std::string_view, int64_t n);
// The code point at byte `at`, which moves behind it. Bytes that are not well-formed come out as they are.
char32_t next(std::string_view, size_t& at);
void append(std::string&, char32_t);

}  // namespace tutela::expr
