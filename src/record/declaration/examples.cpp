#include "record/declaration/examples.h"

#include <algorithm>

#include "base/clock.h"
#include "base/spelling.h"
#include "base/yaml_map.h"
#include "record/declaration/fake_record.h"
#include "record/yaml_value.h"

namespace tutela::record {
namespace {

using expr::Value;
using yaml::Node;

const char* const default_today = "2026-06-01";

struct FieldFault { std::string field, message; };

class Runner {
public:
    Runner(const Catalog& catalog, const Declaration& type, const Node& node, std::string_view file, yaml::Complaints& complaints)
        : catalog_(catalog), type_(type), node_(node), file_(file), complaints_(complaints), world_(catalog, day()) {}

    void run() {
        if (node_.kind != Node::map) return complain(node_, "an example is a map of field values");
        read_settings();
        FakeWorld::Entry& self = world_.add(type_, "");
        if (const Node* state = node_.find("state")) {
            if (!type_.has_state(state->value)) complain(*state, "there is no state '" + state->value + "'");
            self.state = state->value;
        }
        fill(self, node_, true);
        work_out(self);
        check_required(self);
        judge();
        compare(self);
    }

private:
    static bool scene(std::string_view key) {
        return key == "gives" || key == "refused" || key == "state" || key == "today" || key == "settings" || key == "id" || key == "name";
    }
    bool names_field(std::string_view key) const {
        return std::any_of(type_.fields.begin(), type_.fields.end(), [&](const Field& f) { return f.name == key; });
    }
    void complain(const Node& at, const std::string& text) { complaints_.add(file_, at.line, "example of " + type_.name + ": " + text); }

    int32_t day() {
        const Node* today = node_.find("today");
        auto days = clock::parse_date(today ? today->value : default_today);
        if (!days) complain(*today, "'today' must be a day like " + std::string(default_today));
        return days ? *days : *clock::parse_date(default_today);
    }

    void read_settings() {
        const Node* settings = node_.find("settings");
        if (!settings) return;
        for (size_t i = 0; i < settings->keys.size(); ++i) {
            std::vector<std::string> names;
            bool found = false;
            for (size_t s = 0; s < catalog_.settings().size(); ++s) {
                const Setting& setting = catalog_.settings()[s];
                names.push_back(setting.name);
                if (setting.name != settings->keys[i].name) continue;
                found = true;
                Field f;
                f.name = setting.name, f.type = setting.type, f.places = setting.places, f.choices = setting.choices;
                auto value = value_from_yaml(f, settings->items[i], nullptr, "");
                if (value) world_.set_setting(s, value.take());
                else complain(settings->items[i], value.error().message);
            }
            if (!found) complain(settings->items[i], "there is no setting '" + settings->keys[i].name + "'; " + did_you_mean(settings->keys[i].name, names));
        }
    }

    void fill(FakeWorld::Entry& entry, const Node& map, bool self) {
        for (size_t i = 0; i < map.keys.size(); ++i) {
            const std::string& key = map.keys[i].name;
            const Field* field = nullptr;
            std::vector<std::string> names;
            for (const Field& f : entry.type->fields) {
                names.push_back(f.name);
                if (f.name == key) field = &f;
            }
            if (!field && (key == "id" || key == "state" || (self && scene(key)))) {
                if (key == "state" && !self) entry.state = map.items[i].value;
                continue;
            }
            if (!field) {
                complain(map.items[i], entry.type->name + " has no field '" + key + "'; " + did_you_mean(key, names));
                continue;
            }
            if (self && (field->derived || field->computed)) {
                faults_.push_back({key, label(*field) + " is worked out and cannot be given"});
                continue;
            }
            take(entry, *field, map.items[i]);
        }
    }

    void take(FakeWorld::Entry& entry, const Field& f, const Node& node) {
        auto json = json_of(f, node);
        auto value = json ? value_from_json(f, *json, &catalog_, "/" + f.name) : Result<Value>(json.error());
        if (!value) faults_.push_back({f.name, value.error().message});
        else entry.values[static_cast<size_t>(f.slot)] = value.take();
    }

    // Keys of links become ids of records that exist in the example's world.
    Result<json::value> json_of(const Field& f, const Node& node) {
        bool link = f.to_type >= 0 && (f.type == FieldType::link || f.type == FieldType::links);
        if (link && node.kind == Node::list) {
            json::array ids;
            for (const Node& item : node.items) ids.push_back(json::value(linked(f, item)));
            return json::value(std::move(ids));
        }
        if (link && !node.empty()) return json::value(linked(f, node));
        if (f.type == FieldType::parts && node.kind == Node::list) {
            json::array rows;
            for (const Node& row : node.items) {
                auto plain = TRY(json_from_yaml(f, row, "/" + f.name));
                for (const Field& part : f.parts)
                    if (const Node* inner = row.find(part.name); inner && part.to_type >= 0) plain.as_object()[part.name] = TRY(json_of(part, *inner));
                rows.push_back(std::move(plain));
            }
            return json::value(std::move(rows));
        }
        return json_from_yaml(f, node, "/" + f.name);
    }

