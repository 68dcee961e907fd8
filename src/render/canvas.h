// Pages of a PDF: the place where the next thing goes, the head and foot of each page, and text set by Pango.
#pragma once
#include <cairo.h>
#include <pango/pangocairo.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "render/document.h"

namespace tutela::render {

struct Unref { void operator()(void* object) const { g_object_unref(object); } };
using Layout = std::unique_ptr<PangoLayout, Unref>;

struct TextStyle {
    double size = 9;            // points
    bool strong = false;
    Tone tone = Tone::normal;
    Align align = Align::left;
    bool figures = false;       // digits of equal width, for columns of numbers
    bool mono = false;
};

// One line of a layout, apart from the others so that a row can be cut between pages.
struct TextLine {
    PangoLayoutLine* line;
    double x, top, bottom, base;      // relative to the layout
};
std::vector<TextLine> lines_of(PangoLayout*);
double height_of(PangoLayout*);
double width_of(PangoLayout*);

class Canvas {
public:
    // `total_pages` is what the foot says; 0 in a first run that only counts.
    Canvas(cairo_surface_t*, const Document&, int total_pages);
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;
    ~Canvas();

    static constexpr double margin = 46;
    double width() const { return width_; }
    double left() const { return margin; }
    double right() const { return width_ - margin; }
    double bottom() const { return height_ - 52; }
    double top() const { return page_ == 1 ? margin : margin + 18; }
    double inner() const { return right() - left(); }
    double y = 0;
    bool at_top() const { return y <= top() + 0.01; }
    double room() const { return bottom() - y; }
    int pages() const { return page_; }

    void new_page();                 // ends this one, writes the head of the next; y is its top
    void need(double height);        // a new page if there is less room
    void finish();                   // foot of the last page

    // width < 0: one line as long as it gets.
    Layout set(const Inline&, double width, const TextStyle&);
    Layout set(std::string_view, double width, const TextStyle&);
    void draw(PangoLayout*, double x, double y);
    void draw(const TextLine&, double x, double y);

    void colour(const char* hex);
    void hairline(double y, const char* hex = "#dfe4e6", double weight = 0.5);
    void mark(Mark, double x, double y, double size);      // its box begins at x, y
    cairo_t* cairo() { return cairo_; }

private:
    void foot();
    const Document& document_;
    cairo_t* cairo_;
    PangoFontMap* fonts_;
    PangoContext* context_;
    std::string family_, mono_family_;
    double width_, height_;
    int page_ = 1, total_;
};

void draw_table(Canvas&, const Table&);

}  // namespace tutela::render
