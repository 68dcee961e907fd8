// Text made fit for a format, and the colours of the design (ui/mockups/tokens.css, light).
#pragma once
#include <string>
#include <string_view>

#include "render/document.h"

namespace tutela::render {

// Invalid UTF-8 becomes U+FFFD, so do zero bytes; all else stays.
std::string clean_utf8(std::string_view);

// The same, and control characters but TAB and line feed are left out: for pages and XML.
std::string clean_for_page(std::string_view);

// "#192028"
const char* colour_of(Tone);
Tone tone_of(Mark);

// True if a link may be written: http, https, mailto, or a path or fragment of our own.
bool is_safe_link(std::string_view);

}  // namespace tutela::render
