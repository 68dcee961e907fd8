// One rule over one subject, and over all of them.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/rule.h"
#include "engine/snapshot.h"

namespace tutela::engine {

// What a rule says about one subject, before exceptions. `outside`: not in its population.
enum class Mark : uint8_t { outside, conforms, gap, unknown, broken };

constexpr int32_t never = std::numeric_limits<int32_t>::max();

struct Outcome {
    Mark mark = Mark::outside;
    int32_t turn = never;                        // first day after today on which it may be another; days since 1970
    expr::Value why;                             // unknown or error
};

// All that a rule says: a mark for each subject of its type, tallies, and what it says of the organisation as a whole
// (no `each`, or fewer subjects than `at_least`).
struct Column {
    std::vector<Mark> marks;                     // by index of the subject
    std::vector<uint8_t> excused;                // by index; empty: none. Days until stand in Excuses
    std::vector<int32_t> turns;                  // by index; empty: never
    int64_t population = 0, conforming = 0, gaps = 0, unknown = 0, broken = 0, excused_gaps = 0;
    Mark whole = Mark::outside;
    bool whole_excused = false;
    int32_t whole_turn = never;
    void set(size_t index, Mark, bool excused, int32_t turn);
    friend bool operator==(const Column&, const Column&) = default;
};

// The subject at the index of the rule's type. Archived and absent ones are outside.
Outcome judge(const Rule&, const Snapshot&, size_t index, int32_t today);
// A rule without `each`.
Outcome judge_whole(const Rule&, const Snapshot&, int32_t today);
// Every subject; without exceptions.
Column judge_all(const Rule&, const Snapshot&, int32_t today);
// What `at_least` says about the tallies.
void judge_count(const Rule&, Column&);

Verdict verdict_of(Mark, bool excused);

}  // namespace tutela::engine
