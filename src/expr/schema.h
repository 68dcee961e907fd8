// What the checker must know from outside: variables, fields of object types, functions of the caller.
#pragma once
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/type.h"
#include "expr/value.h"

namespace tutela::expr {

struct Node;

struct Variable {
    Type type;
    int slot = -1;          // place in the span of values handed to Program::evaluate
};

// A field of an object type. Fields of type list (links, inverses, tags, parts) are never unknown: unset reads
// as the empty list, and has() says whether there is an element.
struct Field {
    Type type;
    int slot = -1;                      // handed to ObjectRef::get
    bool optional = true;               // false: has a value in every record; only documentation for translators
    std::vector<std::string> choices;   // for a choice or state: the only strings it can hold; empty: any
};

// A function the caller brings (`held`, `method.level(…)`). Arguments arrive evaluated and set; unknown or
// failing arguments are passed on without a call. The callback gives a value, Value::unknown or Value::error
// and must not throw.
struct Function {
    std::string name;
    bool member = false;                            // a.f(b): params[0] is a
    std::vector<Type> params;
    Type result;
    std::function<Value(std::span<const Value>)> call;
    // Optional: refines the result type from the checked arguments (held(x, "owner", …) gives list(person)),
    // or refuses them. For a member function the receiver is the first node.
    std::function<Result<Type>(std::span<const Node* const>)> refine;
    uint32_t cost = 10;                             // steps charged for each call
};

class Schema {
public:
    virtual ~Schema() = default;
    virtual const Variable* variable(std::string_view name) const = 0;                       // nullptr: none
    virtual const Field* field(std::string_view object, std::string_view name) const = 0;    // nullptr: none
    virtual std::vector<std::string> variable_names() const = 0;                             // for "did you mean"
    virtual std::vector<std::string> field_names(std::string_view object) const = 0;
    virtual std::vector<const Function*> functions(std::string_view name) const { (void)name; return {}; }
};

// A schema filled by hand: tests, `tutela eval`, settings.
class TableSchema : public Schema {
public:
    int add_variable(std::string name, Type type);                          // gives the slot: 0, 1, 2 …
    int add_field(std::string object, std::string name, Type type, std::vector<std::string> choices = {});
    void add_function(Function);
    const Variable* variable(std::string_view) const override;
    const Field* field(std::string_view, std::string_view) const override;
    std::vector<std::string> variable_names() const override;
    std::vector<std::string> field_names(std::string_view) const override;
    std::vector<const Function*> functions(std::string_view) const override;

private:
    std::map<std::string, Variable, std::less<>> variables_;
    std::map<std::string, std::map<std::string, Field, std::less<>>, std::less<>> fields_;
    std::multimap<std::string, Function, std::less<>> functions_;
};

}  // namespace tutela::expr
