// Batches: many records under one name, that can be taken back together; one that was never closed is undone.
#include <algorithm>

#include "base/log.h"
#include "record/ledger/book.h"
#include "record/ledger/encoding.h"
#include "record/ledger/rebuild.h"

namespace tutela::record {
namespace {

struct Touched { std::string record; int64_t first = 0, last = 0; bool approved = false; };

Error no_batch(const std::string& id) { return missing("There is no batch " + id.substr(0, 40) + "."); }

// The records of a batch in the order of their last entry in it, newest first.
Result<std::vector<Touched>> touched_by(store::Connection& c, const std::string& batch, int64_t opened) {
    std::vector<Touched> out;
    std::map<std::string, size_t> place;
    TRY(each_entry(c, opened, [&](int64_t position, std::string_view, std::string_view text) -> Result<void> {
        if (text.find("\"batch\":\"" + batch + "\"") == std::string_view::npos) return {};
        const Entry e = TRY(Entry::read(text));
        if (e.batch != batch || e.record.empty() || e.act == "undo") return {};
        const auto [found, fresh] = place.try_emplace(e.record, out.size());
        if (fresh) out.push_back({e.record, position, 0, false});
        Touched& t = out[found->second];
        t.last = position;
        // What a named person said yes to stays said, whatever batch it was said in.
        if ((e.act == "move" || e.act == "assent") && e.actor.find(':') == std::string::npos) t.approved = true;
        return {};
    }));
    std::sort(out.begin(), out.end(), [](const Touched& a, const Touched& b) { return a.last > b.last; });
    return out;
}

}  // namespace

Result<void> Book::count_in_batch(store::Connection& c, const std::string& batch, int64_t by) {
    const int64_t rows = TRY(c.run("UPDATE ledger_batch SET count = count + ?2 WHERE id = ?1 AND closed = 0", batch, by));
    if (!rows) return conflict("The batch " + batch.substr(0, 40) + " is not open.", "batch_closed");
    return {};
}

Result<std::string> Book::open_batch(const Scope& scope, std::string title) {
    if (title.size() > 400) title.resize(400);
    std::string json;
    json::append_string(json, title);
    const Held held = hold("@title", std::move(json));
    auto id = std::make_shared<std::string>();
    TRY(writer_->run([&, id](store::Connection& c) -> Result<void> {
        *id = "b" + std::to_string(chain_.head().position + 1);
        Draft draft;
        draft.text("batch", *id);
        draft.put("title", Commitment{commitment(held.salt, held.field, held.value), 0}.json());
        const int64_t position = TRY(note(c, scope, "open_batch", std::move(draft), {held}));
        TRY(c.run("INSERT INTO ledger_batch (id, opened, closed, undone, count, actor, at) VALUES (?1, ?2, 0, 0, 0, ?3, ?4)", *id, position, scope.actor().id, chain_.head().at));
        return {};
    }));
    return *id;
}

Result<void> Book::close_batch(const Scope& scope, const std::string& batch) {
    return writer_->run([&](store::Connection& c) -> Result<void> {
        {
            auto rows = TRY(c.query("SELECT closed FROM ledger_batch WHERE id = ?1", batch));
            if (!TRY(rows.next())) return no_batch(batch);
            if (rows.integer(0)) return conflict("The batch " + batch + " is closed already.", "batch_closed");
        }
        Draft draft;
        draft.text("batch", batch);
        const int64_t position = TRY(note(c, scope, "close_batch", std::move(draft), {}));
        TRY(c.run("UPDATE ledger_batch SET closed = ?2 WHERE id = ?1", batch, position));
        return {};
    });
}

// Compensating entries, newest first, in slices; then the entry that says the batch is undone.
Result<std::vector<std::pair<std::string, Result<void>>>> Book::undo_batch(const Scope& scope, const std::string& batch) {
    std::vector<std::pair<std::string, Result<void>>> out;
    std::vector<Touched> touched;
    {
        auto reader = TRY(database_->read());
        int64_t opened = 0;
        {
            auto rows = TRY(reader->query("SELECT opened, undone, actor FROM ledger_batch WHERE id = ?1", batch));
            if (!TRY(rows.next())) return no_batch(batch);
            if (rows.integer(1)) return conflict("The batch " + batch + " has been undone already.", "batch_undone");
            if (!scope.everything() && rows.text(2) != scope.actor().id && !scope.holds("isms_manager") && !scope.holds("administrator"))
                return forbidden("Only whoever made the batch, an ISMS manager or an administrator may take it back.");
            opened = rows.integer(0);
        }
        touched = TRY(touched_by(*reader, batch, opened));
    }
    constexpr size_t slice = 200;
    for (size_t begin = 0; begin < touched.size(); begin += slice) {
        const size_t end = std::min(begin + slice, touched.size());
        std::vector<std::pair<std::string, Result<void>>> done;
        TRY(writer_->run([&](store::Connection& c) -> Result<void> {
            done.clear();
            const auto settings = current_settings();
            const auto where = place(*settings);
            Preparation preparation(where, c, scope);
            for (size_t i = begin; i < end; ++i) {
                const Touched& t = touched[i];
                auto now = TRY(projection_.find(c, t.record));
                if (!now) continue;
                if (now->position != t.last) {
                    done.emplace_back(t.record, conflict(t.record + " has been changed since; it stays as it is.", "changed_since"));
                    continue;
                }
                if (t.approved) {
                    done.emplace_back(t.record, conflict(t.record + " was moved by a named person in this batch; what they decided stays.", "approved"));
                    continue;
                }
                const auto earlier = TRY(projection_.find(c, now->type, now->number, t.first - 1));
                auto prepared = TRY(preparation.undo(*now, earlier, batch));
                auto stored = store(c, *prepared);            // refuses before it writes: nothing to take back
                if (!stored && stored.error().kind == ErrorKind::broken) return std::move(stored.error());
                done.emplace_back(t.record, stored ? Result<void>() : Result<void>(stored.error()));
            }
            return {};
        }));
        for (auto& d : done) out.push_back(std::move(d));
    }
    TRY(writer_->run([&](store::Connection& c) -> Result<void> {
        Draft draft;
        draft.text("batch", batch);
        const int64_t position = TRY(note(c, scope, "undo_batch", std::move(draft), {}));
        TRY(c.run("UPDATE ledger_batch SET undone = ?2, closed = CASE closed WHEN 0 THEN ?2 ELSE closed END WHERE id = ?1", batch, position));
        return {};
    }));
    return out;
}

Result<std::vector<BatchInfo>> Book::batches(const Scope& scope) {
    auto reader = TRY(database_->read());
    std::vector<BatchInfo> out;
    auto rows = TRY(reader->query("SELECT b.id, b.opened, b.closed, b.undone, b.count, b.actor, b.at, v.value FROM ledger_batch b"
                                  " LEFT JOIN ledger_value v ON v.position = b.opened AND v.field = '@title' ORDER BY b.opened DESC"));
    while (TRY(rows.next())) {
        BatchInfo b;
        b.id = rows.text(0);
        b.opened = rows.integer(1);
        b.closed = rows.integer(2);
        b.undone = rows.integer(3);
        b.count = rows.integer(4);
        b.actor = rows.text(5);
        b.at = rows.integer(6);
        b.title = std::string(erased_word);
        if (auto title = json::parse(rows.text(7)); title && title->is_string()) b.title = std::string(title->get_string());
        if (scope.everything() || b.actor == scope.actor().id || scope.holds("isms_manager") || scope.holds("administrator")) out.push_back(std::move(b));
    }
    return out;
}

// A batch left open by a crash or by a caller that gave up: as if it had never been.
Result<void> Book::undo_open_batches() {
    std::vector<std::string> open;
    {
        auto reader = TRY(database_->read());
        auto rows = TRY(reader->query("SELECT id FROM ledger_batch WHERE closed = 0 ORDER BY opened DESC"));
        while (TRY(rows.next())) open.emplace_back(rows.text(0));
    }
    for (const std::string& id : open) {
        const auto refused = TRY(undo_batch(PermissionOffice::program("job:tutela"), id));
        size_t kept = 0;
        for (const auto& [record, outcome] : refused) kept += !outcome.ok();
        log::warn("the batch {} was never closed: it has been undone ({} records, {} kept because they were changed since)", id, refused.size(), kept);
    }
    return {};
}

}  // namespace tutela::record
