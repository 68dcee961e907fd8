#include "record/exchange/story.h"

#include <charconv>

#include "base/clock.h"
#include "record/values.h"
#include "record/yaml_value.h"

namespace tutela::record {
namespace {

constexpr int64_t second = 1'000'000, day_us = 86'400 * second;

class Player {
public:
    Player(Ledger& ledger, const Catalog& catalog, int32_t today, int64_t now) : ledger_(ledger), catalog_(catalog), today_(today), now_(now) {}

    Result<void> play(const StoryStep& s) {
        auto done = attempt(s);
        if (done) return {};
        auto e = std::move(done.error());
        e.message = s.place + ": " + e.message;
        return e;
    }

    // A setting as the record it is, at the time of the first step.
    Result<void> set(const std::string& name, const yaml::Node& node, int day) {
        const Setting* declared = nullptr;
        for (const auto& s : catalog_.settings()) if (s.name == name) declared = &s;
        if (!declared) return invalid("world.yaml: there is no setting \"" + name + "\".");
        Field field;
        field.name = name;
        field.type = declared->type;
        field.places = declared->places;
        field.choices = declared->choices;
        const auto value = TRY(value_from_yaml(field, node, nullptr, "/" + name));
        Write w;
        w.type = "setting";
        w.origin = "seed";
        w.values = {{"name", expr::Value::string(name)}, {"value", expr::Value::string(json::write(value_to_json(field, value)))}};
        w.at = moment(day);
        TRY(ledger_.write(PermissionOffice::program("init"), std::move(w)));
        return {};
    }

    std::map<std::string, std::string> ids;

private:
    // At nine in the morning UTC, each further step of the day ten seconds later, never after now.
    int64_t moment(int day) {
        steps_of_day_ = day == last_day_ ? steps_of_day_ + 1 : 0;
        last_day_ = day;
        const auto wanted = (int64_t{today_} + day) * day_us + 9 * 3600 * second + int64_t{steps_of_day_} * 10 * second;
        last_moment_ = std::max(last_moment_ + 1, std::min(wanted, now_ - second));
        return last_moment_;
    }

    Result<Scope> scope_of(const StoryStep& s) {
        if (s.by.empty() || s.by == "system") return PermissionOffice::program("init");
        const auto found = ids.find(s.by);
        if (found == ids.end()) return invalid("nobody has the key \"" + s.by + "\" yet.");
        return PermissionOffice::person(ledger_, found->second, "", clock::date_text(today_ + s.day));
    }

    // `=key` becomes an id, `-30d` in a date a day.
    Result<yaml::Node> resolved(const Field& field, yaml::Node n) {
        if (n.kind == yaml::Node::text) {
            const bool link = field.type == FieldType::link || field.type == FieldType::links || (field.type == FieldType::line && n.value.starts_with('='));
            if (link && n.value.starts_with('=')) {
                const auto found = ids.find(n.value.substr(1));
                if (found == ids.end()) return invalid("no record has the key \"" + n.value.substr(1) + "\" yet.", "/" + field.name);
                n.value = found->second;
            } else if (field.type == FieldType::date || field.type == FieldType::datetime) {
                int day = 0;
                const char* begin = n.value.data() + (n.value.starts_with('+') ? 1 : 0);
                const auto [end, error] = std::from_chars(begin, n.value.data() + n.value.size(), day);
                if (error == std::errc{} && end == n.value.data() + n.value.size() - 1 && n.value.back() == 'd')
                    n.value = clock::date_text(today_ + day) + (field.type == FieldType::datetime ? "T09:00:00Z" : "");
            }
            return n;
        }
        for (size_t i = 0; i < n.items.size(); ++i) {
            const Field* inner = &field;
            if (n.kind == yaml::Node::map)
                for (const auto& p : field.parts) if (p.name == n.keys[i].name) inner = &p;
            n.items[i] = TRY(resolved(*inner, std::move(n.items[i])));
        }
        return n;
    }

