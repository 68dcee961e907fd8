// A small house of four types and a ledger over it, on either engine.
#pragma once
#include <doctest/doctest.h>

#include "record/ledger/ledger.h"
#include "record/values.h"
#include "store/engines_for_test.h"

namespace tutela::record::testing {

using store::sure;

inline const char* const house[][2] = {
    {"src/record/kernel/roles.yaml", "roles:\n"
     "  reader: {says: Reads.}\n  isms_manager: {says: Manages.}\n  administrator: {says: Runs it.}\n  risk_manager: {says: Judges risks.}\n"},
    {"src/record/kernel/settings.yaml", "settings:\n  acceptance_level: {type: number, default: 6, says: Highest level that is carried.}\n"},
    {"src/record/kernel/person.record.yaml", "record: person\ntitle: {one: Person, many: People}\nprefix: P\nsays: Somebody.\n"
     "fields:\n  title: {type: line, required: true, list: true, search: true}\n  email: {type: line, unique: true, personal: true, search: true}\n"
     "  active: {type: flag, default: 'true'}\nmay:\n  reader: [read]\n  administrator: [read, create, change, archive]\n"},
    {"src/record/kernel/domain.record.yaml", "record: domain\ntitle: {one: Domain, many: Domains}\nprefix: D\nsays: A unit.\n"
     "fields:\n  title: {type: line, required: true}\n  parent: {type: link, to: domain, inverse: children}\nmay:\n  reader: [read]\n  administrator: [read, create, change]\n"},
    {"src/record/kernel/role.record.yaml", "record: role\ntitle: {one: Role, many: Roles}\nprefix: RO\nsays: A part.\n"
     "fields:\n  title: {type: line, required: true}\n  key: {type: line, required: true, unique: true}\nmay:\n  reader: [read]\n  administrator: [read, create, change]\n"},
    {"src/record/kernel/assignment.record.yaml", "record: assignment\ntitle: {one: Assignment, many: Assignments}\nprefix: AS\nsays: Who holds what.\n"
     "fields:\n  person: {type: link, to: person, required: true, inverse: assignments}\n  role: {type: link, to: role, required: true, inverse: assignments}\n"
     "  from: {type: date, required: true}\n  until: {type: date}\nmay:\n  reader: [read]\n  administrator: [read, create, change, archive]\n"},
    {"src/record/kernel/setting.record.yaml", "record: setting\ntitle: {one: Setting, many: Settings}\nprefix: SET\nsays: A chosen value.\n"
     "fields:\n  name: {type: line, required: true, unique: true}\n  value: {type: text}\nmay:\n  reader: [read]\n  administrator: [read, create, change, archive]\n"},
    {"processes/room/process.yaml", "process: room\ntitle: Room\nsays: A room.\norder: 1\n"},
    {"processes/room/asset.record.yaml", "record: asset\ntitle: {one: Asset, many: Assets}\nprefix: A\nsays: Something of worth.\n"
     "fields:\n  title: {type: line, required: true, list: true, search: true}\n  worth: {type: money}\n"},
    {"processes/room/risk.record.yaml", "record: risk\ntitle: {one: Risk, many: Risks}\nprefix: R\nsays: What may happen.\n"
     "fields:\n"
     "  title: {type: line, required: true, list: true, search: true}\n"
     "  scenario: {type: text, search: true}\n"
     "  reference: {type: line, unique: true}\n"
     "  assets: {type: links, to: asset, inverse: risks}\n"
     "  owner: {type: link, to: person, list: true, inverse: owned_risks}\n"
     "  likelihood: {type: number, required: true, min: 1, max: 5}\n"
     "  impact: {type: number, required: true, min: 1, max: 5}\n"
     "  level: {derived: 'this.likelihood * this.impact', type: number, list: true, index: true}\n"
     "  loss: {type: range, places: 2}\n"
     "  rate: {type: number, places: 3}\n"
     "  seen: {type: date, list: true}\n"
     "  seen_at: {type: datetime}\n"
     "  lasts: {type: duration}\n"
     "  open: {type: flag}\n"
     "  kind: {type: choice, choices: {theft: Theft, fire: Fire}}\n"
     "  words: {type: tags}\n"
     "  causes: {type: parts, fields: {text: {type: line, required: true}, weight: {type: number}}}\n"
     "  approved_by: {type: link, to: person, inverse: approved_risks}\n"
     "  approved_on: {type: date}\n"
     "states:\n  initial: draft\n  moves:\n"
     "    assess: {from: draft, to: assessed, by: [risk_manager]}\n"
     "    approve: {from: assessed, to: approved, by: [owner, isms_manager], not_by: author, when: 'this.level <= settings.acceptance_level', otherwise: The level is above what is carried., sets: {approved_by: actor, approved_on: today}}\n"
     "    agree: {from: assessed, to: agreed, by: [risk_manager, isms_manager], quorum: 2}\n"
     "    retire: {from: any, to: retired, by: [risk_manager], needs: [reason]}\n"
     "may:\n  reader: [read]\n  owner: [read, {change: [scenario]}]\n  risk_manager: [read, create, change, archive]\n"},
};

inline std::vector<Source> sources() {
    std::vector<Source> out;
    for (const auto& [path, text] : house) out.push_back({path, text});
    return out;
}

inline std::shared_ptr<const Catalog> catalog_of(std::vector<Source> from) {
    auto built = Catalog::build(std::move(from));
    std::string all;
    if (!built) for (const Fault& f : built.error().faults) all += f.message + "\n";
    INFO(all);
    REQUIRE(built);
    return built.take();
}

inline std::shared_ptr<const Catalog> catalog() {
    static const auto built = catalog_of(sources());
    return built;
}

// One engine with its ledger, which can be closed and opened again.
template <class Engine>
struct Ground {
    Engine engine;
    store::TemporaryDirectory place;
    std::unique_ptr<Ledger> ledger;
    Scope all = PermissionOffice::program("job:test");

