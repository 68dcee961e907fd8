// Static types of expressions. `dyn` is "known only when it runs": everything may meet it (gradual typing).
#pragma once
#include <memory>
#include <string>

namespace tutela::expr {

enum class TypeKind : uint8_t {
    dyn, boolean, integer, uinteger, real, string, bytes, null,
    list, map, timestamp, duration, date, period, type, object
};

struct Type {
    TypeKind kind = TypeKind::dyn;
    std::string name;                       // object: the record type, "risk"; empty: any object
    std::shared_ptr<const Type> key;        // map
    std::shared_ptr<const Type> element;    // list: the elements; map: the values

    Type() = default;
    Type(TypeKind k) : kind(k) {}           // NOLINT: a kind without parts is a type
    static Type list(Type element);
    static Type map(Type key, Type value);
    static Type object(std::string name);

    bool is(TypeKind k) const { return kind == k; }
    bool dynamic() const { return kind == TypeKind::dyn; }
    bool numeric() const { return kind == TypeKind::integer || kind == TypeKind::uinteger || kind == TypeKind::real; }
    const Type& element_type() const;       // dyn where nothing is said
    const Type& key_type() const;
    std::string text() const;               // as people read it: "list of risk", "double"
    friend bool operator==(const Type&, const Type&);
};

// Whether a value of type `from` may stand where `to` is asked for; dyn meets everything, also inside lists.
bool assignable(const Type& from, const Type& to);
// The narrowest type that holds both: the same type, or dyn (inside lists: list(dyn)).
Type join(const Type& a, const Type& b);

}  // namespace tutela::expr
