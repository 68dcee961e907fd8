#include "store/parameter.h"

#include "base/utf8.h"

namespace tutela::store {

Error bad_text() { return invalid("The text is not valid UTF-8 or holds a NUL character; correct it.", {}, "bad_text"); }

bool is_text(std::string_view s) { return s.find('\0') == s.npos && utf8::valid(s); }

}  // namespace tutela::store
