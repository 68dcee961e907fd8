// Answers to questions: the check with its gaps, one item, a forecast, made from the current verdicts.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "engine/check_result.h"
#include "engine/snapshot.h"
#include "engine/verdicts.h"

namespace tutela::engine {

// Whether the reader may see a record; empty: everything. The answer for a row is kept for one question.
class Eyes {
public:
    explicit Eyes(std::function<bool(const record::Record&)> sees) : sees_(std::move(sees)) {}
    bool all() const { return !sees_; }
    bool see(const Row&) const;

private:
    std::function<bool(const record::Record&)> sees_;
    mutable std::unordered_map<const Row*, bool> known_;
};

// What an answer is made from. Everything outlives the call.
struct House {
    const Standards& standards;
    const RuleBook& book;
    const Snapshot& snapshot;
    const Verdicts& verdicts;
};

// The tree of a standard with its verdicts, without gaps.
Check check_tree(const Standards&, const RuleBook&, const Tree&, size_t standard);
// Adds gaps of the standard's rules, worst first, at most `limit`; the others are counted in `more`.
void add_gaps(Check&, const House&, size_t standard, const Eyes&, int limit, bool excused);
// The gap of one subject (SIZE_MAX: the organisation).
Gap gap_of(const House&, size_t rule, size_t index, Mark, bool excused, const Eyes&);
// All that rules find about one record.
std::vector<Gap> gaps_of_row(const House&, const Row&, const Eyes&);
// All gaps that name the person as the one to act.
std::vector<Gap> gaps_for_person(const House&, std::string_view person, const Eyes&);

ItemResult item_result(const House&, const Tree&, size_t item, const Eyes&);
Coverage coverage(const record::Catalog&, const Standards&, const RuleBook&, std::string_view standard);
Forecast forecast(const House&, const Tree&, int32_t until, const Eyes&);

}  // namespace tutela::engine
