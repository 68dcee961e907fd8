#include "record/ledger/search.h"

#include <set>

#include "base/utf8.h"
#include "record/ledger/encoding.h"

namespace tutela::record {
namespace {

// Letters and digits of any script; everything else parts words. Bytes of multi-byte characters count as letters.
std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : utf8::fold(text)) {
        const auto b = static_cast<unsigned char>(c);
        if (b >= 0x80 || (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z')) word += c;
        else if (!word.empty()) { out.push_back(std::move(word)); word.clear(); }
    }
    if (!word.empty()) out.push_back(std::move(word));
    return out;
}

}  // namespace

std::string Search::words_of(const Record& r) const {
    const Declaration& d = projection_.catalog().types()[static_cast<size_t>(r.type)];
    std::string out = r.id;
    for (const Field& f : d.fields) {
        const expr::Value& v = r.values[static_cast<size_t>(f.slot)];
        if (!f.search || !v.set()) continue;
        if (v.is(expr::Kind::string)) (out += ' ') += v.as_string();
        else if (v.is(expr::Kind::list)) for (const auto& item : v.as_list()) if (item.is(expr::Kind::string)) (out += ' ') += item.as_string();
    }
    std::string joined;
    for (const std::string& w : words_in(out)) (joined += joined.empty() ? "" : " ") += w;
    return joined;
}

Result<void> Search::take(store::Connection& c, const Record& r) const {
    const int64_t place = place_of(r.type, r.number);
    TRY(c.run("DELETE FROM search_words WHERE rowid = ?1", place));
    const std::string words = words_of(r);
    if (c.is(store::Engine::sqlite)) TRY(c.run("INSERT INTO search_words (rowid, words) VALUES (?1, ?2)", place, words));
    else TRY(c.run("INSERT INTO search_words (rowid, words) VALUES (?1, to_tsvector('simple', ?2))", place, words));
    return {};
}

Result<void> Search::clear(store::Connection& c) const {
    TRY(c.run("DELETE FROM search_words"));
    return {};
}

Result<void> Search::compact(store::Connection& c) const {
    if (c.is(store::Engine::sqlite)) TRY(c.run("INSERT INTO search_words (search_words) VALUES ('optimize')"));
    return {};
}

Result<int64_t> Search::catch_up(store::Connection& c, int64_t from, int64_t to, int64_t limit) const {
    const int64_t until = std::min(to, from + limit);
    std::set<std::pair<int, int64_t>> touched;
    {
        auto rows = TRY(c.query("SELECT text FROM ledger_entry WHERE position > ?1 AND position <= ?2", from, until));
        while (TRY(rows.next())) {
            const Entry e = TRY(Entry::read(rows.text(0)));
            const Declaration* d = e.number ? projection_.catalog().type(e.type) : nullptr;
            if (d) touched.emplace(d->number, e.number);
        }
    }
    for (const auto& [type, number] : touched)
        if (auto record = TRY(projection_.find(c, type, number))) TRY(take(c, *record));
    return until;
}

std::string Search::condition(store::Engine engine, int type, std::string_view alias, std::string_view typed, Sql& sql) const {
    const auto words = words_in(typed.substr(0, 400));
    if (words.empty()) return {};
    std::string query;
    for (const std::string& w : words) {
        if (!query.empty()) query += engine == store::Engine::sqlite ? " " : " & ";
        if (engine == store::Engine::sqlite) query += '"' + w + "\"*";
        else query += w + ":*";
    }
    const std::string base = std::to_string(place_of(type, 0)), end = std::to_string(place_of(type + 1, 0)), words_place = sql.bind(Cell(query));
    const std::string match = engine == store::Engine::sqlite ? "search_words MATCH " + words_place : "words @@ to_tsquery('simple', " + words_place + ")";
    return std::string(alias) + ".id IN (SELECT rowid - " + base + " FROM search_words WHERE " + match + " AND rowid > " + base + " AND rowid < " + end + ")";
}

}  // namespace tutela::record
