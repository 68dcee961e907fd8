// The steps that decide: logic, comparison, macros, calls.
#include <algorithm>
#include <array>
#include <cstring>

#include "expr/compare.h"
#include "expr/operators.h"
#include "expr/step.h"

namespace tutela::expr {

namespace {

bool decides(Op op, int sign) {
    switch (op) {
        case Op::less: return sign < 0;
        case Op::less_equal: return sign <= 0;
        case Op::greater: return sign > 0;
        case Op::greater_equal: return sign >= 0;
        case Op::equal: return sign == 0;
        default: return sign != 0;
    }
}

Value compare(Op op, const Value& a, const Value& b, Frame& f) {
    Kind k = a.kind();
    if (k == b.kind() && (k == Kind::integer || k == Kind::date || k == Kind::boolean))
        return Value::boolean(decides(op, a.as_int() < b.as_int() ? -1 : a.as_int() > b.as_int()));
    if (k == b.kind() && k == Kind::real) {
        double x = a.as_double(), y = b.as_double();
        if (x == x && y == y) return Value::boolean(decides(op, x < y ? -1 : x > y));
    }
    if (k == b.kind() && k == Kind::string && (op == Op::equal || op == Op::not_equal)) {
        std::string_view x = a.as_string(), y = b.as_string();
        if (x.size() != y.size()) return Value::boolean(op == Op::not_equal);
        if (x.size() <= 64) return Value::boolean((std::memcmp(x.data(), y.data(), x.size()) == 0) == (op == Op::equal));
    }
    if (stops(a) || stops(b)) return stops(a) ? (stops(b) ? stopped(a, b) : a) : b;
    uint64_t before = f.run.steps;
    Value result;
    if (op == Op::equal || op == Op::not_equal) {
        result = Value::boolean(equal(a, b, &f.run) == (op == Op::equal));
    } else {
        Order found = order(a, b, &f.run);
        result = found.comparable ? Value::boolean(!found.unordered && decides(op, found.sign))
                                  : Value::error("no such overload: " + std::string(type_name(a)) + " " + std::string(sign_of(op)) + " " +
                                                 std::string(type_name(b)));
    }
    if (f.run.steps > before + 16) f.work(0);
    return result;
}

}  // namespace

Value run_compare(const Step& s, Frame& f) {
    Value a, b;
    const Value& left = operand(*s.args[0], f, a);
    return compare(s.op, left, operand(*s.args[1], f, b), f);
}

// today < D and today >= D turn on D itself; today <= D and today > D on the day after; equality on both.
Value run_compare_today(const Step& s, Frame& f) {
    Value a, b;
    const Value &left = operand(*s.args[0], f, a), &right = operand(*s.args[1], f, b);
    if (left.is(Kind::date) && right.is(Kind::date)) {
        Op op = s.today_left ? s.op : mirrored(s.op);
        int64_t today = (s.today_left ? left : right).as_int(), day = (s.today_left ? right : left).as_int();
        bool behind = op == Op::less_equal || op == Op::greater || ((op == Op::equal || op == Op::not_equal) && day <= today);
        int64_t turn = day + behind;
        if (turn > today && (!f.run.turns || turn < *f.run.turns)) f.run.turns = static_cast<int32_t>(turn);
    }
    return compare(s.op, left, right, f);
}

// cel-spec, "Logical operators": the deciding value absorbs unknown and error; else unknown comes before error.
Value run_logic(const Step& s, Frame& f) {
    bool decisive = s.op == Op::or_;
    Value stop;
    for (const Step* arg : s.args) {
        Value room;
        const Value& v = operand(*arg, f, room);
        if (v.is(Kind::boolean)) {
            if (v.as_bool() == decisive) return Value::boolean(decisive);
        } else if (stops(v)) {
            stop = stops(stop) ? stopped(stop, v) : v;
        } else if (!stops(stop)) {
            stop = Value::error("no such overload: " + std::string(type_name(v)) + " beside " + std::string(sign_of(s.op)));
        }
        if (f.exhausted) return over_budget();
    }
    return stops(stop) ? stop : Value::boolean(!decisive);
}

namespace {

// One pass over a list or map for any macro.
class Loop {
public:
    Loop(const Step& s, Frame& f) : s_(s), f_(f), filter_(s.args.size() == 3 ? s.args[1] : nullptr), body_(*s.args.back()) {
        cost_ = 1 + body_.cost + (filter_ ? filter_->cost : 0);
    }

    Value run(const Value& range) {
        if (range.is(Kind::list)) {
            int64_t i = 0;
            for (auto& item : range.as_list())
                if (!visit(Value::integer(i++), item, item)) break;
        } else {
            for (auto& [key, value] : range.as_map())
                if (!visit(key, value, key)) break;
        }
        if (f_.exhausted) return over_budget();
        return result();
    }

private:
    bool visit(const Value& key, const Value& value, const Value& single) {
        if (!f_.work(cost_)) return false;
        Value settled_room;
        bool pair = s_.node->key_value;
        const Value* element = pair ? &value : &single;
        if (element->is(Kind::decimal) || element->is(Kind::unset)) {
            settled_room = settled(*element, s_);
            element = &settled_room;
        }
        if (pair) f_.locals[s_.node->locals[0]] = &key;
        f_.locals[s_.node->locals[pair ? 1 : 0]] = element;
        bool go = step(key, *element);
        return go && !f_.exhausted;
    }

