// Functions of lists and maps: size, and the closed list sum, min, max, count, distinct, share.
#include <unordered_map>

#include "expr/compare.h"
#include "expr/library.h"
#include "expr/step.h"

namespace tutela::expr {

namespace {

using Args = std::span<const Value>;

// An element as expressions see it; decimals are doubles.
Value element(const Value& v) { return v.is(Kind::decimal) ? Value::real(v.as_double()) : v; }

Value sum(Args a, Frame& f) {
    auto& items = a[0].as_list();
    if (!f.work(items.size())) return over_budget();
    if (items.empty()) return Value::integer(0);
    Value total = element(items[0]);
    bool adds = total.is(Kind::integer) || total.is(Kind::uinteger) || total.is(Kind::real) || total.is(Kind::duration);
    if (!adds) return Value::error("no such overload: sum of " + std::string(type_name(total)));
    for (size_t i = 1; i < items.size() && !stops(total); ++i) total = arithmetic(Op::add, total, element(items[i]), f);
    return total;
}

// Of an empty list there is none: unknown, so that a rule cannot judge instead of passing.
template <int wanted>
Value extreme(Args a, Frame& f) {
    auto& items = a[0].as_list();
    if (!f.work(items.size())) return over_budget();
    if (items.empty()) return Value::unknown({wanted < 0 ? "min of an empty list" : "max of an empty list"});
    const Value* best = &items[0];
    for (auto& item : items) {
        Order found = order(item, *best, &f.run);
        if (!found.comparable) return Value::error("no such overload: min or max over " + std::string(type_name(item)) + " and " + std::string(type_name(*best)));
        if (found.sign == wanted) best = &item;
    }
    return element(*best);
}

Value size(Args a, Frame&) {
    return Value::integer(static_cast<int64_t>(a[0].is(Kind::list) ? a[0].as_list().size() : a[0].as_map().size()));
}

Value distinct(Args a, Frame& f) {
    auto& items = a[0].as_list();
    if (!f.work(items.size() * 2) || !f.memory(items.size() * sizeof(Value))) return over_budget();
    std::unordered_multimap<size_t, const Value*> seen;
    std::vector<Value> kept;
    for (auto& item : items) {
        size_t key = hash(item, &f.run);
        bool known = false;
        for (auto [at, end] = seen.equal_range(key); at != end && !known; ++at) known = equal(*at->second, item, &f.run);
        if (!f.work(0)) return over_budget();
        if (known) continue;
        seen.emplace(key, &item);
        kept.push_back(element(item));
    }
    return Value::list(std::move(kept));
}

Value share(Args a, Frame& f) {
    auto& items = a[0].as_list();
    if (!f.work(items.size())) return over_budget();
    if (items.empty()) return Value::unknown({"share of an empty list"});
    size_t yes = 0;
    for (auto& item : items) {
        if (!item.is(Kind::boolean)) return Value::error("no such overload: share of a list with " + std::string(type_name(item)));
        yes += item.as_bool();
    }
    return Value::real(static_cast<double>(yes) / static_cast<double>(items.size()));
}

constexpr Overload table[] = {
    {"size", false, "L", 'i', size}, {"size", true, "L", 'i', size}, {"size", false, "M", 'i', size}, {"size", true, "M", 'i', size},
    {"count", false, "L", 'i', size}, {"sum", false, "N", 'e', sum}, {"min", false, "O", 'e', extreme<-1>},
    {"max", false, "O", 'e', extreme<1>}, {"distinct", false, "L", '=', distinct}, {"share", false, "B", 'd', share},
};

}  // namespace

std::span<const Overload> list_functions() { return table; }

}  // namespace tutela::expr
