#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <exception>
#include <filesystem>

#include "render/canvas.h"
#include "render/render.h"
#include "render/text.h"

namespace tutela::render {
namespace {

struct Destroy { void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); } };
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;

cairo_status_t append_bytes(void* out, const unsigned char* bytes, unsigned size) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

// The title, a badge at its right, and the facts in columns between two hairlines.
void draw_badge(Canvas& canvas, const std::string& badge, double x, double base) {
    auto layout = canvas.set(badge, -1, {.size = 8, .tone = Tone::accent});
    double width = width_of(layout.get()) + 10, height = height_of(layout.get()) + 4;
    canvas.colour("#def0fb");
    cairo_rectangle(canvas.cairo(), x, base - height + 4, width, height);
    cairo_fill(canvas.cairo());
    canvas.draw(layout.get(), x + 5, base - height + 6);
}

void draw_facts(Canvas& canvas, const Document& document) {
    if (document.facts.empty()) return;
    size_t across = document.landscape ? 5 : 4;
    across = std::min(across, document.facts.size());
    double width = (canvas.inner() - 12 * static_cast<double>(across - 1)) / static_cast<double>(across);
    canvas.y += 6;
    canvas.hairline(canvas.y);
    canvas.y += 7;
    for (size_t from = 0; from < document.facts.size(); from += across) {
        double tallest = 0;
        for (size_t i = from; i < std::min(from + across, document.facts.size()); ++i) {
            double x = canvas.left() + static_cast<double>(i - from) * (width + 12);
            auto label = canvas.set(document.facts[i].first, width, {.size = 7, .tone = Tone::muted});
            auto value = canvas.set(document.facts[i].second, width, {.size = 8.5, .figures = true});
            canvas.draw(label.get(), x, canvas.y);
            canvas.draw(value.get(), x, canvas.y + height_of(label.get()) + 1);
            tallest = std::max(tallest, height_of(label.get()) + height_of(value.get()) + 1);
        }
        canvas.y += tallest + 7;
    }
    canvas.hairline(canvas.y);
    canvas.y += 14;
}

void draw_title(Canvas& canvas, const Document& document) {
    if (!document.organisation.empty()) {
        auto above = canvas.set(document.organisation, canvas.inner(), {.size = 8, .tone = Tone::muted});
        canvas.draw(above.get(), canvas.left(), canvas.y);
        canvas.y += height_of(above.get()) + 2;
    }
    auto title = canvas.set(document.title, canvas.inner() - (document.badge.empty() ? 0 : 130), {.size = 18, .strong = true});
    canvas.draw(title.get(), canvas.left(), canvas.y);
    auto lines = lines_of(title.get());
    if (!document.badge.empty()) {
        PangoRectangle last;
        pango_layout_line_get_extents(lines.back().line, nullptr, &last);
        draw_badge(canvas, document.badge, canvas.left() + static_cast<double>(last.width) / PANGO_SCALE + 10, canvas.y + lines.back().base);
    }
    canvas.y += height_of(title.get()) + 3;
    if (!document.subtitle.empty()) {
        auto below = canvas.set(document.subtitle, canvas.inner(), {.size = 9.5, .tone = Tone::muted});
        canvas.draw(below.get(), canvas.left(), canvas.y);
        canvas.y += height_of(below.get()) + 4;
    }
    if (document.facts.empty()) canvas.y += 8;
    draw_facts(canvas, document);
}

void draw(Canvas& canvas, const Heading& heading) {
    double size = heading.level <= 1 ? 13 : heading.level == 2 ? 10.5 : 9;
    canvas.need(70);
    if (!canvas.at_top()) canvas.y += heading.level <= 1 ? 10 : 5;
    cairo_surface_t* surface = cairo_get_target(canvas.cairo());
    if (cairo_surface_get_type(surface) == CAIRO_SURFACE_TYPE_PDF) {
        std::string name = clean_for_page(heading.text), where = "page=" + std::to_string(canvas.pages()) + " pos=[0 " + std::to_string(static_cast<int>(canvas.y)) + "]";
        cairo_pdf_surface_add_outline(surface, CAIRO_PDF_OUTLINE_ROOT, name.c_str(), where.c_str(), static_cast<cairo_pdf_outline_flags_t>(0));
    }
    Inline text{{.text = heading.text}};
    auto layout = canvas.set(text, canvas.inner(), {.size = size, .strong = true});
    canvas.draw(layout.get(), canvas.left(), canvas.y);
    if (!heading.note.empty()) {
        auto note = canvas.set(heading.note, -1, {.size = 8, .tone = Tone::muted});
        auto lines = lines_of(layout.get()), small = lines_of(note.get());
        double x = canvas.left() + width_of(layout.get()) + 7;
        if (lines.size() == 1 && x + width_of(note.get()) <= canvas.right()) canvas.draw(note.get(), x, canvas.y + lines[0].base - small[0].base);
        else canvas.y += height_of(layout.get()), canvas.draw(note.get(), canvas.left(), canvas.y);
    }
    canvas.y += height_of(layout.get()) + 4;
}

