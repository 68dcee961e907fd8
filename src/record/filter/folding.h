// What of a condition does not depend on the record (`today - days(30)`, `settings.limit`, literals) is computed by
// the evaluator before SQL sees it, so that both can only agree.
#pragma once
#include <utility>
#include <vector>

#include "expr/ast.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

class Folding {
public:
    Folding(const Catalog& catalog, int32_t today, const std::vector<std::pair<std::string, expr::Value>>& settings) : catalog_(catalog), today_(today), settings_(settings) {}
    // Whether nothing below reads a record.
    bool constant(const expr::Node&) const;
    // The value, which may be unknown or an error.
    Result<expr::Value> value(const expr::Node&) const;

private:
    const Catalog& catalog_;
    int32_t today_;
    const std::vector<std::pair<std::string, expr::Value>>& settings_;
};

}  // namespace tutela::record
