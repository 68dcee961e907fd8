// Values as JSON, as `tutela eval` prints them and `--with` reads them.
#pragma once
#include <boost/json/value.hpp>
#include <string>

#include "base/result.h"
#include "expr/value.h"

namespace tutela::expr {

// uint as number, bytes as base64, timestamp RFC 3339, duration "3.5s", date "2024-02-23", period ISO 8601
// ("P1Y2M3D"), decimal as number, type as its name, object as its id, unset as null; NaN and the infinities as
// strings; map keys as text. Unknown and error have no JSON and give an error saying why (kind invalid).
Result<boost::json::value> to_json(const Value&);
// The same as text on one line.
Result<std::string> json_text(const Value&);
// null, bool, int (uint above int's range), double, string, list, map with string keys.
Value from_json(const boost::json::value&);

}  // namespace tutela::expr
