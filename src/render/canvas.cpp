#include "render/canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <initializer_list>

#include "render/text.h"

namespace tutela::render {
namespace {

std::string first_family(PangoFontMap* fonts, std::initializer_list<const char*> wanted, const char* otherwise) {
    PangoFontFamily** families = nullptr;
    int count = 0;
    pango_font_map_list_families(fonts, &families, &count);
    std::string found = otherwise;
    for (const char* name : wanted) {
        bool there = std::any_of(families, families + count, [&](PangoFontFamily* f) { return std::string_view(pango_font_family_get_name(f)) == name; });
        if (!there) continue;
        found = name;
        break;
    }
    g_free(families);
    return found;
}

std::array<double, 3> parts_of(const char* hex) {
    auto value = std::strtoul(hex + 1, nullptr, 16);
    return {static_cast<double>(value >> 16 & 0xFF) / 255, static_cast<double>(value >> 8 & 0xFF) / 255, static_cast<double>(value & 0xFF) / 255};
}

void add(PangoAttrList* list, PangoAttribute* attribute, size_t from, size_t to) {
    attribute->start_index = static_cast<guint>(from);
    attribute->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list, attribute);
}

PangoAttribute* colour_attribute(Tone tone) {
    auto parts = parts_of(colour_of(tone));
    auto full = [](double part) { return static_cast<guint16>(part * 65535); };
    return pango_attr_foreground_new(full(parts[0]), full(parts[1]), full(parts[2]));
}

void polygon(cairo_t* c, std::initializer_list<std::pair<double, double>> points, double x, double y, double size) {
    cairo_new_path(c);
    for (auto& [px, py] : points) cairo_line_to(c, x + px * size, y + py * size);
    cairo_close_path(c);
}

void circle(cairo_t* c, double x, double y, double size, double from = 0, double to = 2 * G_PI) {
    cairo_new_path(c);
    cairo_arc(c, x + size / 2, y + size / 2, size / 2 - 0.4, from, to);
}

void stroke_line(cairo_t* c, std::initializer_list<std::pair<double, double>> points, double x, double y, double size) {
    cairo_new_path(c);
    for (auto& [px, py] : points) cairo_line_to(c, x + px * size, y + py * size);
    cairo_stroke(c);
}

}  // namespace

std::vector<TextLine> lines_of(PangoLayout* layout) {
    std::vector<TextLine> lines;
    PangoLayoutIter* at = pango_layout_get_iter(layout);
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(at, nullptr, &box);
        double top = static_cast<double>(box.y) / PANGO_SCALE;
        lines.push_back({pango_layout_iter_get_line_readonly(at), static_cast<double>(box.x) / PANGO_SCALE, top, top + static_cast<double>(box.height) / PANGO_SCALE,
                         static_cast<double>(pango_layout_iter_get_baseline(at)) / PANGO_SCALE});
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
    return lines;
}

double height_of(PangoLayout* layout) {
    PangoRectangle box;
    pango_layout_get_extents(layout, nullptr, &box);
    return static_cast<double>(box.height) / PANGO_SCALE;
}

double width_of(PangoLayout* layout) {
    PangoRectangle box;
    pango_layout_get_extents(layout, nullptr, &box);
    return static_cast<double>(box.width) / PANGO_SCALE;
}

Canvas::Canvas(cairo_surface_t* surface, const Document& document, int total_pages)
    : document_(document), cairo_(cairo_create(surface)), fonts_(pango_cairo_font_map_new()), total_(total_pages) {
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts_), 72);      // a point is a unit
    context_ = pango_font_map_create_context(fonts_);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context_, options);
    cairo_font_options_destroy(options);
    pango_context_set_language(context_, pango_language_from_string(document.language.c_str()));
    pango_context_set_round_glyph_positions(context_, FALSE);
    family_ = first_family(fonts_, {"IBM Plex Sans", "Noto Sans", "DejaVu Sans"}, "Sans");
    mono_family_ = first_family(fonts_, {"IBM Plex Mono", "Noto Sans Mono", "DejaVu Sans Mono"}, "Monospace");
    width_ = document.landscape ? 841.89 : 595.28;
    height_ = document.landscape ? 595.28 : 841.89;
    y = top();
}

Canvas::~Canvas() {
    g_object_unref(context_);
    g_object_unref(fonts_);
    cairo_destroy(cairo_);
}

void Canvas::colour(const char* hex) {
    auto parts = parts_of(hex);
    cairo_set_source_rgb(cairo_, parts[0], parts[1], parts[2]);
}

void Canvas::hairline(double at, const char* hex, double weight) {
    colour(hex);
    cairo_set_line_width(cairo_, weight);
    cairo_move_to(cairo_, left(), at);
    cairo_line_to(cairo_, right(), at);
    cairo_stroke(cairo_);
}

void Canvas::foot() {
    double at = height_ - 36;
    hairline(at - 5);
    TextStyle small{.size = 7, .tone = Tone::muted, .figures = true};
    if (!document_.footer.empty()) draw(set(document_.footer, inner() * 0.75, small).get(), left(), at);
    std::string words;
    try {
        words = fmt::format(fmt::runtime(document_.page_words), page_, total_);
    } catch (const fmt::format_error&) {
        words = fmt::format("{} / {}", page_, total_);
    }
    auto layout = set(words, -1, small);
    draw(layout.get(), right() - width_of(layout.get()), at);
}

void Canvas::new_page() {
    foot();
    cairo_show_page(cairo_);
    ++page_;
    TextStyle small{.size = 7, .tone = Tone::muted};
    auto organisation = set(document_.organisation, -1, small);
    draw(set(document_.title, inner() * 0.7, small).get(), left(), margin - 12);
    draw(organisation.get(), right() - width_of(organisation.get()), margin - 12);
    hairline(margin + 2);
    y = top();
}

