#include "base/formula_guard.h"

namespace tutela {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

bool is_cut(char c) { return c == ';' || c == '\t' || c == '|' || c == '\n' || c == '\r'; }

bool starts_formula(std::string_view text) {
    for (std::string_view starter : {"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"})
        if (text.starts_with(starter)) return true;
    return false;
}

std::string_view without_any(std::string_view text, std::string_view of) {
    size_t at = text.find_first_not_of(of);
    return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

// Whether a whole cell beginning here would be run.
bool risky_cell(std::string_view text) {
    if (is_plain_number(text)) return false;
    std::string_view rest = without_any(text, " '");
    return starts_formula(rest) || (!rest.empty() && (rest[0] == '\t' || rest[0] == '\r' || rest[0] == '\0'));
}

// Whether a piece of a cell would be run by a program that cuts the cell here.
bool risky_piece(std::string_view text) {
    if (!starts_formula(without_any(text, " '\""))) return false;
    size_t decides = text.find_first_of("(|!;\t\r\n");
    return decides != std::string_view::npos && std::string_view("(|!").find(text[decides]) != std::string_view::npos;
}

bool risky(std::string_view text, bool whole) { return whole ? risky_cell(text) : risky_piece(text); }

}  // namespace

bool is_plain_number(std::string_view text) {
    size_t i = 0;
    if (i < text.size() && text[i] == '-') ++i;
    size_t digits = 0;
    bool point = false;
    for (; i < text.size() && (digit(text[i]) || (text[i] == '.' && !point)); ++i) {
        if (text[i] == '.') point = true;
        else ++digits;
    }
    if (digits == 0) return false;
    if (i == text.size()) return true;
    if (text[i] != 'e' && text[i] != 'E') return false;
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    size_t from = i;
    while (i < text.size() && digit(text[i])) ++i;
    return i == text.size() && i > from;
}

std::string guard_formulas(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 1);
    for (size_t i = 0; i < text.size(); ++i) {
        bool start = i == 0, cut = !start && is_cut(text[i - 1]);
        if ((start || cut) && risky(text.substr(i), start)) out += '\'';
        out += text[i];
    }
    return out;
}

std::string strip_formulas(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        bool start = i == 0, cut = !start && is_cut(text[i - 1]);
        if ((start || cut) && text[i] == '\'' && risky(text.substr(i + 1), start) && ++i == text.size()) break;
        out += text[i];
    }
    return out;
}

}  // namespace tutela
