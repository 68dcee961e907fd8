// JSON: Boost.JSON parses (RFC 8259), one writer writes. Nothing else in the house escapes a JSON string.
#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tutela::json {

using boost::json::array;
using boost::json::object;
using boost::json::value;

struct Limits { size_t bytes = 8u << 20; int depth = 64; };

// Parses one document. Refuses invalid UTF-8, duplicate keys, trailing text, more than the limits. The error says
// line and column and what was expected.
Result<value> parse(std::string_view text, Limits = {});

// True if the bytes are well-formed UTF-8 (RFC 3629, no surrogates).
bool valid_utf8(std::string_view);

// Appends a JSON string literal. Invalid UTF-8 is replaced by U+FFFD, so the output is always well formed.
void append_string(std::string& out, std::string_view text);

// Appends any value; keys stay in their order; doubles are written so that they read back the same.
void append(std::string& out, const value&);
std::string write(const value&);
std::string write_pretty(const value&);      // two spaces, for people

// RFC 8785 canonical form. Refuses doubles and integers beyond ±(2^53 - 1), which the ledger never holds.
Result<std::string> canonical(const value&);

// Appends `text` straight into an object or array under construction: for hot paths that build text themselves.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}
    Writer& open_object() { comma(); out_ += '{'; fresh_ = true; return *this; }
    Writer& close_object() { out_ += '}'; fresh_ = false; return *this; }
    Writer& open_array() { comma(); out_ += '['; fresh_ = true; return *this; }
    Writer& close_array() { out_ += ']'; fresh_ = false; return *this; }
    Writer& key(std::string_view k) { comma(); append_string(out_, k); out_ += ':'; fresh_ = true; return *this; }
    Writer& text(std::string_view v) { comma(); append_string(out_, v); return *this; }
    Writer& number(int64_t v) { comma(); out_ += std::to_string(v); return *this; }
    Writer& number(double v);
    Writer& boolean(bool v) { comma(); out_ += v ? "true" : "false"; return *this; }
    Writer& null() { comma(); out_ += "null"; return *this; }
    Writer& raw(std::string_view written) { comma(); out_ += written; return *this; }   // already JSON
    Writer& any(const value& v) { comma(); append(out_, v); return *this; }
    // key and value in one
    Writer& put(std::string_view k, std::string_view v) { return key(k).text(v); }
    Writer& put(std::string_view k, const char* v) { return key(k).text(v); }
    Writer& put(std::string_view k, int64_t v) { return key(k).number(v); }
    Writer& put(std::string_view k, int v) { return key(k).number(static_cast<int64_t>(v)); }
    Writer& put(std::string_view k, bool v) { return key(k).boolean(v); }

private:
    void comma() { if (!fresh_) out_ += ','; fresh_ = false; }
    std::string& out_;
    bool fresh_ = true;
};

}  // namespace tutela::json
