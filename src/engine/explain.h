// What a name means, in words for people.
#pragma once
#include <string>
#include <string_view>

#include "engine/report_run.h"
#include "engine/rule.h"

namespace tutela::engine {

// A rule, item, clause, record type, `type.field`, setting or report. Missing: unknown, with the nearest name.
Result<std::string> explain(std::string_view name, const record::Catalog&, const Standards&, const RuleBook&, const ReportBook&);

}  // namespace tutela::engine
