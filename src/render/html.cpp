#include <fmt/format.h>

#include <string_view>

#include "render/render.h"
#include "render/text.h"

namespace tutela::render {
namespace {

// The design's tokens (ui/mockups/tokens.css) as far as a report needs them.
constexpr std::string_view style = R"(
:root{--bg:#fff;--sunken:#f4f6f8;--line:#dfe4e6;--line-strong:#bec5ca;--text:#192028;--muted:#616871;--accent:#016390;--soft:#def0fb;
--major:#a4091b;--minor:#9c5b10;--unknown:#81347c;--observation:#3f66b0;--conforms:#1c7456;color-scheme:light}
@media screen and (prefers-color-scheme:dark){:root{--bg:#14181b;--sunken:#1d2126;--line:#24282c;--line-strong:#3b4046;--text:#e5e8ec;--muted:#8d959c;--accent:#65bde8;--soft:#152b3b;
--major:#f35e5a;--minor:#e3a34f;--unknown:#cf8ac9;--observation:#8db0f0;--conforms:#62c49d;color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0 auto;padding:32px 24px 40px;max-width:1120px;background:var(--bg);color:var(--text);
font:13px/20px "IBM Plex Sans",ui-sans-serif,system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
header p{margin:0;color:var(--muted)}
h1{margin:0;font-size:20px;line-height:28px;font-weight:600}
h2,h3,h4{margin:24px 0 8px;font-size:14px;line-height:20px;font-weight:600}
h2{font-size:16px;line-height:24px}
h2 small,h3 small,h4 small{margin-left:8px;font-size:12px;font-weight:400;color:var(--muted)}
.badge{margin-left:8px;padding:1px 6px;border-radius:3px;background:var(--soft);color:var(--accent);font-size:12px;font-weight:400;vertical-align:2px;white-space:nowrap}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:8px 16px;margin:16px 0 24px;padding:12px 0;border:solid var(--line);border-width:1px 0}
dt{font-size:11px;line-height:16px;color:var(--muted)}
dd{margin:0}
p{margin:0 0 8px;max-width:80ch;white-space:pre-line}
.small{font-size:12px;line-height:16px;color:var(--muted)}
.wide{overflow-x:auto;margin:0 0 16px}
table{width:100%;border-collapse:collapse}
caption{padding:0 0 6px;text-align:left;font-weight:600}
th{padding:4px 12px 4px 0;border-bottom:1px solid var(--line-strong);text-align:left;vertical-align:bottom;font-size:12px;line-height:16px;font-weight:500;color:var(--muted)}
td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;white-space:pre-line;overflow-wrap:break-word}
th:last-child,td:last-child{padding-right:0}
.group td{padding-left:6px;background:var(--sunken);font-weight:600}
.n{white-space:nowrap}.k{padding-left:15px;text-indent:-15px}
.r{text-align:right}.c{text-align:center}
code,.m{font-family:"IBM Plex Mono",ui-monospace,"SF Mono","DejaVu Sans Mono",monospace;font-size:12px}
a{color:var(--accent)}
.muted{color:var(--muted)}.accent{color:var(--accent)}.major{color:var(--major)}.minor{color:var(--minor)}.unknown{color:var(--unknown)}.observation{color:var(--observation)}.conforms{color:var(--conforms)}
svg.mark{width:10px;height:10px;margin-right:5px;fill:none;stroke:currentColor;stroke-width:1.2}
svg.mark .f{fill:currentColor;stroke:none}svg.mark .k{stroke:var(--bg)}
svg .f{fill:currentColor;stroke:none}
footer{display:flex;margin-top:32px;padding-top:8px;border-top:1px solid var(--line);font-size:11px;line-height:16px;color:var(--muted)}
@media print{@page{size:A4;margin:16mm}body{max-width:none;padding:0;font-size:9pt;line-height:12.5pt}thead{display:table-header-group}tr{break-inside:avoid}h2,h3,h4,.group{break-after:avoid}.wide{overflow:visible}.break{break-before:page}}
)";

std::string escape(std::string_view text) {
    std::string out;
    for (char c : clean_for_page(text)) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else out += c;
    }
    return out;
}

const char* class_of(Tone tone) {
    switch (tone) {
        case Tone::normal: return "";
        case Tone::muted: return "muted";
        case Tone::accent: return "accent";
        case Tone::major: return "major";
        case Tone::minor: return "minor";
        case Tone::unknown: return "unknown";
        case Tone::observation: return "observation";
        case Tone::conforms: return "conforms";
    }
    return "";
}

const char* shape_of(Mark mark) {
    switch (mark) {
        case Mark::none: return "";
        case Mark::gap_major: return "<path class=\"f\" d=\"M3 0h4l3 3v4l-3 3H3L0 7V3z\"/><path class=\"k\" d=\"M3.2 3.2l3.6 3.6M6.8 3.2L3.2 6.8\"/>";
        case Mark::gap_minor: return "<path class=\"f\" d=\"M5 .2l5 9.4H0z\"/><path class=\"k\" d=\"M5 4v2.6M5 7.5v1\"/>";
        case Mark::cannot_judge: return "<path d=\"M5 .6L9.4 5 5 9.4.6 5z\"/>";
        case Mark::observation: return "<path d=\"M.8.8h8.4v8.4H.8z\"/>";
        case Mark::conforms: return "<circle cx=\"5\" cy=\"5\" r=\"4.4\"/><path d=\"M3 5.2l1.5 1.4 2.7-3\"/>";
        case Mark::nothing: return "<circle cx=\"5\" cy=\"5\" r=\"4.4\" stroke-dasharray=\"1.6 1.4\"/>";
        case Mark::full: return "<circle class=\"f\" cx=\"5\" cy=\"5\" r=\"5\"/>";
        case Mark::half: return "<circle cx=\"5\" cy=\"5\" r=\"4.4\"/><path class=\"f\" d=\"M5 .4a4.6 4.6 0 000 9.2z\"/>";
        case Mark::ring: return "<circle cx=\"5\" cy=\"5\" r=\"4.4\"/>";
        case Mark::dash: return "<path d=\"M1 5h8\"/>";
        case Mark::changed: return "<path class=\"f\" d=\"M0 0h3.5v10H0z\"/>";
    }
    return "";
}

std::string mark_text(Mark mark) {
    if (mark == Mark::none) return "";
    return fmt::format("<svg class=\"mark {}\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">{}</svg>", class_of(tone_of(mark)), shape_of(mark));
}

std::string inline_text(const Inline& runs) {
    std::string out;
    for (const Run& run : runs) {
        std::string text = escape(run.text);
        if (run.mono) text = "<code>" + text + "</code>";
        if (run.emphasis) text = "<em>" + text + "</em>";
        if (run.strong) text = "<strong>" + text + "</strong>";
        if (run.tone != Tone::normal) text = fmt::format("<span class=\"{}\">{}</span>", class_of(run.tone), text);
        if (!run.link.empty() && is_safe_link(run.link)) text = fmt::format("<a href=\"{}\">{}</a>", escape(run.link), text);
        out += text;
    }
    return out;
}

std::string classes(const Column& column, Tone tone, bool keep_whole = false, bool marked = false) {
    std::string names = keep_whole ? "n " : "";
    if (marked) names += "k ";
    if (column.align == Align::right) names += "r ";
    if (column.align == Align::center) names += "c ";
    if (column.mono) names += "m ";
    names += class_of(tone);
    while (names.ends_with(' ')) names.pop_back();
    return names.empty() ? "" : " class=\"" + names + "\"";
}

void put(std::string& out, const Table& table) {
    out += "<div class=\"wide\"><table>\n";
    if (!table.title.empty()) out += "<caption>" + escape(table.title) + "</caption>\n";
    out += "<thead><tr>";
    for (const Column& column : table.columns) out += fmt::format("<th scope=\"col\"{}>{}</th>", classes({.align = column.align}, Tone::normal), escape(column.title));
    out += "</tr></thead>\n<tbody>\n";
    if (table.rows.empty()) out += fmt::format("<tr><td class=\"muted\" colspan=\"{}\">{}</td></tr>\n", table.columns.size(), escape(table.empty_text));
    for (const Row& row : table.rows) {
        if (row.group) {
            out += fmt::format("<tr class=\"group\"><td colspan=\"{}\">{}</td></tr>\n", table.columns.size(), row.cells.empty() ? "" : inline_text(row.cells[0].text));
            continue;
        }
        out += "<tr>";
        for (size_t i = 0; i < table.columns.size(); ++i) {
            const Cell cell = i < row.cells.size() ? row.cells[i] : Cell{};
            bool keep_whole = cell.type != Type::text || plain_text(cell.text).size() <= 18;
            out += fmt::format("<td{}>{}{}</td>", classes(table.columns[i], cell.tone, keep_whole, cell.mark != Mark::none), mark_text(cell.mark), inline_text(cell.text));
        }
        out += "</tr>\n";
    }
    out += "</tbody></table></div>\n";
}

void put(std::string& out, const Heading& heading) {
    int level = heading.level <= 1 ? 2 : heading.level == 2 ? 3 : 4;
    std::string note = heading.note.empty() ? "" : "<small>" + escape(heading.note) + "</small>";
    out += fmt::format("<h{0}>{1}{2}</h{0}>\n", level, escape(heading.text), note);
}

void put(std::string& out, const Paragraph& paragraph) {
    out += fmt::format("<p{}>{}{}</p>\n", paragraph.small ? " class=\"small\"" : "", mark_text(paragraph.mark), inline_text(paragraph.text));
}

void put(std::string& out, const Picture& picture) {
    out += fmt::format("<svg width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\" fill=\"none\" stroke=\"currentColor\" font-size=\"8\">", picture.width, picture.height, escape(picture.alternative));
    for (const Shape& s : picture.shapes) {
        std::string look = fmt::format(" class=\"{}{}\"", class_of(s.tone), s.filled && s.kind != Shape::Kind::line ? " f" : "");
        if (s.kind == Shape::Kind::rectangle) out += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>", s.x, s.y, s.width, s.height, look);
        else if (s.kind == Shape::Kind::circle) out += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>", s.x, s.y, s.width, look);
        else if (s.kind == Shape::Kind::line) out += fmt::format("<path d=\"M{} {}l{} {}\"{}/>", s.x, s.y, s.width, s.height, look);
        else out += fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>", s.x, s.y, look, escape(s.text));
    }
    out += "</svg>\n";
}

void put(std::string& out, const PageBreak&) { out += "<div class=\"break\"></div>\n"; }

}  // namespace

std::string to_html(const Document& document) {
    std::string out = fmt::format("<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<header>\n",
                                  escape(document.language), escape(document.title), style);
    if (!document.organisation.empty()) out += "<p>" + escape(document.organisation) + "</p>\n";
    out += "<h1>" + escape(document.title) + (document.badge.empty() ? "" : "<span class=\"badge\">" + escape(document.badge) + "</span>") + "</h1>\n";
    if (!document.subtitle.empty()) out += "<p>" + escape(document.subtitle) + "</p>\n";
    if (!document.facts.empty()) {
        out += "<dl>\n";
        for (auto& [label, value] : document.facts) out += "<div><dt>" + escape(label) + "</dt><dd>" + escape(value) + "</dd></div>\n";
        out += "</dl>\n";
    }
    out += "</header>\n<main>\n";
    for (const Block& block : document.blocks) std::visit([&](auto& b) { put(out, b); }, block);
    out += "</main>\n";
    if (!document.footer.empty()) out += "<footer>" + escape(document.footer) + "</footer>\n";
    out += "</body>\n</html>\n";
    return out;
}

}  // namespace tutela::render
