// Erasing: values and salts vanish from value store, projections and search; the entries, which only commit to them,
// stay as they are and the chain stays valid.
#include <algorithm>
#include <set>

#include "record/ledger/book.h"
#include "record/ledger/encoding.h"
#include "record/ledger/rebuild.h"

namespace tutela::record {
namespace {

using Places = std::set<std::pair<int64_t, std::string>>;      // position and field of what lies in the value store

Result<std::vector<Record>> versions_of(store::Connection& c, const Table& t, const std::string& table, int64_t number) {
    std::vector<Record> out;
    auto rows = TRY(c.query("SELECT " + t.names("t") + " FROM \"" + table + "\" t WHERE t.id = ?1 ORDER BY t.version", number));
    while (TRY(rows.next())) out.push_back(t.record(rows));
    return out;
}

// All values of the record under these fields that still lie in the value store. Empty `field`: all of them.
Result<Places> places_of(store::Connection& c, const Declaration& d, const std::vector<Record>& versions, const std::string& field) {
    Places out;
    const Field* wanted = d.field(field);
    for (const Record& r : versions) {
        auto rows = TRY(c.query("SELECT field FROM ledger_value WHERE position = ?1", r.position));
        while (TRY(rows.next())) {
            const std::string name(rows.text(0));
            if (field.empty() || name == field || (wanted && d.field(name) == wanted)) out.emplace(r.position, name);
        }
    }
    return out;
}

void blank(const Declaration& d, const std::set<std::string>& fields, Record& r) {
    for (const std::string& name : fields) {
        const Field* f = d.field(name);
        if (!f) continue;
        expr::Value& v = r.values[static_cast<size_t>(f->slot)];
        if (v.set()) v = f->type == FieldType::line || f->type == FieldType::text ? expr::Value::string(erased_word) : expr::Value();
    }
}

// The columns of fields, and own fields, of one version written again.
Result<void> overwrite(store::Connection& c, const Table& t, const std::string& table, const Record& r) {
    const Row row = t.row(r);
    Sql sql;
    std::string sets;
    for (size_t i = Fixed::own; i < t.columns().size(); ++i) sets += (sets.empty() ? "\"" : ", \"") + t.columns()[i].name + "\" = " + sql.bind(row[i]);
    sql.text = "UPDATE \"" + table + "\" SET " + sets + " WHERE id = " + sql.bind(Cell(r.number)) + " AND version = " + sql.bind(Cell(r.version));
    TRY(c.run_with(sql.text, parameters(sql.values)));
    return {};
}

}  // namespace

Result<int64_t> Book::erase(const Scope& scope, const Erasure& wish) {
    if (!scope.everything() && !scope.holds("administrator")) return forbidden("Only an administrator may erase values for good.");
    const Declaration* d = catalog_->type_by_id(wish.record);
    if (!d) return missing("There is no record " + wish.record.substr(0, 80) + ".");
    if (!wish.field.empty() && wish.field != "@reason" && !d->field(wish.field)) return invalid("A " + d->title_one + " has no field \"" + wish.field.substr(0, 80) + "\".", "/field", "unknown_field");
    if (wish.ground.find_first_not_of(" \t\r\n") == std::string::npos) return invalid("Say on what ground the values are erased.", "/ground", "needs");
    const Declaration* people = catalog_->type("person");
    const int64_t second = people ? record_number(*people, wish.second_person) : 0;
    if (!second || wish.second_person == scope.actor().person)
        return invalid("Erasing takes two people: name a second person who has agreed.", "/second_person", "two_people");
    std::string json;
    json::append_string(json, wish.ground);
    const Held ground = hold("@ground", std::move(json));
    auto position = std::make_shared<int64_t>(0);
    TRY(writer_->run([&, position](store::Connection& c) -> Result<void> {
        if (!TRY(projection_.find(c, people->number, second))) return invalid("There is no person " + wish.second_person + ".", "/second_person", "two_people");
        const Table& t = projection_.table(d->number);
        const int64_t number = record_number(*d, wish.record);
        auto now = TRY(versions_of(c, t, t.records(), number));
        auto past = TRY(versions_of(c, t, t.versions(), number));
        if (now.empty()) return missing("There is no record " + wish.record.substr(0, 80) + ".");
        std::vector<Record> all = past;
        all.push_back(now[0]);
        const Places places = TRY(places_of(c, *d, all, wish.field));
        if (places.empty()) return conflict("There is nothing left to erase in " + wish.record + (wish.field.empty() ? "." : ", field " + wish.field + "."), "nothing_to_erase");
        Draft draft;
        json::array erased;
        std::set<std::string> fields;
        for (const auto& [at, field] : places) {
            erased.push_back(json::object{{"at", at}, {"field", field}});
            fields.insert(field);
        }
        draft.put("erased", TRY(json::canonical(erased)));
        draft.text("subject", wish.record);
        draft.text("second", wish.second_person);
        draft.put("ground", Commitment{commitment(ground.salt, ground.field, ground.value), 0}.json());
        *position = TRY(note(c, scope, "erase", std::move(draft), {ground}));
        for (const auto& [at, field] : places) {
            TRY(c.run("DELETE FROM ledger_value WHERE position = ?1 AND field = ?2", at, field));
            TRY(c.run("INSERT INTO ledger_erased (position, field, by_entry) VALUES (?1, ?2, ?3)", at, field, *position));
        }
        for (Record& r : past) { blank(*d, fields, r); TRY(overwrite(c, t, t.versions(), r)); }
        blank(*d, fields, now[0]);
        TRY(overwrite(c, t, t.records(), now[0]));
        for (int slot : t.link_slots())
            if (fields.count(d->fields[static_cast<size_t>(slot)].name)) TRY(c.run("DELETE FROM \"" + t.links(d->fields[static_cast<size_t>(slot)]) + "\" WHERE source = ?1", number));
        TRY(search_.take(c, now[0]));
        TRY(search_.compact(c));
        pending_.push_back({*position, now[0], "erase", {}});
        return {};
    }));
    (void)database_->flush_log();                             // erased values stay on no page of the log
    return *position;
}

}  // namespace tutela::record