    std::string linked(const Field& f, const Node& node) {
        const Declaration& target = catalog_.types()[static_cast<size_t>(f.to_type)];
        if (node.kind == Node::text) return catalog_.type_by_id(node.value) ? keep(target, node.value) : world_.id_for(target, node.value);
        const Node* id = node.find("id");
        std::string own = id ? world_.id_for(target, id->value) : world_.add(target, "").id;
        fill(*world_.find(own), node, false);
        return own;
    }
    // An id is taken as it stands, so that a wrong prefix is refused like anywhere else.
    std::string keep(const Declaration& target, const std::string& id) {
        if (catalog_.type_by_id(id) == &target) world_.id_for(target, id);
        return id;
    }

    void put(FakeWorld::Entry& entry, const Field& f, const Expression& e) {
        auto value = world_.evaluate_for(f, e, entry);
        if (value) value = check_value(f, *value, &catalog_, "") ? value : Result<Value>(check_value(f, *value, &catalog_, "").error());
        if (!value) faults_.push_back({f.name, value.error().message});
        else entry.values[static_cast<size_t>(f.slot)] = value.take();
    }

    void work_out(FakeWorld::Entry& self) {
        for (const Field& f : type_.fields)
            if (f.fallback && !self.values[static_cast<size_t>(f.slot)].set() && !node_.find(f.name)) put(self, f, f.fallback);
        for (int slot : type_.derive_order) put(self, type_.fields[static_cast<size_t>(slot)], type_.fields[static_cast<size_t>(slot)].derived);
    }

    void check_required(const FakeWorld::Entry& self) {
        for (const Field& f : type_.fields) {
            bool due = f.required || std::find(f.required_in.begin(), f.required_in.end(), self.state) != f.required_in.end();
            bool refused_already = std::any_of(faults_.begin(), faults_.end(), [&](const FieldFault& x) { return x.field == f.name; });
            if (due && !self.values[static_cast<size_t>(f.slot)].set() && !refused_already) faults_.push_back({f.name, label(f) + " is missing"});
        }
    }

    void judge() {
        const Node* refused = node_.find("refused");
        if (refused && !names_field(refused->value)) return complain(*refused, "'refused' names no field '" + refused->value + "'");
        bool met = false;
        for (const FieldFault& fault : faults_) {
            if (refused && fault.field == refused->value) met = true;
            else complain(node_, "'" + fault.field + "' was refused: " + fault.message);
        }
        if (refused && !met) complain(*refused, "'" + refused->value + "' should be refused, but was taken; correct the example or the field");
    }

    void compare(const FakeWorld::Entry& self) {
        const Node* gives = node_.find("gives");
        if (!gives) return;
        if (gives->kind != Node::map) return complain(*gives, "'gives' must be a map of field values");
        for (size_t i = 0; i < gives->keys.size(); ++i) {
            const std::string& name = gives->keys[i].name;
            const Field* f = names_field(name) ? type_.field(name) : nullptr;
            if (!f) { complain(gives->items[i], "'gives' names no field '" + name + "'"); continue; }
            if (f->computed) { complain(gives->items[i], "'" + name + "' is computed by the engine; examples of records cannot show it"); continue; }
            auto json = json_of(*f, gives->items[i]);
            auto due = json ? value_from_json(*f, *json, &catalog_, "") : Result<Value>(json.error());
            if (!due) { complain(gives->items[i], due.error().message); continue; }
            const Value& got = self.values[static_cast<size_t>(f->slot)];
            if (!(got == *due)) complain(gives->items[i], "'" + name + "' gives " + canonical_text(*f, got) + ", expected was " + canonical_text(*f, *due));
        }
    }

    const Catalog& catalog_;
    const Declaration& type_;
    const Node& node_;
    std::string file_;
    yaml::Complaints& complaints_;
    FakeWorld world_;
    std::vector<FieldFault> faults_;
};

}  // namespace

Result<void> run_examples(const Catalog& catalog) {
    yaml::Complaints complaints;
    for (const Source* source : catalog.sources_with(".record.yaml")) {
        auto node = yaml::read(source->text, source->path);
        if (!node) { complaints.add(node.error()); continue; }
        const Node *name = node->find("record"), *examples = node->find("examples");
        const Declaration* type = name ? catalog.type(name->value) : nullptr;
        if (!type || !examples) continue;
        for (const Node& example : examples->items) Runner(catalog, *type, example, source->path, complaints).run();
    }
    if (!complaints.none()) return complaints.error("The examples have");
    return {};
}

}  // namespace tutela::record
