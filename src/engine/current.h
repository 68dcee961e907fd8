// The current verdicts, kept current: an entry changes one record, and only what that record can touch is judged again.
#pragma once
#include <functional>
#include <set>
#include <unordered_map>
#include <vector>

#include "engine/snapshot.h"
#include "engine/verdicts.h"

namespace tutela::engine {

// A computed field: an expression over everything, kept beside the record.
struct ComputedField {
    int type = 0, slot = 0;
    record::Expression value;
    Watch watch;
};

std::vector<ComputedField> computed_fields(const record::Catalog&, const Snapshot& shape);

struct Effort { int64_t subjects = 0, whole_rules = 0, computed = 0; };   // what was judged again

class Current {
public:
    Current(std::shared_ptr<const record::Catalog>, const RuleBook&, const Standards&);

    Result<void> load(record::Ledger&, const record::AsOf& = {});
    void judge_all(int32_t today);
    // One entry after the other; judged once at the end.
    Effort apply(const std::vector<record::Committed>&);
    Effort set_settings(const std::vector<std::pair<std::string, expr::Value>>&);
    Effort set_today(int32_t today);             // judges what turns on the way

    Snapshot& snapshot() { return snapshot_; }
    const Snapshot& snapshot() const { return snapshot_; }
    const Verdicts& verdicts() const { return verdicts_; }
    const std::vector<ComputedField>& computed() const { return computed_; }
    // Called between slices of a long work; may let others in.
    void on_slice(std::function<void()> f) { slice_ = std::move(f); }

private:
    // Who reads a slot of a type: a rule, or from rules.size() on a computed field.
    struct Reader { int who; const Read* read; };
    struct Touched {
        std::vector<std::pair<int, uint32_t>> subjects;  // who and index of its subject, several times perhaps
        std::set<int> whole;
        bool people = false;                             // an exception or a judgement changed
    };
    void index(int who, const Watch&);
    void apply_one(Touched&, const record::Committed&);
    void touch(Touched&, const Row&, const std::vector<int>& slots) const;
    void touch_slot(Touched&, const Row&, int slot) const;
    void touch_pointing(Touched&, const Row&) const;
    void touch_members(Touched&, const Row&) const;
    void touch_excused(Touched&, const Row&) const;
    void compute_all();
    bool compute(size_t field, const Row&);      // true if the value changed
    void settle_computed(Touched&, Effort&);
    Effort settle(Touched);
    int type_of(int who) const;

    std::shared_ptr<const record::Catalog> catalog_;
    const RuleBook& book_;
    Snapshot snapshot_;
    Verdicts verdicts_;
    std::vector<ComputedField> computed_;
    std::vector<std::vector<std::vector<Reader>>> readers_;      // by type, by slot
    std::vector<std::vector<int>> members_;                      // by type: who reads records.<type>
    std::vector<std::vector<int>> judged_;                       // by type: who has its records as subjects
    std::vector<int> restless_;                                  // who reads what cannot be told in advance
    std::unordered_map<std::string, int> by_name_;               // rules
    std::function<void()> slice_;
};

}  // namespace tutela::engine
