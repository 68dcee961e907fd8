// Field values between JSON, text and the runtime value, and what makes one valid. How each type is held stands in
// record.h, how it is written in docs/reference/declarations.md.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "expr/value.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

// Reads and checks a new value. null, "", blank text, [] and {} unset the field. `catalog` resolves link prefixes and
// items of standards; without one (settings) they are not checked. Errors (kind invalid) say what is wrong and what
// to do; their faults carry the JSON pointer below `pointer` ("/owner", "/causes/2/text").
Result<expr::Value> value_from_json(const Field&, const json::value&, const Catalog*, std::string_view pointer);

// The same from one text, as typed on a command line or found in a cell: tags and links are separated by commas,
// range as "low..likely..high" or "low..high"; parts and files as JSON.
Result<expr::Value> value_from_text(const Field&, std::string_view, const Catalog*, std::string_view pointer);

// Checks a value that is already typed (limits, choices, prefixes); unset is always fine.
Result<void> check_value(const Field&, const expr::Value&, const Catalog*, std::string_view pointer);

// What the ledger recorded once: read by shape alone, so that entries stay readable when limits and choices change.
// Only a shape that cannot be held is an error (kind broken).
Result<expr::Value> value_from_entry(const Field&, const json::value&);

// As people and programs get it; unset is null.
json::value value_to_json(const Field&, const expr::Value&);
// The same as canonical text (RFC 8785), as it stands in ledger entries.
void append_value(std::string& out, const Field&, const expr::Value&);
std::string canonical_text(const Field&, const expr::Value&);

// Fits what an expression gave to the field: whole and real numbers to its places (half away from zero), records to
// their ids. Unknown and unset give unset; an error value is an error (kind broken) with its message.
Result<expr::Value> value_from_expression(const Field&, const expr::Value&);

// "Title", "Status": how messages name a field.
std::string label(const Field&);

}  // namespace tutela::record
