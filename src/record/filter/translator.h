// From a checked CEL condition to SQL that matches exactly the records for which CEL says true. CEL's unknown (an
// unset field) is SQL's NULL; `exists`, `all` and `exists_one` become three-valued where a negation could see the
// difference. What SQL would decide otherwise than CEL is refused with a sentence: arithmetic on fields, regular
// expressions, functions without a twin in both engines.
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
    enum class Shape { boolean, integer, real, text, date, moment, record };
    // A value in SQL. A record is either a row in scope (alias) or the number of one (sql).
    struct Term {
        std::string sql, alias;
        Shape shape = Shape::text;
        const Declaration* type = nullptr;
    };
    // A list one can count or ask `exists` of: a FROM clause with a condition, and how an element is reached.
    struct List {
        std::string from, where, absent;     // absent: SQL that is true where the way to the list is unknown; or empty
        Term element;
    };

    Result<std::string> boolean(const expr::Node&, Want);
    Result<std::string> comparison(const expr::Node&);
    Result<std::string> member(const expr::Node&);
    Result<std::string> presence(const expr::Node&);
    Result<std::string> quantifier(const expr::Node&, Want);
    Result<std::string> conditional(const expr::Node&, Want);
    Result<std::string> word_test(const expr::Node&);
    Result<Term> term(const expr::Node&);
    Result<Term> constant(const expr::Node&);
    Result<Term> call(const expr::Node&);
    Result<Term> field(const expr::Node&);
    Result<Term> implicit(const Term& record, const expr::Node&);
    Result<Term> linked(const std::string& number, const Declaration& target);
    Result<List> list(const expr::Node&);
    Result<List> inverse_list(const Term& record, int inverse);
    Result<List> link_list(const Term& record, const Field&);
    Result<List> tag_list(const Term& record, const Field&);
    // The column of a record, through a subquery where the record is only a number.
    Result<std::string> column(const Term& record, std::string_view name);
    Result<std::string> id_comparison(const expr::Node&, const Term& record, const expr::Node& other);
    Error refuse(const expr::Node&, const std::string& why) const;
    std::string fresh() { return "f" + std::to_string(++aliases_); }
    std::string number_of(const Term& record) const;
    std::string relation_of(const Declaration&) const;
    const Declaration* type_named(std::string_view name) const { return catalog_.type(name); }

    const Catalog& catalog_;
    Sql& sql_;
    const Folding& folding_;
    const Readable* readable_;
    std::optional<int64_t> position_;
    store::Engine engine_;
    Term this_;
    std::map<int, Term> locals_;
    int aliases_ = 0;
};

}  // namespace tutela::record
