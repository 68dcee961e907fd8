// Names of a catalog that point from one declaration to another.
#include <algorithm>
#include <set>

#include "base/spelling.h"
#include "record/declaration/builder.h"
#include "record/yaml_value.h"

namespace tutela::record {
namespace {

bool is_link(const Field& f) { return f.type == FieldType::link || f.type == FieldType::links; }

std::string hinted(std::string_view word, const std::vector<std::string>& known, std::string_view otherwise) {
    std::string hint = did_you_mean(word, known);
    return hint.empty() ? std::string(otherwise) : hint;
}

const Field* by_name(const std::vector<Field>& fields, std::string_view name) {
    for (const Field& f : fields)
        if (f.name == name) return &f;
    return nullptr;
}

std::vector<std::string> names_of(const std::vector<Field>& fields) {
    std::vector<std::string> names;
    for (const Field& f : fields) names.push_back(f.name);
    return names;
}

}  // namespace

std::vector<std::string> CatalogBuilder::type_names() const {
    std::vector<std::string> names;
    for (const Declaration& d : catalog_->types_) names.push_back(d.name);
    return names;
}

void CatalogBuilder::index_types() {
    Catalog& c = *catalog_;
    auto add = [&](auto& map, const std::string& key, const Declaration& d, const std::string& what) {
        if (key.empty()) return;
        auto [at, fresh] = map.emplace(key, d.number);
        if (!fresh && at->second != d.number)
            complain(d.place, "record type " + d.name + ": the " + what + " '" + key + "' belongs to " + c.types_[static_cast<size_t>(at->second)].name +
                                  " already (" + c.types_[static_cast<size_t>(at->second)].place + "); choose another");
    };
    std::set<std::string> seen;
    for (const Declaration& d : c.types_) {
        if (d.name == "settings" || d.name == "records" || d.name == "standard_item" || d.name == "change")
            complain(d.place, "record type " + d.name + ": expressions use this name for something else; choose another");
        add(c.by_name_, d.name, d, "name");
        add(c.by_path_, d.path, d, "plural");
        add(c.by_prefix_, d.prefix, d, "prefix");
    }
    for (const Declaration& d : c.types_)
        for (const std::string& old : d.was) add(c.by_name_, old, d, "former name");
}

void CatalogBuilder::resolve_link(const Declaration& owner, Field& f, bool in_parts) {
    Catalog& c = *catalog_;
    std::string what = "field " + owner.name + "." + f.name;
    if (f.to == "any" || f.to.empty()) return;
    auto target = c.by_name_.find(f.to);
    if (target == c.by_name_.end()) return complain(f.place, what + ": there is no record type '" + f.to + "'; " + hinted(f.to, type_names(), "declare it, or write any"));
    f.to_type = target->second;
    Declaration& to = c.types_[static_cast<size_t>(f.to_type)];
    f.to = to.name;
    if (f.inverse.empty()) return;
    if (in_parts) return complain(f.place, what + ": a link inside parts cannot have an inverse; remove it, or make the part a record type");
    auto& list = c.inverses_[static_cast<size_t>(f.to_type)];
    auto same = std::find_if(list.begin(), list.end(), [&](const Inverse& i) { return i.name == f.inverse; });
    if (same != list.end()) {
        const Declaration& other = c.types_[static_cast<size_t>(same->source_type)];
        return complain(f.place, what + ": the inverse '" + f.inverse + "' of " + to.name + " belongs to " + other.name + "." +
                                     other.fields[static_cast<size_t>(same->field)].name + " already; choose another");
    }
    bool implicit = false;
    for (int i = 0; i < static_cast<int>(Implicit::count); ++i) implicit |= f.inverse == name_of(static_cast<Implicit>(i));
    if (implicit || by_name(to.fields, f.inverse))
        return complain(f.place, what + ": the inverse '" + f.inverse + "' is a field of " + to.name + "; choose another");
    list.push_back({f.inverse, owner.number, f.slot});
}

void CatalogBuilder::resolve_links() {
    for (Declaration& d : catalog_->types_) {
        for (Field& f : d.fields) {
            if (is_link(f)) resolve_link(d, f, false);
            for (Field& part : f.parts)
                if (is_link(part)) resolve_link(d, part, true);
        }
        for (Field& f : d.retired_fields)
            if (is_link(f)) f.inverse.clear();
        resolve_states(d);
    }
}

void CatalogBuilder::resolve_scale(const Declaration& owner, Field& f, const std::string& what) {
    const Field* link = by_name(owner.fields, f.of_link);
    if (!link) return complain(f.place, what + ": 'of' names no field '" + f.of_link + "' of " + owner.name + "; " + hinted(f.of_link, names_of(owner.fields), "add a link field"));
    if (link->type != FieldType::link || link->to_type < 0) return complain(f.place, what + ": 'of' must begin with a link to one type; " + f.of_link + " is none");
    const Declaration& target = catalog_->types_[static_cast<size_t>(link->to_type)];
    const Field* parts = by_name(target.fields, f.of_parts);
    if (!parts || parts->type != FieldType::parts)
        return complain(f.place, what + ": " + target.name + " has no parts field '" + f.of_parts + "'; " + hinted(f.of_parts, names_of(target.fields), "add it there"));
    const Field *level = by_name(parts->parts, "level"), *title = by_name(parts->parts, "title");
    if (!level || level->type != FieldType::number || level->places != 0 || !title || title->type != FieldType::line)
        complain(f.place, what + ": the parts of " + target.name + "." + f.of_parts + " need a number 'level' without places and a line 'title'");
}

void CatalogBuilder::resolve_scales() {
    for (Declaration& d : catalog_->types_) {
        for (Field& f : d.fields) {
            if (f.type == FieldType::scale && !f.of_link.empty()) resolve_scale(d, f, "field " + d.name + "." + f.name);
            for (Field& part : f.parts)
                if (part.type == FieldType::scale && !part.of_link.empty()) resolve_scale(d, part, "field " + d.name + "." + f.name + "." + part.name);
        }
    }
}

void CatalogBuilder::resolve_states(const Declaration& d) {
    std::vector<std::string> known;
    for (const State& s : d.states) known.push_back(s.name);
    for (const Field& f : d.fields)
        for (const std::string& state : f.required_in)
            if (!d.has_state(state))
                complain(f.place, "field " + d.name + "." + f.name + ": 'required_in' names no state '" + state + "' of the type; " + hinted(state, known, "remove it"));
}

bool CatalogBuilder::is_role(std::string_view name) const {
    return std::any_of(catalog_->roles_.begin(), catalog_->roles_.end(), [&](const Role& r) { return r.name == name; });
}

const Field* CatalogBuilder::person_field(const Declaration& d, std::string_view name) {
    const Field* f = by_name(d.fields, name);
    return f && is_link(*f) && f->to == "person" ? f : nullptr;
}

std::vector<std::string> CatalogBuilder::who_names(const Declaration& d) const {
    std::vector<std::string> names;
    for (const Role& r : catalog_->roles_) names.push_back(r.name);
    for (const Field& f : d.fields)
        if (person_field(d, f.name)) names.push_back(f.name);
    return names;
}

void CatalogBuilder::resolve_move(const Declaration& d, const Move& m) {
    std::string what = "move " + d.name + "." + m.name;
    for (const std::string& who : m.by)
        if (who != "anyone" && who != "creator" && !is_role(who) && !person_field(d, who))
            complain(m.place, what + ": '" + who + "' in 'by' is no role and no link field to person; " + hinted(who, who_names(d), "declare the role in process.yaml"));
    for (const std::string& need : m.needs)
        if (need != "reason" && !by_name(d.fields, need))
            complain(m.place, what + ": 'needs' names no field '" + need + "'; " + hinted(need, names_of(d.fields), "name reason or a field"));
    for (auto& [field, value] : m.sets) {
        const Field* f = by_name(d.fields, field);
        if (!f) {
            complain(m.place, what + ": 'sets' names no field '" + field + "'; " + hinted(field, names_of(d.fields), "name a field"));
        } else if (f->derived || f->computed) {
            complain(m.place, what + ": 'sets' cannot set '" + field + "', it is derived; remove it");
        } else if (value == "actor" || value == "today" || value == "now" || value == "reason") {
            bool fits = value == "actor" ? is_link(*f) && f->to == "person" : value == "today" ? f->type == FieldType::date
                      : value == "now" ? f->type == FieldType::datetime : f->type == FieldType::text || f->type == FieldType::line;
            if (!fits) complain(m.place, what + ": 'sets' cannot put " + value + " into " + field + ", a field of type " + name_of(f->type) + "; choose another field");
        } else if (auto literal = value_from_text(*f, value, catalog_.get(), ""); !literal) {
            complain(m.place, what + ": 'sets' of " + field + ": " + literal.error().message);
        }
    }
}

void CatalogBuilder::resolve_may(const Declaration& d, const Permission& p) {
    std::string what = "may of " + d.name + "." + p.who;
    for (const std::string& field : p.fields)
        if (!by_name(d.fields, field)) complain(p.place, what + ": there is no field '" + field + "'; " + hinted(field, names_of(d.fields), "remove it"));
    if (p.role || p.who == "creator") return;
    if (!person_field(d, p.who))
        complain(p.place, what + ": '" + p.who + "' is no role and no link field to person; " + hinted(p.who, who_names(d), "declare the role in process.yaml"));
    else if (p.act == Permission::create) complain(p.place, what + ": a person in a field of the record cannot create it; name a role");
}

void CatalogBuilder::resolve_people() {
    for (Declaration& d : catalog_->types_) {
        std::set<std::string> moves;
        for (const Move& m : d.moves) resolve_move(d, m);
        for (Permission& p : d.may) {
            p.role = is_role(p.who);
            if (p.role && person_field(d, p.who)) complain(p.place, "may of " + d.name + ": '" + p.who + "' is a role and a field; rename the field");
            resolve_may(d, p);
        }
    }
}

void CatalogBuilder::resolve_evidence() {
    std::set<std::string, std::less<>> ids, standards;
    std::vector<std::string> names;
    auto standard_of = [](std::string_view id) { return std::string(id.substr(0, id.find(':'))); };
    for (const ItemName& item : catalog_->items_) {
        if (!ids.insert(item.id).second) complaints_.add("standards", 1, "the item '" + item.id + "' is declared twice; remove one");
        names.push_back(item.id);
        standards.insert(standard_of(item.id));
    }
    auto check = [&](const std::string& id, const std::string& place, const std::string& what) {
        if (id.empty() || ids.count(id) || !standards.count(standard_of(id))) return;
        std::string near = nearest(id, names);
        complain(place, what + ": no standard has the item '" + id + "'; " + (near.empty() ? "see standards/" : "did you mean '" + near + "'?"));
    };
    for (const Declaration& d : catalog_->types_)
        for (const std::string& id : d.evidence_for) check(id, d.place, "record type " + d.name + ", 'evidence_for'");
    for (const Process& p : catalog_->processes_) check(p.item, p.place, "process " + p.name + ", 'item'");
}

}  // namespace tutela::record
