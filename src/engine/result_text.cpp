// Results for people at a terminal: columns that line up, words broken at blanks, colour only where asked.
#include <algorithm>

#include "base/utf8.h"
#include "engine/check_result.h"

namespace tutela::engine {

namespace {

constexpr const char* red = "31", *yellow = "33", *blue = "34", *green = "32", *grey = "90", *bold = "1";

class Sheet {
public:
    Sheet(bool colour, int width) : colour_(colour), width_(static_cast<size_t>(std::clamp(width, 40, 200))) {}
    std::string paint(const std::string& text, const char* code) const { return colour_ && code ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text; }
    void line(const std::string& text = {}) { out += text + "\n"; }
    // Text in lines that begin at a column; the first line continues what stands there already.
    void flow(const std::string& text, size_t column, size_t used) {
        const size_t room = width_ > column + 20 ? width_ - column : 20;
        std::string rest = text;
        bool first = true;
        while (!rest.empty() || first) {
            size_t cut = fit(rest, room);
            if (!first || used > column) out += (first ? "\n" : "") + std::string(column, ' ');
            else out += std::string(column - used, ' ');
            out += rest.substr(0, cut) + "\n";
            while (cut < rest.size() && rest[cut] == ' ') ++cut;
            rest = cut < rest.size() ? rest.substr(cut) : "";
            first = false;
        }
    }
    size_t width() const { return width_; }
    std::string out;

private:
    // Bytes of the longest beginning that fits, broken at a blank where there is one.
    static size_t fit(const std::string& text, size_t room) {
        size_t at = 0, n = 0, blank = std::string::npos;
        while (at < text.size() && n < room) {
            if (text[at] == '\n') return at;
            if (text[at] == ' ') blank = at;
            utf8::decode(text, at);
            ++n;
        }
        if (at >= text.size() || text[at] == ' ') return at;
        return blank == std::string::npos ? at : blank;
    }
    bool colour_;
    size_t width_;
};

std::string padded(std::string text, size_t width) {
    const size_t n = utf8::count(text);
    if (n < width) text.append(width - n, ' ');
    return text;
}

std::string left(const std::string& text, size_t width) {
    if (utf8::count(text) <= width) return padded(text, width);
    size_t at = 0;
    for (size_t n = 0; n + 1 < width; ++n) utf8::decode(text, at);
    return text.substr(0, at) + "…";
}

std::string verdict_words(Verdict v, Severity s, bool uncovered) {
    if (uncovered && v == Verdict::nothing) return "open: no rule";
    return v == Verdict::gap ? "gap, " + std::string(name_of(s)) : words_of(v);
}

const char* colour_of(Verdict v, Severity s) {
    switch (v) {
        case Verdict::gap: return s == Severity::major ? red : s == Severity::minor ? yellow : blue;
        case Verdict::cannot_judge: return yellow;
        case Verdict::excused: return blue;
        case Verdict::conforms: return green;
        case Verdict::nothing: return grey;
    }
    return nullptr;
}

void counts_line(Sheet& sheet, const Counts& c) {
    std::string out;
    auto add = [&](int64_t n, const char* words, const char* code) {
        if (n) out += (out.empty() ? "" : ", ") + sheet.paint(std::to_string(n) + " " + words, code);
    };
    add(c.major, "major", red);
    add(c.minor, "minor", yellow);
    add(c.observation, c.observation == 1 ? "observation" : "observations", blue);
    add(c.cannot_judge, "cannot judge", yellow);
    add(c.excused, "excused", blue);
    add(c.conforms, c.conforms == 1 ? "conforms" : "conform", green);
    add(c.nothing - c.uncovered, "nothing to judge", grey);
    add(c.uncovered, "open (no rule yet)", grey);
    sheet.line(out.empty() ? "no duties" : out);
}

void gap_lines(Sheet& sheet, const Gap& g) {
    const std::string verdict = verdict_words(g.verdict, g.severity, false);
    const std::string record = g.record.empty() ? "the organisation" : g.record + (g.record_title.empty() || g.record_title == g.record ? "" : "  " + g.record_title);
    sheet.line(sheet.paint(padded(verdict, 16), colour_of(g.verdict, g.severity)) + "  " + sheet.paint(record, bold));
    auto row = [&](const char* name, const std::string& text) {
        if (text.empty()) return;
        std::string head = "    " + std::string(name);
        sheet.out += sheet.paint(head, grey);
        sheet.flow(text, 18, head.size());
    };
    row("reason", g.reason);
    row("rule", g.rule + ": " + g.says);
    std::string items;
    for (const auto& o : g.obligations) items += (items.empty() ? "" : ", ") + o;
    row("answers", items);
    row("remedy", g.remedy);
    row("who", g.who_title.empty() ? g.who : g.who_title + " (" + g.who + ")");
    row("until", g.until);
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& s : list) out += (out.empty() ? "" : ", ") + s;
    return out;
}

}  // namespace

