#include "expr/value.h"

#include "expr/cells.h"
#include "expr/compare.h"

namespace tutela::expr {

namespace {
template <class T>
const T& as(uint64_t bits) { return *static_cast<const T*>(reinterpret_cast<const Cell*>(bits)); }
constexpr double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
}  // namespace

void Value::release() {
    if (cell()->count.fetch_sub(1, std::memory_order_acq_rel) == 1) delete cell();
}

Value Value::timestamp(int64_t seconds, int32_t nanos) { return {Kind::timestamp, nanos, static_cast<uint64_t>(seconds)}; }
Value Value::duration(int64_t seconds, int32_t nanos) { return {Kind::duration, nanos, static_cast<uint64_t>(seconds)}; }
Value Value::period(int32_t months, int32_t days) { return {Kind::period, days, static_cast<uint64_t>(int64_t{months})}; }
Value Value::decimal(int64_t scaled, int places) { return {Kind::decimal, places, static_cast<uint64_t>(scaled)}; }
Value Value::object(const ObjectRef* ref) { return {ref ? Kind::object : Kind::unset, 0, reinterpret_cast<uint64_t>(ref)}; }

#define TUTELA_CELL(k, T, member, content)            \
    auto* made = new T;                               \
    made->member = content;                           \
    Cell* cell = made;                                \
    return {k, 0, reinterpret_cast<uint64_t>(cell)}
Value Value::string(std::string_view text) { TUTELA_CELL(Kind::string, StringCell, text, std::string(text)); }
Value Value::bytes(std::string_view text) { TUTELA_CELL(Kind::bytes, StringCell, text, std::string(text)); }
Value Value::type(std::string_view name) { TUTELA_CELL(Kind::type, StringCell, text, std::string(name)); }
Value Value::list(std::vector<Value> items) { TUTELA_CELL(Kind::list, ListCell, items, std::move(items)); }
Value Value::map(std::vector<std::pair<Value, Value>> entries) { TUTELA_CELL(Kind::map, MapCell, entries, std::move(entries)); }
Value Value::unknown(std::vector<std::string> names) { TUTELA_CELL(Kind::unknown, UnknownCell, names, std::move(names)); }
Value Value::error(std::string message) { TUTELA_CELL(Kind::error, ErrorCell, message, std::move(message)); }

double Value::unscaled() const {
    double scaled = static_cast<double>(as_int());
    return aux_ >= 0 && aux_ <= 18 ? scaled / powers[aux_] : scaled;
}

std::string_view Value::as_string() const { return as<StringCell>(bits_).text; }
const std::vector<Value>& Value::as_list() const { return as<ListCell>(bits_).items; }
const std::vector<std::pair<Value, Value>>& Value::as_map() const { return as<MapCell>(bits_).entries; }
const std::vector<std::string>& Value::unknown_names() const { return as<UnknownCell>(bits_).names; }
std::string_view Value::error_message() const { return as<ErrorCell>(bits_).message; }

bool operator==(const Value& a, const Value& b) { return equal(a, b); }

}  // namespace tutela::expr
