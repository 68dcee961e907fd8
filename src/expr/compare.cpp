#include "expr/compare.h"

#include <cmath>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include "expr/program.h"

namespace tutela::expr {

namespace {

bool spend(Run* run, uint64_t steps) {
    if (!run) return true;
    run->steps += steps;
    return run->steps <= run->limits.steps;
}

bool number(Kind k) { return k == Kind::integer || k == Kind::uinteger || k == Kind::real || k == Kind::decimal; }

int sign(bool less, bool more) { return more ? 1 : less ? -1 : 0; }
int three_way(int64_t a, int64_t b) { return sign(a < b, a > b); }

// Integer kinds against a double, as the specification's vectors want it: beyond the integers' range the
// double decides, within it both are compared as doubles.
Order with_real(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return {0, true, true};
    return {sign(a < b, a > b), true, false};
}

double as_real(const Value& v) {
    if (v.is(Kind::integer)) return static_cast<double>(v.as_int());
    if (v.is(Kind::uinteger)) return static_cast<double>(v.as_uint());
    return v.as_double();
}

Order numbers(const Value& a, const Value& b) {
    Kind x = a.kind(), y = b.kind();
    if (x == Kind::integer && y == Kind::integer) return {three_way(a.as_int(), b.as_int()), true};
    if (x == Kind::uinteger && y == Kind::uinteger) return {sign(a.as_uint() < b.as_uint(), a.as_uint() > b.as_uint()), true};
    if (x == Kind::integer && y == Kind::uinteger) {
        if (a.as_int() < 0) return {-1, true};
        return {sign(static_cast<uint64_t>(a.as_int()) < b.as_uint(), static_cast<uint64_t>(a.as_int()) > b.as_uint()), true};
    }
    if (x == Kind::uinteger && y == Kind::integer) {
        Order turned = numbers(b, a);
        return {-turned.sign, true};
    }
    if (x == Kind::decimal && y == Kind::decimal && a.aux() == b.aux()) return {three_way(a.as_int(), b.as_int()), true};
    return with_real(as_real(a), as_real(b));
}

int texts(std::string_view a, std::string_view b, Run* run) {
    spend(run, std::min(a.size(), b.size()) / 32);
    int c = a.compare(b);
    return sign(c < 0, c > 0);
}

bool maps_equal(const Value& a, const Value& b, Run* run) {
    auto& x = a.as_map();
    if (x.size() != b.as_map().size()) return false;
    for (auto& [key, value] : x) {
        const Value* other = find(b, key, run);
        if (!other || !equal(value, *other, run)) return false;
    }
    return true;
}

bool lists_equal(const Value& a, const Value& b, Run* run) {
    auto &x = a.as_list(), &y = b.as_list();
    if (x.size() != y.size()) return false;
    for (size_t i = 0; i < x.size(); ++i)
        if (!equal(x[i], y[i], run)) return false;
    return true;
}

size_t mix(size_t a, size_t b) { return (a ^ (b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2))); }

}  // namespace

bool equal(const Value& a, const Value& b, Run* run) {
    if (!spend(run, 1)) return false;
    Kind k = a.kind();
    if (number(k) && number(b.kind())) {
        Order o = numbers(a, b);
        return o.sign == 0 && !o.unordered;
    }
    if (k != b.kind()) return false;
    switch (k) {
        case Kind::unset: case Kind::null: return true;
        case Kind::string: case Kind::bytes: case Kind::type:
            return a.as_string().size() == b.as_string().size() && texts(a.as_string(), b.as_string(), run) == 0;
        case Kind::list: return lists_equal(a, b, run);
        case Kind::map: return maps_equal(a, b, run);
        case Kind::object:
            return a.as_object() == b.as_object() || (a.as_object()->identity() == b.as_object()->identity() &&
                                                      a.as_object()->type_name() == b.as_object()->type_name());
        case Kind::unknown: return a.unknown_names() == b.unknown_names();
        case Kind::error: return a.error_message() == b.error_message();
        default: return a.as_uint() == b.as_uint() && a.aux() == b.aux();
    }
}

Order order(const Value& a, const Value& b, Run* run) {
    spend(run, 1);
    Kind k = a.kind();
    if (number(k) && number(b.kind())) return numbers(a, b);
    if (k != b.kind()) return {};
    switch (k) {
        case Kind::boolean: case Kind::date: return {three_way(a.as_int(), b.as_int()), true};
        case Kind::string: case Kind::bytes: return {texts(a.as_string(), b.as_string(), run), true};
        case Kind::timestamp: case Kind::duration: {
            int seconds = three_way(a.as_int(), b.as_int());
            return {seconds ? seconds : three_way(a.aux(), b.aux()), true};
        }
        default: return {};
    }
}

size_t hash(const Value& v, Run* run) {
    if (!spend(run, 1)) return 0;
    Kind k = v.kind();
    if (number(k)) return std::hash<double>{}(as_real(v));
    switch (k) {
        case Kind::string: case Kind::bytes: case Kind::type:
            spend(run, v.as_string().size() / 32);
            return std::hash<std::string_view>{}(v.as_string());
        case Kind::object: return std::hash<std::string_view>{}(v.as_object()->identity());
        case Kind::list: {
            size_t all = 17;
            for (auto& item : v.as_list()) all = mix(all, hash(item, run));
            return all;
        }
        case Kind::map: {
            size_t all = 19;      // order of entries does not matter
            for (auto& [key, value] : v.as_map()) all += mix(hash(key, run), hash(value, run));
            return all;
        }
        case Kind::unknown: case Kind::error: case Kind::unset: case Kind::null: return static_cast<size_t>(k);
        default: return mix(std::hash<uint64_t>{}(v.as_uint()), static_cast<size_t>(v.aux()));
    }
}

const Value* find(const Value& map, const Value& key, Run* run) {
    for (auto& [k, value] : map.as_map())
        if (equal(k, key, run)) return &value;
    return nullptr;
}

bool repeats(const std::vector<std::pair<Value, Value>>& entries, Run* run) {
    if (entries.size() <= 8) {
        for (size_t i = 0; i < entries.size(); ++i)
            for (size_t j = 0; j < i; ++j)
                if (equal(entries[i].first, entries[j].first, run)) return true;
        return false;
    }
    std::unordered_multimap<size_t, const Value*> seen;
    for (auto& [key, value] : entries) {
        size_t code = hash(key, run);
        for (auto [at, end] = seen.equal_range(code); at != end; ++at)
            if (equal(*at->second, key, run)) return true;
        seen.emplace(code, &key);
    }
    return false;
}

}  // namespace tutela::expr
