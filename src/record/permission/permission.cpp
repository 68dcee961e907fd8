#include "record/permission/permission.h"

#include <algorithm>

#include "record/ledger/encoding.h"
#include "record/ledger/filter.h"

namespace tutela::record {
namespace {

using expr::Value;

// Roles that read whatever their domain holds, whether a type names them or not.
constexpr const char* always_read[] = {"isms_manager", "administrator"};

// A role held in a domain counts there and below; a record without a domain belongs to the organisation as a whole and
// needs the role there. People, roles, domains and the like (kernel types) are what all units share: those without a
// domain are read by whoever holds the role in any unit, and what readers may read there by whoever holds any role.
bool holds_in(const Scope& scope, std::string_view role, std::string_view domain, bool shared = false) {
    if (scope.everything() || role == "anyone") return true;
    const auto& domains = scope.domains_of(role);
    if (shared && domain.empty() && (role == "reader" ? !scope.holdings().empty() : !domains.empty())) return true;
    return std::any_of(domains.begin(), domains.end(), [&](const std::string& d) { return d.empty() || d == domain; });
}

bool names(const Value& v, std::string_view id) {
    if (id.empty() || !v.set()) return false;
    if (v.is(expr::Kind::string)) return v.as_string() == id;
    const auto& items = v.as_list();
    return std::any_of(items.begin(), items.end(), [&](const Value& item) { return item.as_string() == id; });
}

bool is_field(const Declaration& d, std::string_view name) {
    const Field* f = d.field(name);
    return f && (f->type == FieldType::link || f->type == FieldType::links);
}

}  // namespace

const Declaration& Permissions::type_of(const Record& r) const { return projection_.catalog().types()[static_cast<size_t>(r.type)]; }

bool Permissions::applies(const Scope& scope, const Permission& line, const Declaration& d, const Record& r, Views& views) const {
    if (line.role) {
        if (!holds_in(scope, line.who, r.domain, d.kernel && line.act == Permission::read)) return false;
    } else if (line.who == "creator") {
        if (r.created_by != scope.actor().id) return false;
    } else {
        const Field* f = d.field(line.who);
        if (!f || !names(r.values[static_cast<size_t>(f->slot)], scope.actor().person)) return false;
    }
    return !line.when || views.holds(line.when, r);
}

bool Permissions::allows(const Scope& scope, const Record& r, Permission::Act act, std::string_view field, Views& views) const {
    if (scope.everything()) return true;
    const Declaration& d = type_of(r);
    if (act == Permission::read && std::any_of(std::begin(always_read), std::end(always_read), [&](const char* role) { return holds_in(scope, role, r.domain, d.kernel); })) return true;
    return std::any_of(d.may.begin(), d.may.end(), [&](const Permission& line) {
        if (line.act != act) return false;
        const bool covers = line.fields.empty() || std::find(line.fields.begin(), line.fields.end(), field) != line.fields.end();
        return covers && applies(scope, line, d, r, views);
    });
}

bool Permissions::may_read(const Scope& scope, const Record& r, Views& views) const { return allows(scope, r, Permission::read, {}, views); }

bool Permissions::may_create(const Scope& scope, const Declaration& d, std::string_view domain) const {
    if (d.retired) return false;
    if (scope.everything()) return true;
    return std::any_of(d.may.begin(), d.may.end(), [&](const Permission& line) {
        return line.act == Permission::create && line.role && holds_in(scope, line.who, domain);
    });
}

std::string Permissions::who_may(const Declaration& d, const std::vector<std::string>& who) const {
    std::string out;
    for (const std::string& name : who) {
        std::string word = name;
        if (const Field* f = is_field(d, name) ? d.field(name) : nullptr) word = "whoever stands in " + label(*f);
        else if (name == "creator") word = "whoever created it";
        else for (const Role& role : projection_.catalog().roles()) if (role.name == name) word = role.title;
        if (out.find(word) == std::string::npos) out += (out.empty() ? "" : ", ") + word;
    }
    return out.empty() ? "nobody" : out;
}

Result<void> Permissions::refuse(const Declaration& d, Permission::Act act, std::string_view doing) const {
    std::vector<std::string> who;
    for (const Permission& line : d.may) if (line.act == act) who.push_back(line.who);
    return forbidden("You may not " + std::string(doing) + " this " + d.title_one + ". Those who may: " + who_may(d, who) + ".");
}

Result<void> Permissions::check_create(const Scope& scope, const Record& r, Views& views) const {
    const Declaration& d = type_of(r);
    if (d.retired) return forbidden("New records of the type " + d.title_one + " are no longer made; it is kept for reading.");
    if (!allows(scope, r, Permission::create, {}, views)) {
        std::vector<std::string> who;
        for (const Permission& line : d.may) if (line.act == Permission::create) who.push_back(line.who);
        return forbidden("You may not create a " + d.title_one + (r.domain.empty() ? "" : " in " + r.domain) + ". Those who may: " + who_may(d, who) + ".");
    }
    return {};
}

Result<void> Permissions::check_change(const Scope& scope, const Record& before, const std::vector<std::string>& fields, Views& views) const {
    const Declaration& d = type_of(before);
    if (fields.empty() && !allows(scope, before, Permission::change, {}, views)) return refuse(d, Permission::change, "change");
    for (const std::string& name : fields)
        if (!allows(scope, before, Permission::change, name, views)) {
            auto refused = refuse(d, Permission::change, "change");
            const Field* f = d.field(name);
            refused.error().faults.push_back({"/" + name, "You may not change " + (f ? label(*f) : name) + " of " + before.id + "."});
            return refused;
        }
    return {};
}

Result<void> Permissions::check_archive(const Scope& scope, const Record& before, Views& views) const {
    if (allows(scope, before, Permission::archive, {}, views)) return {};
    return refuse(type_of(before), Permission::archive, "archive");
}

Result<void> Permissions::check_move(const Scope& scope, const Record& before, const Move& m, Views& views) const {
    const Declaration& d = type_of(before);
    const std::string what = "\"" + m.title + "\"";
    if (!m.from.empty() && std::find(m.from.begin(), m.from.end(), before.state) == m.from.end()) {
        std::string from;
        for (const std::string& s : m.from) from += (from.empty() ? "" : " or ") + s;
        return Error(conflict(what + " begins in " + from + "; " + before.id + " is " + before.state + ".", "wrong_state"));
    }
    if (before.archived) return Error(conflict(before.id + " is archived; take it back first.", "archived"));
    const Actor& actor = scope.actor();
    const bool anyone = std::find(m.by.begin(), m.by.end(), "anyone") != m.by.end();
    const bool sets_actor = std::any_of(m.sets.begin(), m.sets.end(), [](const auto& s) { return s.second == "actor"; });
    const bool named = m.not_by_author || m.quorum > 1 || m.step_up || sets_actor;
    const bool local = actor.id.starts_with("local:");
    if (actor.person.empty() && (named || (local && !anyone && !m.by.empty())))
        return forbidden(what + " asks for a named person; sign in as one of: " + who_may(d, m.by) + ".");
    if (m.by.empty()) {
        if (!scope.everything()) TRY(check_change(scope, before, {}, views));
    } else if (!anyone && !scope.everything()) {
        const bool may = std::any_of(m.by.begin(), m.by.end(), [&](const std::string& who) {
            if (who == "creator") return before.created_by == actor.id;
            if (is_field(d, who)) return names(before.values[static_cast<size_t>(d.field(who)->slot)], actor.person);
            return holds_in(scope, who, before.domain);
        });
        if (!may) return forbidden("You may not make the move " + what + ". Those who may: " + who_may(d, m.by) + ".");
    }
    if (m.not_by_author && (before.author == actor.id || before.created_by == actor.id))
        return forbidden(what + " cannot be done by whoever wrote it; ask somebody else of: " + who_may(d, m.by) + ".");
    return {};
}

Abilities Permissions::abilities(const Scope& scope, const Record& r, Views& views) const {
    const Declaration& d = type_of(r);
    Abilities out;
    out.every_field = allows(scope, r, Permission::change, {}, views);
    for (const Field& f : d.fields)
        if (!f.derived && !f.computed && !out.every_field && allows(scope, r, Permission::change, f.name, views)) out.fields.push_back(f.name);
    out.change = !r.archived && (out.every_field || !out.fields.empty());
    out.archive = allows(scope, r, Permission::archive, {}, views);
    for (const Move& m : d.moves) {
        if (!m.from.empty() && std::find(m.from.begin(), m.from.end(), r.state) == m.from.end()) continue;
        MoveAbility ability{m.name, {}, true};
        if (auto may = check_move(scope, r, m, views); !may) {
            ability.allowed = false;
            ability.why_not = may.error().message;
        } else if (m.when && !views.holds(m.when, r)) {
            ability.allowed = false;
            ability.why_not = m.otherwise.empty() ? "The condition of this move is not met: " + m.when.text : m.otherwise;
        }
        out.moves.push_back(std::move(ability));
    }
    return out;
}

bool Permissions::reads_all(const Scope& scope, const Declaration& d) const {
    if (scope.everything()) return true;
    const auto everywhere = [&](std::string_view role) {
        const auto& domains = scope.domains_of(role);
        return role == "anyone" || std::find(domains.begin(), domains.end(), "") != domains.end();
    };
    return std::any_of(std::begin(always_read), std::end(always_read), everywhere) ||
           std::any_of(d.may.begin(), d.may.end(), [&](const Permission& line) { return line.act == Permission::read && line.role && !line.when && everywhere(line.who); });
}

Result<std::string> Permissions::readable(const Scope& scope, const Table& t, std::string_view alias, Sql& sql, const FilterContext& context, bool in_order) const {
    if (scope.everything()) return std::string();
    const Declaration& d = t.type();
    const std::string row = (in_order && context.engine == store::Engine::sqlite ? "+" : "") + std::string(alias);
    std::vector<std::string> any;
    std::vector<std::string> wide;                         // domains in which everything may be read
    const auto in_domains = [&](const std::vector<std::string>& ids) {
        std::string list;
        for (const std::string& id : ids) if (!id.empty()) list += (list.empty() ? "" : ", ") + sql.bind(Cell(number_in(id)));
        if (list.empty()) return row + ".domain IS NULL";
        const std::string in = row + ".domain IN (" + list + ")";
        return d.kernel ? "(" + in + " OR " + row + ".domain IS NULL)" : in;
    };
    const auto everywhere = [](const std::vector<std::string>& ids) { return std::find(ids.begin(), ids.end(), "") != ids.end(); };
    const auto add_wide = [&](const std::vector<std::string>& ids) { for (const auto& id : ids) if (std::find(wide.begin(), wide.end(), id) == wide.end()) wide.push_back(id); };
    for (const char* role : always_read) {
        if (everywhere(scope.domains_of(role))) return std::string();
        add_wide(scope.domains_of(role));
    }
    // Lines without condition first: one that covers everything makes all others needless.
    for (const Permission& line : d.may) {
        if (line.act != Permission::read || !line.role || line.when) continue;
        if (line.who == "anyone" || everywhere(scope.domains_of(line.who))) return std::string();
        add_wide(scope.domains_of(line.who));
        if (d.kernel && line.who == "reader" && wide.empty() && !scope.holdings().empty()) any.push_back(row + ".domain IS NULL");
    }
    if (!wide.empty()) any.push_back(in_domains(wide));
    for (const Permission& line : d.may) {
        if (line.act != Permission::read || (line.role && !line.when)) continue;
        std::string one;
        if (line.role) {
            const auto& domains = scope.domains_of(line.who);
            if (line.who != "anyone" && domains.empty()) continue;
            if (line.who != "anyone" && !everywhere(domains)) one = in_domains(domains);
        } else if (line.who == "creator") {
            one = row + ".created_by = " + sql.bind(Cell(scope.actor().id));
        } else {
            const Field* f = d.field(line.who);
            if (!f || scope.actor().person.empty()) continue;
            const std::string person = sql.bind(t.link_cell(*f, scope.actor().person));
            one = f->type == FieldType::link ? row + ".\"" + f->name + "\" = " + person
                : "EXISTS (SELECT 1 FROM \"" + t.links(*f) + "\" l WHERE l.target = " + person + " AND l.source = " + std::string(alias) + ".id AND l.\"_to\" = " + std::to_string(forever) + ")";
        }
        if (line.when) {
            const auto when = TRY(filter_condition(projection_.catalog(), t, line.when, alias, sql, {}, context));
            one = one.empty() ? when : "(" + one + " AND " + when + ")";
        }
        any.push_back(std::move(one));
    }
    if (any.empty()) return std::string("1 = 0");
    std::string out = "(";
    for (size_t i = 0; i < any.size(); ++i) out += (i ? " OR " : "") + any[i];
    return out + ")";
}

}  // namespace tutela::record
