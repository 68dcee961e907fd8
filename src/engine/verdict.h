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

// Days since 1970-01-01 and ISO text ("2026-11-21"). Text that is no date of the calendar gives false.
std::string date_text(int32_t days);
bool read_date(const std::string& text, int32_t& days);

}  // namespace tutela::engine
