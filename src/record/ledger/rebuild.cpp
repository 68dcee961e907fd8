#include "record/ledger/rebuild.h"

#include <algorithm>

namespace tutela::record {

static constexpr int64_t portion = 2000;

Result<void> each_entry(store::Connection& c, int64_t after, const std::function<Result<void>(int64_t, std::string_view, std::string_view)>& take) {
    for (;;) {
        int64_t seen = 0, last = after;
        {
            auto rows = TRY(c.query("SELECT position, hash, text FROM ledger_entry WHERE position > ?1 ORDER BY position LIMIT ?2", after, portion));
            while (TRY(rows.next())) {
                ++seen;
                last = rows.integer(0);
                TRY(take(last, rows.blob(1), rows.text(2)));
            }
        }
        if (seen < portion) return {};
        after = last;
    }
}

Result<std::optional<std::string>> ValueStore::open(const std::string& field, const Commitment& c) {
    if (c.at > to_) {
        from_ = c.at;
        to_ = c.at + portion;
        ahead_.clear();
        auto rows = TRY(connection_.query("SELECT position, field, value FROM ledger_value WHERE position >= ?1 AND position <= ?2", from_, to_));
        while (TRY(rows.next())) ahead_.emplace(std::pair(rows.integer(0), std::string(rows.text(1))), std::string(rows.text(2)));
    }
    if (c.at >= from_) {
        const auto found = ahead_.find({c.at, field});
        return found == ahead_.end() ? std::optional<std::string>() : found->second;
    }
    auto rows = TRY(connection_.query("SELECT value FROM ledger_value WHERE position = ?1 AND field = ?2", c.at, field));
    std::optional<std::string> value;
    if (TRY(rows.next())) value = std::string(rows.text(0));
    return value;
}

Result<void> rebuild_types(store::Connection& c, const Projection& projection, const std::vector<int>& types) {
    Replay replay(projection.catalog());
    ValueStore values(c);
    const Opener opener = [&](const std::string& field, const Commitment& commitment) { return values.open(field, commitment); };
    return each_entry(c, 0, [&](int64_t, std::string_view, std::string_view text) -> Result<void> {
        const Entry e = TRY(Entry::read(text));
        const Declaration* d = e.number ? projection.catalog().type(e.type) : nullptr;
        if (!d || std::find(types.begin(), types.end(), d->number) == types.end()) return {};
        const auto step = TRY(replay.apply(e, opener));
        const Record& r = step.after->record;
        const Table& t = projection.table(r.type);
        if (!step.before) return projection.add(c, r, t.row(r));
        std::vector<int> links;
        for (int slot : t.link_slots())
            if (!(r.values[static_cast<size_t>(slot)] == step.before->values[static_cast<size_t>(slot)])) links.push_back(slot);
        return projection.replace(c, r, t.row(r), links);
    });
}

}  // namespace tutela::record
