// Tables on paper: fitted columns, a head on every page, rows cut only when they are taller than they should move.
#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "render/canvas.h"

namespace tutela::render {
namespace {

constexpr double gap = 9, pad = 3.2, text_size = 8, head_size = 7.2, mark_size = 5.8, mark_room = 9;
constexpr size_t sample_rows = 200;      // rows looked at to fit the columns

struct Set {
    Layout layout;
    std::vector<TextLine> lines;
    size_t next = 0;          // first line not yet drawn
    double drawn = 0;         // its top in the layout
    double shift = 0;         // down to the base line its row shares, on the first part
    double rest() const { return next < lines.size() ? lines.back().bottom - drawn : 0; }
};

double rest_of(const std::vector<Set>& cells) {
    double rest = 0;
    for (const Set& set : cells) rest = std::max(rest, set.rest());
    return rest;
}

// The width at which columns must be cut so that all fit: narrow ones keep what they need, the wide share the rest.
double level_of(const std::vector<double>& least, const std::vector<double>& natural, double room) {
    double low = 0, high = room;
    for (int step = 0; step < 40; ++step) {
        double level = (low + high) / 2, sum = 0;
        for (size_t i = 0; i < least.size(); ++i) sum += std::clamp(level, least[i], natural[i]);
        (sum > room ? high : low) = level;
    }
    return low;
}

class TableDrawing {
public:
    TableDrawing(Canvas& canvas, const Table& table) : canvas_(canvas), table_(table) { fit_columns(); }
    void draw();

private:
    void fit_columns();
    void draw_head();
    void draw_group(const Row&, bool last);
    void draw_row(const Row&);
    double draw_part(std::vector<Set>&, const Row&, double room, bool first);
    TextStyle style_of(size_t column, const Cell& cell) const;
    Canvas& canvas_;
    const Table& table_;
    std::vector<double> widths_, starts_;
};

TextStyle TableDrawing::style_of(size_t column, const Cell& cell) const {
    const Column& c = table_.columns[column];
    return {.size = text_size, .tone = cell.tone, .align = c.align, .figures = true, .mono = c.mono};
}

// Wide enough for the longest word; what is left over goes where text is long.
void TableDrawing::fit_columns() {
    size_t count = table_.columns.size();
    std::vector<double> least(count), natural(count);
    double shares = 0;
    for (size_t i = 0; i < count; ++i) {
        const Column& column = table_.columns[i];
        shares += column.share;
        auto look = [&](const Inline& text, TextStyle style, double extra, bool whole) {
            auto layout = canvas_.set(text, -1, style);
            natural[i] = std::max(natural[i], std::min(width_of(layout.get()) + extra, 240.0));
            if (!whole) pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD), pango_layout_set_width(layout.get(), 0);
            least[i] = std::max(least[i], std::min(width_of(layout.get()) + extra, 110.0));
        };
        look({{.text = column.title}}, {.size = head_size}, 0, false);
        std::unordered_set<std::string> seen;      // registers repeat themselves, and setting text is what costs
        for (size_t r = 0; r < std::min(table_.rows.size(), sample_rows); ++r) {
            const Row& row = table_.rows[r];
            if (row.group || i >= row.cells.size() || !seen.insert(plain_text(row.cells[i].text) + static_cast<char>(row.cells[i].mark)).second) continue;
            look(row.cells[i].text, style_of(i, row.cells[i]), row.cells[i].mark == Mark::none ? 0 : mark_room, row.cells[i].type != Type::text);
        }
        natural[i] = std::max(natural[i], least[i]) + 0.5, least[i] += 0.5;
    }
    double room = canvas_.inner() - gap * static_cast<double>(count > 0 ? count - 1 : 0);
    double all_least = std::accumulate(least.begin(), least.end(), 0.0), all_natural = std::accumulate(natural.begin(), natural.end(), 0.0);
    widths_.resize(count);
    if (shares > 0) {
        double fitted = 0;
        for (size_t i = 0; i < count; ++i)
            if (table_.columns[i].share == 0) fitted += widths_[i] = std::min(natural[i], std::max(least[i], room * 0.2));
        double left = std::max(room - fitted, room * 0.3);
        // A share never cuts a word while another column has room: those too narrow take what they need first.
        std::vector<bool> fixed(count);
        for (bool again = all_least <= room; again;) {
            again = false;
            for (size_t i = 0; i < count; ++i)
                if (const double share = table_.columns[i].share; share > 0 && !fixed[i] && left * share / shares < least[i])
                    fixed[i] = again = true, widths_[i] = least[i], left -= least[i], shares -= share;
        }
        for (size_t i = 0; i < count; ++i)
            if (table_.columns[i].share > 0 && !fixed[i]) widths_[i] = left * table_.columns[i].share / shares;
    } else {
        double level = level_of(least, natural, room);
        for (size_t i = 0; i < count; ++i)
            widths_[i] = all_least > room ? room * least[i] / all_least
                         : all_natural > room ? std::clamp(level, least[i], natural[i])
                                              : natural[i] + (room - all_natural) * natural[i] / all_natural;
    }
    double total = std::accumulate(widths_.begin(), widths_.end(), 0.0), x = canvas_.left();
    for (double& width : widths_) {
        if (total > room) width *= room / total;
        starts_.push_back(x);
        x += width + gap;
    }
}

void TableDrawing::draw_head() {
    double height = 0;
    std::vector<Layout> titles;
    for (size_t i = 0; i < widths_.size(); ++i) {
        const Column& column = table_.columns[i];
        titles.push_back(canvas_.set(column.title, widths_[i], {.size = head_size, .tone = Tone::muted, .align = column.align}));
        height = std::max(height, height_of(titles.back().get()));
    }
    for (size_t i = 0; i < titles.size(); ++i) canvas_.draw(titles[i].get(), starts_[i], canvas_.y + height - height_of(titles[i].get()));
    canvas_.y += height + pad;
    canvas_.hairline(canvas_.y, "#bec5ca", 0.9);
}

void TableDrawing::draw_group(const Row& row, bool last) {
    auto layout = canvas_.set(row.cells.empty() ? Inline{} : row.cells[0].text, canvas_.inner(), {.size = text_size, .strong = true});
    double height = height_of(layout.get()) + 2 * pad + 1;
    if (canvas_.room() < height + (last ? 0 : 30)) canvas_.new_page(), draw_head();
    canvas_.colour("#f4f6f8");
    cairo_rectangle(canvas_.cairo(), canvas_.left(), canvas_.y + 0.4, canvas_.inner(), height - 0.4);
    cairo_fill(canvas_.cairo());
    canvas_.draw(layout.get(), canvas_.left() + 3, canvas_.y + pad + 0.5);
    canvas_.y += height;
    canvas_.hairline(canvas_.y);
}

// Draws as many whole lines of each cell as the room takes; gives the height used.
double TableDrawing::draw_part(std::vector<Set>& cells, const Row& row, double room, bool first) {
    double used = 0;
    for (size_t i = 0; i < cells.size(); ++i) {
        Set& cell = cells[i];
        Mark mark = row.cells[i].mark;
        double x = starts_[i] + (mark == Mark::none ? 0 : mark_room), from = cell.drawn;
        if (first && mark != Mark::none && !cell.lines.empty()) canvas_.mark(mark, starts_[i], canvas_.y + pad + cell.shift + cell.lines[0].base - mark_size + 0.4, mark_size);
        double shift = first ? cell.shift : 0;
        while (cell.next < cell.lines.size() && shift + cell.lines[cell.next].bottom - from <= room) {
            const TextLine& line = cell.lines[cell.next++];
            canvas_.draw(line, x, canvas_.y + pad + shift + line.base - from);
            used = std::max(used, shift + line.bottom - from);
            cell.drawn = line.bottom;
        }
    }
    return used;
}

void TableDrawing::draw_row(const Row& row) {
    std::vector<Set> cells;
    double height = 0, base = 0;
    for (size_t i = 0; i < std::min(row.cells.size(), widths_.size()); ++i) {
        const Cell& cell = row.cells[i];
        Set& set = cells.emplace_back();
        set.layout = canvas_.set(cell.text, widths_[i] - (cell.mark == Mark::none ? 0 : mark_room), style_of(i, cell));
        set.lines = lines_of(set.layout.get());
        base = std::max(base, set.lines[0].base);
    }
    for (Set& set : cells) set.shift = base - set.lines[0].base, height = std::max(height, set.shift + set.rest());
    double page = canvas_.bottom() - Canvas::margin - 40;
    bool first = true;
    for (;;) {
        double rest = first ? height : rest_of(cells);
        double room = canvas_.room() - 2 * pad;
        bool may_cut = height > page / 3 && room > 4 * text_size;
        if (rest > room + 0.01 && !may_cut) {
            canvas_.new_page();
            draw_head();
            room = canvas_.room() - 2 * pad;
        }
        double used = draw_part(cells, row, std::max(room, 2 * text_size), first);
        canvas_.y += std::max(used, first ? text_size : 0) + 2 * pad;
        first = false;
        if (rest_of(cells) <= 0) break;
        canvas_.new_page();
        draw_head();
    }
    canvas_.hairline(canvas_.y);
}

void TableDrawing::draw() {
    if (!table_.title.empty()) {
        canvas_.need(60);
        auto title = canvas_.set(table_.title, canvas_.inner(), {.size = 9, .strong = true});
        canvas_.draw(title.get(), canvas_.left(), canvas_.y);
        canvas_.y += height_of(title.get()) + 6;
    }
    canvas_.need(50);
    draw_head();
    if (table_.rows.empty() && !table_.empty_text.empty()) {
        auto text = canvas_.set(table_.empty_text, canvas_.inner(), {.size = text_size, .tone = Tone::muted});
        canvas_.draw(text.get(), canvas_.left(), canvas_.y + pad);
        canvas_.y += height_of(text.get()) + 2 * pad;
        canvas_.hairline(canvas_.y);
    }
    for (size_t i = 0; i < table_.rows.size(); ++i) {
        if (table_.rows[i].group) draw_group(table_.rows[i], i + 1 == table_.rows.size());
        else draw_row(table_.rows[i]);
    }
    canvas_.y += 12;
}

}  // namespace

void draw_table(Canvas& canvas, const Table& table) {
    if (!table.columns.empty()) TableDrawing(canvas, table).draw();
}

}  // namespace tutela::render
