// Verdicts and severities, and the order in which the worst of several is found (DESIGN, "One rule").
#pragma once
#include <cstdint>
#include <string>

namespace tutela::engine {

// From best known to worst: the worst of several is the greatest. `nothing`: nobody to judge, or no rule at all.
enum class Verdict : uint8_t { nothing, conforms, excused, cannot_judge, gap };

enum class Severity : uint8_t { none, observation, minor, major };

// "gap", "cannot_judge", "excused", "conforms", "nothing".
const char* name_of(Verdict);
// "cannot judge": as people read it.
const char* words_of(Verdict);
// "major", "minor", "observation"; "" for none.
const char* name_of(Severity);

inline Verdict worst(Verdict a, Verdict b) { return a > b ? a : b; }
inline Severity worst(Severity a, Severity b) { return a > b ? a : b; }

}  // namespace tutela::engine
