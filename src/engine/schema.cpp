#include "engine/schema.h"

#include <algorithm>
#include <limits>

#include "engine/snapshot.h"
#include "expr/ast.h"

namespace tutela::engine {

using expr::Kind;
using expr::Type;
using expr::TypeKind;
using expr::Value;

namespace {

constexpr int64_t day_us = 86'400'000'000;

// First and last moment of a day, or the moment itself.
bool moment_of(const Value& v, bool end, int64_t& us) {
    if (v.is(Kind::date)) return us = v.as_int() * day_us + (end ? day_us - 1 : 0), true;
    if (v.is(Kind::timestamp)) return us = v.as_int() * 1'000'000 + v.aux() / 1000, true;
    return false;
}

Value held(std::span<const Value> args) {
    const auto* row = args[0].is(Kind::object) ? dynamic_cast<const Row*>(args[0].as_object()) : nullptr;
    if (!row) return Value::error("held() asks a record, such as held(this, \"owner\", from, to)");
    const auto* field = args[1].is(Kind::string) ? row->table().declaration->field(args[1].as_string()) : nullptr;
    if (!field) return Value::error("held(): a " + std::string(row->type_name()) + " has no such field");
    int64_t from = 0, to = 0;
    if (!moment_of(args[2], false, from) || !moment_of(args[3], true, to)) return Value::error("held() asks for two days or moments");
    std::vector<Value> out;
    auto add = [&](const Value& id) {
        if (!id.is(Kind::string)) return;
        const Row* there = row->table().snapshot->find(id.as_string());
        if (!there || !there->present()) return;
        for (const auto& o : out) if (o.as_object() == there) return;
        out.push_back(Value::object(there));
    };
    auto stood = [&](const Value& v, int64_t since, int64_t until) {
        if (since > to || until <= from) return;
        if (v.is(Kind::list)) for (const auto& e : v.as_list()) add(e);
        else add(v);
    };
    Value now;
    int64_t since = std::numeric_limits<int64_t>::min();
    for (const auto& note : row->history())
        for (const auto& [slot, value] : note.fields) {
            if (slot != field->slot) continue;
            stood(now, since, note.at);
            now = value, since = note.at;
        }
    stood(now, since, std::numeric_limits<int64_t>::max());
    return Value::list(std::move(out));
}

Result<Type> refine(const record::Catalog* catalog, std::span<const expr::Node* const> nodes) {
    const auto* d = nodes[0]->type.is(TypeKind::object) ? catalog->type(nodes[0]->type.name) : nullptr;
    if (!d || nodes[1]->kind != expr::NodeKind::constant || !nodes[1]->value.is(Kind::string)) return Type::list(TypeKind::dyn);
    const auto* f = d->field(nodes[1]->value.as_string());
    if (!f || (f->type != record::FieldType::link && f->type != record::FieldType::links) || f->to_type < 0)
        return invalid("held(): \"" + std::string(nodes[1]->value.as_string()) + "\" is no link of a " + d->name);
    return Type::list(Type::object(f->to));
}

}  // namespace

std::vector<const expr::Function*> RuleSchema::functions(std::string_view name) const {
    if (name != "held") return below_.functions(name);
    return {&held_};
}

RuleSchema::RuleSchema(const record::Catalog& catalog, const std::string& this_object)
    : below_(this_object.empty() ? catalog.schema() : catalog.schema(this_object)) {
    held_ = {"held", false, {TypeKind::dyn, TypeKind::string, TypeKind::dyn, TypeKind::dyn}, Type::list(TypeKind::dyn), held,
             [catalog = &catalog](std::span<const expr::Node* const> nodes) { return refine(catalog, nodes); }, 50};
}

}  // namespace tutela::engine
