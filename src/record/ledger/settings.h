// Settings as fields, so that their values are read, checked and written as any other.
#pragma once
#include <string_view>

#include "record/declaration/declaration.h"
#include "record/values.h"

namespace tutela::record {

Field field_of(const Setting&);
// From the text of a `setting` record: JSON.
Result<expr::Value> setting_from_text(const Setting&, std::string_view json);

}  // namespace tutela::record
