#include "record/exchange/table_finder.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"

namespace tutela::record {
namespace {

struct Shape { int filled = 0, words = 0, known = 0, distinct = 0, longest = 0; };

Shape shape_of(const sheet::Row& row, const Vocabulary& vocabulary) {
    Shape s;
    std::set<std::string> seen;
    for (const auto& cell : row.filled()) {
        const auto text = bare_text(cell.text);
        if (text.empty()) continue;
        ++s.filled;
        seen.insert(plain_words(text));
        const auto name = without_brackets(text);           // headings may explain themselves at length in brackets
        s.longest = std::max(s.longest, static_cast<int>(utf8::count(name.size() < 3 ? text : name)));
        const bool numeric = cell.kind == sheet::CellKind::number || cell.kind == sheet::CellKind::date || text.find_first_not_of("0123456789.,-/: %") == std::string::npos;
        if (!numeric) ++s.words;
        if (!numeric && vocabulary.knows(text)) ++s.known;
    }
    s.distinct = static_cast<int>(seen.size());
    return s;
}

// Two filled cells, one of them a number: no heading and no title. Spares most rows the closer look.
bool plainly_data(const sheet::Row& row) {
    int filled = 0;
    bool number = false;
    for (const auto& cell : row.filled()) {
        if (bare_text(cell.text).empty()) continue;
        ++filled;
        number = number || cell.kind == sheet::CellKind::number || cell.kind == sheet::CellKind::date || cell.text.find_first_not_of("0123456789.,-/: %") == std::string_view::npos;
        if (filled > 1 && number) return true;
    }
    return false;
}

// A row of words much wider than the table above it begins another one: a form's head over the real columns.
bool outgrows(const Shape& s, const FoundTable& open) {
    const auto named = std::count_if(open.headings.begin(), open.headings.end(), [](const auto& h) { return !h.empty(); });
    return open.heading_row > 0 && s.words == s.filled && s.distinct == s.filled && s.filled >= 5 && s.filled >= 2 * named;
}

bool merged_across(const sheet::Sheet& s, uint32_t row) {
    return std::any_of(s.merged.begin(), s.merged.end(), [&](const auto& m) { return m.first_row == row && m.last_row == row && m.last_column > m.first_column + 1; });
}

// A heading row names its columns: words only, all different, and either known ones or short ones over other rows.
bool is_heading(const Shape& s) {
    if (s.filled < 2 || s.words < s.filled || s.distinct < s.filled) return false;
    return s.known >= 2 && s.known * 3 >= s.filled;
}

bool may_be_heading(const Shape& s) { return s.filled >= 2 && s.words == s.filled && s.distinct == s.filled && s.longest <= 60; }

std::string words_of(const sheet::Row& row) {
    std::string out;
    for (const auto& cell : row.filled()) out += (out.empty() ? "" : " | ") + bare_text(cell.text);
    return out;
}

std::vector<std::string> headings_of(const sheet::Row& row, uint32_t width) {
    std::vector<std::string> out(width);
    for (const auto& cell : row.filled())
        if (cell.column < width) {
            auto text = bare_text(cell.text);
            for (char& c : text) if (c == '\n' || c == '\r') c = ' ';
            out[cell.column] = std::move(text);
        }
    return out;
}

// Two heading rows: the upper one groups ("Initial Risk", "Residual Risk"), the lower one repeats short names below it.
bool groups(const Shape& upper, const Shape& lower) {
    return upper.filled >= 2 && upper.filled * 2 <= lower.filled && upper.words == upper.filled && lower.words == lower.filled && lower.filled >= 4 && lower.filled > upper.filled && lower.distinct < lower.filled && lower.longest <= 60;
}

class Finder {
public:
    Finder(const sheet::Workbook& book, const Vocabulary& vocabulary) : book_(book), vocabulary_(vocabulary) {}

