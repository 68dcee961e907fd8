#include "record/ledger/encoding.h"

#include <algorithm>
#include <charconv>

namespace tutela::record {

using expr::Value;
static constexpr int64_t million = 1'000'000;

bool is_committed(const Field& field) {
    if (field.personal) return true;
    switch (field.type) {
        case FieldType::line: return field.item.empty();
        case FieldType::text:
        case FieldType::file: return true;
        case FieldType::parts: return std::any_of(field.parts.begin(), field.parts.end(), is_committed);
        default: return false;
    }
}

Value recorded(const Field& field, const json::value& v) {
    auto value = value_from_entry(field, v);
    return value ? value.take() : Value();
}

int64_t micros_of(const Value& v) { return v.as_int() * million + v.aux() / 1000; }

Value timestamp_of(int64_t us) {
    int64_t seconds = us / million, rest = us % million;
    if (rest < 0) { rest += million; --seconds; }
    return Value::timestamp(seconds, static_cast<int32_t>(rest * 1000));
}

Value duration_of(int64_t us) { return Value::duration(us / million, static_cast<int32_t>(us % million * 1000)); }

Value number_of(const Field& field, int64_t scaled) {
    return field.places ? Value::decimal(scaled, field.places) : Value::integer(scaled);
}

int64_t number_in(std::string_view id) {
    const size_t dash = id.rfind('-');
    int64_t n = 0;
    if (dash == std::string_view::npos) return 0;
    const auto [end, error] = std::from_chars(id.data() + dash + 1, id.data() + id.size(), n);
    return error == std::errc() && end == id.data() + id.size() && n > 0 ? n : 0;
}

int64_t record_number(const Declaration& type, std::string_view id) {
    const int64_t n = number_in(id);
    return n && id_text(type, n) == id ? n : 0;
}

}  // namespace tutela::record
