// Text encodings of CSV files: told from the bytes, and turned into UTF-8 piece by piece.
#pragma once
#include <string>
#include <string_view>

#include "sheet/sheet.h"

namespace tutela::sheet {

struct EncodingFound {
    Encoding encoding = Encoding::utf8;
    size_t mark = 0;                  // bytes of the byte order mark to leave out
};

// By byte order mark; else UTF-8 when the whole is valid; else UTF-16 when nearly every second byte is zero; else
// Windows-1252 (of which Latin-1 text is a part).
EncodingFound find_encoding(std::string_view bytes);

// The byte order mark that fits an encoding that was forced.
size_t mark_size(std::string_view bytes, Encoding);

// Decodes from `bytes`, moves it forward and appends UTF-8, at most about `chunk` bytes of input at a time. What is
// not valid becomes U+FFFD. False at the end.
bool decode_some(std::string_view& bytes, Encoding, std::string& out, size_t chunk = 65536);

}  // namespace tutela::sheet
