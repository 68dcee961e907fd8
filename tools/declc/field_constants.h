// The constants for C++ that needs fields of record types.
#pragma once
#include <string>

#include "record/declaration/catalog.h"

namespace tutela::declc {

// Text of "declarations/fields.h": fields::risk::owner is a FieldHandle, fields::risk::type a TypeHandle. Names that
// are words of C++ get a _ behind them.
std::string field_constants(const record::Catalog&);

}  // namespace tutela::declc
