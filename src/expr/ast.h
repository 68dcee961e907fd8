// The checked expression: what the evaluator compiles, the SQL translator reads and the engine walks for the
// paths a rule depends on. Macros stay recognisable (comprehension), && and || have two or more arguments.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "expr/schema.h"
#include "expr/type.h"
#include "expr/value.h"

namespace tutela::expr {

enum class NodeKind : uint8_t {
    constant,        // value
    variable,        // name, slot: from Schema::variable
    local,           // name, slot: variable of an enclosing comprehension
    field,           // args[0].name; `object` and `slot` set if args[0] is an object, else a map key or dyn
    has,             // has(args[0].name), same members as field
    call,            // op, name, args (receiver first if member)
    list,            // args
    map,             // args: key, value, key, value …
    comprehension    // macro, range(), filter(), body(), vars
};

// Operators and functions. For `function`, `name` says which of the library; `custom`: of the schema.
enum class Op : uint8_t {
    none, and_, or_, not_, conditional,
    equal, not_equal, less, less_equal, greater, greater_equal, in,
    add, subtract, multiply, divide, modulo, negate, index,
    function, custom,
    unresolved       // only when checked leniently: a name nobody knows; an error when it runs
};

enum class Macro : uint8_t { none, all, exists, exists_one, map, filter, transform_list, transform_map };

struct Node {
    NodeKind kind = NodeKind::constant;
    Op op = Op::none;
    Macro macro = Macro::none;
    bool member = false;                    // call: written a.f(b)
    bool key_value = false;                 // comprehension: two variables (index or key, and value)
    uint32_t offset = 0;                    // bytes into the source
    int slot = -1;
    uint16_t height = 1;                    // of the tree below
    std::string name;                       // variable, field, function, or the message of `unresolved`
    std::string object;                     // field, has: the object type that declares the field
    Value value;
    std::vector<Node*> args;
    std::vector<std::string> vars;          // comprehension: one or two names
    std::vector<int> locals;                // and their slots, unique within the expression
    const Function* function = nullptr;     // custom: owned by the schema, which must outlive the program
    std::vector<std::string> choices;       // field: the only strings it can hold
    Type type;                              // after checking

    // comprehension: args are {range, body} or {range, filter, body} (the three-argument map, transformList, …)
    const Node& range() const { return *args.front(); }
    const Node& body() const { return *args.back(); }
    const Node* filter() const { return kind == NodeKind::comprehension && args.size() == 3 ? args[1] : nullptr; }
};

// A comparison with `today` on one side; `other` is the side that says when the verdict turns.
struct TodayUse {
    const Node* comparison = nullptr;
    const Node* other = nullptr;
    bool today_left = false;
};

struct Ast {
    std::string source;
    std::deque<Node> nodes;                 // owns; addresses are stable
    Node* root = nullptr;
    int locals = 0;                         // number of comprehension variables
    std::vector<TodayUse> today;
    Ast() = default;
    Ast(const Ast&) = delete;
    Ast(Ast&&) = default;
    Ast& operator=(Ast&&) = default;
};

// "==", "&&", "in", "[]"; "" for none, function, custom, unresolved.
std::string_view sign_of(Op);
// "all", "exists", "transformList" …
std::string_view name_of(Macro);
// "line 1, column 7" of an offset; columns count characters.
std::string place_of(std::string_view source, uint32_t offset);

}  // namespace tutela::expr
