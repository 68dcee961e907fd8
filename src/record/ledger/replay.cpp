#include "record/ledger/replay.h"

#include <algorithm>

#include "record/ledger/encoding.h"

namespace tutela::record {
namespace {

std::string text_in(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

bool flag_in(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    return v && v->is_bool() && v->get_bool();
}

expr::Value erased_value(const Field& f) {
    return f.type == FieldType::line || f.type == FieldType::text ? expr::Value::string(erased_word) : expr::Value();
}

// A choice or state under the name it has today.
template <class T>
std::string todays(const std::vector<T>& declared, std::string name) {
    for (const T& d : declared)
        if (std::find(d.was.begin(), d.was.end(), name) != d.was.end()) return d.name;
    return name;
}

}  // namespace

void stamp(Record& after, const Record* before, std::string_view act, std::string_view actor, int64_t at, int64_t position) {
    after.version = before ? before->version + 1 : 1;
    after.position = position;
    after.created_at = before ? before->created_at : at;
    after.created_by = before ? before->created_by : std::string(actor);
    after.changed_at = at;
    after.changed_by = std::string(actor);
    after.state_since = before && before->state == after.state ? before->state_since : at;
    const bool content = act != "move" && act != "assent" && act != "archive" && act != "unarchive";
    after.author = before && !content ? before->author : std::string(actor);
}

const Field* field_for(const Declaration& d, std::string_view name) { return d.field(name); }

Result<Folded> image_of(const Declaration& d, const Entry& e, const Folded* before, const Opener& open) {
    const json::object* after = e.after();
    const json::object* values = e.values();
    if (!after || !values) return broken("The entry at position " + std::to_string(e.position) + " holds no after-image.");
    Folded out;
    Record& r = out.record;
    r.type = d.number;
    r.number = e.number;
    r.id = e.record;
    r.state = todays(d.states, text_in(*after, "state"));
    r.domain = text_in(*after, "domain");
    r.archived = flag_in(*after, "archived");
    r.imported = flag_in(*after, "imported");
    if (const auto* assents = after->if_contains("assents")) r.assents = json::write(*assents);
    r.values.resize(d.fields.size());
    out.commitments.resize(d.fields.size());
    out.names.resize(d.fields.size());
    for (const auto& member : *values) {
        const std::string name(member.key());
        const Field* f = field_for(d, name);
        if (!f) continue;                                   // removed since: readable in the entry, no column
        const auto slot = static_cast<size_t>(f->slot);
        auto committed = Commitment::read(member.value());
        if (!committed) {
            r.values[slot] = recorded(*f, member.value());
        } else {
            if (!committed->at) committed->at = e.position;
            out.commitments[slot] = *committed;
            out.names[slot] = name;
            if (before && before->commitments[slot].at == committed->at && before->commitments[slot].hash == committed->hash) {
                r.values[slot] = before->record.values[slot];
            } else {
                const auto text = TRY(open(name, *committed));
                if (!text) {
                    r.values[slot] = erased_value(*f);
                } else if (auto parsed = json::parse(*text)) {
                    r.values[slot] = recorded(*f, parsed.value());
                }
            }
        }
        if (f->type == FieldType::choice && r.values[slot].is(expr::Kind::string))
            r.values[slot] = expr::Value::string(todays(f->choices, std::string(r.values[slot].as_string())));
    }
    return out;
}

Result<Replay::Step> Replay::apply(const Entry& e, const Opener& open) {
    const Declaration* d = e.number ? catalog_->type(e.type) : nullptr;
    if (!d) return Step{};
    records_.resize(std::max(records_.size(), catalog_->types().size()));
    auto& known = records_[static_cast<size_t>(d->number)];
    const auto found = known.find(e.number);
    const Folded* before = found == known.end() ? nullptr : &found->second;
    Folded after = TRY(image_of(*d, e, before, open));
    stamp(after.record, before ? &before->record : nullptr, e.act, e.actor, e.at, e.position);
    Step step;
    if (before) step.before = before->record;
    Folded& place = known[e.number];
    place = std::move(after);
    step.after = &place;
    return step;
}

}  // namespace tutela::record
