#include "record/permission/scope.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/clock.h"
#include "record/ledger/ledger.h"
#include "record/permission/scope_cache.h"

namespace tutela::record {
namespace {

using expr::Value;

const std::vector<std::string> nowhere;

const Value* value_of(const Declaration& d, const Record& r, std::string_view field) {
    const Field* f = d.field(field);
    return f && r.values[static_cast<size_t>(f->slot)].set() ? &r.values[static_cast<size_t>(f->slot)] : nullptr;
}

// All domains with their parents, as (child, parent).
Result<std::multimap<std::string, std::string>> children_of(Ledger& ledger, const Catalog& catalog, const Scope& all) {
    std::multimap<std::string, std::string> out;
    const Declaration* d = catalog.type("domain");
    if (!d) return out;
    TRY(ledger.each(all, d->number, {}, [&](Record&& r) {
        if (const Value* parent = value_of(*d, r, "parent")) out.emplace(std::string(parent->as_string()), r.id);
    }));
    return out;
}

void descend(const std::multimap<std::string, std::string>& children, const std::string& domain, std::set<std::string>& into) {
    if (!into.insert(domain).second) return;                 // a circle of parents ends here
    for (auto [at, end] = children.equal_range(domain); at != end; ++at) descend(children, at->second, into);
}

}  // namespace

bool Scope::holds(std::string_view role) const {
    return std::any_of(holdings_.begin(), holdings_.end(), [&](const Holding& h) { return h.role == role; });
}

const std::vector<std::string>& Scope::domains_of(std::string_view role) const {
    for (const auto& [name, domains] : domains_)
        if (name == role) return domains;
    return nowhere;
}

Scope PermissionOffice::program(std::string name) {
    Scope s;
    s.actor_.id = name.find(':') == std::string::npos ? "job:" + name : std::move(name);
    s.everything_ = true;
    return s;
}

Scope PermissionOffice::local(std::string account) {
    Scope s;
    s.actor_.id = "local:" + account;
    s.everything_ = true;
    return s;
}

Result<Scope> PermissionOffice::person(Ledger& ledger, const std::string& person_id, std::string key, std::string_view today) {
    const int32_t day = TRY(clock::parse_date(today));
    ScopeCache& cache = ledger.scopes();
    if (auto known = cache.find(person_id, day)) {
        known->actor_.key = std::move(key);
        return std::move(*known);
    }
    const uint64_t generation = cache.generation();
    const Catalog& catalog = ledger.catalog();
    const Scope all = program("job:permission");
    const Record person = TRY(ledger.get(all, person_id));
    const Declaration* people = catalog.type("person");
    if (!people || person.type != people->number) return invalid(person_id + " is not a person.");
    const Value* active = value_of(*people, person, "active");
    if (person.archived || (active && !active->as_bool())) return forbidden(person_id + " is no longer active here.");
    Scope s;
    s.actor_ = {person_id, std::move(key), person_id};
    const Declaration* assignments = catalog.type("assignment");
    const Declaration* roles = catalog.type("role");
    const Field* held_by = assignments ? assignments->field("person") : nullptr;
    if (!held_by || !roles) return s;
    for (const Record& a : TRY(ledger.linking(all, person_id, assignments->number, held_by->slot, 1000))) {
        const Value* from = value_of(*assignments, a, "from");
        const Value* until = value_of(*assignments, a, "until");
        if ((from && from->as_int() > day) || (until && until->as_int() < day)) continue;
        const Value* role = value_of(*assignments, a, "role");
        if (!role) continue;
        auto held = ledger.get(all, role->as_string());
        if (!held || held->archived) continue;
        if (const Value* name = value_of(*roles, *held, "key")) s.holdings_.push_back({std::string(name->as_string()), a.domain});
    }
    const auto children = TRY(children_of(ledger, catalog, all));
    std::map<std::string, std::set<std::string>> domains;
    for (const Holding& h : s.holdings_) {
        if (h.domain.empty()) domains[h.role].insert("");
        else descend(children, h.domain, domains[h.role]);
    }
    for (auto& [role, ids] : domains) s.domains_.emplace_back(role, std::vector<std::string>(ids.begin(), ids.end()));
    cache.keep(person_id, day, generation, s);
    return s;
}

}  // namespace tutela::record
