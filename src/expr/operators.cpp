#include "expr/operators.h"

namespace tutela::expr {

namespace {

using enum TypeKind;

struct Rule {
    Op op;
    TypeKind a, b, result;
};

// cel-spec, "List of standard definitions", and our dates: a day and a period give a day, two days a number.
constexpr Rule rules[] = {
    {Op::add, integer, integer, integer}, {Op::add, uinteger, uinteger, uinteger}, {Op::add, real, real, real},
    {Op::add, string, string, string}, {Op::add, bytes, bytes, bytes},
    {Op::add, timestamp, duration, timestamp}, {Op::add, duration, timestamp, timestamp}, {Op::add, duration, duration, duration},
    {Op::add, date, period, date}, {Op::add, period, date, date}, {Op::add, period, period, period},
    {Op::subtract, integer, integer, integer}, {Op::subtract, uinteger, uinteger, uinteger}, {Op::subtract, real, real, real},
    {Op::subtract, timestamp, timestamp, duration}, {Op::subtract, timestamp, duration, timestamp}, {Op::subtract, duration, duration, duration},
    {Op::subtract, date, date, integer}, {Op::subtract, date, period, date}, {Op::subtract, period, period, period},
    {Op::multiply, integer, integer, integer}, {Op::multiply, uinteger, uinteger, uinteger}, {Op::multiply, real, real, real},
    {Op::divide, integer, integer, integer}, {Op::divide, uinteger, uinteger, uinteger}, {Op::divide, real, real, real},
    {Op::modulo, integer, integer, integer}, {Op::modulo, uinteger, uinteger, uinteger}};

bool equality(Op op) { return op == Op::equal || op == Op::not_equal; }
bool ordering(Op op) { return op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal; }

bool may_equal(const Type& a, const Type& b) {
    if (a.dynamic() || b.dynamic() || (a.numeric() && b.numeric())) return true;
    if (a.kind != b.kind) return false;
    if (a.is(object)) return a.name == b.name || a.name.empty() || b.name.empty();
    if (a.is(list)) return may_equal(a.element_type(), b.element_type());
    return true;
}

bool has_order(const Type& t) {
    switch (t.kind) {
        case dyn: case boolean: case integer: case uinteger: case real: case string: case bytes: case timestamp: case duration: case date: return true;
        default: return false;
    }
}

std::optional<Type> arithmetic(Op op, const Type& a, const Type& b) {
    if (op == Op::add && a.is(list) && b.is(list)) return join(a, b);
    std::optional<Type> found;
    for (auto& rule : rules) {
        if (rule.op != op || !(a.dynamic() || a.kind == rule.a) || !(b.dynamic() || b.kind == rule.b)) continue;
        if (found && !(*found == Type(rule.result))) return Type();
        found = rule.result;
    }
    if (a.dynamic() && b.dynamic()) return Type();
    if (!found && op == Op::add && ((a.dynamic() && b.is(list)) || (a.is(list) && b.dynamic()))) return Type(list);
    return found;
}

std::optional<Type> index(const Type& a, const Type& key) {
    if (a.dynamic()) return Type();
    if (a.is(list)) return key.dynamic() || key.is(integer) ? std::optional(a.element_type()) : std::nullopt;
    if (a.is(map)) return may_equal(a.key_type(), key) ? std::optional(a.element_type()) : std::nullopt;
    return {};
}

}  // namespace

Type literal_type(const Value& v) {
    switch (v.kind()) {
        case Kind::boolean: return boolean;
        case Kind::integer: return integer;
        case Kind::uinteger: return uinteger;
        case Kind::real: return real;
        case Kind::string: return string;
        case Kind::bytes: return bytes;
        case Kind::null: return null;
        case Kind::type: return type;
        default: return {};
    }
}

std::optional<Type> binary_type(Op op, const Type& a, const Type& b) {
    if (equality(op)) return may_equal(a, b) ? std::optional<Type>(boolean) : std::nullopt;
    if (ordering(op)) return may_equal(a, b) && has_order(a) && has_order(b) ? std::optional<Type>(boolean) : std::nullopt;
    if (op == Op::index) return index(a, b);
    if (op != Op::in) return arithmetic(op, a, b);
    bool fits = b.dynamic() || (b.is(list) && may_equal(a, b.element_type())) || (b.is(map) && may_equal(a, b.key_type()));
    return fits ? std::optional<Type>(boolean) : std::nullopt;
}

namespace {

bool pair(const Type& a, const Type& b, TypeKind x, TypeKind y) { return (a.is(x) && b.is(y)) || (a.is(y) && b.is(x)); }

std::string remedy(Op op, const Type& a, const Type& b) {
    bool compares = equality(op) || ordering(op);
    if (compares && (a.is(null) || b.is(null))) return "whether a field is empty, has(…) tells: has(this.owner)";
    if (compares && pair(a, b, date, string)) return "write the day as date(\"2024-02-23\")";
    if (compares && pair(a, b, timestamp, string)) return "write the moment as timestamp(\"2024-02-23T12:00:00Z\")";
    if (compares && pair(a, b, date, timestamp)) return "make the moment a day with date(…)";
    if (compares && (a.is(object) || b.is(object))) return "compare a field of the record, such as its name";
    if (compares && (a.is(list) || b.is(list))) return "ask for an element with `in` or exists(x, …)";
    if (compares && a.kind == b.kind) return "this kind of value has no order";
    if (compares) return "they are never the same kind; convert one side";
    if (op == Op::in) return b.is(list) || b.is(map) ? "the list holds " + b.element_type().text() + "; nothing else can be in it"
                                                     : "on the right stands a list or map; for text write text.contains(\"part\")";
    if (op == Op::index) return a.is(list) ? "a list is indexed by a whole number from 0" : a.is(map) ? "the map has other keys" : "only lists and maps have an index";
    if (a.numeric() && b.numeric() && a.kind != b.kind)
        return "both sides need the same kind of number: write 2.0 for 2, or double(…), int(…)";
    if (pair(a, b, date, integer)) return "say what is added: days(30), months(12), years(1)";
    if (pair(a, b, date, duration)) return "days are counted in days(30), months(12), years(1), not in durations";
    if (pair(a, b, timestamp, period)) return "for a day take date(…) of the moment; for a moment add duration(\"24h\")";
    if (a.is(string) || b.is(string)) return "make both text with string(…)";
    return "the operator takes other kinds of values";
}

}  // namespace

std::string mismatch(Op op, const Type& a, const Type& b) {
    std::string sign(sign_of(op));
    std::string what = op == Op::index ? a.text() + "[" + b.text() + "] is not possible"
                       : equality(op) && !a.is(null) && !b.is(null)
                           ? a.text() + " and " + b.text() + " cannot be compared with " + sign
                           : a.text() + " " + sign + " " + b.text() + " is not possible";
    return what + ": " + remedy(op, a, b);
}

Op mirrored(Op op) {
    switch (op) {
        case Op::less: return Op::greater;
        case Op::less_equal: return Op::greater_equal;
        case Op::greater: return Op::less;
        case Op::greater_equal: return Op::less_equal;
        default: return op;
    }
}

}  // namespace tutela::expr
