#include "expr/checker.h"

#include <algorithm>
#include <array>

#include "expr/library.h"
#include "expr/pattern.h"
#include "expr/operators.h"
#include "expr/suggest.h"
#include "expr/trouble.h"

namespace tutela::expr {

namespace {

constexpr std::array type_names = {"bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "date", "period"};

bool comparison(Op op) { return op >= Op::equal && op <= Op::greater_equal; }

// Functions of the schema as they are written, for messages.
std::string forms_of(const std::vector<const Function*>& functions) {
    std::string forms;
    for (auto* function : functions) {
        forms += (forms.empty() ? "" : ", ") + function->name + "(";
        for (size_t i = function->member; i < function->params.size(); ++i)
            forms += (i > static_cast<size_t>(function->member) ? ", " : "") + function->params[i].text();
        forms += ")";
    }
    return forms;
}

class Checker {
public:
    Checker(Ast& ast, const Schema& schema, const CheckOptions& options) : ast_(ast), schema_(schema), options_(options) {}

    void run() {
        visit(*ast_.root);
        if (!assignable(ast_.root->type, options_.result))
            wrong(*ast_.root, "the expression gives " + ast_.root->type.text() + ", but " + options_.result.text() + " is needed here");
    }

private:
    struct Local {
        std::string name;
        int slot;
        Type type;
    };

    void visit(Node& node) {
        switch (node.kind) {
            case NodeKind::constant: node.type = literal_type(node.value); break;
            case NodeKind::variable: variable(node); break;
            case NodeKind::local: break;
            case NodeKind::field: case NodeKind::has: field(node); break;
            case NodeKind::call: call(node); break;
            case NodeKind::list: list(node); break;
            case NodeKind::map: map(node); break;
            case NodeKind::comprehension: comprehension(node); break;
        }
    }

    // A mistake of type: an error now, or when it runs.
    void wrong(const Node& node, std::string message) const {
        if (!options_.lenient) throw Trouble{node.offset, std::move(message), "cel_type"};
    }
    void unresolved(Node& node, std::string message) const {
        if (!options_.lenient) throw Trouble{node.offset, std::move(message), "cel_name"};
        node.kind = NodeKind::call;
        node.op = Op::unresolved;
        node.name = std::move(message);
        node.args.clear();
        node.type = {};
    }
    void need(const Node& node, TypeKind kind, const std::string& where) const {
        if (!assignable(node.type, kind))
            wrong(node, where + " stands a condition (true or false), but this is " + node.type.text() + condition_remedy(node, where));
    }
    static std::string condition_remedy(const Node& node, const std::string& where) {
        if (where == "behind !") return "; brackets make `!` stand before the whole comparison: !(a == b)";
        if (node.type.is(TypeKind::list)) return "; ask .exists(x, …), or size(…) > 0";
        if (node.kind == NodeKind::field) return "; ask has(…) whether it is set, or compare it";
        return "; compare it with something";
    }

    const Local* local(std::string_view name) const;
    void variable(Node&);
    bool bare_field(Node&);
    void field(Node&);
    void object_field(Node&, const Type& of);
    void call(Node&);
    void binary(Node&);
    void today(const Node&);
    void choices(const Node&);
    void choice(const Node& field, const Node& value) const;
    void namespaced(Node&);
    void function(Node&);
    bool custom(Node&);
    void refuse_function(Node&);
    void list(Node&);
    void map(Node&);
    void comprehension(Node&);

    Ast& ast_;
    const Schema& schema_;
    const CheckOptions& options_;
    std::vector<Local> scope_;
    const Node* today_allowed_ = nullptr;
};

const Checker::Local* Checker::local(std::string_view name) const {
    for (auto at = scope_.rbegin(); at != scope_.rend(); ++at)
        if (at->name == name) return &*at;
    return nullptr;
}

void Checker::variable(Node& node) {
    bool global = node.name.starts_with('.');
    if (global) node.name.erase(0, 1);
    if (const Local* found = global ? nullptr : local(node.name)) {
        node.kind = NodeKind::local;
        node.slot = found->slot;
        node.type = found->type;
        return;
    }
    if (const Variable* found = schema_.variable(node.name)) {
        if (node.name == "today" && options_.today_alone && today_allowed_ != &node)
            throw Trouble{node.offset, "`today` stands alone on one side of a comparison, as in today > this.reviewed_on + months(12); "
                                       "move the rest to the other side", "cel_type"};
        node.slot = found->slot;
        node.type = found->type;
        return;
    }
    if (std::find(type_names.begin(), type_names.end(), node.name) != type_names.end()) {
        node.kind = NodeKind::constant;
        node.value = Value::type(node.name);
        node.type = TypeKind::type;
        return;
    }
    if (!global && bare_field(node)) return;
    std::vector<std::string> known = schema_.variable_names();
    for (auto& l : scope_) known.push_back(l.name);
    if (const Variable* self = options_.bare_fields ? schema_.variable("this") : nullptr)
        for (auto& name : schema_.field_names(self->type.name)) known.push_back(name);
    std::string hint = suggestion(node.name, known, "known are:");
    if (is_function(node.name)) hint = "; it is a function: write " + node.name + "(…)";
    unresolved(node, "there is no `" + node.name + "` here" + (hint.empty() ? "; text belongs in double quotes" : hint));
}

// `state` for `this.state`, where the caller wants that.
bool Checker::bare_field(Node& node) {
    const Variable* self = options_.bare_fields ? schema_.variable("this") : nullptr;
    if (!self || !self->type.is(TypeKind::object) || !schema_.field(self->type.name, node.name)) return false;
    Node& owner = ast_.nodes.emplace_back();
    owner.kind = NodeKind::variable;
    owner.name = "this";
    owner.slot = self->slot;
    owner.type = self->type;
    owner.offset = node.offset;
    if (node.kind != NodeKind::has) node.kind = NodeKind::field;
    node.args = {&owner};
    object_field(node, owner.type);
    return true;
}

void Checker::field(Node& node) {
    if (node.args.empty()) {
        if (!bare_field(node)) unresolved(node, "has(…) takes a field behind a dot, as in has(this." + node.name + ")");
        return;
    }
    visit(*node.args[0]);
    const Type& of = node.args[0]->type;
    node.type = node.kind == NodeKind::has ? Type(TypeKind::boolean) : Type();
    if (of.is(TypeKind::object) && !of.name.empty()) return object_field(node, of);
    if (of.is(TypeKind::map)) {
        if (node.kind == NodeKind::field) node.type = of.element_type();
        return;
    }
    if (of.dynamic() || of.is(TypeKind::object)) return;
    std::string remedy = of.is(TypeKind::list) ? "ask its elements, as in .exists(x, x." + node.name + " …) or .map(x, x." + node.name + ")"
                         : is_function(node.name) ? "a function needs brackets: ." + node.name + "()"
                                                  : "only records and maps have fields";
    wrong(node, of.text() + " has no field `" + node.name + "`: " + remedy);
}

void Checker::object_field(Node& node, const Type& of) {
    const Field* found = schema_.field(of.name, node.name);
    if (!found) {
        std::string hint = suggestion(node.name, schema_.field_names(of.name), "it has:");
        return unresolved(node, of.name + " has no field `" + node.name + "`" + hint);
    }
    node.object = of.name;
    node.slot = found->slot;
    node.type = node.kind == NodeKind::has ? Type(TypeKind::boolean) : found->type;
    if (node.kind == NodeKind::field) node.choices = found->choices;
}

void Checker::list(Node& node) {
    std::optional<Type> element;
    for (Node* arg : node.args) {
        visit(*arg);
        element = element ? join(*element, arg->type) : arg->type;
    }
    node.type = Type::list(element.value_or(Type()));
}

void Checker::map(Node& node) {
    std::optional<Type> key, value;
    for (size_t i = 0; i < node.args.size(); ++i) {
        Node& arg = *node.args[i];
        visit(arg);
        auto& part = i % 2 ? value : key;
        part = part ? join(*part, arg.type) : arg.type;
        bool fit = arg.type.dynamic() || arg.type.is(TypeKind::boolean) || arg.type.is(TypeKind::integer) ||
                   arg.type.is(TypeKind::uinteger) || arg.type.is(TypeKind::string);
        if (i % 2 == 0 && !fit) wrong(arg, arg.type.text() + " cannot be the key of a map; keys are text, whole numbers or bool");
    }
    node.type = Type::map(key.value_or(Type()), value.value_or(Type()));
}

void Checker::comprehension(Node& node) {
    visit(*node.args[0]);
    const Type range = node.args[0]->type;
    bool is_map = range.is(TypeKind::map);
    if (!is_map && !range.is(TypeKind::list) && !range.dynamic())
        wrong(*node.args[0], std::string(name_of(node.macro)) + " asks the elements of a list, but this is " + range.text());
    Type element = range.is(TypeKind::list) ? range.element_type() : is_map && node.key_value ? range.element_type() : is_map ? range.key_type() : Type();
    Type key = range.is(TypeKind::list) ? Type(TypeKind::integer) : is_map ? range.key_type() : Type();
    size_t outer = scope_.size();
    for (size_t i = 0; i < node.vars.size(); ++i) {
        node.locals.push_back(ast_.locals++);
        scope_.push_back({node.vars[i], node.locals.back(), node.key_value && i == 0 ? key : element});
    }
    for (size_t i = 1; i < node.args.size(); ++i) visit(*node.args[i]);
    scope_.resize(outer, {});
    if (node.args.size() == 3) need(*node.args[1], TypeKind::boolean, "as condition of " + std::string(name_of(node.macro)));
    Node& body = *node.args.back();
    switch (node.macro) {
        case Macro::map: case Macro::transform_list: node.type = Type::list(body.type); return;
        case Macro::transform_map: node.type = Type::map(key, body.type); return;
        case Macro::filter: node.type = Type::list(element); break;
        default: node.type = TypeKind::boolean; break;
    }
    need(body, TypeKind::boolean, "inside " + std::string(name_of(node.macro)));
}

void Checker::call(Node& node) {
    if (node.op == Op::function) return function(node);
    if (comparison(node.op)) today(node);
    for (Node* arg : node.args) {
        const Node* kept = today_allowed_;
        visit(*arg);
        today_allowed_ = kept;
    }
    switch (node.op) {
        case Op::and_: case Op::or_:
            for (Node* arg : node.args) need(*arg, TypeKind::boolean, "beside " + std::string(sign_of(node.op)));
            node.type = TypeKind::boolean;
            break;
        case Op::not_:
            need(*node.args[0], TypeKind::boolean, "behind !");
            node.type = TypeKind::boolean;
            break;
        case Op::conditional:
            need(*node.args[0], TypeKind::boolean, "before ?");
            node.type = join(node.args[1]->type, node.args[2]->type);
            break;
        case Op::negate: {
            const Type& of = node.args[0]->type;
            bool fits = of.dynamic() || of.is(TypeKind::integer) || of.is(TypeKind::real) || of.is(TypeKind::duration) || of.is(TypeKind::period);
            if (!fits) wrong(node, "-" + of.text() + " is not possible: only int, double, duration and period have a sign");
            node.type = fits ? of : Type();
            break;
        }
        default: binary(node);
    }
}

void Checker::binary(Node& node) {
    const Type &a = node.args[0]->type, &b = node.args[1]->type;
    std::optional<Type> found = binary_type(node.op, a, b);
    if (!found) wrong(node, mismatch(node.op, a, b));
    node.type = found.value_or(Type());
    choices(node);
}

void Checker::today(const Node& node) {
    if (!options_.today_alone) return;
    auto is_today = [&](const Node& n) {
        return n.kind == NodeKind::variable && (n.name == ".today" || (n.name == "today" && !local("today"))) && schema_.variable("today");
    };
    bool left = is_today(*node.args[0]), right = is_today(*node.args[1]);
    if (left == right) return;      // both sides: refused where the first of them is visited
    today_allowed_ = node.args[left ? 0 : 1];
    ast_.today.push_back({&node, node.args[left ? 1 : 0], left});
}

// A choice is compared with a word it can hold: misspelt states are found when the rule is read.
void Checker::choices(const Node& node) {
    if (options_.lenient) return;
    const Node &a = *node.args[0], &b = *node.args[1];
    if (node.op == Op::equal || node.op == Op::not_equal) {
        choice(a, b);
        choice(b, a);
    }
    if (node.op == Op::in && b.kind == NodeKind::list)
        for (const Node* item : b.args) choice(a, *item);
}

void Checker::choice(const Node& field, const Node& value) const {
    if (field.choices.empty() || value.kind != NodeKind::constant || !value.value.is(Kind::string)) return;
    std::string word(value.value.as_string());
    if (std::find(field.choices.begin(), field.choices.end(), word) != field.choices.end()) return;
    throw Trouble{value.offset, "`" + field.name + "` of " + field.object + " is never \"" + word + "\"" +
                                    suggestion(word, field.choices, "it can be:"), "cel_name"};
}

// strings.quote(x) is a function whose name has a dot, unless there is a variable `strings`.
void Checker::namespaced(Node& node) {
    if (!node.member || node.args[0]->kind != NodeKind::variable) return;
    const std::string& space = node.args[0]->name;
    if (local(space) || schema_.variable(space)) return;
    std::string full = space + "." + node.name;
    if (overloads(full, false).empty()) return;
    node.name = full;
    node.member = false;
    node.args.erase(node.args.begin());
}

void Checker::function(Node& node) {
    namespaced(node);
    for (Node* arg : node.args) visit(*arg);
    if (custom(node)) return;
    std::vector<const Overload*> known = overloads(node.name, node.member);
    if (known.empty()) return refuse_function(node);
    std::optional<Type> result;
    for (auto* overload : known) {
        bool fits = overload->params.size() == node.args.size();
        for (size_t i = 0; fits && i < node.args.size(); ++i) fits = takes(overload->params[i], node.args[i]->type);
        if (!fits) continue;
        const Type& first = node.args.empty() ? Type() : node.args[0]->type;
        Type given = overload->result == '=' ? first : overload->result == 'e' ? first.element_type() : type_of_letter(overload->result);
        result = result ? join(*result, given) : given;
    }
    if (!result) {
        std::string forms;
        for (auto* overload : known) forms += (forms.empty() ? "" : ", ") + signature(*overload);
        std::string given;
        for (Node* arg : node.args) given += (given.empty() ? "" : ", ") + arg->type.text();
        wrong(node, "`" + node.name + "` does not take (" + given + "); it is " + forms);
    }
    node.type = result.value_or(Type());
    const Node* pattern = node.name == "matches" && node.args.size() == 2 ? node.args[1] : nullptr;
    if (!pattern || !pattern->value.is(Kind::string)) return;
    if (std::string fault = pattern_fault(pattern->value.as_string()); !fault.empty())
        wrong(*pattern, "the regular expression is not valid (RE2 syntax): " + fault);
}

bool Checker::custom(Node& node) {
    std::vector<const Function*> known = schema_.functions(node.name);
    std::erase_if(known, [&](auto* f) { return f->member != node.member; });
    for (auto* function : known) {
        bool fits = function->params.size() == node.args.size();
        for (size_t i = 0; fits && i < node.args.size(); ++i) fits = assignable(node.args[i]->type, function->params[i]);
        if (!fits) continue;
        node.op = Op::custom;
        node.function = function;
        node.type = function->result;
        if (!function->refine) return true;
        Result<Type> refined = function->refine(std::vector<const Node*>(node.args.begin(), node.args.end()));
        if (!refined) throw Trouble{node.offset, refined.error().message, "cel_type"};
        node.type = refined.take();
        return true;
    }
    if (known.empty() || !overloads(node.name, node.member).empty()) return false;
    wrong(node, "`" + node.name + "` does not take these values; it is " + forms_of(known));
    node.op = Op::unresolved;
    node.name = "no such overload: " + node.name;
    return true;
}

void Checker::refuse_function(Node& node) {
    std::string hint;
    if (!overloads(node.name, !node.member).empty())
        hint = node.member ? "; write " + node.name + "(…) with the value inside" : "; write it behind the value: value." + node.name + "(…)";
    else
        hint = suggestion(node.name, function_names(), "known are:");
    unresolved(node, "there is no function `" + node.name + "`" + hint);
}

}  // namespace

void check_types(Ast& ast, const Schema& schema, const CheckOptions& options) { Checker(ast, schema, options).run(); }

}  // namespace tutela::expr
