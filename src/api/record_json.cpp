#include "api/record_json.h"

#include "api/as_of.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/clock.h"
#include "record/values.h"

namespace tutela::api {
namespace {

using record::Declaration;
using record::Field;
using record::FieldType;
using record::Record;

const Declaration& type_of(const record::Catalog& catalog, const Record& r) { return catalog.types()[static_cast<size_t>(r.type)]; }

std::string state_title(const Declaration& d, const std::string& state) {
    for (const auto& s : d.states) if (s.name == state) return s.title;
    return state;
}

std::vector<std::string> incomplete(const Declaration& d, const Record& r) {
    std::vector<std::string> out;
    for (const auto& f : d.fields) {
        const bool due = f.required || std::find(f.required_in.begin(), f.required_in.end(), r.state) != f.required_in.end();
        if (due && !f.derived && !r.values[static_cast<size_t>(f.slot)].set()) out.push_back(f.name);
    }
    return out;
}

void put_values(json::Writer& w, const Call& call, const Declaration& d, const Record& r, const std::vector<std::string>& fields) {
    w.key("values").open_object();
    auto wanted = [&](const Field& f) { return fields.empty() || std::find(fields.begin(), fields.end(), f.name) != fields.end(); };
    bool any_computed = false;
    for (const auto& f : d.fields) {
        if (f.computed) { any_computed = true; continue; }
        const auto& v = r.values[static_cast<size_t>(f.slot)];
        if (v.set() && wanted(f)) w.key(f.name).any(record::value_to_json(f, v));
    }
    if (any_computed)
        for (const auto& [slot, value] : call.house.engine.computed(r.id)) {
            const auto& f = d.fields[static_cast<size_t>(slot)];
            if (value.set() && wanted(f)) w.key(f.name).any(record::value_to_json(f, value));
        }
    w.close_object();
}

void gather_links(const Field& f, const expr::Value& v, std::set<std::string>& out) {
    if (f.type == FieldType::link && v.is(expr::Kind::string)) out.emplace(v.as_string());
    if (f.type == FieldType::links && v.is(expr::Kind::list))
        for (const auto& e : v.as_list()) out.emplace(e.as_string());
    if (f.type == FieldType::parts && v.is(expr::Kind::list))
        for (const auto& part : v.as_list())
            for (const auto& [key, value] : part.as_map())
                for (const auto& p : f.parts)
                    if (key.as_string() == p.name) gather_links(p, value, out);
}

void put_inverse_links(json::Writer& w, const Call& call, const Record& r, const record::AsOf& as_of, std::vector<Record>& shown) {
    const auto& catalog = *call.house.catalog;
    w.key("links").open_object();
    for (const auto& inverse : catalog.inverses(r.type)) {
        auto found = call.house.ledger.linking(call.scope(), r.id, inverse.source_type, inverse.field, 100, as_of);
        if (!found || found->empty()) continue;
        const auto& source = catalog.types()[static_cast<size_t>(inverse.source_type)];
        w.key(inverse.name).open_object().put("type", source.name).put("path", source.path).put("title", source.title_many).put("field", source.fields[static_cast<size_t>(inverse.field)].name).key("records").open_array();
        for (const auto& other : *found) { put_record(w, call, other); shown.push_back(other); }
        w.close_array().close_object();
    }
    w.close_object();
}

void put_rights(json::Writer& w, const Call& call, const Record& r, bool past) {
    const auto& d = type_of(*call.house.catalog, r);
    // Nothing can be done to what was.
    const auto judged = past ? Result<record::Abilities>(record::Abilities{}) : call.house.ledger.abilities(call.scope(), r);
    const record::Abilities abilities = judged ? *judged : record::Abilities{};
    w.key("moves").open_array();
    for (const auto& m : abilities.moves) {
        const auto* move = d.move(m.name);
        if (!move) continue;
        w.open_object().put("name", m.name).put("title", move->title).put("to", move->to).put("to_title", state_title(d, move->to)).put("allowed", m.allowed);
        if (!m.allowed) w.put("why_not", m.why_not);
        w.key("needs").open_array();
        for (const auto& n : move->needs) w.text(n);
        w.close_array().close_object();
    }
    w.close_array().key("can").open_object().put("change", abilities.change).put("archive", abilities.archive).key("change_fields");
    if (abilities.every_field || !abilities.change) w.null();
    else {
        w.open_array();
        for (const auto& f : abilities.fields) w.text(f);
        w.close_array();
    }
    w.close_object();
}

}  // namespace

std::string title_of(const record::Catalog& catalog, const Record& r) {
    const auto* f = type_of(catalog, r).title_field();
    if (!f) return r.id;
    const auto& v = r.values[static_cast<size_t>(f->slot)];
    return v.is(expr::Kind::string) ? std::string(v.as_string()) : r.id;
}

void put_record(json::Writer& w, const Call& call, const Record& r, const std::vector<std::string>& fields) {
    const auto& d = type_of(*call.house.catalog, r);
    w.open_object().put("id", r.id).put("type", d.name).put("path", d.path).put("title", title_of(*call.house.catalog, r)).put("version", r.version);
    w.put("state", r.state).put("state_title", state_title(d, r.state));
    if (!r.domain.empty()) w.put("domain", r.domain);
    w.put("archived", r.archived).put("imported", r.imported).put("created_at", clock::moment_text(r.created_at)).put("created_by", r.created_by);
    w.put("changed_at", clock::moment_text(r.changed_at)).put("changed_by", r.changed_by).put("state_since", clock::moment_text(r.state_since)).put("position", r.position);
    put_values(w, call, d, r, fields);
    if (const auto due = incomplete(d, r); !due.empty()) {
        w.key("incomplete").open_array();
        for (const auto& f : due) w.text(f);
        w.close_array();
    }
    w.close_object();
}

void put_labels(json::Writer& w, const Call& call, const std::vector<Record>& records) {
    std::set<std::string> ids;
    for (const auto& r : records) {
        for (const auto& f : type_of(*call.house.catalog, r).fields) gather_links(f, r.values[static_cast<size_t>(f.slot)], ids);
        for (const auto& who : {r.created_by, r.changed_by, r.domain})
            if (!who.empty()) ids.insert(who);
    }
    w.open_object();
    for (const auto& [id, title] : call.house.ledger.titles(call.scope(), {ids.begin(), ids.end()})) w.put(id, title);
    w.close_object();
}

std::string record_page(const Call& call, const Record& r) {
    std::string out;
    json::Writer w(out);
    std::vector<Record> shown{r};
    w.open_object().key("record");
    put_record(w, call, r);
    const auto asked = as_of_of(call);               // checked before the record was read
    const record::AsOf as_of = asked ? *asked : record::AsOf{};
    const bool past = as_of.position || as_of.date;
    put_inverse_links(w, call, r, as_of, shown);
    w.key("labels");
    put_labels(w, call, shown);
    put_rights(w, call, r, past);
    const auto gaps = call.house.engine.gaps_of(r.id, sees_of(call), as_of);
    w.key("gaps").raw(engine::to_json(gaps ? *gaps : std::vector<engine::Gap>{}));
    w.close_object();
    return out;
}

Result<std::vector<std::pair<std::string, expr::Value>>> values_of(const record::Catalog& catalog, const Declaration& d, const json::object& values, const std::string& pointer) {
    std::vector<std::pair<std::string, expr::Value>> out;
    Error all{ErrorKind::invalid, {}, {}, "bad_values"};
    for (const auto& p : values) {
        const std::string name(p.key());
        const auto* field = d.field(name);
        const auto place = pointer + "/" + name;
        if (!field) { all.faults.push_back({place, d.title_one + " has no field `" + name + "`. GET /api/v1/types lists the fields."}); all.code = "unknown_field"; continue; }
        if (field->derived || field->computed) { all.faults.push_back({place, field->title + " is worked out from other fields and cannot be set."}); continue; }
        auto value = record::value_from_json(*field, p.value(), &catalog, place);
        if (!value) {
            auto& faults = value.error().faults;
            if (faults.empty()) all.faults.push_back({place, value.error().message});
            else all.faults.insert(all.faults.end(), faults.begin(), faults.end());
            continue;
        }
        out.emplace_back(name, value.take());
    }
    if (all.faults.empty()) return out;
    all.message = all.faults.size() == 1 ? all.faults[0].message : std::to_string(all.faults.size()) + " fields cannot be taken as they are.";
    return all;
}

Result<int64_t> seen_version(const Call& call) {
    const auto* header = call.request.header("if-match");
    if (!header) return Error{ErrorKind::invalid, "Say which version you saw with the header If-Match: \"3\", so that nobody's change is overwritten.", {}, "version_needed"};
    std::string_view text = *header;
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    int64_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size()) return invalid("If-Match must be a version in quotes, for example \"3\".", {}, "bad_request");
    return version;
}

