#include "expr/lexer.h"

#include <charconv>
#include <limits>

#include "expr/text.h"
#include "expr/trouble.h"

namespace tutela::expr {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

int value_of(char c) {
    if (digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

constexpr std::string_view signs[] = {"&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!",
                                      "(",  ")",  "[",  "]",  "{",  "}",  ",", ".", "?", ":"};

std::string remedy_for(char c) {
    switch (c) {
        case '=': return "a single `=` is no operator; compare with `==`";
        case '&': return "a single `&` is no operator; write `&&`";
        case '|': return "a single `|` is no operator; write `||`";
        default: return {};
    }
}

}  // namespace

void Lexer::skip() {
    while (at_ < source_.size()) {
        char c = source_[at_];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            ++at_;
        } else if (starts("//")) {
            while (at_ < source_.size() && source_[at_] != '\n') ++at_;
        } else {
            return;
        }
    }
}

Lexeme Lexer::next() {
    skip();
    Lexeme found{Token::end, static_cast<uint32_t>(at_), {}, {}, false};
    if (at_ >= source_.size()) return found;
    char c = source_[at_];
    if (digit(c) || (c == '.' && digit(peek(1)))) return number();
    if (c == '"' || c == '\'') return text(false, false);
    if (c == '`') return quoted();
    if (letter(c)) {
        size_t end = at_;
        while (end < source_.size() && (letter(source_[end]) || digit(source_[end]))) ++end;
        std::string_view word = source_.substr(at_, end - at_);
        if (end < source_.size() && (source_[end] == '"' || source_[end] == '\'')) {
            bool r = word == "r" || word == "R", b = word == "b" || word == "B";
            bool br = word == "br" || word == "bR" || word == "Br" || word == "BR";
            if (r || b || br) {
                at_ = end;
                Lexeme made = text(r || br, b || br);
                made.offset = found.offset;
                return made;
            }
        }
        at_ = end;
        found.token = Token::identifier;
        found.text = word;
        return found;
    }
    for (auto sign : signs) {
        if (!starts(sign)) continue;
        at_ += sign.size();
        found.token = Token::sign;
        found.text = sign;
        return found;
    }
    std::string remedy = remedy_for(c);
    if (!remedy.empty()) throw Trouble{found.offset, remedy};
    size_t behind = at_;
    expr::next(source_, behind);
    throw Trouble{found.offset, "`" + std::string(source_.substr(at_, behind - at_)) +
                                    "` cannot stand here; text belongs in double quotes"};
}

Lexeme Lexer::quoted() {
    Lexeme found{Token::quoted, static_cast<uint32_t>(at_), {}, {}, false};
    size_t end = source_.find('`', at_ + 1);
    if (end == std::string_view::npos || end == at_ + 1)
        throw Trouble{found.offset, "the backtick starts a field name that does not end; close it with a second backtick"};
    found.text = source_.substr(at_ + 1, end - at_ - 1);
    for (char c : found.text)
        if (!letter(c) && !digit(c) && c != '.' && c != '-' && c != '/' && c != ' ')
            throw Trouble{found.offset, "a name in backticks holds letters, digits, `_`, `.`, `-`, `/` and blanks only"};
    at_ = end + 1;
    return found;
}

Lexeme Lexer::number() {
    Lexeme found{Token::literal, static_cast<uint32_t>(at_), {}, {}, false};
    size_t end = at_;
    bool hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && value_of(peek(2)) < 16, real = false;
    auto at = [&](size_t i) { return i < source_.size() ? source_[i] : '\0'; };
    if (hex) {
        for (end += 2; value_of(at(end)) < 16;) ++end;
    } else {
        while (digit(at(end))) ++end;
        if (at(end) == '.' && digit(at(end + 1))) {
            real = true;
            for (++end; digit(at(end));) ++end;
        }
        size_t behind = end + 1 + (at(end + 1) == '+' || at(end + 1) == '-');
        if ((at(end) == 'e' || at(end) == 'E') && digit(at(behind))) {
            real = true;
            for (end = behind; digit(at(end));) ++end;
        }
    }
    std::string body(source_.substr(at_, end - at_));
    bool is_unsigned = !real && (at(end) == 'u' || at(end) == 'U');
    if (is_unsigned) ++end;
    if (letter(at(end)) || digit(at(end)))
        throw Trouble{found.offset, "`" + body + at(end) + "…` is neither a number nor a name; put an operator or blank between"};
    at_ = end;
    if (real) {
        // Too small becomes 0 and too large infinity, as IEEE 754 rounds.
        found.value = Value::real(std::strtod(body.c_str(), nullptr));
        return found;
    }
    uint64_t n = 0;
    const char* first = body.data() + (hex ? 2 : 0);
    auto [stop, problem] = std::from_chars(first, body.data() + body.size(), n, hex ? 16 : 10);
    constexpr uint64_t top = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    if (problem != std::errc{} || (!is_unsigned && n > top + 1))
        throw Trouble{found.offset, "the whole number " + body + " is too large (64 bits); write it with a decimal point"};
    found.least_integer = !is_unsigned && n == top + 1;
    found.value = is_unsigned ? Value::uinteger(n) : Value::integer(static_cast<int64_t>(n));
    return found;
}

Lexeme Lexer::text(bool raw, bool bytes) {
    Lexeme found{Token::literal, static_cast<uint32_t>(at_), {}, {}, false};
    char quote = source_[at_];
    std::string close(starts(std::string(3, quote)) ? 3 : 1, quote);
    at_ += close.size();
    std::string out;
    while (!starts(close)) {
        if (at_ >= source_.size()) throw Trouble{found.offset, "the text that starts here does not end; close it with " + close};
        char c = source_[at_];
        if (close.size() == 1 && (c == '\n' || c == '\r'))
            throw Trouble{found.offset, "the text that starts here runs over the end of the line; write \\n, or use three quotes"};
        if (c == '\\' && !raw) {
            ++at_;
            escape(out, bytes);
        } else {
            out += c;
            ++at_;
        }
    }
    at_ += close.size();
    found.value = bytes ? Value::bytes(out) : Value::string(out);
    return found;
}

uint32_t Lexer::digits(int base, int count, uint32_t start) {
    uint32_t n = 0;
    for (int i = 0; i < count; ++i, ++at_) {
        int v = value_of(peek());
        if (v >= base) throw Trouble{start, "the escape needs " + std::to_string(count) + (base == 8 ? " octal" : " hexadecimal") + " digits"};
        n = n * static_cast<uint32_t>(base) + static_cast<uint32_t>(v);
    }
    return n;
}

void Lexer::escape(std::string& out, bool bytes) {
    uint32_t start = static_cast<uint32_t>(at_ - 1);
    char c = peek();
    constexpr std::string_view plain = "\\?\"'`", letters = "abfnrtv", codes = "\a\b\f\n\r\t\v";
    if (c && plain.find(c) != plain.npos) { out += c; ++at_; return; }
    if (auto i = c ? letters.find(c) : letters.npos; i != letters.npos) { out += codes[i]; ++at_; return; }
    uint32_t code = 0;
    if (c == 'x' || c == 'X') {
        ++at_;
        code = digits(16, 2, start);
    } else if (c >= '0' && c <= '3') {
        code = digits(8, 3, start);
    } else if ((c == 'u' || c == 'U') && !bytes) {
        ++at_;
        code = digits(16, c == 'u' ? 4 : 8, start);
        if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
            throw Trouble{start, "the escape names no character; code points end at 10FFFF and leave out D800 to DFFF"};
    } else {
        throw Trouble{start, "`\\` followed by this character is no escape; for a backslash write `\\\\`, or put r before the quotes"};
    }
    if (bytes) out += static_cast<char>(code);
    else append(out, code);
}

}  // namespace tutela::expr
