// A field known when C++ is compiled. declc writes one constant per field into "declarations/fields.h", so that a
// misspelt field does not compile.
#pragma once
#include "record/declaration/declaration.h"
#include "record/record.h"

namespace tutela::record {

struct FieldHandle { int type; int slot; FieldType kind; };
struct TypeHandle { int number; const char* name; };

// The value of a record of the handle's type; unset for records of other types.
inline const expr::Value& value_of(const Record& record, FieldHandle field) {
    static const expr::Value none;
    bool there = record.type == field.type && static_cast<size_t>(field.slot) < record.values.size();
    return there ? record.values[static_cast<size_t>(field.slot)] : none;
}

}  // namespace tutela::record
