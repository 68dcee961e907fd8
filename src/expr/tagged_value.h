// Test data: values as the conformance vectors and our own cases write them, {"int": "42"}, {"list": [ … ]}.
#pragma once
#include <boost/json.hpp>
#include <string>

#include "expr/value.h"

namespace tutela::expr::testing {

// Throws std::runtime_error for a tag it does not know, so that a misspelt case fails.
Value tagged_value(const boost::json::value&);
// Equality for tests: kinds must match, NaN equals NaN, zero keeps its sign.
bool same(const Value&, const Value&);
std::string shown(const Value&);
boost::json::value read_json(const std::string& path);

}  // namespace tutela::expr::testing
