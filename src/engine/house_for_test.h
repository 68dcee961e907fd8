// A small house for the engine's tests, and a desk that keeps verdicts over records put there by hand.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/answers.h"
#include "engine/current.h"
#include "engine/engine.h"

namespace tutela::engine::testing {

// The first of June 2026, the day of rule examples.
constexpr int32_t first_of_june = 20605;

// Types, roles, settings and a standard; `more` adds texts, or replaces those with the same path.
std::vector<record::Source> house_sources(const std::vector<record::Source>& more = {});
// A rule with `body` behind its name; clauses, says, severity, remedy and examples are added where body has none.
record::Source rule_source(const std::string& name, const std::string& body);
// Builds the catalog, and fails the test where it cannot.
std::shared_ptr<const record::Catalog> house(const std::vector<record::Source>& more = {});
// The faults that standards, rules and reports of a house have, one per line; empty where there are none.
std::string faults_of(const std::vector<record::Source>& more);

using Values = std::vector<std::pair<std::string, std::string>>;     // field and YAML text: {"level", "12"}

class Desk {
public:
    explicit Desk(const std::vector<record::Source>& more = {}, int32_t today = first_of_june);

    // Makes or changes a record and judges what it touched. Fields not named keep their values; "" unsets.
    Effort put(const std::string& id, const std::string& state, const Values& values = {}, bool archived = false);
    Effort set(const std::string& setting, expr::Value);
    void move_to(int32_t day);
    // The same records in a fresh state, everything judged.
    std::unique_ptr<Current> anew() const;

    std::string marks(const std::string& rule) const { return marks(*current, rule); }   // "R-1 gap, R-2 conforms"
    std::string marks(const Current&, const std::string& rule) const;
    std::string item(const std::string& id) const;               // "gap major", "conforms", "nothing open"
    std::string clause(const std::string& id) const;
    Check check(Eyes eyes = Eyes({}), int limit = 1000) const;
    House house() const { return {standards, book, current->snapshot(), current->verdicts()}; }
    Tree tree() const { return current->verdicts().tree(position); }

    std::shared_ptr<const record::Catalog> catalog;
    Standards standards;
    RuleBook book;
    std::map<std::pair<int, int64_t>, record::Record> records;
    std::vector<std::pair<std::string, expr::Value>> settings;
    std::unique_ptr<Current> current;
    int64_t position = 0;
    int32_t today;
};

}  // namespace tutela::engine::testing
