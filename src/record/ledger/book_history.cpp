// The history of records: the versions and what the entries say about them.
#include <algorithm>

#include "record/ledger/book.h"
#include "record/ledger/encoding.h"
#include "record/ledger/rebuild.h"

namespace tutela::record {
namespace {

std::string held_text(store::Connection& c, int64_t position, const char* field) {
    auto rows = c.query("SELECT value FROM ledger_value WHERE position = ?1 AND field = ?2", position, field);
    if (!rows) return {};
    auto more = rows->next();
    if (!more || !more.value()) return std::string(erased_word);
    auto parsed = json::parse(rows->text(0));
    return parsed && parsed->is_string() ? std::string(parsed->get_string()) : std::string();
}

void compare(const Declaration& d, const Record* before, const Record& after, std::vector<Change>& out) {
    using expr::Value;
    if (before && before->state != after.state) out.push_back({"state", Value::string(before->state), Value::string(after.state)});
    if (before && before->archived != after.archived) out.push_back({"archived", Value::boolean(before->archived), Value::boolean(after.archived)});
    const std::string domain = before ? before->domain : std::string();
    if (domain != after.domain)
        out.push_back({"domain", domain.empty() ? Value() : Value::string(domain), after.domain.empty() ? Value() : Value::string(after.domain)});
    for (const Field& f : d.fields) {
        const auto slot = static_cast<size_t>(f.slot);
        const Value from = before ? before->values[slot] : Value();
        if (!(from == after.values[slot])) out.push_back({f.name, from, after.values[slot]});
    }
}

}  // namespace

// `versions` in rising order; the first one is described against nothing, or only serves as what was before (`skip`).
Result<std::vector<HistoryEntry>> Book::describe(store::Connection& c, const std::vector<Record>& versions, size_t skip) {
    std::vector<HistoryEntry> out;
    for (size_t i = skip; i < versions.size(); ++i) {
        const Record& r = versions[i];
        auto rows = TRY(c.query("SELECT text FROM ledger_entry WHERE position = ?1", r.position));
        if (!TRY(rows.next())) return broken("The entry at position " + std::to_string(r.position) + " is not there; run `tutela verify`.");
        const Entry e = TRY(Entry::read(rows.text(0)));
        HistoryEntry h;
        h.position = r.position;
        h.version = r.version;
        h.at = e.at;
        h.record = r.id;
        h.actor = e.actor;
        h.act = e.act;
        h.move = e.move;
        h.batch = e.batch;
        h.origin = e.origin;
        if (e.body.if_contains("reason")) h.reason = held_text(c, r.position, "@reason");
        compare(catalog_->types()[static_cast<size_t>(r.type)], i ? &versions[i - 1] : nullptr, r, h.changes);
        out.push_back(std::move(h));
    }
    return out;
}

Result<std::vector<HistoryEntry>> Book::history(const Scope& scope, std::string_view id) {
    auto reader = TRY(database_->begin_read());
    auto now = TRY(projection_.find(*reader, id));
    const auto settings = current_settings();
    Views views(projection_, *reader, *settings, today());
    if (!now || !Permissions(projection_).may_read(scope, *now, views)) {
        Error e = missing("There is no record " + std::string(id.substr(0, 80)) + ", or you may not see it.");
        e.code = "no_record";
        return e;
    }
    const Table& t = projection_.table(now->type);
    std::vector<Record> versions;
    {
        auto rows = TRY(reader->query("SELECT " + t.names("t") + " FROM \"" + t.versions() + "\" t WHERE t.id = ?1 ORDER BY t.version", now->number));
        while (TRY(rows.next())) versions.push_back(t.record(rows));
    }
    versions.push_back(std::move(*now));
    auto out = TRY(describe(*reader, versions, 0));
    std::reverse(out.begin(), out.end());
    return out;
}

Result<std::vector<HistoryEntry>> Book::recent(const Scope& scope, int64_t before, int limit) {
    auto reader = TRY(database_->begin_read());
    const auto settings = current_settings();
    Views views(projection_, *reader, *settings, today());
    const Permissions permissions(projection_);
    std::vector<HistoryEntry> out;
    const size_t most = static_cast<size_t>(std::clamp(limit, 1, 500));
    for (int64_t last = before > 0 ? before : position() + 1; last > 1 && out.size() < most;) {
        std::vector<Entry> entries;
        {
            auto rows = TRY(reader->query("SELECT text FROM ledger_entry WHERE position < ?1 ORDER BY position DESC LIMIT 100", last));
            while (TRY(rows.next())) entries.push_back(TRY(Entry::read(rows.text(0))));
        }
        if (entries.empty()) break;
        last = entries.back().position;
        for (const Entry& e : entries) {
            const Declaration* d = e.number ? catalog_->type(e.type) : nullptr;
            if (!d || out.size() >= most) continue;
            const auto now = TRY(projection_.find(*reader, d->number, e.number));
            if (!now || !permissions.may_read(scope, *now, views)) continue;
            std::vector<Record> versions;
            if (e.version > 1)
                if (auto earlier = TRY(projection_.find(*reader, d->number, e.number, e.position - 1))) versions.push_back(std::move(*earlier));
            auto here = TRY(projection_.find(*reader, d->number, e.number, e.position));
            if (!here) continue;
            versions.push_back(std::move(*here));
            for (auto& h : TRY(describe(*reader, versions, versions.size() - 1))) out.push_back(std::move(h));
        }
    }
    return out;
}

// One JSON object a line: the entry as text exactly as hashed, its hash, and the values that open its commitments.
Result<std::vector<std::string>> Book::entries(const Scope& scope, int64_t after, int limit) {
    TRY(require_everything(scope, "export the ledger"));
    auto reader = TRY(database_->begin_read());
    std::vector<std::string> out;
    const int64_t most = std::clamp(limit, 1, 10'000);
    std::map<int64_t, std::vector<Held>> held;
    {
        auto rows = TRY(reader->query("SELECT position, field, salt, value FROM ledger_value WHERE position > ?1 AND position <= ?2 ORDER BY position, field", after, after + most));
        while (TRY(rows.next())) held[rows.integer(0)].push_back({std::string(rows.text(1)), std::string(rows.blob(2)), std::string(rows.text(3))});
    }
    auto rows = TRY(reader->query("SELECT position, hash, text FROM ledger_entry WHERE position > ?1 ORDER BY position LIMIT ?2", after, most));
    while (TRY(rows.next())) {
        std::string line;
        json::Writer w(line);
        w.open_object().put("entry", rows.text(2)).put("hash", digest::hex(rows.blob(1)));
        w.key("values").open_array();
        for (const Held& h : held[rows.integer(0)])
            w.open_object().put("field", h.field).put("salt", digest::base64(h.salt)).put("value", h.value).close_object();
        w.close_array().close_object();
        out.push_back(std::move(line));
    }
    return out;
}

Result<void> Book::require_everything(const Scope& scope, const char* what) const {
    if (scope.everything() || scope.holds("administrator") || scope.holds("auditor")) return {};
    return forbidden("Only an administrator or an auditor may " + std::string(what) + ".");
}

}  // namespace tutela::record
