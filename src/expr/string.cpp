// Functions of text: the standard ones and the strings extension. Positions count code points.
#include <cstring>

#include "expr/format.h"
#include "expr/library.h"
#include "expr/pattern.h"
#include "expr/similarity.h"
#include "expr/text.h"

namespace tutela::expr {

namespace {

using Args = std::span<const Value>;
constexpr size_t npos = std::string_view::npos;

// memmem is linear in the worst case where find() is not.
size_t find_in(std::string_view text, std::string_view part, size_t from = 0) {
    if (from > text.size()) return npos;
    if (part.empty()) return from;
    const void* at = memmem(text.data() + from, text.size() - from, part.data(), part.size());
    return at ? static_cast<size_t>(static_cast<const char*>(at) - text.data()) : npos;
}

bool paid(Frame& f, std::string_view text) { return f.work(text.size() / 16) && f.memory(text.size()); }
Value made(std::string_view text, Frame& f) { return paid(f, text) ? Value::string(text) : over_budget(); }
Value outside() { return Value::error("index out of range"); }

Value contains(Args a, Frame& f) {
    if (!f.work(a[0].as_string().size() / 16)) return over_budget();
    return Value::boolean(find_in(a[0].as_string(), a[1].as_string()) != npos);
}

Value matches(Args a, Frame& f) {
    std::string_view pattern = a[1].as_string();
    if (!f.work(500 + pattern.size() * 20)) return over_budget();
    return match(*compiled_pattern(pattern), a[0].as_string(), f);
}

Value char_at(Args a, Frame& f) {
    std::string_view text = a[0].as_string();
    if (!f.work(text.size() / 16)) return over_budget();
    size_t at = offset_of(text, a[1].as_int());
    if (at == npos) return outside();
    if (at == text.size()) return Value::string("");
    size_t end = at;
    next(text, end);
    return Value::string(text.substr(at, end - at));
}

Value position(std::string_view text, size_t at) { return Value::integer(at == npos ? -1 : length(text.substr(0, at))); }

Value index_of(Args a, Frame& f) {
    std::string_view text = a[0].as_string();
    if (!f.work(text.size() / 8)) return over_budget();
    size_t from = a.size() == 3 ? offset_of(text, a[2].as_int()) : 0;
    return from == npos ? outside() : position(text, find_in(text, a[1].as_string(), from));
}

Value last_index_of(Args a, Frame& f) {
    std::string_view text = a[0].as_string(), part = a[1].as_string();
    if (!f.work(text.size() / 8 + text.size() / 256 * part.size())) return over_budget();
    size_t from = a.size() == 3 ? offset_of(text, a[2].as_int()) : npos;
    if (a.size() == 3 && from == npos) return outside();
    return position(text, text.rfind(part, from));
}

template <char low, char high, int shift>
Value ascii(Args a, Frame& f) {
    std::string text(a[0].as_string());
    for (char& c : text)
        if (c >= low && c <= high) c = static_cast<char>(c + shift);
    return made(text, f);
}

Value replace(Args a, Frame& f) {
    std::string_view text = a[0].as_string(), old = a[1].as_string(), fresh = a[2].as_string();
    int64_t left = a.size() == 4 ? a[3].as_int() : -1;
    std::string out;
    size_t at = 0;
    while (left != 0) {
        size_t hit = find_in(text, old, at);
        if (hit == npos) break;
        out += text.substr(at, hit - at);
        out += fresh;
        if (!f.work(1 + fresh.size() / 64) || !f.memory(fresh.size())) return over_budget();
        at = hit + old.size();
        if (old.empty()) {      // stands before every character and at the end
            if (hit >= text.size()) break;
            next(text, at);
            out += text.substr(hit, at - hit);
        }
        if (left > 0) --left;
    }
    out += text.substr(at);
    return made(out, f);
}

Value split(Args a, Frame& f) {
    std::string_view text = a[0].as_string(), by = a[1].as_string();
    int64_t most = a.size() == 3 ? a[2].as_int() : -1;
    std::vector<Value> parts;
    auto add = [&](std::string_view part) { parts.push_back(Value::string(part)); return f.work(1) && f.memory(part.size() + 64); };
    if (most == 0 || (by.empty() && text.empty())) return Value::list({});
    size_t at = 0;
    while (most < 0 || static_cast<int64_t>(parts.size()) + 1 < most) {
        size_t hit = at;
        if (by.empty()) next(text, hit);
        else hit = find_in(text, by, at);
        if (hit == npos || (by.empty() && hit >= text.size())) break;
        if (!add(text.substr(at, hit - at))) return over_budget();
        at = hit + by.size();
    }
    return add(text.substr(at)) ? Value::list(std::move(parts)) : over_budget();
}

Value substring(Args a, Frame& f) {
    std::string_view text = a[0].as_string();
    if (!f.work(text.size() / 8)) return over_budget();
    size_t from = offset_of(text, a[1].as_int()), to = a.size() == 3 ? offset_of(text, a[2].as_int()) : text.size();
    if (from == npos || to == npos || from > to) return outside();
    return made(text.substr(from, to - from), f);
}

// White space as Unicode's property White_Space has it.
bool blank(char32_t c) {
    return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

Value trim(Args a, Frame& f) {
    std::string_view text = a[0].as_string();
    size_t begin = text.size(), end = 0;
    for (size_t at = 0; at < text.size();) {
        size_t start = at;
        if (blank(next(text, at))) continue;
        begin = std::min(begin, start);
        end = at;
    }
    return made(begin < end ? text.substr(begin, end - begin) : "", f);
}

Value join(Args a, Frame& f) {
    std::string_view between = a.size() == 2 ? a[1].as_string() : "";
    std::string out;
    bool first = true;
    for (auto& item : a[0].as_list()) {
        if (!item.is(Kind::string)) return Value::error("no such overload: join of a list with " + std::string(type_name(item)));
        if (!first) out += between;
        first = false;
        out += item.as_string();
        if (!f.work(1) || !f.memory(item.as_string().size() + between.size())) return over_budget();
    }
    return Value::string(out);
}

Value reverse(Args a, Frame& f) {
    std::string_view text = a[0].as_string();
    std::string out;
    for (size_t end = text.size(); end > 0;) {
        size_t start = end - 1;
        while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
        out += text.substr(start, end - start);
        end = start;
    }
    return made(out, f);
}

Value quote(Args a, Frame& f) {
    constexpr std::string_view codes = "\a\b\f\n\r\t\v\\\"", letters = "abfnrtv\\\"";
    std::string out = "\"";
    for (char c : a[0].as_string()) {
        size_t at = c ? codes.find(c) : npos;
        if (at != npos) { out += '\\'; out += letters[at]; }
        else out += c;
    }
    return made(out + "\"", f);
}

Value starts_with(Args a, Frame& f) { f.work(a[1].as_string().size() / 32); return Value::boolean(a[0].as_string().starts_with(a[1].as_string())); }
Value ends_with(Args a, Frame& f) { f.work(a[1].as_string().size() / 32); return Value::boolean(a[0].as_string().ends_with(a[1].as_string())); }
Value characters(Args a, Frame& f) { return f.work(a[0].as_string().size() / 32) ? Value::integer(length(a[0].as_string())) : over_budget(); }
Value octets(Args a, Frame&) { return Value::integer(static_cast<int64_t>(a[0].as_string().size())); }
Value similar(Args a, Frame& f) {
    // Both texts are cut into sorted trigrams.
    return f.work((a[0].as_string().size() + a[1].as_string().size()) * 2 + 20) ? Value::real(text_similarity(a[0].as_string(), a[1].as_string())) : over_budget();
}

constexpr Overload table[] = {
    {"size", false, "s", 'i', characters}, {"size", true, "s", 'i', characters},
    {"size", false, "y", 'i', octets}, {"size", true, "y", 'i', octets},
    {"contains", true, "ss", 'b', contains}, {"startsWith", true, "ss", 'b', starts_with}, {"endsWith", true, "ss", 'b', ends_with},
    {"matches", true, "ss", 'b', matches}, {"matches", false, "ss", 'b', matches},
    {"charAt", true, "si", 's', char_at},
    {"indexOf", true, "ss", 'i', index_of}, {"indexOf", true, "ssi", 'i', index_of},
    {"lastIndexOf", true, "ss", 'i', last_index_of}, {"lastIndexOf", true, "ssi", 'i', last_index_of},
    {"lowerAscii", true, "s", 's', ascii<'A', 'Z', 32>}, {"upperAscii", true, "s", 's', ascii<'a', 'z', -32>},
    {"replace", true, "sss", 's', replace}, {"replace", true, "sssi", 's', replace},
    {"split", true, "ss", 'S', split}, {"split", true, "ssi", 'S', split},
    {"substring", true, "si", 's', substring}, {"substring", true, "sii", 's', substring},
    {"trim", true, "s", 's', trim}, {"join", true, "S", 's', join}, {"join", true, "Ss", 's', join},
    {"reverse", true, "s", 's', reverse}, {"strings.quote", false, "s", 's', quote},
    {"format", true, "sL", 's', format}, {"text_similarity", false, "ss", 'd', similar},
};

}  // namespace

std::span<const Overload> string_functions() { return table; }

}  // namespace tutela::expr
