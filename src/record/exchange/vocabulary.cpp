#include "record/exchange/vocabulary.h"

#include <algorithm>

#include "base/utf8.h"
#include "base/yaml.h"

namespace tutela::record {
namespace {

bool is_word_point(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    // Letters of all scripts count, signs do not: general punctuation, arrows, symbols, dingbats, emoji, selectors.
    return !((c >= 0xA0 && c <= 0xBF) || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0xFE00 && c <= 0xFE0F) || c >= 0x1F000);
}

// Whole words of `piece` in a row inside `text`; both are plain words.
bool contains_words(const std::string& text, const std::string& piece) {
    const auto at = (" " + text + " ").find(" " + piece + " ");
    return !piece.empty() && at != std::string::npos;
}

size_t word_count(const std::string& s) { return s.empty() ? 0 : 1 + static_cast<size_t>(std::count(s.begin(), s.end(), ' ')); }

std::vector<std::string> phrases_of(const yaml::Node& n) {
    std::vector<std::string> out;
    for (const auto& i : n.items)
        if (auto p = plain_words(i.value); !p.empty()) out.push_back(std::move(p));
    return out;
}

void read_choices(const yaml::Node& all, const std::string& type, TypeWords& words) {
    for (size_t i = 0; i < all.keys.size(); ++i) {
        auto name = all.keys[i].name;
        if (name.starts_with(type + ".")) name = name.substr(type.size() + 1);
        auto& table = words.choices[name];
        for (size_t k = 0; k < all.items[i].keys.size(); ++k)
            for (const auto& word : phrases_of(all.items[i].items[k])) table.emplace(word, all.items[i].keys[k].name);
    }
}

// What we call it ourselves counts too.
void add_own_words(const Declaration& d, TypeWords& words) {
    auto add = [&](const std::string& field, const std::string& phrase) {
        const auto plain = plain_words(phrase);
        auto found = std::find_if(words.fields.begin(), words.fields.end(), [&](const auto& f) { return f.field == field; });
        if (found == words.fields.end()) found = words.fields.insert(words.fields.end(), {field, {}, 0});
        if (std::find(found->phrases.begin(), found->phrases.end(), plain) == found->phrases.end()) found->phrases.push_back(plain);
    };
    for (const auto& f : d.fields) {
        add(f.name, f.title);
        add(f.name, f.name);
        for (const auto& c : f.choices) {
            words.choices[f.name].emplace(plain_words(c.name), c.name);
            words.choices[f.name].emplace(plain_words(c.title), c.name);
        }
    }
    for (const auto& s : d.states) { words.choices["state"].emplace(plain_words(s.name), s.name); words.choices["state"].emplace(plain_words(s.title), s.name); }
}

}  // namespace

std::string plain_words(std::string_view text) {
    std::string out;
    bool blank = false;
    for (size_t i = 0; i < text.size();) {
        const size_t before = i;
        const char32_t c = utf8::decode(text, i);
        if (is_word_point(c) || (c >= 0x300 && c <= 0x36F)) {
            if (blank && !out.empty()) out += ' ';
            blank = false;
            out += utf8::fold(text.substr(before, i - before));
        } else blank = true;
    }
    if (out.empty() && text.find('#') != std::string_view::npos) return "#";
    return out;
}

std::string without_brackets(std::string_view text) {
    std::string out;
    int depth = 0;
    for (char c : text) {
        if (c == '(' || c == '[') ++depth;
        else if (c == ')' || c == ']') depth = std::max(0, depth - 1);
        else if (depth == 0) out += c;
    }
    return out;
}

std::string bare_text(std::string_view text) {
    std::string s;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '*' && i + 1 < text.size() && text[i + 1] == '*') { ++i; continue; }
        s += text[i];
    }
    size_t from = 0;
    for (size_t i = 0; i < s.size();) {                 // leading emoji and blanks
        const char32_t c = utf8::decode(s, i);
        if (c == ' ' || c == 0xA0 || c == 0x200D || (c >= 0x2190 && c <= 0x2BFF) || (c >= 0xFE00 && c <= 0xFE0F) || c >= 0x1F000) { from = i; continue; }
        break;
    }
    auto to = s.size();
    while (to > from && (s[to - 1] == ' ' || s[to - 1] == '\t' || s[to - 1] == '\n' || s[to - 1] == '\r')) --to;
    return s.substr(from, to - from);
}

Result<Vocabulary> Vocabulary::read(const Catalog& catalog) {
    Vocabulary out;
    for (const auto* source : catalog.sources_with(".headings.yaml")) {
        const auto node = TRY(yaml::read(source->text, source->path));
        TypeWords words;
        const auto* for_type = node.find("for");
        words.type = for_type ? catalog.type(for_type->value) : nullptr;
        if (!words.type) continue;                      // declc has said so
        if (const auto* n = node.find("key")) words.key = n->value;
        if (const auto* n = node.find("key_else")) words.key_else = n->value;
        if (const auto* n = node.find("title")) words.titles = phrases_of(*n);
        if (const auto* n = node.find("fields"))
            for (size_t i = 0; i < n->keys.size(); ++i) { auto p = phrases_of(n->items[i]); const auto given = p.size(); words.fields.push_back({n->keys[i].name, std::move(p), given}); }
        if (const auto* n = node.find("choices")) read_choices(*n, words.type->name, words);
        add_own_words(*words.type, words);
        for (const auto& f : words.fields) out.phrases_.insert(f.phrases.begin(), f.phrases.end());
        out.types_.push_back(std::move(words));
    }
    for (const auto& d : catalog.types()) {
        if (out.of(d.name)) continue;
        TypeWords words;
        words.type = &d;
        words.own_only = true;
        if (d.field("reference")) words.key = "reference";
        if (const auto* title = d.title_field()) (words.key.empty() ? words.key : words.key_else) = title->name;
        add_own_words(d, words);
        out.types_.push_back(std::move(words));
    }
    return out;
}

const TypeWords* Vocabulary::of(std::string_view type) const {
    for (const auto& t : types_) if (t.type->name == type) return &t;
    return nullptr;
}

std::vector<FieldMatch> Vocabulary::matches(const TypeWords& words, std::string_view heading) {
    const auto whole = plain_words(heading), open = plain_words(without_brackets(heading));
    std::vector<FieldMatch> out;
    for (const auto& f : words.fields) {
        FieldMatch best{f.field, 0, 0};
        for (size_t i = 0; i < f.phrases.size(); ++i) {
            const auto& p = f.phrases[i];
            int now = 0;
            if (p == whole) now = i < f.given ? 100 : 98;
            else if (p == open) now = i < f.given ? 95 : 93;
            else if (word_count(p) >= 2 && contains_words(open, p)) now = 80;
            else if (p.size() >= 4 && word_count(p) == 1 && word_count(open) <= 4 && contains_words(open, p)) now = 60;
            if (now > best.confidence) best = {f.field, now, i};
        }
        if (best.confidence) out.push_back(best);
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
    return out;
}

bool Vocabulary::knows(std::string_view heading) const {
    if (heading.size() > 400) return false;
    if (phrases_.count(plain_words(heading))) return true;
    return heading.find_first_of("([") != std::string_view::npos && phrases_.count(plain_words(without_brackets(heading)));
}

}  // namespace tutela::record
