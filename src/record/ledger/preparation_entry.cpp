// The text of the entry, up to what only the writer knows, and the row of the projection.
#include <algorithm>

#include "record/ledger/encoding.h"
#include "record/ledger/preparation.h"
#include "record/ledger/replay.h"

namespace tutela::record {

using expr::Value;

namespace {

// The commitments of the version before, by field: what did not change stands in the new image as it stood there.
Result<std::map<std::string, Commitment>> standing(store::Connection& c, const Record& before) {
    std::map<std::string, Commitment> out;
    auto rows = TRY(c.query("SELECT text FROM ledger_entry WHERE position = ?1", before.position));
    if (!TRY(rows.next())) return Error(broken("The entry of " + before.id + " at position " + std::to_string(before.position) + " is not there; run `tutela verify`."));
    const Entry e = TRY(Entry::read(rows.text(0)));
    for (auto& [name, commitment] : e.commitments())
        if (name[0] != '@') out[name] = {commitment.hash, commitment.at ? commitment.at : e.position};
    return out;
}

void add_hash(const Field& f, const Value& v, std::vector<std::string>& hashes) {
    if (f.type != FieldType::file || !v.set()) return;
    for (const auto& [key, value] : v.as_map())
        if (key.as_string() == "hash") hashes.emplace_back(value.as_string());
}

std::string list_of(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const std::string& t : texts) {
        if (out.size() > 1) out += ',';
        json::append_string(out, t);
    }
    return out + "]";
}

}  // namespace

Result<void> Preparation::compose(Prepared& p) {
    if (p.nothing) return {};
    const Declaration& d = type_of(p.after);
    std::map<std::string, Commitment> before;
    if (p.before) before = TRY(standing(connection_, *p.before));
    std::map<std::string, std::string> values;
    std::vector<std::string> hashes;
    for (const Field& f : d.fields) {
        if (f.computed) continue;
        const auto slot = static_cast<size_t>(f.slot);
        const Value& v = p.after.values[slot];
        const bool same = p.before && v == p.before->values[slot];
        if (p.before && !same) {
            p.changed.push_back(f.slot);
            if (f.type == FieldType::links && !f.own) p.links.push_back(f.slot);
        }
        const auto known = before.find(f.name);
        if (same && known != before.end()) {                 // also where it was erased and reads as unset
            values[f.name] = known->second.json();
            add_hash(f, v, hashes);
            continue;
        }
        if (!v.set()) continue;
        add_hash(f, v, hashes);
        std::string text = canonical_text(f, v);
        if (is_committed(f)) {
            Held held = hold(f.name, std::move(text));
            text = Commitment{commitment(held.salt, held.field, held.value), 0}.json();
            p.held.push_back(std::move(held));
        }
        values[f.name] = std::move(text);
    }
    std::string after = "{";
    if (p.after.archived) after += "\"archived\":true,";
    if (!p.after.assents.empty()) after += "\"assents\":" + p.after.assents + ",";
    if (!p.after.domain.empty()) { after += "\"domain\":"; json::append_string(after, p.after.domain); after += ','; }
    if (p.after.imported) after += "\"imported\":true,";
    after += "\"state\":";
    json::append_string(after, p.after.state);
    after += ",\"values\":{";
    bool first = true;
    for (const auto& [name, text] : values) {
        if (!first) after += ',';
        first = false;
        ((after += '"') += name) += "\":";
        after += text;
    }
    p.draft.put("after", after + "}}");
    p.draft.text("act", p.act);
    p.draft.text("actor", p.actor.id);
    p.draft.text("origin", p.write.origin);
    p.draft.text("type", d.name);
    p.draft.put("version", std::to_string(p.before ? p.before->version + 1 : 1));
    if (!p.write.batch.empty()) p.draft.text("batch", p.write.batch);
    if (!p.actor.key.empty()) p.draft.text("key", p.actor.key);
    if (!p.write.move_name.empty()) p.draft.text("move", p.write.move_name);
    if (!p.write.idempotency_key.empty()) p.draft.text("request", p.write.idempotency_key);
    if (!hashes.empty()) p.draft.put("files", list_of(hashes));
    if (!p.write.reason.empty()) {
        std::string text;
        json::append_string(text, p.write.reason);
        Held held = hold("@reason", std::move(text));
        p.draft.put("reason", Commitment{commitment(held.salt, held.field, held.value), 0}.json());
        p.held.push_back(std::move(held));
    }
    p.row = place_.projection.table(d.number).row(p.after);
    return {};
}

Result<std::shared_ptr<Prepared>> Preparation::undo(const Record& before, const std::optional<Record>& earlier, const std::string& batch) {
    auto p = std::make_shared<Prepared>();
    p->actor = scope_.actor();
    p->act = "undo";
    p->write.batch = batch;
    p->write.origin = "undo";
    p->write.seen_version = before.version;
    p->before = before;
    p->after = before;
    if (earlier) {
        p->after.values = earlier->values;
        p->after.state = earlier->state;
        p->after.domain = earlier->domain;
        p->after.archived = earlier->archived;
        p->after.imported = earlier->imported;
        p->after.assents = earlier->assents;
    } else {
        p->after.archived = true;
    }
    TRY(compose(*p));
    return p;
}

}  // namespace tutela::record
