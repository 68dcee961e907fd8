// What must hold of the whole record: what is required, and that links lead to records the actor can see.
#include <algorithm>
#include <set>

#include "record/ledger/encoding.h"
#include "record/ledger/preparation.h"

namespace tutela::record {

using expr::Value;

namespace {

bool required_now(const Field& f, const Record& r) {
    return f.required || std::find(f.required_in.begin(), f.required_in.end(), r.state) != f.required_in.end();
}

}  // namespace

Result<bool> Preparation::visible(std::string_view id) {
    // Records are never removed and their numbers have no gaps: for one who reads them all there is nothing to look up.
    const Declaration* d = place_.projection.catalog().type_by_id(id);
    const int64_t number = d ? record_number(*d, id) : 0;
    if (!number) return false;
    if (number <= place_.numbers[d->number].load(std::memory_order_acquire) && permissions_.reads_all(scope_, *d)) return true;
    auto found = TRY(place_.projection.find(connection_, id));
    return found && permissions_.may_read(scope_, *found, views_);
}

Result<void> Preparation::check_links(const Prepared& p, std::vector<Fault>& faults) {
    const Declaration& d = type_of(p.after);
    std::set<std::string, std::less<>> seen;                 // each target is looked up once
    const auto look = [&](const Field& f, std::string_view id, const std::string& pointer) -> Result<void> {
        if (!seen.emplace(id).second) return {};
        if (!TRY(visible(id))) faults.push_back({pointer, label(f) + ": there is no record " + std::string(id) + ", or you may not see it; choose another."});
        return {};
    };
    for (const Field& f : d.fields) {
        const auto slot = static_cast<size_t>(f.slot);
        const Value& v = p.after.values[slot];
        if (!v.set() || (p.before && v == p.before->values[slot])) continue;
        // What the declaration gives by default (the organisation's method) need not be seen by who writes.
        if (std::find(p.defaulted.begin(), p.defaulted.end(), f.slot) != p.defaulted.end()) continue;
        const std::string pointer = "/" + f.name;
        if (f.type == FieldType::link) TRY(look(f, v.as_string(), pointer));
        if (f.type == FieldType::links)
            for (size_t i = 0; i < v.as_list().size(); ++i) TRY(look(f, v.as_list()[i].as_string(), pointer + "/" + std::to_string(i)));
        if (f.type == FieldType::parts)
            for (size_t i = 0; i < v.as_list().size(); ++i)
                for (const auto& [key, value] : v.as_list()[i].as_map())
                    for (const Field& part : f.parts)
                        if (part.type == FieldType::link && value.set() && part.name == key.as_string())
                            TRY(look(part, value.as_string(), pointer + "/" + std::to_string(i) + "/" + part.name));
    }
    const bool placed = !p.after.domain.empty() && (!p.before || p.before->domain != p.after.domain);
    const Declaration* domains = place_.projection.catalog().type("domain");
    if (placed && (!domains || !record_number(*domains, p.after.domain) || !TRY(visible(p.after.domain))))
        faults.push_back({"/domain", "There is no domain " + p.after.domain + ", or you may not see it; choose another."});
    return {};
}

void Preparation::check_required(const Record& r, std::vector<Fault>& faults) const {
    for (const Field& f : type_of(r).fields)
        if (required_now(f, r) && !f.derived && !f.computed && !r.values[static_cast<size_t>(f.slot)].set())
            faults.push_back({"/" + f.name, label(f) + " is missing; fill it in."});
}

// `complete`: everything required must be there (an import may lack it: the record is shown as incomplete).
Result<void> Preparation::check(Prepared& p, bool complete) {
    std::vector<Fault> faults;
    std::vector<Fault> lacking;
    check_required(p.after, lacking);
    // What an older declaration or an import left open is asked for, never refused: only a change that opens it is.
    const bool keeps_state = p.before && p.before->state == p.after.state;
    const Field* title = type_of(p.after).title_field();
    for (Fault& fault : lacking) {
        const Field* f = type_of(p.after).field(std::string_view(fault.pointer).substr(1));
        const bool was_open = keeps_state && !p.before->values[static_cast<size_t>(f->slot)].set();
        if (complete ? !was_open : f == title) faults.push_back(std::move(fault));
    }
    TRY(check_links(p, faults));
    if (faults.empty()) return {};
    Error e = invalid(faults.size() == 1 ? faults[0].message : std::to_string(faults.size()) + " things stand against it; see each.");
    e.code = "incomplete";
    e.faults = std::move(faults);
    return e;
}

}  // namespace tutela::record
