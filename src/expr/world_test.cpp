#include "expr/world.h"

#include <doctest/doctest.h>

#include "expr/ast.h"
#include "expr/tagged_value.h"
#include "expr/time.h"

namespace tutela::expr::testing {

namespace json = boost::json;

namespace {

std::string text(const json::value& v) { return std::string(std::string_view(v.as_string())); }

Type declared(std::string name) {
    if (name.starts_with("list ")) return Type::list(declared(name.substr(5)));
    if (name == "any") return Type::object("");
    const std::map<std::string, TypeKind> kinds = {{"string", TypeKind::string}, {"int", TypeKind::integer}, {"double", TypeKind::real},
        {"bool", TypeKind::boolean}, {"date", TypeKind::date}, {"timestamp", TypeKind::timestamp}, {"duration", TypeKind::duration}};
    auto found = kinds.find(name);
    return found == kinds.end() ? Type::object(name) : Type(found->second);
}

}  // namespace

int Thing::slot_of(std::string_view name) const {
    const Field* field = schema->field(type, name);
    return field ? field->slot : -1;
}

World::World(const std::string& path) {
    json::value file = read_json(path);
    auto& types = file.as_object().at("types").as_object();
    declare(types);
    add_functions();
    auto& objects = file.as_object().at("objects").as_object();
    for (auto& entry : objects) {
        auto made = std::make_unique<Thing>();
        made->id = std::string(entry.key());
        made->type = text(entry.value().as_object().at("type"));
        made->schema = &schema_;
        made->fields.resize(types.at(made->type).as_object().size());
        things_[made->id] = std::move(made);
    }
    for (auto& entry : objects) {
        Thing& thing = *things_.at(std::string(entry.key()));
        for (auto& field : entry.value().as_object()) {
            if (field.key() == "type") continue;
            int slot = thing.slot_of(std::string_view(field.key()));
            REQUIRE(slot >= 0);
            thing.fields[static_cast<size_t>(slot)] = field_value(field.value());
        }
    }
}

void World::declare(const json::object& types) {
    for (auto& type : types)
        for (auto& field : type.value().as_object()) {
            std::vector<std::string> choices;
            if (field.value().is_array())
                for (auto& choice : field.value().as_array()) choices.push_back(text(choice));
            Type kind = choices.empty() ? declared(text(field.value())) : Type(TypeKind::string);
            schema_.add_field(std::string(type.key()), std::string(field.key()), kind, choices);
        }
    schema_.add_variable("this", Type::object("risk"));
    schema_.add_variable("today", TypeKind::date);
    schema_.add_variable("settings", Type::object("settings"));
    schema_.add_variable("records", Type::object("records"));
    schema_.add_variable("any", {});
}

// Two functions as the engine brings them: one of a record, one that reads history.
void World::add_functions() {
    Function level;
    level.name = "level";
    level.member = true;
    level.params = {Type::object("risk_method"), TypeKind::integer, TypeKind::integer};
    level.result = TypeKind::real;
    level.call = [](std::span<const Value> a) { return Value::decimal(a[1].as_int() * a[2].as_int() * 10, 1); };
    schema_.add_function(level);
    Function held;
    held.name = "held";
    held.params = {Type::object(""), TypeKind::string, TypeKind::date, TypeKind::date};
    held.result = Type::list({});
    held.refine = [this](std::span<const Node* const> args) -> Result<Type> {
        const Field* field = schema_.field(args[0]->type.name, args[1]->value.is(Kind::string) ? args[1]->value.as_string() : "");
        if (!field) return invalid("held(…) needs the name of a field of " + args[0]->type.name + " as text");
        return Type::list(field->type);
    };
    held.call = [](std::span<const Value> a) {
        auto* thing = static_cast<const Thing*>(a[0].as_object());
        Value now = thing->get(thing->slot_of(a[1].as_string()));
        return Value::list(now.set() ? std::vector<Value>{now} : std::vector<Value>{});
    };
    schema_.add_function(held);
}

Value World::field_value(const json::value& j) const {
    if (j.is_string()) return Value::object(things_.at(text(j)).get());
    if (!j.is_array()) return tagged_value(j);
    std::vector<Value> links;
    for (auto& item : j.as_array()) links.push_back(Value::object(things_.at(text(item)).get()));
    return Value::list(std::move(links));
}

std::vector<Value> World::variables(const std::string& self, const std::string& today, Value any) const {
    return {Value::object(thing(self)), parse_date(today), Value::object(thing("settings")), Value::object(thing("records")), std::move(any)};
}

}  // namespace tutela::expr::testing
