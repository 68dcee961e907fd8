// Writing: prepared on the caller's thread, stored on the writer's.
#include <future>

#include "base/clock.h"
#include "record/ledger/book.h"
#include "record/ledger/encoding.h"
#include "record/ledger/replay.h"

namespace tutela::record {

Result<std::shared_ptr<Prepared>> Book::prepare(const Scope& scope, Write write) {
    auto reader = TRY(database_->read());
    const auto settings = current_settings();
    const auto where = place(*settings);
    return Preparation(where, *reader, scope).prepare(std::move(write));
}

Result<std::optional<Record>> Book::answer_again(store::Connection& c, const Prepared& p) {
    if (p.write.idempotency_key.empty()) return std::optional<Record>();
    int64_t position = p.answered.value_or(0);
    if (!position) {
        auto rows = TRY(c.query("SELECT digest, position FROM ledger_request WHERE actor = ?1 AND name = ?2", p.actor.id, p.write.idempotency_key));
        if (!TRY(rows.next())) return std::optional<Record>();
        if (rows.blob(0) != digest::bytes(p.request)) return conflict("This idempotency key was used for another request; use a new one.", "key_reused");
        position = rows.integer(1);
    }
    auto rows = TRY(c.query("SELECT text FROM ledger_entry WHERE position = ?1", position));
    if (!TRY(rows.next())) return std::optional<Record>();
    const Entry e = TRY(Entry::read(rows.text(0)));
    return projection_.find(c, e.record, position);
}

// Among the records that are not archived.
Result<void> Book::check_unique(store::Connection& c, const Prepared& p) {
    const Declaration& d = catalog_->types()[static_cast<size_t>(p.after.type)];
    if (p.after.archived) return {};
    for (const Field& f : d.fields) {
        const expr::Value& v = p.after.values[static_cast<size_t>(f.slot)];
        const bool same = p.before && !p.before->archived && v == p.before->values[static_cast<size_t>(f.slot)];
        if (!f.unique || f.own || !v.set() || same) continue;
        const Table& t = projection_.table(d.number);
        for (size_t i = fixed_count; i < t.columns().size(); ++i) {
            const Column& column = t.columns()[i];
            if (column.slot != f.slot || column.part != Column::whole) continue;
            auto rows = TRY(c.query("SELECT id FROM \"" + t.records() + "\" WHERE \"" + column.name + "\" = ?1 AND id <> ?2 AND archived = 0 LIMIT 1",
                                    p.row[i].parameter(), p.after.number));
            if (!TRY(rows.next())) continue;
            Error e = conflict(label(f) + " must be unique; " + id_text(d, rows.integer(0)) + " has the same. Choose another.", "not_unique");
            e.faults.push_back({"/" + f.name, e.message});
            return e;
        }
    }
    return {};
}

Result<Record> Book::store(store::Connection& c, Prepared& p) {
    if (auto again = TRY(answer_again(c, p))) return std::move(*again);
    if (p.answered) return broken("The answer to the earlier request is not there; run `tutela verify`.");
    if (p.nothing) return *p.before;
    const Table& t = projection_.table(p.after.type);
    if (p.before) {
        auto rows = TRY(c.query("SELECT version FROM \"" + t.records() + "\" WHERE id = ?1", p.before->number));
        if (!TRY(rows.next()) || rows.integer(0) != p.before->version)
            return conflict(p.before->id + " has changed since you read it. Load it again and repeat your change.", "stale_version");
    }
    TRY(check_unique(c, p));
    const int64_t at = chain_.next_at(seeding_ ? p.write.at : std::nullopt);
    Record after = p.after;
    if (!p.before) {
        after.number = TRY(chain_.next_number(c, after.type, t.records()));
        after.id = id_text(t.type(), after.number);
    }
    const int64_t position = TRY(chain_.append(c, p.draft, at, after.id, p.held));
    stamp(after, p.before ? &*p.before : nullptr, p.act, p.actor.id, at, position);
    t.fix(p.row, after);
    if (p.before) TRY(projection_.replace(c, after, p.row, p.links));
    else TRY(projection_.add(c, after, p.row));
    if (!p.write.idempotency_key.empty())
        TRY(c.run("INSERT INTO ledger_request (actor, name, digest, position, at) VALUES (?1, ?2, ?3, ?4, ?5)", p.actor.id, p.write.idempotency_key,
                  store::Blob{digest::bytes(p.request)}, position, at));
    if (!p.write.batch.empty() && p.act != "undo") TRY(count_in_batch(c, p.write.batch, 1));
    if (t.type().name == "setting") settings_changed_ = true;
    pending_.push_back({position, after, p.act, p.write.move_name});
    return after;
}

Result<Record> Book::run(std::shared_ptr<Prepared> p) {
    if (p->nothing) return *p->before;
    auto stored = std::make_shared<std::optional<Record>>();
    TRY(writer_->run([this, p, stored](store::Connection& c) -> Result<void> {
        *stored = TRY(store(c, *p));
        return {};
    }));
    return std::move(**stored);
}

Result<Record> Book::write(const Scope& scope, Write write) { return run(TRY(prepare(scope, std::move(write)))); }

void Book::write_async(const Scope& scope, Write write, std::function<void(Result<Record>)> done) {
    auto prepared = prepare(scope, std::move(write));
    if (!prepared) return done(std::move(prepared.error()));
    auto p = prepared.take();
    if (p->nothing) return done(*p->before);
    auto stored = std::make_shared<std::optional<Record>>();
    writer_->submit(
        [this, p, stored](store::Connection& c) -> Result<void> {
            *stored = TRY(store(c, *p));
            return {};
        },
        [stored, done = std::move(done)](Result<void> outcome) {
            if (outcome) done(std::move(**stored));
            else done(std::move(outcome.error()));
        });
}

// Slices of at most 200 in one job each, so that other writers get their turn between them. What fails is taken back
// alone: the records beside it stay.
std::vector<Result<Record>> Book::write_all(const Scope& scope, std::vector<Write> writes) {
    constexpr size_t slice = 200;
    std::vector<Result<Record>> out;
    out.reserve(writes.size());
    for (size_t begin = 0; begin < writes.size(); begin += slice) {
        const size_t end = std::min(begin + slice, writes.size());
        std::vector<Result<std::shared_ptr<Prepared>>> prepared;
        for (size_t i = begin; i < end; ++i) prepared.push_back(prepare(scope, std::move(writes[i])));
        auto results = std::make_shared<std::vector<Result<Record>>>();
        auto outcome = writer_->run([&, results](store::Connection& c) -> Result<void> {
            results->clear();
            for (auto& p : prepared) {
                if (!p) { results->push_back(p.error()); continue; }
                const Head head = chain_.head();
                const size_t pending = pending_.size();
                auto savepoint = TRY(store::Savepoint::open(c));
                auto stored = store(c, *p.value());
                if (stored) {
                    TRY(savepoint.release());
                } else {
                    if (stored.error().kind == ErrorKind::broken || stored.error().kind == ErrorKind::busy) return std::move(stored.error());
                    TRY(savepoint.roll_back());
                    chain_.restore(head);
                    pending_.resize(pending);
                }
                results->push_back(std::move(stored));
            }
            return {};
        });
        for (size_t i = 0; i < end - begin; ++i) {
            if (outcome) out.push_back(std::move((*results)[i]));
            else out.push_back(prepared[i] ? outcome.error() : prepared[i].error());
        }
    }
    return out;
}

Result<Record> Book::rehearse(const Scope& scope, Write write) {
    auto reader = TRY(database_->read());
    const auto settings = current_settings();
    const auto where = place(*settings);
    auto p = TRY(Preparation(where, *reader, scope).prepare(std::move(write)));
    if (p->nothing) return *p->before;
    TRY(check_unique(*reader, *p));
    stamp(p->after, p->before ? &*p->before : nullptr, p->act, p->actor.id, clock::now_us(), 0);
    return p->after;
}

Result<int64_t> Book::note(store::Connection& c, const Scope& scope, std::string_view act, Draft draft, const std::vector<Held>& held) {
    draft.text("act", act);
    draft.text("actor", scope.actor().id);
    if (!scope.actor().key.empty()) draft.text("key", scope.actor().key);
    return chain_.append(c, draft, chain_.next_at(seeding_ ? std::optional<int64_t>(chain_.head().at) : std::nullopt), {}, held);
}

}  // namespace tutela::record
