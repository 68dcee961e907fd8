#include "record/ledger/preparation.h"

#include <algorithm>

#include "base/clock.h"
#include "record/ledger/encoding.h"
#include "record/ledger/replay.h"

namespace tutela::record {

using expr::Value;

Preparation::Preparation(const Place& place, store::Connection& connection, const Scope& scope)
    : place_(place), connection_(connection), scope_(scope), permissions_(place.projection),
      views_(place.projection, connection, place.settings, place.today) {}

const Declaration& Preparation::type_of(const Record& r) const { return place_.projection.catalog().types()[static_cast<size_t>(r.type)]; }

namespace {

const char* const act_names[] = {"create", "change", "move", "archive", "unarchive", "restore", "import"};

Error no_such(std::string_view id) {
    Error e = missing("There is no record " + std::string(id.substr(0, 80)) + ", or you may not see it.");
    e.code = "no_record";
    return e;
}

// The request as the idempotency key remembers it: the same key with another request is a conflict.
Hash request_hash(const Write& w, const Catalog& catalog, const Declaration& d) {
    std::string text = std::to_string(w.act) + "\n" + d.name + "\n" + w.id + "\n" + std::to_string(w.seen_version.value_or(0)) + "\n" + w.move_name + "\n" +
                       w.state + "\n" + w.domain + "\n" + w.reason + "\n" + std::to_string(w.restore_version);
    for (const auto& [name, value] : w.values) {
        text += "\n" + name + "=";
        const Field* f = d.field(name);
        if (f && value.set()) append_value(text, *f, value);
    }
    (void)catalog;
    return digest::sha256(text);
}

}  // namespace

Result<std::shared_ptr<Prepared>> Preparation::prepare(Write write) {
    auto p = std::make_shared<Prepared>();
    p->write = std::move(write);
    p->actor = scope_.actor();
    p->act = act_names[p->write.act];
    TRY(begin(*p));
    if (p->answered) return p;
    if (p->write.at) views_.set_today(clock::day_of(*p->write.at));
    switch (p->write.act) {
        case Write::create: TRY(create(*p)); break;
        case Write::change: TRY(change(*p)); break;
        case Write::move: TRY(move(*p)); break;
        case Write::archive: TRY(archive(*p, true)); break;
        case Write::unarchive: TRY(archive(*p, false)); break;
        case Write::restore: TRY(restore(*p)); break;
        case Write::import_record: TRY(import(*p)); break;
    }
    TRY(guard(*p));
    TRY(compose(*p));
    return p;
}

Result<void> Preparation::begin(Prepared& p) {
    Write& w = p.write;
    if (w.at && !place_.seeding)
        return invalid("Only an empty ledger that is being set up takes entries with past times; leave the time away.", "/at", "past_time");
    // What goes into the entry beside checked values.
    if (w.idempotency_key.size() > 200 || !json::valid_utf8(w.idempotency_key))
        return invalid("An idempotency key has at most 200 bytes of UTF-8; 32 hexadecimal digits do.", "/request", "bad_key");
    if (w.reason.size() > 20'000 || !json::valid_utf8(w.reason) || w.reason.find('\0') != std::string::npos)
        return invalid("A reason has at most 20000 bytes of UTF-8; shorten it.", "/reason", "bad_value");
    const Catalog& catalog = place_.projection.catalog();
    if (w.act == Write::create || w.act == Write::import_record) {
        const Declaration* d = catalog.type(w.type);
        if (!d) return invalid("There is no record type \"" + w.type.substr(0, 80) + "\".", "/type", "unknown_type");
        p.after.type = d->number;
        p.after.values.resize(d->fields.size());
        p.after.state = d->initial;
        p.after.domain = w.domain;
    } else {
        auto found = TRY(place_.projection.find(connection_, w.id));
        if (!found || !permissions_.may_read(scope_, *found, views_)) return no_such(w.id);
        p.before = std::move(found);
        p.after = *p.before;
    }
    TRY(earlier_answer(p));
    if (p.answered || !p.before) return {};
    if (!w.seen_version)
        return Error(invalid("Say which version of " + p.before->id + " you have seen.", "/version", "version_required"));
    if (*w.seen_version != p.before->version)
        return Error(conflict(p.before->id + " has changed since you read it: you saw version " + std::to_string(*w.seen_version) + ", it is now version " +
                                  std::to_string(p.before->version) + ". Load it again and repeat your change.", "stale_version"));
    return {};
}

Result<void> Preparation::earlier_answer(Prepared& p) {
    if (p.write.idempotency_key.empty()) return {};
    p.request = request_hash(p.write, place_.projection.catalog(), type_of(p.after));
    auto rows = TRY(connection_.query("SELECT digest, position FROM ledger_request WHERE actor = ?1 AND name = ?2", p.actor.id, p.write.idempotency_key));
    if (!TRY(rows.next())) return {};
    if (rows.blob(0) != digest::bytes(p.request))
        return Error(conflict("This idempotency key was used for another request; use a new one.", "key_reused"));
    p.answered = rows.integer(1);
    return {};
}

Result<std::vector<std::string>> Preparation::take_values(Prepared& p) {
    const Declaration& d = type_of(p.after);
    std::vector<Fault> faults;
    std::vector<std::string> given;
    for (auto& [name, value] : p.write.values) {
        const Field* f = d.field(name);
        const std::string pointer = "/" + name;
        if (!f) {
            faults.push_back({pointer, "A " + d.title_one + " has no field \"" + name.substr(0, 80) + "\"."});
        } else if (f->derived || f->computed) {
            faults.push_back({pointer, label(*f) + " is worked out from other fields and cannot be given."});
        } else if (auto fine = check_value(*f, value, &place_.projection.catalog(), pointer); !fine) {
            for (Fault& fault : fine.error().faults) faults.push_back(std::move(fault));
        } else {
            p.after.values[static_cast<size_t>(f->slot)] = value;
            given.push_back(f->name);
        }
    }
    if (faults.empty()) return given;
    Error e = invalid(faults.size() == 1 ? faults[0].message : std::to_string(faults.size()) + " values cannot be taken; see each.");
    e.code = "bad_value";
    e.faults = std::move(faults);
    return e;
}

Result<void> Preparation::fill_defaults(Prepared& p) {
    for (const Field& f : type_of(p.after).fields) {
        Value& v = p.after.values[static_cast<size_t>(f.slot)];
        if (v.set() || !f.fallback) continue;
        auto fitted = value_from_expression(f, views_.evaluate(f.fallback, p.after));
        if (!fitted) return Error(broken("The default of " + label(f) + " fails: " + fitted.error().message));
        v = fitted.take();
        if (auto fine = check_value(f, v, &place_.projection.catalog(), "/" + f.name); !fine) v = Value();
        p.defaulted.push_back(f.slot);
    }
    return {};
}

Result<void> Preparation::derive(Prepared& p) {
    const Declaration& d = type_of(p.after);
    for (int slot : d.derive_order) {
        const Field& f = d.fields[static_cast<size_t>(slot)];
        auto fitted = value_from_expression(f, views_.evaluate(f.derived, p.after));
        if (!fitted) return Error(invalid(label(f) + " cannot be worked out: " + fitted.error().message, "/" + f.name, "derived_failed"));
        p.after.values[static_cast<size_t>(slot)] = fitted.take();
    }
    return {};
}

Result<void> Preparation::create(Prepared& p) {
    TRY(take_values(p));
    TRY(fill_defaults(p));
    TRY(permissions_.check_create(scope_, p.after, views_));
    TRY(derive(p));
    return check(p, true);
}

Result<void> Preparation::change(Prepared& p) {
    if (p.before->archived) return Error(conflict(p.before->id + " is archived; take it back before you change it.", "archived"));
    const auto given = TRY(take_values(p));
    std::vector<std::string> differing;
    for (const std::string& name : given) {
        const auto slot = static_cast<size_t>(type_of(p.after).field(name)->slot);
        if (!(p.after.values[slot] == p.before->values[slot])) differing.push_back(name);
    }
    const bool moved = !p.write.domain.empty() && p.write.domain != p.before->domain;
    if (moved) p.after.domain = p.write.domain == "-" ? std::string() : p.write.domain;
    if (differing.empty() && !moved) {
        p.nothing = true;
        return {};
    }
    if (moved || !differing.empty()) TRY(permissions_.check_change(scope_, *p.before, moved ? std::vector<std::string>() : differing, views_));
    if (moved) TRY(permissions_.check_create(scope_, p.after, views_));
    if (!p.actor.person.empty() && p.write.origin != "import") p.after.imported = false;
    p.after.assents.clear();                                 // what was agreed to was another content
    TRY(derive(p));
    return check(p, true);
}

Result<void> Preparation::archive(Prepared& p, bool archived) {
    TRY(permissions_.check_archive(scope_, *p.before, views_));
    p.after.archived = archived;
    p.nothing = p.before->archived == archived;
    return {};
}

Result<void> Preparation::restore(Prepared& p) {
    const Declaration& d = type_of(p.after);
    const Table& t = place_.projection.table(d.number);
    if (p.before->archived) return Error(conflict(p.before->id + " is archived; take it back before you change it.", "archived"));
    auto rows = TRY(connection_.query("SELECT " + t.names("t") + " FROM \"" + t.versions() + "\" t WHERE t.id = ?1 AND t.version = ?2", p.before->number, p.write.restore_version));
    if (!TRY(rows.next())) return Error(invalid(p.before->id + " has no earlier version " + std::to_string(p.write.restore_version) + ".", "/version", "no_version"));
    const Record earlier = t.record(rows);
    std::vector<std::string> differing;
    for (const Field& f : d.fields) {
        const auto slot = static_cast<size_t>(f.slot);
        if (f.derived || f.computed || earlier.values[slot] == p.before->values[slot]) continue;
        if (earlier.values[slot].is(expr::Kind::string) && earlier.values[slot].as_string() == erased_word) continue;
        p.after.values[slot] = earlier.values[slot];
        differing.push_back(f.name);
    }
    if (differing.empty()) {
        p.nothing = true;
        return {};
    }
    TRY(permissions_.check_change(scope_, *p.before, differing, views_));
    p.after.assents.clear();
    if (!p.actor.person.empty()) p.after.imported = false;
    TRY(derive(p));
    return check(p, true);
}

Result<void> Preparation::import(Prepared& p) {
    const Declaration& d = type_of(p.after);
    p.write.origin = "import";
    if (!p.write.state.empty()) {
        if (!d.has_state(p.write.state)) return invalid("A " + d.title_one + " has no state \"" + p.write.state.substr(0, 80) + "\".", "/state", "unknown_state");
        p.after.state = p.write.state;
    }
    p.after.imported = true;
    TRY(take_values(p));
    TRY(fill_defaults(p));
    TRY(permissions_.check_create(scope_, p.after, views_));
    TRY(derive(p));
    return check(p, false);
}

Result<void> Preparation::guard(const Prepared& p) {
    if (p.nothing || p.write.act == Write::import_record) return {};
    static const Record none;
    for (const auto& [type, guard] : place_.guards)
        if (type == type_of(p.after).name) TRY(guard(p.before ? *p.before : none, p.after, p.write));
    return {};
}

}  // namespace tutela::record
