#include "record/ledger/chain.h"

#include <algorithm>

#include "base/clock.h"

namespace tutela::record {

Result<bool> Chain::read(store::Connection& c, size_t types, const char* lock) {
    auto rows = TRY(c.query(std::string("SELECT position, hash, edge, at, origin, sealed, catalog, searched FROM ledger_head WHERE one = 1") + lock));
    if (!TRY(rows.next())) return false;
    if (rows.integer(0) == head_.position && !origin_.empty()) return true;
    head_.position = rows.integer(0);
    const std::string_view hash = rows.blob(1);
    if (hash.size() != 32) return Error(broken("The head of the ledger is damaged; restore a backup."));
    std::copy_n(hash.begin(), 32, reinterpret_cast<char*>(head_.hash.data()));
    head_.tree = TRY(Tree::from(head_.position, rows.blob(2)));
    head_.at = rows.integer(3);
    origin_ = rows.text(4);
    sealed_ = rows.integer(5) != 0;
    catalog_ = rows.text(6);
    head_.searched = rows.integer(7);
    head_.numbers.assign(types, -1);
    return true;
}

Result<void> Chain::load(store::Connection& c, size_t types) {
    if (TRY(read(c, types, ""))) return {};
    head_.numbers.assign(types, -1);
    origin_ = "tutela/" + digest::random_token();
    TRY(c.run("INSERT INTO ledger_head (one, position, hash, edge, at, origin, sealed, catalog, searched) VALUES (1, 0, ?1, ?2, 0, ?3, 0, '', 0)",
              store::Blob{digest::bytes(head_.hash)}, store::Blob{""}, origin_));
    return {};
}

Result<void> Chain::lock(store::Connection& c, size_t types) {
    if (c.is(store::Engine::sqlite)) return {};              // the writer is alone: nobody else can have moved the head
    TRY(read(c, types, " FOR UPDATE"));
    return {};
}

int64_t Chain::next_at(std::optional<int64_t> wished) const { return std::max(wished.value_or(clock::now_us()), head_.at); }

Result<int64_t> Chain::next_number(store::Connection& c, int type, const std::string& table) {
    int64_t& last = head_.numbers[static_cast<size_t>(type)];
    if (last < 0) {
        auto rows = TRY(c.query("SELECT coalesce(max(id), 0) FROM \"" + table + "\""));
        TRY(rows.next());
        last = rows.integer(0);
    }
    return ++last;
}

Result<int64_t> Chain::append(store::Connection& c, const Draft& draft, int64_t at, std::string_view record, const std::vector<Held>& held) {
    const int64_t position = head_.position + 1;
    const std::string text = draft.finish(position, at, head_.hash, record);
    const Hash hash = leaf_hash(text);
    TRY(c.run("INSERT INTO ledger_entry (position, at, hash, text) VALUES (?1, ?2, ?3, ?4)", position, at, store::Blob{digest::bytes(hash)}, text));
    for (const Held& h : held)
        TRY(c.run("INSERT INTO ledger_value (position, field, salt, value) VALUES (?1, ?2, ?3, ?4)", position, h.field, store::Blob{h.salt}, h.value));
    head_.position = position;
    head_.at = at;
    head_.hash = hash;
    head_.tree.append(hash);
    return position;
}

Result<void> Chain::save(store::Connection& c) {
    TRY(c.run("UPDATE ledger_head SET position = ?1, hash = ?2, edge = ?3, at = ?4, searched = ?5 WHERE one = 1", head_.position,
              store::Blob{digest::bytes(head_.hash)}, store::Blob{head_.tree.edge()}, head_.at, head_.searched));
    return {};
}

Result<void> Chain::seal(store::Connection& c) {
    TRY(c.run("UPDATE ledger_head SET sealed = 1 WHERE one = 1"));
    sealed_ = true;
    return {};
}

Result<void> Chain::remember_catalog(store::Connection& c, const std::string& digest) {
    TRY(c.run("UPDATE ledger_head SET catalog = ?1 WHERE one = 1", digest));
    catalog_ = digest;
    return {};
}

}  // namespace tutela::record
