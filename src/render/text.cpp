#include "render/text.h"

#include "base/utf8.h"

namespace tutela::render {

std::string clean_utf8(std::string_view text) {
    if (utf8::valid(text) && text.find('\0') == std::string_view::npos) return std::string(text);
    std::string out;
    for (size_t at = 0; at < text.size();) {
        char32_t c = utf8::decode(text, at);
        utf8::append(out, c == 0 ? 0xFFFD : c);
    }
    return out;
}

std::string clean_for_page(std::string_view text) {
    std::string out;
    for (char c : clean_utf8(text)) {
        auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 ? byte != 0x7F : c == '\t' || c == '\n') out += c;
    }
    return out;
}

const char* colour_of(Tone tone) {
    switch (tone) {
        case Tone::normal: return "#192028";
        case Tone::muted: return "#616871";
        case Tone::accent: return "#016390";
        case Tone::major: return "#a4091b";
        case Tone::minor: return "#9c5b10";
        case Tone::unknown: return "#81347c";
        case Tone::observation: return "#3f66b0";
        case Tone::conforms: return "#1c7456";
    }
    return "#192028";
}

Tone tone_of(Mark mark) {
    switch (mark) {
        case Mark::none: return Tone::normal;
        case Mark::gap_major: return Tone::major;
        case Mark::gap_minor: return Tone::minor;
        case Mark::cannot_judge: return Tone::unknown;
        case Mark::observation: return Tone::observation;
        case Mark::conforms: return Tone::conforms;
        case Mark::nothing: case Mark::dash: return Tone::muted;
        case Mark::full: case Mark::half: case Mark::ring: case Mark::changed: return Tone::accent;
    }
    return Tone::normal;
}

bool is_safe_link(std::string_view link) {
    for (char c : link)
        if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '>' || c == '\\') return false;
    if (link.starts_with("//")) return false;
    for (std::string_view start : {"https://", "http://", "mailto:", "/", "#"})
        if (link.starts_with(start)) return true;
    return false;
}

}  // namespace tutela::render