    explicit Ground(bool seeding = false) { open(seeding); }
    void open(bool seeding = false, std::shared_ptr<const Catalog> with = catalog(), std::vector<std::pair<std::string, Guard>> guards = {}) {
        ledger.reset();
        Options o;
        o.location = engine.location().where;
        o.schema = engine.location().schema;
        o.checkpoint_key = (place.path / "key").string();
        o.seeding = seeding;
        o.guards = std::move(guards);
        ledger = sure(Ledger::open(std::move(with), std::move(o)));
    }
    // A connection beside the ledger, for looking and for tampering.
    std::unique_ptr<store::Database> database() { return sure(store::Database::open(engine.location())); }

    Record create(const std::string& type, std::vector<std::pair<std::string, expr::Value>> values, const std::string& domain = {}) {
        Write w;
        w.type = type;
        w.values = std::move(values);
        w.domain = domain;
        return sure(ledger->write(all, std::move(w)));
    }
    Write change(const Record& r, std::vector<std::pair<std::string, expr::Value>> values) const {
        Write w;
        w.act = Write::change;
        w.id = r.id;
        w.seen_version = r.version;
        w.values = std::move(values);
        return w;
    }
    Write move(const Record& r, const std::string& name, const std::string& reason = {}) const {
        Write w;
        w.act = Write::move;
        w.id = r.id;
        w.seen_version = r.version;
        w.move_name = name;
        w.reason = reason;
        return w;
    }
    Record risk(const std::string& title, int likelihood = 3, int impact = 4, std::vector<std::pair<std::string, expr::Value>> more = {}, const std::string& domain = {}) {
        more.emplace_back("title", expr::Value::string(title));
        more.emplace_back("likelihood", expr::Value::integer(likelihood));
        more.emplace_back("impact", expr::Value::integer(impact));
        return create("risk", std::move(more), domain);
    }
    // Somebody who holds these roles (in a domain, or everywhere).
    Scope person(const std::string& name, const std::vector<std::pair<std::string, std::string>>& roles = {}) {
        const Record p = create("person", {{"title", expr::Value::string(name)}});
        for (const auto& [key, domain] : roles) {
            auto known = sure(ledger->list(all, {.type = "role", .filter = "key == \"" + key + "\""}));
            const std::string role = known.records.empty() ? create("role", {{"title", expr::Value::string(key)}, {"key", expr::Value::string(key)}}).id : known.records[0].id;
            create("assignment", {{"person", expr::Value::string(p.id)}, {"role", expr::Value::string(role)}, {"from", expr::Value::date(0)}}, domain);
        }
        return scope_of(p.id);
    }
    Scope scope_of(const std::string& id) { return sure(PermissionOffice::person(*ledger, id, "session", "2026-06-01")); }
    const expr::Value& value(const Record& r, const std::string& field) const {
        return r.values[static_cast<size_t>(catalog()->types()[static_cast<size_t>(r.type)].field(field)->slot)];
    }
    std::string text(const Record& r, const std::string& field) const {
        const expr::Value& v = value(r, field);
        return v.set() ? canonical_text(*catalog()->types()[static_cast<size_t>(r.type)].field(field), v) : "unset";
    }
};

template <class T>
std::vector<std::string> ids(const T& records) {
    std::vector<std::string> out;
    for (const Record& r : records) out.push_back(r.id);
    return out;
}

}  // namespace tutela::record::testing
