#include "record/ledger/settings.h"

#include <algorithm>

#include "record/ledger/book.h"

namespace tutela::record {

Field field_of(const Setting& s) {
    Field f;
    f.name = s.name;
    f.title = s.title;
    f.type = s.type;
    f.places = s.places;
    f.choices = s.choices;
    f.min = s.min;
    f.max = s.max;
    f.unit = s.unit;
    return f;
}

Result<expr::Value> setting_from_text(const Setting& s, std::string_view text) {
    const auto parsed = TRY(json::parse(text));
    return value_from_json(field_of(s), parsed, nullptr, "/value");
}

// A setting is a record like any other: created the first time, changed afterwards, archived to fall back to its default.
Result<void> Book::set_setting(const Scope& scope, std::string_view name, expr::Value value) {
    const auto& declared = catalog_->settings();
    const auto setting = std::find_if(declared.begin(), declared.end(), [&](const Setting& s) { return s.name == name; });
    if (setting == declared.end()) return invalid("There is no setting \"" + std::string(name.substr(0, 80)) + "\".", "/name", "unknown_setting");
    const Field field = field_of(*setting);
    TRY(check_value(field, value, nullptr, "/value"));
    const Declaration* d = catalog_->type("setting");
    if (!d) return broken("The declaration of settings is missing.");
    std::optional<Record> known;
    {
        auto reader = TRY(database_->read());
        const Table& t = projection_.table(d->number);
        auto rows = TRY(reader->query("SELECT " + t.names("t") + " FROM \"" + t.records() + "\" t WHERE t.name = ?1 AND t.archived = 0", name));
        if (TRY(rows.next())) known = t.record(rows);
    }
    Write w;
    w.act = known ? Write::change : Write::create;
    w.type = d->name;
    if (known) {
        w.id = known->id;
        w.seen_version = known->version;
    } else {
        w.values.emplace_back("name", expr::Value::string(name));
    }
    if (!value.set()) {
        if (!known) return {};
        w.act = Write::archive;
        TRY(write(scope, std::move(w)));
        return {};
    }
    w.values.emplace_back("value", expr::Value::string(canonical_text(field, value)));
    TRY(write(scope, std::move(w)));
    return {};
}

}  // namespace tutela::record