void Canvas::need(double height) {
    if (room() < height && !at_top()) new_page();
}

void Canvas::finish() {
    foot();
    cairo_show_page(cairo_);
}

Layout Canvas::set(std::string_view text, double width, const TextStyle& style) { return set(Inline{{.text = std::string(text)}}, width, style); }

Layout Canvas::set(const Inline& runs, double width, const TextStyle& style) {
    Layout layout(pango_layout_new(context_));
    PangoAttrList* list = pango_attr_list_new();
    std::string text;
    for (const Run& run : runs) {
        size_t from = text.size();
        text += clean_for_page(run.text);
        if (run.strong) add(list, pango_attr_weight_new(PANGO_WEIGHT_SEMIBOLD), from, text.size());
        if (run.emphasis) add(list, pango_attr_style_new(PANGO_STYLE_ITALIC), from, text.size());
        if (run.mono) add(list, pango_attr_family_new(mono_family_.c_str()), from, text.size()), add(list, pango_attr_scale_new(0.94), from, text.size());
        Tone tone = run.tone != Tone::normal ? run.tone : !run.link.empty() ? Tone::accent : Tone::normal;
        if (tone != Tone::normal) add(list, colour_attribute(tone), from, text.size());
    }
    if (style.tone != Tone::normal) {
        PangoAttribute* base = colour_attribute(style.tone);
        base->start_index = 0, base->end_index = PANGO_ATTR_INDEX_TO_TEXT_END;
        pango_attr_list_insert_before(list, base);
    }
    add(list, pango_attr_insert_hyphens_new(FALSE), 0, text.size());      // an id cut in two must not gain a hyphen
    if (style.figures) add(list, pango_attr_font_features_new("tnum=1"), 0, text.size());
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, style.mono ? mono_family_.c_str() : family_.c_str());
    pango_font_description_set_absolute_size(font, style.size * (style.mono ? 0.94 : 1) * PANGO_SCALE);
    pango_font_description_set_weight(font, style.strong ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_attributes(layout.get(), list);
    pango_attr_list_unref(list);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout.get(), 1.0f);
    if (width >= 0) pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_alignment(layout.get(), style.align == Align::right ? PANGO_ALIGN_RIGHT : style.align == Align::center ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    return layout;
}

void Canvas::draw(PangoLayout* layout, double x, double at) {
    if (total_ == 0) return;      // only counting
    colour(colour_of(Tone::normal));
    cairo_move_to(cairo_, x, at);
    pango_cairo_show_layout(cairo_, layout);
}

void Canvas::draw(const TextLine& line, double x, double at) {
    if (total_ == 0) return;
    colour(colour_of(Tone::normal));
    cairo_move_to(cairo_, x + line.x, at);
    pango_cairo_show_layout_line(cairo_, line.line);
}

void Canvas::mark(Mark mark, double x, double at, double size) {
    if (mark == Mark::none) return;
    cairo_t* c = cairo_;
    cairo_save(c);
    colour(colour_of(tone_of(mark)));
    cairo_set_line_width(c, 0.8);
    switch (mark) {
        case Mark::none: break;
        case Mark::gap_major:
            polygon(c, {{.3, 0}, {.7, 0}, {1, .3}, {1, .7}, {.7, 1}, {.3, 1}, {0, .7}, {0, .3}}, x, at, size);
            cairo_fill(c);
            colour("#ffffff");
            stroke_line(c, {{.32, .32}, {.68, .68}}, x, at, size);
            stroke_line(c, {{.68, .32}, {.32, .68}}, x, at, size);
            break;
        case Mark::gap_minor:
            polygon(c, {{.5, .02}, {1, .96}, {0, .96}}, x, at, size);
            cairo_fill(c);
            colour("#ffffff");
            stroke_line(c, {{.5, .4}, {.5, .66}}, x, at, size);
            stroke_line(c, {{.5, .75}, {.5, .85}}, x, at, size);
            break;
        case Mark::cannot_judge:
            polygon(c, {{.5, 0}, {1, .5}, {.5, 1}, {0, .5}}, x, at, size);
            cairo_stroke(c);
            break;
        case Mark::observation:
            polygon(c, {{.06, .06}, {.94, .06}, {.94, .94}, {.06, .94}}, x, at, size);
            cairo_stroke(c);
            break;
        case Mark::conforms:
            circle(c, x, at, size);
            cairo_stroke(c);
            stroke_line(c, {{.3, .52}, {.45, .66}, {.72, .36}}, x, at, size);
            break;
        case Mark::nothing: {
            const double dashes[] = {1.2, 1.0};
            cairo_set_dash(c, dashes, 2, 0);
            circle(c, x, at, size);
            cairo_stroke(c);
            break;
        }
        case Mark::full: circle(c, x, at, size); cairo_fill(c); break;
        case Mark::half:
            circle(c, x, at, size);
            cairo_stroke(c);
            circle(c, x, at, size, G_PI / 2, 3 * G_PI / 2);
            cairo_close_path(c);
            cairo_fill(c);
            break;
        case Mark::ring: circle(c, x, at, size); cairo_stroke(c); break;
        case Mark::dash: stroke_line(c, {{.1, .5}, {.9, .5}}, x, at, size); break;
        case Mark::changed: cairo_rectangle(c, x, at, size * 0.35, size); cairo_fill(c); break;
    }
    cairo_restore(c);
}

}  // namespace tutela::render
