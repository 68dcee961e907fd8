// Rules as declared: read strictly from *.rule.yaml, every name resolved, every expression compiled, every example run.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"
#include "engine/snapshot.h"
#include "engine/standard.h"
#include "engine/verdict.h"
#include "engine/watch.h"
#include "record/declaration/catalog.h"

namespace tutela::engine {

// One case of an example: what is given and what the rule must say about it.
struct RuleExample {
    std::string name, place;
    int32_t today = 0;
    std::vector<std::pair<std::string, expr::Value>> settings;
    std::vector<record::Record> given;
    std::vector<std::vector<HistoryNote>> history;      // beside `given`
    std::vector<std::string> finds, cannot_judge;
};

struct Rule {
    std::string name, says, remedy, place, process;
    Severity severity = Severity::minor;
    std::vector<std::string> clauses;
    std::vector<int> items;                      // the same as indices in Standards::items
    int each = -1;                               // type number, Snapshot::item_type(), or -1: the organisation
    std::string each_name;
    record::Expression where, expect, reason, who;
    int64_t at_least = 0;
    bool judged_also = false;
    Watch watch;                                 // of where and expect together
    std::vector<RuleExample> examples;
};

struct RuleBook {
    std::vector<Rule> rules;                     // by name
    std::vector<std::vector<int>> by_item;       // Standards::items index → rules
    std::vector<int> history_types;
    std::vector<std::shared_ptr<const expr::Schema>> schemas;   // the programs' functions live there
    const Rule* rule(std::string_view name) const;
};

// All *.rule.yaml of the catalog. Errors of all files are gathered as faults "file:line: what; remedy". `run_examples`:
// also runs them and counts what does not come out as said as a fault (declc; the program trusts its embedded texts).
Result<RuleBook> read_rules(std::shared_ptr<const record::Catalog>, const Standards&, bool run_examples);

}  // namespace tutela::engine
