// Field values as the JSON of entries and of projection columns: canonical (RFC 8785), without floats, numbers with
// places as decimal strings, integers beyond 2^53 as strings.
#pragma once
#include <string>

#include "base/json.h"
#include "record/declaration/declaration.h"

namespace tutela::record {

// Appends the JSON of a set value of this field.
void append_shape(std::string& out, const Field&, const expr::Value&);
std::string shape_of(const Field&, const expr::Value&);
// Reads it back; unset where the JSON does not fit what the field is declared as today (entries never change,
// declarations do).
expr::Value value_of(const Field&, const json::value&);

// Whether the value stands in an entry only as a salted commitment: line, text, file, what is marked personal, and
// parts that hold such a field.
bool is_committed(const Field&);

int64_t micros_of(const expr::Value& timestamp_or_duration);
expr::Value timestamp_of(int64_t micros);
expr::Value duration_of(int64_t micros);
expr::Value number_of(const Field&, int64_t scaled);        // integer, or decimal with the field's places

// The number in "R-014", or 0.
int64_t number_in(std::string_view id);

}  // namespace tutela::record
