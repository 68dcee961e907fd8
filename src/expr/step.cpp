#include "expr/step.h"

#include <algorithm>
#include <map>

#include "expr/compare.h"

namespace tutela::expr {

namespace {

std::string full_name(const Value& of, const std::string& field) {
    return std::string(of.as_object()->identity()) + "." + field;
}

Value run_constant(const Step& s, Frame&) { return s.constant; }
Value run_local(const Step& s, Frame& f) { return *f.locals[s.slot]; }
Value run_unresolved(const Step& s, Frame&) { return Value::error(s.node->name); }

Value run_variable(const Step& s, Frame& f) {
    Value v = static_cast<size_t>(s.slot) < f.variables.size() ? f.variables[static_cast<size_t>(s.slot)] : Value();
    if (v.set()) return settled(std::move(v), s);
    return s.list_field ? Value::list({}) : Value::unknown({s.node->name});
}

int slot_in(const Step& s, const ObjectRef& object) { return s.slot >= 0 ? s.slot : object.slot_of(s.node->name); }

Value run_field(const Step& s, Frame& f) {
    Value room;
    const Value& of = operand(*s.args[0], f, room);
    if (of.is(Kind::object)) {
        int slot = slot_in(s, *of.as_object());
        if (slot < 0) return Value::error("no such field: " + s.node->name);
        Value v = of.as_object()->get(slot);
        if (v.set() && !v.is(Kind::decimal)) return v;
        if (v.set()) return Value::real(v.as_double());
        return s.list_field ? Value::list({}) : Value::unknown({full_name(of, s.node->name)});
    }
    if (stops(of)) return of;
    if (!of.is(Kind::map)) return Value::error("no such overload: ." + s.node->name + " of " + std::string(type_name(of)));
    const Value* found = find(of, Value::string(s.node->name), &f.run);
    return found ? settled(*found, s) : Value::error("no such key: " + s.node->name);
}

// has() always answers: where a link on the way is unset, what lies behind it is not there.
Value run_has(const Step& s, Frame& f) {
    Value room;
    const Value& of = operand(*s.args[0], f, room);
    if (of.is(Kind::object)) {
        int slot = slot_in(s, *of.as_object());
        if (slot < 0) return Value::error("no such field: " + s.node->name);
        Value v = of.as_object()->get(slot);
        return Value::boolean(v.is(Kind::list) ? !v.as_list().empty() : v.set());
    }
    if (of.is(Kind::unknown)) return Value::boolean(false);
    if (of.is(Kind::error)) return of;
    if (!of.is(Kind::map)) return Value::error("no such overload: has() of " + std::string(type_name(of)));
    return Value::boolean(find(of, Value::string(s.node->name), &f.run) != nullptr);
}

Value run_not(const Step& s, Frame& f) {
    Value room;
    const Value& v = operand(*s.args[0], f, room);
    if (v.is(Kind::boolean)) return Value::boolean(!v.as_bool());
    return stops(v) ? v : Value::error("no such overload: !" + std::string(type_name(v)));
}

Value run_conditional(const Step& s, Frame& f) {
    Value room;
    const Value& v = operand(*s.args[0], f, room);
    if (v.is(Kind::boolean)) {
        Value result;
        return operand(*s.args[v.as_bool() ? 1 : 2], f, result);
    }
    return stops(v) ? v : Value::error("no such overload: " + std::string(type_name(v)) + " ? :");
}

// Evaluates all parts; false with `stop` filled if one of them is unknown or failed.
template <class Put>
bool parts(const Step& s, Frame& f, Value& stop, Put put) {
    for (size_t i = 0; i < s.args.size(); ++i) {
        Value room;
        const Value& v = operand(*s.args[i], f, room);
        if (stops(v)) stop = stops(stop) ? stopped(stop, v) : v;
        else if (!stops(stop)) put(i, v);
    }
    return !stops(stop);
}

Value run_list(const Step& s, Frame& f) {
    std::vector<Value> items;
    items.reserve(s.args.size());
    Value stop;
    if (!parts(s, f, stop, [&](size_t, const Value& v) { items.push_back(v); })) return stop;
    f.memory(items.size() * sizeof(Value));
    return Value::list(std::move(items));
}

Value run_map(const Step& s, Frame& f) {
    std::vector<std::pair<Value, Value>> entries;
    Value stop;
    bool bad_key = false;
    parts(s, f, stop, [&](size_t i, const Value& v) {
        if (i % 2) { entries.back().second = v; return; }
        bad_key = bad_key || !(v.is(Kind::string) || v.is(Kind::integer) || v.is(Kind::uinteger) || v.is(Kind::boolean));
        entries.emplace_back(v, Value());
    });
    if (stops(stop)) return stop;
    if (bad_key) return Value::error("unsupported key type");
    if (repeats(entries, &f.run)) return Value::error("repeated key in a map");
    f.memory(entries.size() * 2 * sizeof(Value));
    return Value::map(std::move(entries));
}

Value run_index(const Step& s, Frame& f) {
    Value a, b;
    const Value &of = operand(*s.args[0], f, a), &key = operand(*s.args[1], f, b);
    if (stops(of) || stops(key)) return stopped(of, key);
    if (of.is(Kind::map)) {
        const Value* found = find(of, key, &f.run);
        return found ? settled(*found, s) : Value::error("no such key");
    }
    if (!of.is(Kind::list)) return Value::error("no such overload: " + std::string(type_name(of)) + "[…]");
    bool whole = key.is(Kind::integer) || key.is(Kind::uinteger) || (key.is(Kind::real) && key.as_double() == static_cast<double>(static_cast<int64_t>(key.as_double())));
    if (!whole) return Value::error("no such overload: list[" + std::string(type_name(key)) + "]");
    double at = key.is(Kind::real) ? key.as_double() : key.is(Kind::integer) ? static_cast<double>(key.as_int()) : static_cast<double>(key.as_uint());
    auto& items = of.as_list();
    if (at < 0 || at >= static_cast<double>(items.size())) return Value::error("index out of range");
    return settled(items[static_cast<size_t>(at)], s);
}

Value run_in(const Step& s, Frame& f) {
    Value a, b;
    const Value &what = operand(*s.args[0], f, a), &of = operand(*s.args[1], f, b);
    if (stops(what) || stops(of)) return stopped(what, of);
    if (of.is(Kind::map)) return Value::boolean(find(of, what, &f.run) != nullptr);
    if (!of.is(Kind::list)) return Value::error("no such overload: in " + std::string(type_name(of)));
    bool found = false;
    for (auto& item : of.as_list())
        if ((found = equal(what, item, &f.run))) break;
    f.work(0);
    return Value::boolean(found);
}

class Builder {
public:
    Builder(const Ast& ast, std::deque<Step>& steps) : steps_(steps) {
        for (auto& use : ast.today) today_[use.comparison] = &use;
    }

