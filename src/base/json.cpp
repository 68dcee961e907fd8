#include "base/json.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <vector>

#include "base/utf8.h"

namespace tutela::json {
namespace {

constexpr int64_t largest_exact = (int64_t{1} << 53) - 1;

std::pair<size_t, size_t> line_and_column(std::string_view text, size_t at) {
    size_t line = 1, start = 0;
    for (size_t i = 0; i < at && i < text.size(); ++i)
        if (text[i] == '\n') { ++line; start = i + 1; }
    return {line, at - std::min(at, start) + 1};
}

// Boost.JSON keeps the last of two equal keys; a document that says a thing twice is refused instead. Keys are
// counted while parsing, since the parsed object no longer shows it.
struct KeyWatch {
    static constexpr size_t max_object_size = boost::json::object::max_size();
    static constexpr size_t max_array_size = boost::json::array::max_size();
    static constexpr size_t max_key_size = 4096;
    static constexpr size_t max_string_size = boost::json::string::max_size();
    using ec = boost::json::error_code;
    std::vector<std::unordered_set<std::string>> open;
    std::string key, twice;

    bool on_document_begin(ec&) { return true; }
    bool on_document_end(ec&) { return true; }
    bool on_object_begin(ec&) { open.emplace_back(); return true; }
    bool on_object_end(size_t, ec&) { open.pop_back(); return true; }
    bool on_array_begin(ec&) { return true; }
    bool on_array_end(size_t, ec&) { return true; }
    bool on_key_part(boost::json::string_view s, size_t, ec&) { key.append(s.data(), s.size()); return true; }
    bool on_key(boost::json::string_view s, size_t, ec& e) {
        key.append(s.data(), s.size());
        if (!open.back().insert(key).second) {
            twice = key;
            e = boost::json::error::syntax;
            return false;
        }
        key.clear();
        return true;
    }
    bool on_string_part(boost::json::string_view, size_t, ec&) { return true; }
    bool on_string(boost::json::string_view, size_t, ec&) { return true; }
    bool on_number_part(boost::json::string_view, ec&) { return true; }
    bool on_int64(int64_t, boost::json::string_view, ec&) { return true; }
    bool on_uint64(uint64_t, boost::json::string_view, ec&) { return true; }
    bool on_double(double, boost::json::string_view, ec&) { return true; }
    bool on_bool(bool, ec&) { return true; }
    bool on_null(ec&) { return true; }
    bool on_comment_part(boost::json::string_view, ec&) { return true; }
    bool on_comment(boost::json::string_view, ec&) { return true; }
};

void append_double(std::string& out, double d) {
    if (!std::isfinite(d)) { out += "null"; return; }
    char buffer[32];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, d).ptr;
    out.append(buffer, end);
}

// RFC 8785 orders keys by UTF-16 code units; that differs from byte order only where one key has a character beyond
// the basic plane and the other one at U+E000 or above.
bool utf16_less(std::string_view a, std::string_view b) {
    const auto ua = utf8::to_utf16(a), ub = utf8::to_utf16(b);
    return ua < ub;
}

Result<void> append_canonical(std::string& out, const value& v) {
    switch (v.kind()) {
        case boost::json::kind::object: {
            std::vector<const boost::json::key_value_pair*> pairs;
            for (const auto& p : v.get_object()) pairs.push_back(&p);
            std::sort(pairs.begin(), pairs.end(), [](auto* a, auto* b) { return utf16_less(a->key(), b->key()); });
            out += '{';
            for (size_t i = 0; i < pairs.size(); ++i) {
                if (i) out += ',';
                append_string(out, pairs[i]->key());
                out += ':';
                TRY(append_canonical(out, pairs[i]->value()));
            }
            out += '}';
            return {};
        }
        case boost::json::kind::array: {
            out += '[';
            bool first = true;
            for (const auto& e : v.get_array()) {
                if (!first) out += ',';
                first = false;
                TRY(append_canonical(out, e));
            }
            out += ']';
            return {};
        }
        case boost::json::kind::int64:
            if (v.get_int64() > largest_exact || v.get_int64() < -largest_exact)
                return broken("An entry holds an integer beyond 2^53, which has no canonical form; write it as a string.");
            out += std::to_string(v.get_int64());
            return {};
        case boost::json::kind::uint64:
            if (v.get_uint64() > static_cast<uint64_t>(largest_exact))
                return broken("An entry holds an integer beyond 2^53, which has no canonical form; write it as a string.");
            out += std::to_string(v.get_uint64());
            return {};
        case boost::json::kind::double_: return broken("An entry holds a floating number, which the ledger never writes.");
        default: append(out, v); return {};
    }
}

void append_pretty(std::string& out, const value& v, int indent) {
    auto line = [&](int n) { out += '\n'; out.append(static_cast<size_t>(n) * 2, ' '); };
    if (v.is_object() && !v.get_object().empty()) {
        out += '{';
        bool first = true;
        for (const auto& p : v.get_object()) {
            if (!first) out += ',';
            first = false;
            line(indent + 1);
            append_string(out, p.key());
            out += ": ";
            append_pretty(out, p.value(), indent + 1);
        }
        line(indent);
        out += '}';
    } else if (v.is_array() && !v.get_array().empty()) {
        out += '[';
        bool first = true;
        for (const auto& e : v.get_array()) {
            if (!first) out += ',';
            first = false;
            line(indent + 1);
            append_pretty(out, e, indent + 1);
        }
        line(indent);
        out += ']';
    } else {
        append(out, v);
    }
}

}  // namespace

