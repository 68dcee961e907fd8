// Moves: who, when, what must be filled in, what is set, and how many must agree.
#include <algorithm>

#include "base/clock.h"
#include "record/ledger/encoding.h"
#include "record/ledger/preparation.h"

namespace tutela::record {

using expr::Value;

namespace {

Result<Value> set_value(const Field& f, const std::string& what, const Prepared& p, int32_t today, int64_t now) {
    if (what == "actor") return Value::string(p.actor.person);
    if (what == "today") return Value::date(today);
    if (what == "now") return timestamp_of(now);
    if (what == "reason") return p.write.reason.empty() ? Value() : Value::string(p.write.reason);
    return value_from_text(f, what, nullptr, "/" + f.name);
}

}  // namespace

Result<void> Preparation::sets_of(Prepared& p, const Move& m) {
    const Declaration& d = type_of(p.after);
    const int64_t now = p.write.at.value_or(clock::now_us());
    const int32_t today = p.write.at ? clock::day_of(*p.write.at) : place_.today;
    for (const auto& [name, what] : m.sets) {
        const Field* f = d.field(name);
        if (!f) continue;
        Value v = TRY(set_value(*f, what, p, today, now));
        if (f->type == FieldType::links && v.is(expr::Kind::string)) v = Value::list({v});
        p.after.values[static_cast<size_t>(f->slot)] = std::move(v);
    }
    return {};
}

// A move that needs several people: each says yes in an entry of its own, the last one makes the move.
Result<void> Preparation::quorum(Prepared& p, const Move& m) {
    json::object assents;
    if (!p.before->assents.empty())
        if (auto parsed = json::parse(p.before->assents); parsed && parsed->is_object()) assents = parsed->get_object();
    json::array people;
    if (const auto* known = assents.if_contains(m.name); known && known->is_array()) people = known->get_array();
    const json::value me(p.actor.person);
    if (std::find(people.begin(), people.end(), me) != people.end())
        return Error(conflict("You have already agreed to \"" + m.title + "\"; somebody else must.", "agreed_already"));
    people.push_back(me);
    if (static_cast<int>(people.size()) >= m.quorum) {
        p.after.assents.clear();
        return {};
    }
    assents[m.name] = people;
    p.after.assents = TRY(json::canonical(assents));
    p.act = "assent";
    return {};
}

Result<void> Preparation::move(Prepared& p) {
    const Declaration& d = type_of(p.after);
    const Move* m = d.move(p.write.move_name);
    if (!m) return invalid("A " + d.title_one + " has no move \"" + p.write.move_name.substr(0, 80) + "\".", "/move", "unknown_move");
    TRY(permissions_.check_move(scope_, *p.before, *m, views_));
    std::vector<std::string> beside;                         // given values that the move does not ask for
    for (const std::string& name : TRY(take_values(p))) {
        const auto slot = static_cast<size_t>(d.field(name)->slot);
        if (std::find(m->needs.begin(), m->needs.end(), name) == m->needs.end() && !(p.after.values[slot] == p.before->values[slot])) beside.push_back(name);
    }
    if (!beside.empty()) TRY(permissions_.check_change(scope_, *p.before, beside, views_));
    std::vector<Fault> faults;
    for (const std::string& need : m->needs) {
        const Field* f = need == "reason" ? nullptr : d.field(need);
        if (need == "reason" && p.write.reason.find_first_not_of(" \t\r\n") == std::string::npos)
            faults.push_back({"/reason", "\"" + m->title + "\" needs a reason; say why."});
        else if (f && !p.after.values[static_cast<size_t>(f->slot)].set())
            faults.push_back({"/" + need, "\"" + m->title + "\" needs " + label(*f) + "; fill it in first."});
    }
    if (!faults.empty()) {
        Error e = invalid(faults[0].message);
        e.code = "needs";
        e.faults = std::move(faults);
        return e;
    }
    if (m->quorum > 1) {
        TRY(quorum(p, *m));
    } else {
        p.after.assents.clear();
    }
    if (m->when && !views_.holds(m->when, p.after)) {
        Error e = conflict(m->otherwise.empty() ? "\"" + m->title + "\" is not possible now: " + m->when.text + " does not hold." : m->otherwise, "not_now");
        return e;
    }
    if (!p.actor.person.empty()) p.after.imported = false;
    if (p.act != "assent") {
        p.after.state = m->to.empty() ? p.before->state : m->to;
        TRY(sets_of(p, *m));
    }
    TRY(derive(p));
    return check(p, true);
}

}  // namespace tutela::record