    const Step* build(const Node& node) {
        Step& step = steps_.emplace_back();
        step.node = &node;
        step.op = node.op;
        step.macro = node.macro;
        step.slot = node.slot;
        for (const Node* arg : node.args) {
            step.args.push_back(build(*arg));
            step.cost += step.args.back()->cost;
        }
        step.list_field = node.type.is(TypeKind::list);
        choose(step, node);
        fold(step, node);
        return &step;
    }

private:
    static bool always(const Step& step, const Node& node) {
        bool pure = node.kind == NodeKind::list || node.kind == NodeKind::map ||
                    (node.kind == NodeKind::call && node.op != Op::custom && node.op != Op::unresolved);
        return pure && std::all_of(step.args.begin(), step.args.end(), [](auto* a) { return a->operand == Step::Operand::constant; });
    }

    // date("2024-02-23") or ["approved", "done"] is made once, not for each record.
    static void fold(Step& step, const Node& node) {
        if (!always(step, node)) return;
        Run run{{10'000, 64 * 1024}, 0, 0, {}};
        Frame frame{{}, nullptr, run};
        Value v = step.run(step, frame);
        if (frame.exhausted || stops(v)) return;
        step.constant = std::move(v);
        step.run = run_constant;
        step.operand = Step::Operand::constant;
    }

    void choose(Step& step, const Node& node) const {
        switch (node.kind) {
            case NodeKind::constant:
                step.constant = node.value;
                step.operand = Step::Operand::constant;
                step.run = run_constant;
                break;
            case NodeKind::variable:
                step.operand = Step::Operand::variable;
                step.run = run_variable;
                break;
            case NodeKind::local:
                step.operand = Step::Operand::local;
                step.run = run_local;
                break;
            case NodeKind::field: step.run = run_field; break;
            case NodeKind::has: step.run = run_has; break;
            case NodeKind::list: step.run = run_list; break;
            case NodeKind::map: step.run = run_map; break;
            case NodeKind::comprehension: step.run = run_comprehension; break;
            case NodeKind::call: choose_call(step, node); break;
        }
    }

    void choose_call(Step& step, const Node& node) const {
        switch (node.op) {
            case Op::and_: case Op::or_: step.run = run_logic; break;
            case Op::not_: step.run = run_not; break;
            case Op::conditional: step.run = run_conditional; break;
            case Op::in: step.run = run_in; break;
            case Op::index: step.run = run_index; break;
            case Op::negate: step.run = run_negate; break;
            case Op::custom: step.run = run_custom; break;
            case Op::none: case Op::unresolved: step.run = run_unresolved; break;
            case Op::function: choose_function(step, node); break;
            case Op::add: case Op::subtract: case Op::multiply: case Op::divide: case Op::modulo: step.run = run_arithmetic; break;
            default:
                step.run = run_compare;
                align(step, 0, 1);
                align(step, 1, 0);
                if (auto use = today_.find(&node); use != today_.end()) {
                    step.run = run_compare_today;
                    step.today_left = use->second->today_left;
                }
        }
    }

    // `this.level > 8`: the whole number is made a double once, where that changes nothing.
    void align(Step& step, size_t number, size_t other) const {
        const Step& from = *step.args[number];
        constexpr int64_t exact = int64_t{1} << 53;
        bool fits = from.operand == Step::Operand::constant && from.constant.is(Kind::integer) && from.constant.as_int() <= exact && from.constant.as_int() >= -exact;
        if (!fits || !step.args[other]->node->type.is(TypeKind::real)) return;
        Step& made = steps_.emplace_back(from);
        made.constant = Value::real(static_cast<double>(from.constant.as_int()));
        step.args[number] = &made;
    }

    static void choose_function(Step& step, const Node& node) {
        step.run = run_function;
        step.overloads = overloads(node.name, node.member);
        std::erase_if(step.overloads, [&](auto* o) { return o->params.size() != node.args.size(); });
        if (node.name == "sum") step.sum_of = node.type.kind;
        bool fixed = node.name == "matches" && node.args.size() == 2 && step.args[1]->operand == Step::Operand::constant &&
                     step.args[1]->constant.is(Kind::string);
        if (!fixed) return;
        step.pattern = compiled_pattern(step.args[1]->constant.as_string());
        step.run = run_matches;
    }

    std::deque<Step>& steps_;
    std::map<const Node*, const TodayUse*> today_;
};

}  // namespace

const Step* build(const Ast& ast, std::deque<Step>& steps) { return Builder(ast, steps).build(*ast.root); }

Value settled(Value v, const Step& s) {
    if (v.is(Kind::decimal)) return Value::real(v.as_double());
    if (v.is(Kind::unset)) return Value::unknown({s.node->name.empty() ? "an element without a value" : s.node->name});
    return v;
}

Value stopped(const Value& a, const Value& b) {
    if (!a.is(Kind::unknown) || !b.is(Kind::unknown)) return a.is(Kind::unknown) || (a.is(Kind::error) && !b.is(Kind::unknown)) ? a : b;
    std::vector<std::string> names = a.unknown_names();
    for (auto& name : b.unknown_names())
        if (names.size() < 32 && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    return Value::unknown(std::move(names));
}

Value over_budget() {
    return Value::error("the expression needs more work than allowed; ask fewer records, or avoid exists(…) inside exists(…)");
}

}  // namespace tutela::expr