    std::vector<FoundTable> find() {
        for (const auto& s : book_.sheets) scan(s);
        for (size_t i = 0; i < out_.size(); ++i) out_[i].table = static_cast<int>(i);
        return std::move(out_);
    }

private:
    void scan(const sheet::Sheet& s) {
        const size_t begin = out_.size();
        std::string title;
        FoundTable* open = nullptr;
        bool title_merged = false;
        const bool any_known = has_known_heading(s);
        for (size_t i = 0; i < s.row_count(); ++i) {
            const auto row = s.row(i);
            if (open && plainly_data(row)) {
                title_merged = false;
                open->rows.push_back(static_cast<int>(row.number()));
                continue;
            }
            const auto shape = shape_of(row, vocabulary_);
            if (shape.filled == 0) continue;
            if (i + 1 < s.row_count() && s.row(i + 1).number() == row.number() + 1 && (!open || title_merged) && groups(shape, shape_of(s.row(i + 1), vocabulary_))) {
                open = begin_grouped(s, row, s.row(i + 1), title);
                title.clear();
                ++i;
                continue;
            }
            const bool first_guess = !any_known && !open && may_be_heading(shape) && i + 1 < s.row_count();
            const bool only_column = !open && s.width() == 1 && shape.known == 1;
            const bool under_title = title_merged && may_be_heading(shape);
            title_merged = false;
            if (is_heading(shape) || first_guess || only_column || under_title || (open && outgrows(shape, *open))) {
                open = begin_table(s, row, title, begin);
                title.clear();
            } else if (shape.filled == 1 && s.width() > 2 && (!open || open->headings.size() > 2)) {
                title = words_of(row);               // a section's name belongs to what follows
                title_merged = merged_across(s, row.number());
            } else if (open) {
                open->rows.push_back(static_cast<int>(row.number()));
            } else if (!any_known) {
                open = begin_without_heading(s, title);
                open->rows.push_back(static_cast<int>(row.number()));
            } else if (title.empty()) {
                title = words_of(row);
            }
        }
    }

    bool has_known_heading(const sheet::Sheet& s) const {
        for (size_t i = 0; i < s.row_count() && i < 200; ++i)
            if (is_heading(shape_of(s.row(i), vocabulary_))) return true;
        return false;
    }

    // The same headings again continue the table that had them: sections stacked one below the other.
    FoundTable* begin_table(const sheet::Sheet& s, const sheet::Row& row, const std::string& title, size_t begin) {
        auto headings = headings_of(row, s.width());
        for (size_t i = begin; i < out_.size(); ++i)
            if (out_[i].headings == headings) return &out_[i];
        FoundTable t;
        t.sheet = s.name;
        t.hidden = s.hidden;
        t.title = title;
        t.heading_row = static_cast<int>(row.number());
        t.headings = std::move(headings);
        out_.push_back(std::move(t));
        return &out_.back();
    }

    FoundTable* begin_grouped(const sheet::Sheet& s, const sheet::Row& upper, const sheet::Row& lower, const std::string& title) {
        FoundTable t;
        t.sheet = s.name;
        t.hidden = s.hidden;
        t.title = title;
        t.heading_row = static_cast<int>(lower.number());
        t.headings = headings_of(lower, s.width());
        const auto above = headings_of(upper, s.width());
        std::string group;
        uint32_t last = 0;                           // of a merged group cell; without merging a group goes on to the next
        for (uint32_t c = 0; c < t.headings.size(); ++c) {
            if (!above[c].empty()) {
                group = above[c];
                last = s.width();
                for (const auto& m : s.merged) if (m.first_row == upper.number() && m.first_column == c) last = m.last_column;
            }
            if (t.headings[c].empty()) { if (!above[c].empty()) t.headings[c] = above[c]; }
            else if (!group.empty() && c <= last) t.headings[c] = group + " " + t.headings[c];
        }
        out_.push_back(std::move(t));
        return &out_.back();
    }

    FoundTable* begin_without_heading(const sheet::Sheet& s, const std::string& title) {
        FoundTable t;
        t.sheet = s.name;
        t.hidden = s.hidden;
        t.title = title;
        t.headings.assign(std::max<uint32_t>(s.width(), 1), "");
        out_.push_back(std::move(t));
        return &out_.back();
    }

    const sheet::Workbook& book_;
    const Vocabulary& vocabulary_;
    std::vector<FoundTable> out_;
};

}  // namespace

std::vector<FoundTable> find_tables(const sheet::Workbook& book, const Vocabulary& vocabulary) { return Finder(book, vocabulary).find(); }

std::optional<sheet::Row> row_at(const sheet::Sheet& s, int number) {
    size_t low = 0, high = s.row_count();
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (s.row(middle).number() < static_cast<uint32_t>(number)) low = middle + 1;
        else high = middle;
    }
    if (low < s.row_count() && s.row(low).number() == static_cast<uint32_t>(number)) return s.row(low);
    return {};
}

const sheet::Sheet* sheet_named(const sheet::Workbook& book, const std::string& name) {
    for (const auto& s : book.sheets) if (s.name == name) return &s;
    return nullptr;
}

}  // namespace tutela::record
