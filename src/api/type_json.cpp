#include "api/type_json.h"

#include "base/json.h"

namespace tutela::api {
namespace {

using record::Field;
using record::FieldType;

void put_strings(json::Writer& w, std::string_view key, const std::vector<std::string>& list) {
    if (list.empty()) return;
    w.key(key).open_array();
    for (const auto& s : list) w.text(s);
    w.close_array();
}

void put_choices(json::Writer& w, const std::vector<record::Choice>& choices) {
    if (choices.empty()) return;
    w.key("choices").open_array();
    for (const auto& c : choices) w.open_object().put("name", c.name).put("title", c.title).close_object();
    w.close_array();
}

void put_flag(json::Writer& w, std::string_view key, bool on) { if (on) w.put(key, true); }
void put_text(json::Writer& w, std::string_view key, const std::string& text) { if (!text.empty()) w.put(key, text); }

void put_link(json::Writer& w, const record::Catalog& catalog, const Field& f) {
    put_text(w, "to", f.to);
    if (const auto* target = catalog.type(f.to)) w.put("to_path", target->path);
    put_text(w, "inverse", f.inverse);
    if (!f.of_link.empty()) w.put("of", f.of_link + "." + f.of_parts);
    put_text(w, "item", f.item);
}

void put_field(json::Writer& w, const record::Catalog& catalog, const Field& f) {
    w.open_object().put("name", f.name).put("title", f.title).put("type", record::name_of(f.type));
    put_text(w, "hint", f.hint);
    put_text(w, "group", f.group);
    put_text(w, "unit", f.unit);
    put_flag(w, "required", f.required);
    put_strings(w, "required_in", f.required_in);
    put_flag(w, "list", f.list);
    put_flag(w, "search", f.search);
    put_flag(w, "unique", f.unique);
    put_flag(w, "personal", f.personal);
    put_flag(w, "derived", static_cast<bool>(f.derived));
    put_flag(w, "computed", static_cast<bool>(f.computed));
    put_flag(w, "has_default", static_cast<bool>(f.fallback));
    put_flag(w, "own", f.own);
    put_link(w, catalog, f);
    put_choices(w, f.choices);
    if (f.places) w.put("places", f.places);
    if (f.min) w.put("min", *f.min);
    if (f.max) w.put("max", *f.max);
    if (!f.parts.empty()) {
        w.key("fields").open_array();
        for (const auto& p : f.parts) put_field(w, catalog, p);
        w.close_array();
    }
    w.close_object();
}

void put_states(json::Writer& w, const record::Declaration& d) {
    w.put("initial", d.initial).key("states").open_array();
    for (const auto& s : d.states) w.open_object().put("name", s.name).put("title", s.title).close_object();
    w.close_array().key("moves").open_array();
    for (const auto& m : d.moves) {
        w.open_object().put("name", m.name).put("title", m.title).put("to", m.to);
        put_strings(w, "from", m.from);
        put_strings(w, "needs", m.needs);
        w.close_object();
    }
    w.close_array();
}

}  // namespace

std::string types_json(const record::Catalog& catalog, record::Ledger& ledger, const record::Scope& scope) {
    std::string out;
    json::Writer w(out);
    w.open_object().key("types").open_array();
    for (const auto& d : catalog.types()) {
        if (!ledger.may_read_some(scope, d.name)) continue;
        w.open_object().put("name", d.name).put("path", d.path).put("process", d.process).put("prefix", d.prefix).put("says", d.says).put("kernel", d.kernel);
        w.key("title").open_object().put("one", d.title_one).put("many", d.title_many).close_object();
        if (const auto* t = d.title_field()) w.put("title_field", t->name);
        w.key("fields").open_array();
        for (const auto& f : d.fields) put_field(w, catalog, f);
        w.close_array();
        put_states(w, d);
        w.key("may").open_object().put("create", ledger.may_create(scope, d.name)).close_object();
        put_strings(w, "evidence_for", d.evidence_for);
        w.close_object();
    }
    w.close_array().key("processes").open_array();
    for (const auto& p : catalog.processes())
        w.open_object().put("process", p.name).put("item", p.item).put("title", p.title).put("says", p.says).put("order", p.order).close_object();
    w.close_array().key("roles").open_array();
    for (const auto& r : catalog.roles()) w.open_object().put("name", r.name).put("title", r.title).put("says", r.says).close_object();
    w.close_array().key("settings").open_array();
    for (const auto& s : catalog.settings())
        w.open_object().put("name", s.name).put("process", s.process).put("title", s.title).put("says", s.says).put("unit", s.unit).put("type", record::name_of(s.type)).close_object();
    w.close_array().close_object();
    return out;
}

}  // namespace tutela::api
