#include "record/ledger/filter.h"

#include "expr/program.h"
#include "record/filter/translator.h"

namespace tutela::record {
namespace {

constexpr size_t longest = 4000;     // characters of a filter as typed

Result<std::string> translate(const Catalog& catalog, const Table& table, const expr::Ast& ast, std::string_view alias, Sql& sql, std::optional<int64_t> position, const FilterContext& context) {
    const Folding folding(catalog, context.today, context.settings);
    Translator translator(catalog, sql, folding, context.readable ? &context.readable : nullptr, position, context.engine);
    return translator.condition(*ast.root, table.type(), alias);
}

}  // namespace

Result<std::string> filter_condition(const Catalog& catalog, const Table& table, const Expression& e, std::string_view alias, Sql& sql, std::optional<int64_t> position, const FilterContext& context) {
    return translate(catalog, table, e.program->ast(), alias, sql, position, context);
}

Result<std::string> filter_condition(const Catalog& catalog, const Table& table, std::string_view text, std::string_view alias, Sql& sql, std::optional<int64_t> position, const FilterContext& context) {
    if (text.size() > longest) return invalid("A filter has at most " + std::to_string(longest) + " characters.", "/filter", "cel_limit");
    expr::CheckOptions options;
    options.bare_fields = true;
    options.result = expr::TypeKind::boolean;
    const auto ast = TRY(expr::check(text, catalog.schema(table.type().name), options));
    return translate(catalog, table, ast, alias, sql, position, context);
}

}  // namespace tutela::record