bool valid_utf8(std::string_view s) { return utf8::valid(s); }

Result<value> parse(std::string_view text, Limits limits) {
    if (text.size() > limits.bytes)
        return invalid("The JSON text has " + std::to_string(text.size()) + " bytes; at most " + std::to_string(limits.bytes) + " are taken. Send it in smaller parts.", {}, "too_large");
    if (!valid_utf8(text)) return invalid("The JSON text is not valid UTF-8. Save or send it as UTF-8.", {}, "bad_utf8");
    try {
        boost::json::parse_options options;
        options.max_depth = static_cast<size_t>(limits.depth);
        boost::json::basic_parser<KeyWatch> watch(options);
        boost::json::error_code error;
        const size_t read = watch.write_some(false, text.data(), text.size(), error);
        if (!watch.handler().twice.empty())
            return invalid("The key \"" + watch.handler().twice + "\" stands twice in one object; keep one of them.", {}, "duplicate_key");
        if (!error && read < text.size() && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos)
            error = boost::json::error::extra_data;
        if (error) {
            const auto [line, column] = line_and_column(text, read);
            return invalid("Malformed JSON at line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + error.message() + ".", {}, "malformed_json");
        }
        return boost::json::parse(boost::json::string_view(text.data(), text.size()), {}, options);
    } catch (const std::exception& e) {
        return invalid(std::string("Malformed JSON: ") + e.what() + ".", {}, "malformed_json");
    }
}

void append_string(std::string& out, std::string_view text) {
    static const char hex[] = "0123456789abcdef";
    out += '"';
    size_t plain = 0, i = 0;
    auto flush = [&] { out.append(text.data() + plain, i - plain); };
    while (i < text.size()) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x80) {
            const size_t length = utf8::sequence_length(text.substr(i));
            if (length == 0) { flush(); out += "\xEF\xBF\xBD"; plain = ++i; }
            else i += length;
            continue;
        }
        if (c != '"' && c != '\\' && c >= 0x20) { ++i; continue; }
        flush();
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default: out += "\\u00"; out += hex[c >> 4]; out += hex[c & 15];
        }
        plain = ++i;
    }
    flush();
    out += '"';
}

void append(std::string& out, const value& v) {
    switch (v.kind()) {
        case boost::json::kind::null: out += "null"; return;
        case boost::json::kind::bool_: out += v.get_bool() ? "true" : "false"; return;
        case boost::json::kind::int64: out += std::to_string(v.get_int64()); return;
        case boost::json::kind::uint64: out += std::to_string(v.get_uint64()); return;
        case boost::json::kind::double_: append_double(out, v.get_double()); return;
        case boost::json::kind::string: append_string(out, v.get_string()); return;
        case boost::json::kind::array: {
            out += '[';
            bool first = true;
            for (const auto& e : v.get_array()) { if (!first) out += ','; first = false; append(out, e); }
            out += ']';
            return;
        }
        case boost::json::kind::object: {
            out += '{';
            bool first = true;
            for (const auto& p : v.get_object()) {
                if (!first) out += ',';
                first = false;
                append_string(out, p.key());
                out += ':';
                append(out, p.value());
            }
            out += '}';
            return;
        }
    }
}

std::string write(const value& v) { std::string out; append(out, v); return out; }
std::string write_pretty(const value& v) { std::string out; append_pretty(out, v, 0); return out; }

Result<std::string> canonical(const value& v) {
    std::string out;
    TRY(append_canonical(out, v));
    return out;
}

Writer& Writer::number(double v) { comma(); append_double(out_, v); return *this; }

}  // namespace tutela::json