void draw(Canvas& canvas, const Paragraph& paragraph) {
    double indent = paragraph.mark == Mark::none ? 0 : 11;
    TextStyle style{.size = paragraph.small ? 7.5 : 9, .tone = paragraph.small ? Tone::muted : Tone::normal};
    auto layout = canvas.set(paragraph.text, canvas.inner() - indent, style);
    auto lines = lines_of(layout.get());
    canvas.need(std::min(height_of(layout.get()), 30.0));
    canvas.mark(paragraph.mark, canvas.left(), canvas.y + lines[0].base - 6.8, 7);
    double from = 0;
    for (const TextLine& line : lines) {
        if (canvas.y + line.bottom - from > canvas.bottom() && line.top > from) canvas.new_page(), from = line.top;
        canvas.draw(line, canvas.left() + indent, canvas.y + line.base - from);
    }
    canvas.y += lines.back().bottom - from + 6;
}

void draw(Canvas& canvas, const Picture& picture) {
    double scale = picture.width > canvas.inner() ? canvas.inner() / picture.width : 1;
    canvas.need(std::min(picture.height * scale + 8, canvas.bottom() - Canvas::margin - 20));
    cairo_t* c = canvas.cairo();
    cairo_save(c);
    cairo_translate(c, canvas.left(), canvas.y);
    cairo_scale(c, scale, scale);
    for (const Shape& shape : picture.shapes) {
        canvas.colour(colour_of(shape.tone));
        cairo_set_line_width(c, 0.8);
        cairo_new_path(c);
        if (shape.kind == Shape::Kind::text) {
            auto layout = canvas.set(shape.text, -1, {.size = 8, .tone = shape.tone});
            canvas.draw(layout.get(), shape.x, shape.y - lines_of(layout.get())[0].base);
            continue;
        }
        if (shape.kind == Shape::Kind::rectangle) cairo_rectangle(c, shape.x, shape.y, shape.width, shape.height);
        else if (shape.kind == Shape::Kind::circle) cairo_arc(c, shape.x, shape.y, shape.width, 0, 2 * G_PI);
        else cairo_move_to(c, shape.x, shape.y), cairo_line_to(c, shape.x + shape.width, shape.y + shape.height);
        if (shape.filled && shape.kind != Shape::Kind::line) cairo_fill(c);
        else cairo_stroke(c);
    }
    cairo_restore(c);
    canvas.y += picture.height * scale + 8;
}

void draw(Canvas& canvas, const Table& table) { draw_table(canvas, table); }
void draw(Canvas& canvas, const PageBreak&) { canvas.new_page(); }

int draw_pages(cairo_surface_t* surface, const Document& document, int total) {
    Canvas canvas(surface, document, total);
    draw_title(canvas, document);
    for (const Block& block : document.blocks) std::visit([&](auto& b) { draw(canvas, b); }, block);
    canvas.finish();
    return canvas.pages();
}

// Everything cairo would take from the clock or the machine is given, so the same document gives the same bytes.
void set_metadata(cairo_surface_t* surface, const Document& document) {
    auto put = [&](cairo_pdf_metadata_t which, const std::string& text) { cairo_pdf_surface_set_metadata(surface, which, clean_for_page(text).c_str()); };
    put(CAIRO_PDF_METADATA_TITLE, document.title);
    put(CAIRO_PDF_METADATA_AUTHOR, document.organisation);
    put(CAIRO_PDF_METADATA_SUBJECT, document.subtitle);
    put(CAIRO_PDF_METADATA_CREATOR, "Tutela");
    put(CAIRO_PDF_METADATA_CREATE_DATE, document.date);
    put(CAIRO_PDF_METADATA_MOD_DATE, document.date);
}

Result<std::string> write_pdf(const Document& document) {
    cairo_rectangle_t page{0, 0, document.landscape ? 841.89 : 595.28, document.landscape ? 595.28 : 841.89};
    Surface counting(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &page));
    int total = draw_pages(counting.get(), document, 0);
    std::string bytes;
    Surface surface(cairo_pdf_surface_create_for_stream(append_bytes, &bytes, page.width, page.height));
    set_metadata(surface.get(), document);
    draw_pages(surface.get(), document, total);
    cairo_surface_finish(surface.get());
    if (cairo_status_t status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS) return broken(std::string("pdf: ") + cairo_status_to_string(status));
    return bytes;
}

}  // namespace

Result<> use_fonts(const std::string& folder) {
    std::error_code problem;
    bool folder_is_there = std::filesystem::is_directory(folder, problem);
    if (!folder_is_there || !FcConfigAppFontAddDir(nullptr, reinterpret_cast<const FcChar8*>(folder.c_str())))
        return missing("The folder of fonts " + folder + " cannot be read. PDFs use the fonts of the machine instead.");
    return {};
}

Result<std::string> to_pdf(const Document& document) {
    try {
        return write_pdf(document);
    } catch (const std::exception& problem) {
        return broken(std::string("pdf: ") + problem.what());
    }
}

}  // namespace tutela::render
