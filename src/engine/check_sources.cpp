#include "engine/check_sources.h"

#include <algorithm>

#include "base/yaml_map.h"
#include "engine/report_run.h"
#include "engine/rule.h"
#include "engine/standard.h"

namespace tutela::engine {

Result<void> check_sources(const record::Catalog& catalog) {
    // Borrowed: nothing read here outlives the call.
    std::shared_ptr<const record::Catalog> borrowed(std::shared_ptr<void>(), &catalog);
    const auto standards = TRY(read_standards(catalog));     // without items no rule's clauses can be told right from wrong
    yaml::Complaints complaints;
    if (auto rules = read_rules(borrowed, standards, true); !rules) complaints.add(rules.error());
    if (auto reports = read_reports(borrowed, standards); !reports) complaints.add(reports.error());
    for (const auto& d : catalog.types())
        for (const auto& id : d.evidence_for)
            if (!standards.item(id)) complaints.add(d.place.substr(0, d.place.rfind(':')), std::max(1, std::atoi(d.place.c_str() + d.place.rfind(':') + 1)),
                                                    "evidence_for: no standard here has an item '" + id + "'; correct the id");
    if (!complaints.none()) return complaints.error("standards, rules and reports have");
    return {};
}

}  // namespace tutela::engine
