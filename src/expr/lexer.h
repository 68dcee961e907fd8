// Characters to tokens. Source: cel-spec, language definition, "Syntax".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "expr/value.h"

namespace tutela::expr {

enum class Token : uint8_t { end, identifier, quoted, literal, sign };

struct Lexeme {
    Token token = Token::end;
    uint32_t offset = 0;
    std::string text;       // identifier, quoted identifier (without backticks) or sign ("&&", "(", "?")
    Value value;            // literal: integer, uinteger, real, string, bytes
    // The digits 9223372036854775808 are an integer only behind a minus sign.
    bool least_integer = false;
};

class Lexer {
public:
    explicit Lexer(std::string_view source) : source_(source) {}
    Lexeme next();          // throws Trouble

private:
    void skip();
    Lexeme number();
    Lexeme text(bool raw, bool bytes);
    Lexeme quoted();
    void escape(std::string& out, bool bytes);
    uint32_t digits(int base, int count, uint32_t start);
    bool starts(std::string_view what) const { return source_.substr(at_).starts_with(what); }
    char peek(size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
    std::string_view source_;
    size_t at_ = 0;
};

}  // namespace tutela::expr
