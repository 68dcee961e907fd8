#include "record/exchange/directory.h"

#include "base/utf8.h"
#include "record/exchange/vocabulary.h"

namespace tutela::record {
namespace {

// Fields by which a record may be called in somebody else's table, best first.
constexpr std::string_view naming[] = {"reference", "item", "key", "email"};

}  // namespace

std::string key_words(std::string_view text) {
    std::string out;
    for (char c : utf8::fold(bare_text(text))) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) out += c;
        else if (!out.empty() && out.back() != ' ') out += ' ';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

Result<Directory::Types*> Directory::load(int type) {
    auto& t = types_[type];
    if (!t.records.empty() || t.by_field.count(-1)) return &t;
    TRY(ledger_.each(scope_, type, {}, [&](Record&& r) { if (!r.archived) t.records.push_back(std::move(r)); }));
    t.by_field[-1];                                         // read, even if there is nothing
    const Declaration& d = catalog_.types()[static_cast<size_t>(type)];
    const Field* title = d.title_field();
    auto text_of = [](const Record& r, const Field& f) -> std::string_view {
        const auto& v = r.values[static_cast<size_t>(f.slot)];
        return v.is(expr::Kind::string) ? v.as_string() : std::string_view();
    };
    auto enter = [](auto& map, const std::string& key, const std::string& id) {
        if (key.empty()) return;
        const auto [at, fresh] = map.emplace(key, id);
        if (!fresh && at->second != id) at->second.clear();
    };
    for (const auto name : naming)
        if (const Field* f = d.field(name))
            for (const auto& r : t.records)
                if (const auto key = key_words(text_of(r, *f)); !t.by_name.count(key)) enter(t.by_name, key, r.id);
    if (title) {
        std::unordered_map<std::string, std::string> titles;
        for (const auto& r : t.records) enter(titles, key_words(text_of(r, *title)), r.id);
        for (const auto& r : t.records) enter(t.by_words, plain_words(text_of(r, *title)), r.id);
        for (auto& [key, id] : titles) t.by_name.emplace(key, id);
    }
    for (const auto& r : t.records) t.by_name.emplace(key_words(r.id), r.id);
    return &t;
}

Result<const std::vector<Record>*> Directory::all(int type) { return &TRY(load(type))->records; }

Result<const Record*> Directory::with(int type, const Field& f, std::string_view text) {
    auto* t = TRY(load(type));
    if (!t->by_field.count(f.slot)) {
        auto& map = t->by_field[f.slot];
        for (size_t i = 0; i < t->records.size(); ++i) {
            const auto& v = t->records[i].values[static_cast<size_t>(f.slot)];
            if (v.is(expr::Kind::string)) map.emplace(key_words(v.as_string()), i);
        }
    }
    const auto& map = t->by_field[f.slot];
    const auto found = map.find(key_words(text));
    return found == map.end() ? static_cast<const Record*>(nullptr) : &t->records[found->second];
}

Result<std::string> Directory::meant(int type, std::string_view text) {
    auto* t = TRY(load(type));
    const auto look = [&](std::string_view words) -> std::string {
        if (const auto found = t->by_name.find(key_words(words)); found != t->by_name.end()) return found->second;
        const auto found = t->by_words.find(plain_words(words));
        return found == t->by_words.end() ? std::string() : found->second;
    };
    if (auto id = look(text); !id.empty()) return id;
    if (const auto bracket = text.find('('); bracket != std::string_view::npos && bracket > 0)      // "AST-006 (1 laptop)"
        if (auto id = look(text.substr(0, bracket)); !id.empty()) return id;
    return std::string();
}

}  // namespace tutela::record
