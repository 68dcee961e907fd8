// All verdicts over a snapshot on a day: a column for each rule, and what follows for items and clauses.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/check_result.h"
#include "engine/judge.h"
#include "engine/pardon.h"
#include "engine/rule.h"
#include "engine/standard.h"

namespace tutela::engine {

struct ItemState {
    Verdict verdict = Verdict::nothing;
    Severity severity = Severity::none;          // of the worst gap, never above the item's ceiling
    std::string judgement;                       // "", "conforms", "gap", "missing"
    bool uncovered = false;
    friend bool operator==(const ItemState&, const ItemState&) = default;
};

struct ClauseState { Verdict verdict = Verdict::nothing; Severity severity = Severity::none; Counts counts; };

// Immutable once published.
struct Tree {
    int64_t position = 0;
    int32_t today = 0;
    std::vector<ItemState> items;                // by Standards::items
    std::vector<std::vector<ClauseState>> clauses;   // by standard, by clause
    std::vector<Counts> counts;                  // by standard
};

class Verdicts {
public:
    Verdicts(const record::Catalog&, const RuleBook&, const Standards&);

    void judge_all(const Snapshot&, int32_t today);
    void judge_rule(const Snapshot&, size_t rule);               // all its subjects anew
    void judge_subject(const Snapshot&, size_t rule, size_t index);
    void read_people(const Snapshot&);           // exceptions and judgements changed
    void set_today(int32_t today) { today_ = today; }
    int32_t today() const { return today_; }

    const std::vector<Column>& columns() const { return columns_; }
    const Exceptions& exceptions() const { return exceptions_; }
    const Judgements& judgements() const { return judgements_; }
    // Last day a gap is excused; only asked where it is.
    int32_t excused_until(size_t rule, const Snapshot&, size_t index) const;

    Verdict of_rule(size_t rule) const;
    ItemState of_item(size_t item) const;
    Tree tree(int64_t position) const;

private:
    Outcome pardoned(size_t rule, Outcome, std::string_view record, bool& excused) const;
    void finish_whole(const Snapshot&, size_t rule);
    const RuleBook& book_;
    const Standards& standards_;
    Exceptions exceptions_;
    Judgements judgements_;
    std::vector<Column> columns_;
    int32_t today_ = 0;
};

void add_to(Counts&, const ItemState&);
Counts& operator+=(Counts&, const Counts&);

}  // namespace tutela::engine