    // False: stop here. The condition's value in `holds`; anything but a truth value is kept in stop_.
    bool condition(const Step& of, bool& holds) {
        Value room;
        const Value& v = operand(of, f_, room);
        holds = v.is(Kind::boolean) && v.as_bool();
        if (v.is(Kind::boolean)) return true;
        keep(stops(v) ? v : Value::error("no such overload: " + std::string(type_name(v)) + " as a condition"));
        return false;
    }
    void keep(const Value& v) { stop_ = stops(stop_) ? stopped(stop_, v) : v; }

    bool step(const Value& key, const Value& element) {
        bool holds = false;
        switch (s_.macro) {
            case Macro::exists: condition(body_, holds); decided_ = holds; return !holds;
            case Macro::all:
                if (condition(body_, holds)) decided_ = !holds;
                return !decided_;
            case Macro::exists_one: condition(body_, holds); count_ += holds; return true;
            case Macro::filter:
                condition(body_, holds);
                if (holds) add(element);
                return true;
            default: return transform(key);
        }
    }

    bool transform(const Value& key) {
        bool holds = true;
        if (filter_) condition(*filter_, holds);
        if (!holds) return true;
        Value room;
        const Value& v = operand(body_, f_, room);
        if (stops(v)) keep(v);
        else if (s_.macro == Macro::transform_map) entries_.emplace_back(key, v), f_.memory(2 * sizeof(Value));
        else add(v);
        return true;
    }

    void add(const Value& v) {
        if (stops(stop_)) return;
        items_.push_back(v);
        f_.memory(sizeof(Value));
    }

    Value result() {
        if (decided_) return Value::boolean(s_.macro == Macro::exists);
        if (stops(stop_)) return stop_;
        switch (s_.macro) {
            case Macro::exists: return Value::boolean(false);
            case Macro::all: return Value::boolean(true);
            case Macro::exists_one: return Value::boolean(count_ == 1);
            case Macro::transform_map: return Value::map(std::move(entries_));
            default: return Value::list(std::move(items_));
        }
    }

    const Step& s_;
    Frame& f_;
    const Step* filter_;
    const Step& body_;
    uint64_t cost_ = 0;
    bool decided_ = false;
    uint64_t count_ = 0;
    Value stop_;
    std::vector<Value> items_;
    std::vector<std::pair<Value, Value>> entries_;
};

// Arguments on the stack where they are few; calls with an unknown or failed argument do not happen.
template <class Call>
Value with_arguments(const Step& s, Frame& f, Call call) {
    std::array<Value, 4> few;
    std::vector<Value> many(s.args.size() > few.size() ? s.args.size() : 0);
    Value* args = many.empty() ? few.data() : many.data();
    Value stop;
    for (size_t i = 0; i < s.args.size(); ++i) {
        Value room;
        args[i] = operand(*s.args[i], f, room);
        if (stops(args[i])) stop = stops(stop) ? stopped(stop, args[i]) : args[i];
    }
    if (stops(stop)) return stop;
    if (f.exhausted) return over_budget();
    return call(std::span<const Value>(args, s.args.size()));
}

}  // namespace

Value run_comprehension(const Step& s, Frame& f) {
    Value room;
    const Value& range = operand(*s.args[0], f, room);
    if (stops(range)) return range;
    if (!range.is(Kind::list) && !range.is(Kind::map))
        return Value::error("no such overload: " + std::string(name_of(s.macro)) + " over " + std::string(type_name(range)));
    return Loop(s, f).run(range);
}

Value run_function(const Step& s, Frame& f) {
    return with_arguments(s, f, [&](std::span<const Value> args) {
        for (const Overload* overload : s.overloads) {
            bool fit = true;
            for (size_t i = 0; fit && i < args.size(); ++i) fit = fits(overload->params[i], args[i]);
            if (!fit) continue;
            Value v = overload->call(args, f);
            // The sum of no numbers has the kind the list would have had.
            if (v.is(Kind::integer) && s.sum_of == TypeKind::real) return Value::real(static_cast<double>(v.as_int()));
            if (v.is(Kind::integer) && s.sum_of == TypeKind::uinteger) return Value::uinteger(v.as_uint());
            if (v.is(Kind::integer) && s.sum_of == TypeKind::duration) return Value::duration(0, 0);
            return v;
        }
        std::string kinds;
        for (auto& arg : args) kinds += (kinds.empty() ? "" : ", ") + std::string(type_name(arg));
        return Value::error("no such overload: " + s.node->name + "(" + kinds + ")");
    });
}

Value run_custom(const Step& s, Frame& f) {
    if (!f.work(s.node->function->cost)) return over_budget();
    return with_arguments(s, f, [&](std::span<const Value> args) {
        for (size_t i = 0; i < args.size(); ++i) {
            const Type& type = s.node->function->params[i];
            bool object = type.is(TypeKind::object);
            constexpr std::string_view letters = "*biudsynLMtDAPT";
            bool fit = object ? args[i].is(Kind::object) : fits(letters[static_cast<size_t>(type.kind)], args[i]);
            if (!fit) return Value::error("no such overload: " + s.node->name + " with " + std::string(type_name(args[i])));
        }
        return settled(s.node->function->call(args), s);
    });
}

Value run_matches(const Step& s, Frame& f) {
    Value room;
    const Value& text = operand(*s.args[0], f, room);
    if (stops(text)) return text;
    if (!text.is(Kind::string)) return Value::error("no such overload: " + std::string(type_name(text)) + ".matches(string)");
    return match(*s.pattern, text.as_string(), f);
}

}  // namespace tutela::expr
