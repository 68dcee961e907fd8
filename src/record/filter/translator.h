// From a checked CEL condition to SQL that matches exactly the records for which CEL says true. CEL's unknown (an
// unset field) is SQL's NULL; `exists`, `all` and `exists_one` become three-valued where a negation could see the
// difference. What SQL would decide otherwise than CEL is refused with a sentence: arithmetic on fields, regular
// expressions, functions without a twin in both engines. docs/reference/cel.md, "What a filter may ask".
//
// Every part of the expression stands once in the SQL, so that the text grows with the filter and not faster.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "expr/ast.h"
#include "record/filter/folding.h"
#include "record/ledger/sql.h"

namespace tutela::record {

// The condition under which rows of `alias` of a linked type may be read; empty: all. An unreadable linked record
// counts as absent.
using Readable = std::function<Result<std::string>(const Declaration&, std::string_view alias, Sql&)>;

class Translator {
public:
    Translator(const Catalog&, Sql&, const Folding&, const Readable*, std::optional<int64_t> position, store::Engine);
    // The condition for rows of `alias`, a table of `type`. Errors: invalid "not_translated".
    Result<std::string> condition(const expr::Node&, const Declaration& type, std::string_view alias);

private:
    // Whether NULL must be told from false (below a negation), or only true counts.
    enum class Want { exact, truth };
    enum class Shape { boolean, integer, real, text, date, moment, duration, record, nothing };
    // A value in SQL. A record is a row in scope (alias), or what the link `sql` points to; where the link is not in
    // scope itself, `from` and `where` lead to it (joined, not nested: SQLite's parser goes only so deep).
    struct Term {
        std::string sql, alias;
        Shape shape = Shape::text;
        const Declaration* type = nullptr;
        int places = -1;                     // real: sql is a whole number to be divided by 10^places; -1: a double
        std::optional<double> fixed;         // real: a constant; sql is empty
        std::string from, where;
        bool doubtful = false;               // record: the link may point to what is not there or may not be read
    };
    // A list one can count or ask `exists` of: a FROM clause with a condition, and how an element is reached.
    struct List {
        std::string from, where, absent;     // absent: SQL that is true where the way to the list is unknown; or empty
        Term element;
    };

    // translator.cpp: conditions
    Result<std::string> boolean(const expr::Node&, Want);
    Result<std::string> chain(const expr::Node&, size_t from, size_t to, Want);
    Result<std::string> conditional(const expr::Node&, Want);
    Result<std::string> presence(const expr::Node&);
    Result<std::string> word_test(const expr::Node&);
    Error refuse(const expr::Node&, const std::string& why) const;
    Result<std::string> short_enough(const expr::Node&, std::string) const;
    std::string unknown_since(size_t bound);

    // comparison.cpp
    Result<std::string> comparison(const expr::Node&, Want);
    Result<std::string> linked_comparison(const expr::Node&, const expr::Node& path, const expr::Node& other, expr::Op);
    bool one_link_away(const expr::Node&) const;
    Result<Term> beside(const expr::Node&, const expr::Node& other);
    Result<std::string> compare(const expr::Node&, expr::Op, const Term&, const Term&);
    Result<std::string> compare_with(expr::Op, const Term& column, double limit);
    Result<std::string> id_comparison(const expr::Node&, expr::Op, const Term& record, const expr::Node& other, Want);
    Result<std::string> member(const expr::Node&, Want);
    Result<std::string> among_constants(const expr::Node&, const std::vector<expr::Value>&, Want);
    Result<std::string> among_ids(const Term& record, const std::vector<expr::Value>&, Want);
    Result<std::string> asked_of_number(const Term& record, const std::string& test, Want);
    const expr::Node* owner_of_id(const expr::Node&) const;

    // lists.cpp
    Result<std::string> quantifier(const expr::Node&, Want);
    Result<List> list(const expr::Node&);
    Result<List> list_of(const Term& record, const expr::Node&);
    Result<List> inverse_list(const std::string& number, const Inverse&);
    Result<List> link_list(const Term& record, const std::string& number, const Field&);
    Result<List> tag_list(const Term& record, const Field&);
    std::string held(const std::string& alias) const;

    // terms.cpp: values
    Result<Term> term(const expr::Node&);
    Result<Term> constant(const expr::Node&);
    Result<Term> constant(const expr::Node&, const expr::Value&);
    Result<Term> call(const expr::Node&);
    Result<Term> choice(const expr::Node&);
    Result<Term> field(const expr::Node&);
    Result<Term> field_of(const Term& record, const expr::Node&);
    Result<Term> own_field(const Term& record, const Field&, const expr::Node&);
    Result<Term> range_part(const expr::Node&);
    Result<Term> implicit(const Term& record, const expr::Node&);
    Result<Term> actor(const Term& record, const expr::Node&);
    // The link in a column of a record, and what a link points to as a row, which stands in scope of its `from`.
    Result<Term> linked(const Term& record, std::string_view column, const Declaration& target);
    Result<Term> reached(const Term& record);
    Result<std::string> column(const Term& record, std::string_view name);
    Result<std::string> number_of(const Term& record);
    std::string double_of(const Term&);
    std::string bound(int64_t);
    Result<std::string> bound(const expr::Node&, std::string_view);
    Result<std::string> fresh();
    std::string relation_of(const Declaration&) const;
    Result<std::string> readable(const Declaration&, const std::string& alias);
    const Declaration* type_named(std::string_view name) const { return catalog_.type(name); }

    const Catalog& catalog_;
    Sql& sql_;
    const Folding& folding_;
    const Readable* readable_;
    std::optional<int64_t> position_;
    store::Engine engine_;
    const expr::Node* root_ = nullptr;
    Term this_;
    std::map<int, Term> locals_;
    size_t bound_before_ = 0;
    int aliases_ = 0, nesting_ = 0;
};

inline constexpr const char* sql_yes = "(1=1)";
inline constexpr const char* sql_no = "(1=0)";
inline constexpr const char* sql_unknown = "(CAST(NULL AS BIGINT) = 1)";

}  // namespace tutela::record
