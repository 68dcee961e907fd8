// Reading reports from the catalog's texts, and evaluating one over a snapshot.
#pragma once
#include <deque>
#include <memory>

#include "engine/answers.h"
#include "engine/report.h"

namespace tutela::engine {

struct ReportBook {
    std::deque<ReportDeclaration> reports;       // addresses are kept by results
    std::vector<std::shared_ptr<const expr::Schema>> schemas;
    const ReportDeclaration* report(std::string_view name) const;
};

// All *.report.yaml, every expression compiled. Errors of all files are gathered.
Result<ReportBook> read_reports(std::shared_ptr<const record::Catalog>, const Standards&);

// Head, rows that `where` lets in and the reader may see, sorted and in their groups.
ReportResult run_report(const ReportDeclaration&, const Snapshot&, int32_t today, const Eyes&);

}  // namespace tutela::engine
