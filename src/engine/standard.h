// The standards as data: items (duties, controls, processes) in the tree of their clauses, read from
// standards/*/{standard,clauses,annex_a,processes}.yaml among the catalog's sources.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"
#include "engine/verdict.h"
#include "record/declaration/catalog.h"

namespace tutela::engine {

enum class Judged : uint8_t { machine, also, human };

struct Item {
    std::string id, clause, title, asks, kind, process, record, theme, owner_role;
    int standard = 0;                            // index in Standards::all
    int clause_index = -1;                       // in its standard's clauses
    bool should = false, may = false;            // force; else shall
    bool inferred = false;                       // basis: our reading, not confirmed
    Judged judged = Judged::machine;
    // The most a gap here can weigh: an observation where the standard only advises or the text is inferred.
    Severity ceiling() const { return should || may || inferred ? Severity::observation : Severity::major; }
    const char* force() const { return should ? "should" : may ? "may" : "shall"; }
    const char* basis() const { return inferred ? "inferred" : "certain"; }
    const char* assessability() const;           // machine, partial, human
    const char* judged_name() const;             // machine, also, human
};

struct Clause {
    std::string id, title;                       // "6.1.3"
    int parent = -1, level = 1;
    std::vector<int> items;                      // indices in Standards::items
};

struct Standard {
    std::string id, title, edition;
    std::vector<Clause> clauses;                 // a parent before its children
};

struct Standards {
    std::vector<Standard> all;
    std::vector<Item> items;
    std::unordered_map<std::string, int> by_id;  // item id
    const Item* item(std::string_view id) const;
    int item_index(std::string_view id) const;   // -1: none
    const Standard* standard(std::string_view id) const;   // empty: the first
};

// Errors of all files are gathered as faults "file:line: what; remedy".
Result<Standards> read_standards(const record::Catalog&);

}  // namespace tutela::engine
