// What rules and reports can name beyond the catalog's fields: held().
#pragma once
#include <string>

#include "expr/schema.h"
#include "record/declaration/catalog.h"

namespace tutela::engine {

class RuleSchema final : public expr::Schema {
public:
    // `this_object`: a record type, "standard_item", or empty for none. Catalog and schema must outlive the programs
    // compiled with it.
    RuleSchema(const record::Catalog&, const std::string& this_object);
    const expr::Variable* variable(std::string_view name) const override { return below_.variable(name); }
    const expr::Field* field(std::string_view object, std::string_view name) const override { return below_.field(object, name); }
    std::vector<std::string> variable_names() const override { return below_.variable_names(); }
    std::vector<std::string> field_names(std::string_view object) const override { return below_.field_names(object); }
    // held(record, "field", from, to): whoever or whatever stood in that link at any time from one day to the other,
    // both included, in the order they came.
    std::vector<const expr::Function*> functions(std::string_view name) const override;

private:
    const expr::Schema& below_;
    expr::Function held_;
};

}  // namespace tutela::engine
