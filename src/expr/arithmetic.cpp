#include <cmath>
#include <limits>

#include "expr/calendar.h"
#include "expr/step.h"
#include "expr/time.h"

namespace tutela::expr {

namespace {

Value overflow() { return Value::error("integer overflow"); }

Value integers(Op op, int64_t a, int64_t b) {
    int64_t r = 0;
    bool over = false;
    switch (op) {
        case Op::add: over = __builtin_add_overflow(a, b, &r); break;
        case Op::subtract: over = __builtin_sub_overflow(a, b, &r); break;
        case Op::multiply: over = __builtin_mul_overflow(a, b, &r); break;
        default:
            if (b == 0) return Value::error(op == Op::divide ? "division by zero" : "modulus by zero");
            if (b == -1) {
                if (op == Op::modulo) return Value::integer(0);
                over = __builtin_sub_overflow(int64_t{0}, a, &r);
            } else {
                r = op == Op::divide ? a / b : a % b;
            }
    }
    return over ? overflow() : Value::integer(r);
}

Value unsigned_integers(Op op, uint64_t a, uint64_t b) {
    uint64_t r = 0;
    bool over = false;
    switch (op) {
        case Op::add: over = __builtin_add_overflow(a, b, &r); break;
        case Op::subtract: over = __builtin_sub_overflow(a, b, &r); break;
        case Op::multiply: over = __builtin_mul_overflow(a, b, &r); break;
        default:
            if (b == 0) return Value::error(op == Op::divide ? "division by zero" : "modulus by zero");
            r = op == Op::divide ? a / b : a % b;
    }
    return over ? overflow() : Value::uinteger(r);
}

// IEEE 754: division by zero gives an infinity.
Value reals(Op op, double a, double b) {
    switch (op) {
        case Op::add: return Value::real(a + b);
        case Op::subtract: return Value::real(a - b);
        case Op::multiply: return Value::real(a * b);
        default: return Value::real(a / b);
    }
}

Value joined(const Value& a, const Value& b, Frame& f) {
    if (a.is(Kind::list)) {
        size_t count = a.as_list().size() + b.as_list().size();
        if (!f.work(count) || !f.memory(count * sizeof(Value))) return over_budget();
        std::vector<Value> items = a.as_list();
        items.insert(items.end(), b.as_list().begin(), b.as_list().end());
        return Value::list(std::move(items));
    }
    size_t size = a.as_string().size() + b.as_string().size();
    if (!f.work(size / 64) || !f.memory(size)) return over_budget();
    std::string text(a.as_string());
    text += b.as_string();
    return a.is(Kind::string) ? Value::string(text) : Value::bytes(text);
}

Value same_kind(Op op, const Value& a, const Value& b, Frame& f, bool& done) {
    done = true;
    switch (a.kind()) {
        case Kind::integer: return integers(op, a.as_int(), b.as_int());
        case Kind::uinteger: return unsigned_integers(op, a.as_uint(), b.as_uint());
        case Kind::real:
            if (op != Op::modulo) return reals(op, a.as_double(), b.as_double());
            break;
        case Kind::string: case Kind::bytes: case Kind::list:
            if (op == Op::add) return joined(a, b, f);
            break;
        case Kind::duration:
            if (op == Op::add) return make_duration(nanos_of(a) + nanos_of(b));
            if (op == Op::subtract) return make_duration(nanos_of(a) - nanos_of(b));
            break;
        case Kind::timestamp:
            if (op == Op::subtract) return make_duration(nanos_of(a) - nanos_of(b));
            break;
        case Kind::date:
            if (op == Op::subtract) return Value::integer(a.as_int() - b.as_int());
            break;
        case Kind::period:
            if (op == Op::add) return add_periods(a, b, 1);
            if (op == Op::subtract) return add_periods(a, b, -1);
            break;
        default: break;
    }
    done = false;
    return {};
}

}  // namespace

Value arithmetic(Op op, const Value& a, const Value& b, Frame& f) {
    if (a.kind() == b.kind()) {
        bool done = false;
        Value v = same_kind(op, a, b, f, done);
        if (done) return v;
    }
    bool add = op == Op::add, plus = add || op == Op::subtract;
    int sign = add ? 1 : -1;
    if (plus && a.is(Kind::timestamp) && b.is(Kind::duration)) return make_timestamp(nanos_of(a) + sign * nanos_of(b));
    if (add && a.is(Kind::duration) && b.is(Kind::timestamp)) return make_timestamp(nanos_of(a) + nanos_of(b));
    if (plus && a.is(Kind::date) && b.is(Kind::period)) return shifted(a, b, sign);
    if (add && a.is(Kind::period) && b.is(Kind::date)) return shifted(b, a, 1);
    return Value::error("no such overload: " + std::string(type_name(a)) + " " + std::string(sign_of(op)) + " " + std::string(type_name(b)));
}

Value run_arithmetic(const Step& s, Frame& f) {
    Value a, b;
    const Value &left = operand(*s.args[0], f, a), &right = operand(*s.args[1], f, b);
    if (stops(left) || stops(right)) return stops(left) ? (stops(right) ? stopped(left, right) : left) : right;
    return arithmetic(s.op, left, right, f);
}

Value run_negate(const Step& s, Frame& f) {
    Value room;
    const Value& v = operand(*s.args[0], f, room);
    switch (v.kind()) {
        case Kind::integer: return integers(Op::subtract, 0, v.as_int());
        case Kind::real: return Value::real(-v.as_double());
        case Kind::duration: return make_duration(-nanos_of(v));
        case Kind::period: return add_periods(Value::period(0, 0), v, -1);
        case Kind::unknown: case Kind::error: return v;
        default: return Value::error("no such overload: -" + std::string(type_name(v)));
    }
}

}  // namespace tutela::expr