std::string history_json(const Call& call, const Declaration& d, const std::vector<record::HistoryEntry>& entries) {
    std::set<std::string> ids;
    for (const auto& e : entries) {
        ids.insert(e.actor);
        for (const auto& c : e.changes)
            if (const auto* f = d.field(c.field)) { gather_links(*f, c.from, ids); gather_links(*f, c.to, ids); }
    }
    const auto titles = call.house.ledger.titles(call.scope(), {ids.begin(), ids.end()});
    auto title = [&](const std::string& id) {
        for (const auto& [k, v] : titles) if (k == id) return v;
        return id;
    };
    std::string out;
    json::Writer w(out);
    w.open_object().key("entries").open_array();
    for (const auto& e : entries) {
        w.open_object().put("position", e.position).put("at", clock::moment_text(e.at)).put("actor", e.actor).put("actor_title", title(e.actor));
        w.put("act", e.act).put("version", e.version).put("origin", e.origin);
        if (!e.move.empty()) w.put("move", e.move);
        if (!e.reason.empty()) w.put("reason", e.reason);
        if (!e.batch.empty()) w.put("batch", e.batch);
        w.key("changes").open_array();
        for (const auto& c : e.changes) {
            const auto* f = d.field(c.field);
            w.open_object().put("field", c.field).put("title", f ? f->title : c.field);
            if (f && c.from.set()) w.key("from").any(record::value_to_json(*f, c.from));
            else if (c.from.is(expr::Kind::string)) w.put("from", c.from.as_string());
            if (f && c.to.set()) w.key("to").any(record::value_to_json(*f, c.to));
            else if (c.to.is(expr::Kind::string)) w.put("to", c.to.as_string());
            w.close_object();
        }
        w.close_array().close_object();
    }
    w.close_array().key("labels").open_object();
    for (const auto& [id, t] : titles) w.put(id, t);
    w.close_object().close_object();
    return out;
}

}  // namespace tutela::api
