// How values stand in columns and which stand in entries only as commitments. Their JSON is record/values.h's.
#pragma once
#include <string_view>

#include "record/declaration/declaration.h"
#include "record/record.h"
#include "record/values.h"

namespace tutela::record {

// Whether the value stands in an entry only as a salted commitment: line, text, file, what is marked personal, and
// parts that hold such a field. The id of a standard's item is nobody's text and stands open.
bool is_committed(const Field&);

// What was recorded once, as the field is declared today; unset where it no longer fits.
expr::Value recorded(const Field&, const json::value&);

int64_t micros_of(const expr::Value& timestamp_or_duration);
expr::Value timestamp_of(int64_t micros);
expr::Value duration_of(int64_t micros);
expr::Value number_of(const Field&, int64_t scaled);        // integer, or decimal with the field's places

// The number in "R-014", or 0.
int64_t number_in(std::string_view id);
// The same where the id is written as ids of this type are ("R-014", not "R-14" or "A-014"), or 0.
int64_t record_number(const Declaration&, std::string_view id);

}  // namespace tutela::record
