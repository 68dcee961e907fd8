// Why a rule finds a record: the rule's own sentence, or one made from the values it looked at.
#pragma once
#include <string>

#include "engine/judge.h"

namespace tutela::engine {

// For a gap, a doubt or an exception; index SIZE_MAX: the organisation as a whole.
std::string reason_of(const Rule&, const Snapshot&, size_t index, int32_t today, Mark);

// The person who must act, or nullptr where nobody is named.
const Row* who_of(const Rule&, const Snapshot&, size_t index, int32_t today);

// A value as people read it: dates as dates, records by id, lists by their first three.
std::string words_of(const expr::Value&);

}  // namespace tutela::engine
