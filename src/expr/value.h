// The one runtime value: what CEL computes with, and what a record's field holds.
// Source: Common Expression Language specification (cel-spec, language definition), extended by `date`
// (a day without zone), `decimal` (a scaled integer, how number and money fields are stored; expressions see a
// double) and `object` (a record, reached through ObjectRef).
#pragma once
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tutela::expr {

enum class Kind : uint8_t {
    unset,      // a field without a value; reading it in an expression gives `unknown`
    null, boolean, integer, uinteger, real, timestamp, duration, date, period, decimal,   // held in place
    string, bytes, list, map, type, object, unknown, error                                 // counted on the heap
};

class Value;
struct Cell { std::atomic<uint32_t> count{1}; virtual ~Cell() = default; };
struct StringCell;
struct ListCell;
struct MapCell;
struct UnknownCell;
struct ErrorCell;

// A record as an expression sees it. Implementations hand out fields by slot (resolved by the checker through
// Schema::field) and must outlive every Value that points to them.
class ObjectRef {
public:
    virtual ~ObjectRef() = default;
    virtual Value get(int slot) const = 0;              // unset if empty
    virtual std::string_view type_name() const = 0;     // "risk"
    virtual std::string_view identity() const = 0;      // "R-014"; equality of objects is equality of identity
    virtual int slot_of(std::string_view) const { return -1; }   // by name, for values whose type is only known at run time
};

class Value {
public:
    Value() = default;
    Value(const Value& o) : kind_(o.kind_), aux_(o.aux_), bits_(o.bits_) { if (counted()) cell()->count.fetch_add(1, std::memory_order_relaxed); }
    Value(Value&& o) noexcept : kind_(o.kind_), aux_(o.aux_), bits_(o.bits_) { o.kind_ = Kind::unset; }
    Value& operator=(Value o) noexcept { std::swap(kind_, o.kind_); std::swap(aux_, o.aux_); std::swap(bits_, o.bits_); return *this; }
    ~Value() { if (counted()) release(); }

    static Value null() { return {Kind::null, 0, 0}; }
    static Value boolean(bool b) { return {Kind::boolean, 0, b}; }
    static Value integer(int64_t i) { return {Kind::integer, 0, static_cast<uint64_t>(i)}; }
    static Value uinteger(uint64_t u) { return {Kind::uinteger, 0, u}; }
    static Value real(double d) { return {Kind::real, 0, std::bit_cast<uint64_t>(d)}; }
    static Value string(std::string_view);
    static Value bytes(std::string_view);
    static Value list(std::vector<Value>);
    static Value map(std::vector<std::pair<Value, Value>>);     // insertion order kept; keys must be distinct
    static Value timestamp(int64_t seconds, int32_t nanos);     // since 1970-01-01T00:00:00Z
    static Value duration(int64_t seconds, int32_t nanos);      // same sign in both
    static Value date(int32_t days) { return {Kind::date, 0, static_cast<uint64_t>(int64_t{days})}; }   // since 1970-01-01
    static Value period(int32_t months, int32_t days);          // months(n), years(n), days(n)
    static Value decimal(int64_t scaled, int places);           // 150, 2 is 1.50
    static Value type(std::string_view name);
    static Value object(const ObjectRef*);                      // borrowed, see ObjectRef
    static Value unknown(std::vector<std::string> names);       // the fields that are unset: "R-014.owner"
    static Value error(std::string message);

    Kind kind() const { return kind_; }
    bool is(Kind k) const { return kind_ == k; }
    bool set() const { return kind_ != Kind::unset; }
    bool as_bool() const { return bits_ != 0; }
    int64_t as_int() const { return static_cast<int64_t>(bits_); }        // integer, decimal (scaled), date (days), seconds
    uint64_t as_uint() const { return bits_; }
    double as_double() const { return kind_ == Kind::decimal ? unscaled() : std::bit_cast<double>(bits_); }   // real; decimal gives scaled / 10^places
    int32_t aux() const { return aux_; }                                  // nanos, places, or days of a period
    std::string_view as_string() const;                                   // string, bytes, type
    const std::vector<Value>& as_list() const;
    const std::vector<std::pair<Value, Value>>& as_map() const;
    const ObjectRef* as_object() const { return reinterpret_cast<const ObjectRef*>(bits_); }
    const std::vector<std::string>& unknown_names() const;
    std::string_view error_message() const;

    // Equality as CEL defines it across numeric kinds; unset equals unset (for change detection).
    friend bool operator==(const Value&, const Value&);

private:
    Value(Kind kind, int32_t aux, uint64_t bits) : kind_(kind), aux_(aux), bits_(bits) {}
    double unscaled() const;
    bool counted() const { return kind_ >= Kind::string && kind_ != Kind::object; }
    Cell* cell() const { return reinterpret_cast<Cell*>(bits_); }
    void release();
    Kind kind_ = Kind::unset;
    int32_t aux_ = 0;
    uint64_t bits_ = 0;
};
static_assert(sizeof(Value) == 16);

}  // namespace tutela::expr
