#include "render/render.h"

#include <algorithm>

namespace tutela::render {
namespace {

// Characters that would mean something in CommonMark or start HTML.
std::string escape(std::string_view text, bool in_table) {
    std::string out;
    bool line_start = true;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\r') continue;
        if (c == '\n') {
            out += in_table ? "<br>" : "  \n";
            line_start = true;
            continue;
        }
        bool always = std::string_view("\\`*_[]|~").find(c) != std::string_view::npos;
        bool at_start = line_start && std::string_view("#+-=").find(c) != std::string_view::npos;
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (always || at_start) out += '\\', out += c;
        else if (line_start && !in_table && c >= '0' && c <= '9') {
            size_t end = text.find_first_not_of("0123456789", i);
            out += text.substr(i, end - i);
            if (end != std::string_view::npos && (text[end] == '.' || text[end] == ')')) out += '\\', out += text[end++];
            i = (end == std::string_view::npos ? text.size() : end) - 1;
        } else out += c;
        if (c != ' ') line_start = false;
    }
    return out;
}

std::string code(std::string_view text) {
    std::string ticks = "`";
    while (text.find(ticks) != std::string_view::npos) ticks += '`';
    std::string pad = ticks.size() > 1 ? " " : "";
    return ticks + pad + std::string(text) + pad + ticks;
}

std::string inline_text(const Inline& runs, bool in_table) {
    std::string out;
    for (const Run& run : runs) {
        bool plain_code = run.mono && run.text.find_first_of("|\n") == std::string::npos;
        std::string text = plain_code ? code(run.text) : escape(run.text, in_table);
        if (run.emphasis) text = "*" + text + "*";
        if (run.strong) text = "**" + text + "**";
        out += text;
    }
    return out;
}

void put(std::string& out, const Table& table) {
    if (!table.title.empty()) out += "**" + escape(table.title, false) + "**\n\n";
    if (table.rows.empty() && !table.empty_text.empty()) {
        out += escape(table.empty_text, false) + "\n\n";
        return;
    }
    out += "|";
    for (const Column& column : table.columns) out += " " + escape(column.title, true) + " |";
    out += "\n|";
    for (const Column& column : table.columns) out += column.align == Align::right ? " ---: |" : column.align == Align::center ? " :---: |" : " --- |";
    out += "\n";
    for (const Row& row : table.rows) {
        out += "|";
        for (size_t i = 0; i < table.columns.size(); ++i) {
            std::string text = i < row.cells.size() ? inline_text(row.cells[i].text, true) : "";
            if (row.group && i == 0) text = "**" + text + "**";
            out += " " + (row.group && i > 0 ? "" : text) + " |";
        }
        out += "\n";
    }
    out += "\n";
}

void put(std::string& out, const Heading& heading) {
    out += std::string(static_cast<size_t>(std::min(std::max(heading.level + 1, 2), 6)), '#') + " " + escape(heading.text, false);
    if (!heading.note.empty()) out += " (" + escape(heading.note, false) + ")";
    out += "\n\n";
}

void put(std::string& out, const Paragraph& paragraph) { out += inline_text(paragraph.text, false) + "\n\n"; }
void put(std::string& out, const Picture& picture) { out += "*" + escape(picture.alternative, false) + "*\n\n"; }
void put(std::string& out, const PageBreak&) { out += "---\n\n"; }

}  // namespace

std::string to_markdown(const Document& document) {
    std::string out = "# " + escape(document.title, false) + "\n\n";
    if (!document.badge.empty()) out += "*" + escape(document.badge, false) + "*\n\n";
    if (!document.subtitle.empty()) out += escape(document.subtitle, false) + "\n\n";
    for (auto& [label, value] : document.facts) out += "- **" + escape(label, false) + "**: " + escape(value, false) + "\n";
    if (!document.facts.empty()) out += "\n";
    for (const Block& block : document.blocks) std::visit([&](auto& b) { put(out, b); }, block);
    if (!document.footer.empty()) out += "---\n\n" + escape(document.footer, false) + "\n";
    return out;
}

}  // namespace tutela::render
