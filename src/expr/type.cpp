#include "expr/type.h"

namespace tutela::expr {

namespace {
const Type& any() {
    static const Type type;
    return type;
}
bool open(const std::shared_ptr<const Type>& part) { return !part || part->dynamic(); }
bool part_assignable(const std::shared_ptr<const Type>& from, const std::shared_ptr<const Type>& to) {
    return open(from) || open(to) || assignable(*from, *to);
}
}  // namespace

Type Type::list(Type element) {
    Type type(TypeKind::list);
    type.element = std::make_shared<const Type>(std::move(element));
    return type;
}

Type Type::map(Type key, Type value) {
    Type type(TypeKind::map);
    type.key = std::make_shared<const Type>(std::move(key));
    type.element = std::make_shared<const Type>(std::move(value));
    return type;
}

Type Type::object(std::string name) {
    Type type(TypeKind::object);
    type.name = std::move(name);
    return type;
}

const Type& Type::element_type() const { return element ? *element : any(); }
const Type& Type::key_type() const { return key ? *key : any(); }

std::string Type::text() const {
    switch (kind) {
        case TypeKind::dyn: return "any value";
        case TypeKind::boolean: return "bool";
        case TypeKind::integer: return "int";
        case TypeKind::uinteger: return "uint";
        case TypeKind::real: return "double";
        case TypeKind::string: return "string";
        case TypeKind::bytes: return "bytes";
        case TypeKind::null: return "null";
        case TypeKind::list: return open(element) ? "list" : "list of " + element->text();
        case TypeKind::map: return "map";
        case TypeKind::timestamp: return "timestamp";
        case TypeKind::duration: return "duration";
        case TypeKind::date: return "date";
        case TypeKind::period: return "period";
        case TypeKind::type: return "type";
        case TypeKind::object: return name;
    }
    return "any value";
}

bool operator==(const Type& a, const Type& b) {
    if (a.kind != b.kind || a.name != b.name) return false;
    if (a.kind == TypeKind::list || a.kind == TypeKind::map)
        return a.element_type() == b.element_type() && a.key_type() == b.key_type();
    return true;
}

bool assignable(const Type& from, const Type& to) {
    if (from.dynamic() || to.dynamic()) return true;
    if (from.kind != to.kind) return false;
    if (to.is(TypeKind::object)) return from.name == to.name || from.name.empty() || to.name.empty();
    if (to.is(TypeKind::list)) return part_assignable(from.element, to.element);
    if (to.is(TypeKind::map)) return part_assignable(from.key, to.key) && part_assignable(from.element, to.element);
    return true;
}

Type join(const Type& a, const Type& b) {
    if (a == b) return a;
    if (a.kind != b.kind || a.dynamic()) return {};
    if (a.is(TypeKind::list)) return Type::list(join(a.element_type(), b.element_type()));
    if (a.is(TypeKind::map)) return Type::map(join(a.key_type(), b.key_type()), join(a.element_type(), b.element_type()));
    return {};
}

}  // namespace tutela::expr
