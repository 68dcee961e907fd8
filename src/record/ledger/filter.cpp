#include "record/ledger/filter.h"

namespace tutela::record {

Result<std::string> filter_condition(const Catalog&, const Table&, const Expression& e, std::string_view, Sql&, std::optional<int64_t>) {
    return invalid("\"" + e.text + "\" cannot be asked of the database yet.", {}, "no_filter");
}

Result<std::string> filter_condition(const Catalog&, const Table&, std::string_view text, std::string_view, Sql&, std::optional<int64_t>) {
    return invalid("\"" + std::string(text) + "\" cannot be asked of the database yet.", {}, "no_filter");
}

}  // namespace tutela::record