std::string to_text(const Check& c, bool colour, int width) {
    Sheet sheet(colour, width);
    sheet.line(sheet.paint(c.title, bold));
    sheet.line("at " + c.at + ", ledger #" + std::to_string(c.position));
    counts_line(sheet, c.counts);
    sheet.line();
    for (const auto& clause : c.clauses) {
        const std::string indent(static_cast<size_t>(clause.level - 1) * 2, ' ');
        const bool holes = clause.counts.nothing > 0 && clause.counts.nothing == clause.counts.uncovered && clause.verdict == Verdict::nothing;
        std::string words = verdict_words(clause.verdict, clause.severity, holes);
        // Where some duties have no rule, "conforms" alone would promise more than was looked at.
        const bool partly = clause.verdict == Verdict::conforms && clause.counts.uncovered;
        if (partly) words = std::to_string(clause.counts.conforms) + (clause.counts.conforms == 1 ? " conforms" : " conform");
        if (clause.counts.uncovered && !holes) words += ", " + std::to_string(clause.counts.uncovered) + " open";
        const size_t title = sheet.width() > 64 ? sheet.width() - 42 : 26;
        sheet.line(padded(indent + clause.id, 12) + left(clause.title, title) + "  " + sheet.paint(words, partly ? grey : colour_of(clause.verdict, clause.severity)));
        for (const auto& o : clause.obligations) {
            if (o.verdict != Verdict::gap && o.verdict != Verdict::cannot_judge && o.verdict != Verdict::excused) continue;
            std::string verdict = verdict_words(o.verdict, o.severity, o.uncovered);
            if (o.verdict == Verdict::cannot_judge && o.judgement == "missing") verdict += ": judgement missing";
            sheet.line(padded("", 12) + left("  " + o.id + "  " + o.title, title) + "  " + sheet.paint(verdict, colour_of(o.verdict, o.severity)));
        }
    }
    if (!c.gaps.empty()) sheet.line();
    for (const auto& g : c.gaps) {
        gap_lines(sheet, g);
        sheet.line();
    }
    if (c.more) sheet.line(std::to_string(c.more) + " more that are not shown.");
    return sheet.out;
}

std::string to_text(const Forecast& f, bool colour, int width) {
    Sheet sheet(colour, width);
    sheet.line(sheet.paint("What turns by itself from " + f.from + " to " + f.until, bold));
    if (f.turns.empty()) sheet.line("Nothing.");
    for (const auto& t : f.turns) {
        const std::string change = std::string(words_of(t.from)) + " → " + words_of(t.to);
        sheet.line(t.date + "  " + sheet.paint(padded(change, 28), colour_of(t.to, Severity::minor)) + "  " + padded(t.record.empty() ? "organisation" : t.record, 12) + "  " + t.record_title);
        sheet.out += std::string(12, ' ');
        sheet.flow(t.rule + ": " + t.says, 12, 12);
    }
    if (f.more) sheet.line(std::to_string(f.more) + " more that are not shown.");
    return sheet.out;
}

std::string to_text(const Coverage& c, bool colour, int width) {
    Sheet sheet(colour, width);
    size_t holes = 0, rules = 0;
    for (const auto& i : c.items) holes += i.hole, rules += !i.rules.empty();
    sheet.line(sheet.paint(std::to_string(c.items.size()) + " items, " + std::to_string(rules) + " with rules, " + std::to_string(holes) + " open", bold));
    for (const auto& i : c.items) {
        std::string answer = i.rules.empty() ? (i.hole ? "open: no rule" : "a person judges") : joined(i.rules);
        if (!i.records.empty()) answer += "  [" + joined(i.records) + "]";
        const std::string head = padded(i.id, 20) + padded(i.judged, 9);
        sheet.out += i.hole ? sheet.paint(head, red) : head;
        sheet.flow(answer, 29, 29);
    }
    return sheet.out;
}

std::string to_text(const ItemResult& r, bool colour, int width) {
    Sheet sheet(colour, width);
    sheet.line(sheet.paint(r.id + "  " + r.title, bold));
    sheet.flow(r.asks, 0, 0);
    std::string verdict = verdict_words(r.verdict, r.severity, r.uncovered);
    sheet.line(sheet.paint(verdict, colour_of(r.verdict, r.severity)) + "  (" + r.assessability + ", " + r.force + ", " + r.basis + ")");
    for (const auto& rule : r.rules) {
        sheet.line();
        sheet.line(sheet.paint(rule.rule, bold) + "  " + sheet.paint(verdict_words(rule.verdict, rule.severity, false), colour_of(rule.verdict, rule.severity)));
        sheet.flow(rule.says, 2, 0);
        sheet.line("  " + std::to_string(rule.population) + " judged: " + std::to_string(rule.failing) + " gaps, " + std::to_string(rule.unknown) + " cannot judge, " +
                   std::to_string(rule.excused) + " excused, " + std::to_string(rule.conforming) + " conform");
        for (const auto& f : rule.results) {
            if (f.verdict == Verdict::conforms) continue;
            sheet.out += "  " + sheet.paint(padded(words_of(f.verdict), 14), colour_of(f.verdict, rule.severity)) + padded(f.record.empty() ? "organisation" : f.record, 10);
            sheet.flow(f.title.empty() || f.title == f.record ? f.reason : f.title + ": " + f.reason, 26, 26);
        }
    }
    for (const auto& j : r.judgements) {
        sheet.line();
        sheet.line(sheet.paint(j.id, bold) + "  judged " + j.verdict + " by " + (j.author_title.empty() ? j.author : j.author_title) + ", until " + j.until + (j.in_force ? "" : " (not in force)"));
        sheet.flow(j.grounds, 2, 0);
    }
    for (const auto& t : r.record_types) sheet.line("evidence: " + t.title + ", " + std::to_string(t.count));
    return sheet.out;
}

}  // namespace tutela::engine