    Result<void> fill(Write& w, const Declaration& type, const std::vector<std::pair<std::string, yaml::Node>>& values) {
        for (const auto& [name, node] : values) {
            if (name == "domain") { w.domain = ids.contains(node.value.substr(1)) ? ids[node.value.substr(1)] : node.value; continue; }
            const auto* field = type.field(name);
            if (!field) return invalid(type.name + " has no field `" + name + "`.");
            w.values.emplace_back(name, TRY(value_from_yaml(*field, TRY(resolved(*field, node)), &catalog_, "/" + name)));
        }
        return {};
    }

    Result<void> attempt(const StoryStep& s) {
        const auto scope = TRY(scope_of(s));
        Write w;
        w.origin = "seed";
        w.reason = s.reason;
        if (s.act == StoryStep::create) {
            const auto* type = catalog_.type(s.type);
            if (!type) return invalid("there is no record type \"" + s.type + "\".");
            w.act = Write::create;
            w.type = s.type;
            TRY(fill(w, *type, s.values));
            w.at = moment(s.day);
            const auto made = TRY(ledger_.write(scope, std::move(w)));
            if (!s.key.empty() && !ids.emplace(s.key, made.id).second) return invalid("the key \"" + s.key + "\" is taken.");
            return {};
        }
        const auto found = ids.find(s.key);
        if (found == ids.end()) return invalid("no record has the key \"" + s.key + "\" yet.");
        return touch(s, scope, std::move(w), found->second);
    }

    Result<void> touch(const StoryStep& s, const Scope& scope, Write w, const std::string& id) {
        const auto program = PermissionOffice::program("init");
        const auto* type = catalog_.type_by_id(id);
        w.id = id;
        if (s.act == StoryStep::archive) w.act = Write::archive;
        else {
            TRY(fill(w, *type, s.values));
            w.act = Write::change;
        }
        w.seen_version = TRY(ledger_.get(program, id)).version;
        w.at = moment(s.day);
        if (s.act != StoryStep::move) { TRY(ledger_.write(scope, std::move(w))); return {}; }
        if (!w.values.empty()) {
            TRY(ledger_.write(scope, w));
            w.values.clear();
            w.seen_version = TRY(ledger_.get(program, id)).version;
            w.at = moment(s.day);
        }
        w.act = Write::move;
        w.move_name = s.move_name;
        TRY(ledger_.write(scope, std::move(w)));
        return {};
    }

    Ledger& ledger_;
    const Catalog& catalog_;
    int32_t today_;
    int64_t now_, last_moment_ = 0;
    int last_day_ = INT32_MIN, steps_of_day_ = 0;
};

}  // namespace

Result<std::map<std::string, std::string>> Story::play(Ledger& ledger, const Catalog& catalog, int32_t today, int64_t now) const {
    Player player(ledger, catalog, today, now);
    for (const auto& [name, node] : settings_) TRY(player.set(name, node, steps_.empty() ? 0 : steps_.front().day));
    for (const auto& s : steps_) TRY(player.play(s));
    return std::move(player.ids);
}

Result<std::string> found_organisation(Ledger& ledger, const Catalog& catalog, const std::string& person) {
    const auto scope = PermissionOffice::program("init");
    auto create = [&](const char* type, std::vector<std::pair<std::string, expr::Value>> values) -> Result<Record> {
        Write w;
        w.act = Write::create;
        w.type = type;
        w.origin = "seed";
        w.values = std::move(values);
        return ledger.write(scope, std::move(w));
    };
    const auto text = [](const std::string& s) { return expr::Value::string(s); };
    const auto first = TRY(create("person", {{"title", text(person)}, {"account", text(person)}}));
    for (const auto& role : catalog.roles()) {
        const auto made = TRY(create("role", {{"title", text(role.title)}, {"key", text(role.name)}, {"says", text(role.says)}}));
        if (role.name == "administrator" || role.name == "isms_manager")
            TRY(create("assignment", {{"person", text(first.id)}, {"role", text(made.id)}}));
    }
    return first.id;
}

}  // namespace tutela::record
