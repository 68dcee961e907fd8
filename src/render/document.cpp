#include "render/document.h"

namespace tutela::render {
namespace {

struct Style {
    bool strong = false, emphasis = false, mono = false;
};

void put(Inline& out, std::string& text, const Style& style) {
    if (text.empty()) return;
    out.push_back({.text = std::move(text), .strong = style.strong, .emphasis = style.emphasis, .mono = style.mono});
    text.clear();
}

}  // namespace

Inline inline_of(std::string_view source) {
    Inline out;
    std::string text;
    Style style;
    for (size_t at = 0; at < source.size(); ++at) {
        char c = source[at];
        std::string_view rest = source.substr(at);
        if (c == '\\' && rest.size() > 1 && std::string_view("*`\\").find(rest[1]) != std::string_view::npos) text += source[++at];
        else if (c == '`') put(out, text, style), style.mono = !style.mono;
        else if (style.mono) text += c;
        else if (rest.starts_with("**")) put(out, text, style), style.strong = !style.strong, ++at;
        else if (c == '*') put(out, text, style), style.emphasis = !style.emphasis;
        else text += c;
    }
    put(out, text, style);
    return out;
}

std::string plain_text(const Inline& runs) {
    std::string text;
    for (const Run& run : runs) text += run.text;
    return text;
}

Cell text_cell(std::string_view text) {
    Cell cell;
    if (!text.empty()) cell.text.push_back({.text = std::string(text)});
    return cell;
}

Cell number_cell(std::string_view exact, std::string_view shown) {
    Cell cell = text_cell(shown.empty() ? exact : shown);
    cell.type = Type::number;
    cell.exact = exact;
    return cell;
}

Cell date_cell(std::string_view iso, std::string_view shown) {
    Cell cell = text_cell(shown.empty() ? iso : shown);
    cell.type = Type::date;
    cell.exact = iso;
    return cell;
}

Cell flag_cell(bool value, std::string_view shown) {
    Cell cell = text_cell(shown);
    cell.type = Type::flag;
    cell.exact = value ? "true" : "false";
    return cell;
}

std::string exact_text(const Cell& cell) { return cell.exact.empty() ? plain_text(cell.text) : cell.exact; }

}  // namespace tutela::render
