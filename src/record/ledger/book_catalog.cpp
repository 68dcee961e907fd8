// When the declarations are not those the ledger knew: an entry says so, and the tables of changed types are made anew.
#include "base/clock.h"
#include "base/log.h"
#include "record/ledger/book.h"
#include "record/ledger/rebuild.h"

namespace tutela::record {

Result<void> Book::take_catalog() {
    if (chain_.catalog() == catalog_->digest()) return {};
    store::Connection& c = database_->writer();
    auto transaction = TRY(store::Transaction::begin(c, store::Access::write));
    TRY(chain_.lock(c, catalog_->types().size()));
    std::map<std::string, std::string> known;
    {
        auto rows = TRY(c.query("SELECT path, digest FROM ledger_source"));
        while (TRY(rows.next())) known[std::string(rows.text(0))] = rows.text(1);
    }
    json::object texts;
    for (const Source& s : catalog_->sources()) {
        const std::string digest = digest::hex(digest::sha256(s.text));
        const auto found = known.find(s.path);
        if (found == known.end() || found->second != digest) {
            texts[s.path] = s.text;
            TRY(c.run("INSERT INTO ledger_source (path, digest) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET digest = excluded.digest", s.path, digest));
        }
        if (found != known.end()) known.erase(found);
    }
    json::array removed;
    for (const auto& [path, digest] : known) {
        removed.emplace_back(path);
        TRY(c.run("DELETE FROM ledger_source WHERE path = ?1", path));
    }
    Draft draft;
    draft.text("act", "catalog");
    draft.text("actor", "job:tutela");
    draft.text("origin", "job");
    draft.text("digest", catalog_->digest());
    draft.put("texts", TRY(json::canonical(texts)));
    if (!removed.empty()) draft.put("removed", TRY(json::canonical(removed)));
    TRY(chain_.append(c, draft, chain_.next_at(seeding_ ? std::optional<int64_t>(chain_.head().at) : std::nullopt), {}, {}));
    const auto made = TRY(projection_.reshape(c));
    const bool first = chain_.head().position == 1;
    if (!made.empty() && !first) {
        log::info("the declarations of {} types have changed: their tables are made anew from the ledger", made.size());
        TRY(rebuild_types(c, projection_, made));
        chain_.searched(0);
        TRY(search_.clear(c));
    }
    TRY(chain_.remember_catalog(c, catalog_->digest()));
    TRY(chain_.save(c));
    return transaction.commit();
}

Result<void> Book::rebuild() {
    return writer_->run([this](store::Connection& c) -> Result<void> {
        const auto made = TRY(projection_.reshape(c, true));
        TRY(rebuild_types(c, projection_, made));
        TRY(search_.clear(c));
        chain_.searched(0);
        settings_changed_ = true;
        return {};
    });
}

}  // namespace tutela::record
