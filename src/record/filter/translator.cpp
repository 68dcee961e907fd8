// Conditions: logic, `? :`, has(), and questions to texts.
#include "record/filter/translator.h"

#include "record/filter/sql_depth.h"
#include "record/ledger/encoding.h"

namespace tutela::record {

using expr::Kind;
using expr::Node;
using expr::NodeKind;
using expr::Op;

namespace {

constexpr size_t longest = 64 * 1024;        // of one part in SQL
constexpr size_t most_bound = 1000;

bool is_comparison(Op op) { return op >= Op::equal && op <= Op::greater_equal; }

}  // namespace

Translator::Translator(const Catalog& catalog, Sql& sql, const Folding& folding, const Readable* readable, std::optional<int64_t> position, store::Engine engine)
    : catalog_(catalog), sql_(sql), folding_(folding), readable_(readable), position_(position), engine_(engine) {}

Error Translator::refuse(const Node& n, const std::string& why) const {
    return invalid(why + " (column " + std::to_string(n.offset + 1) + ")", "/filter", "not_translated");
}

Result<std::string> Translator::short_enough(const Node& n, std::string sql) const {
    if (sql.size() > longest || sql_.values.size() - bound_before_ > most_bound) return refuse(n, "This filter asks too much at once; split it.");
    return sql;
}

// Unknown whatever stands beside it. What was bound for that is taken back: PostgreSQL refuses parameters nobody uses.
std::string Translator::unknown_since(size_t bound) {
    sql_.values.resize(bound);
    return sql_unknown;
}

Result<std::string> Translator::condition(const Node& n, const Declaration& type, std::string_view alias) {
    root_ = &n;
    bound_before_ = sql_.values.size();
    this_ = {};
    this_.alias = alias;
    this_.shape = Shape::record;
    this_.type = &type;
    auto out = TRY(boolean(n, Want::truth));
    if (sql_depth(out) > deepest_sql) return refuse(n, "This filter stands too deep in itself; split it, or ask it in a rule.");
    return out;
}

Result<std::string> Translator::boolean(const Node& n, Want want) {
    if (folding_.constant(n)) {
        const auto v = TRY(folding_.value(n));
        if (v.is(Kind::boolean)) return std::string(v.as_bool() ? sql_yes : sql_no);
        if (v.is(Kind::unknown)) return std::string(sql_unknown);
        return refuse(n, v.is(Kind::error) ? std::string(v.error_message()) : "A filter is a condition: it must be true or false.");
    }
    if (n.kind == NodeKind::comprehension) return short_enough(n, TRY(quantifier(n, want)));
    if (n.kind == NodeKind::has) return presence(n);
    if (n.kind == NodeKind::call) {
        if (n.op == Op::and_ || n.op == Op::or_) return short_enough(n, TRY(chain(n, 0, n.args.size(), want)));
        if (n.op == Op::not_) return "(NOT " + TRY(boolean(*n.args[0], Want::exact)) + ")";
        if (n.op == Op::conditional) return short_enough(n, TRY(conditional(n, want)));
        if (is_comparison(n.op)) return short_enough(n, TRY(comparison(n, want)));
        if (n.op == Op::in) return short_enough(n, TRY(member(n, want)));
        if (n.op == Op::function) return short_enough(n, TRY(word_test(n)));
        return refuse(n, "`" + n.name + "` cannot be asked of the database; use it in a rule.");
    }
    const auto t = TRY(term(n));
    if (t.shape != Shape::boolean) return refuse(n, "A condition is needed here: compare this with something.");
    return "(" + t.sql + " = 1)";
}

// Halved again and again: SQLite refuses trees of more than 1000 levels, and a chain of ANDs is one level each.
Result<std::string> Translator::chain(const Node& n, size_t from, size_t to, Want want) {
    if (to - from == 1) return boolean(*n.args[from], want);
    const size_t middle = from + (to - from + 1) / 2;
    const auto left = TRY(chain(n, from, middle, want)), right = TRY(chain(n, middle, to, want));
    return "(" + left + (n.op == Op::and_ ? " AND " : " OR ") + right + ")";
}

Result<std::string> Translator::conditional(const Node& n, Want want) {
    const auto first = TRY(boolean(*n.args[0], Want::exact));
    const auto a = TRY(boolean(*n.args[1], want)), b = TRY(boolean(*n.args[2], want));
    return "(CASE " + first + " WHEN TRUE THEN " + a + " WHEN FALSE THEN " + b + " END)";
}

// true or false, never unknown: false also behind an unset link, as in CEL.
Result<std::string> Translator::presence(const Node& n) {
    if (n.object.empty()) {
        const auto t = TRY(range_part(n));
        return "(" + t.sql + " IS NOT NULL)";
    }
    const auto record = TRY(term(*n.args[0]));
    if (!record.type) return refuse(n, "has() is asked of a field of a record here.");
    const auto* f = record.type->field(n.name);
    if (f && (f->own || f->computed)) return "(" + TRY(field_of(record, n)).sql + " IS NOT NULL)";
    const bool is_list = f ? f->type == FieldType::links || f->type == FieldType::tags : catalog_.inverse_slot(*record.type, n.name) >= 0;
    if (is_list) {
        const auto l = TRY(list_of(record, n));
        return "(EXISTS (SELECT 1 FROM " + l.from + " WHERE " + l.where + "))";
    }
    if (!f && n.name == "changes") return refuse(n, "The history of a record cannot be filtered by; changed_at and state_since can.");
    if (!f && n.name != "domain" && n.name != "created_by" && n.name != "changed_by")
        return record.alias.empty() ? "(" + TRY(number_of(record)) + " IS NOT NULL)" : std::string(sql_yes);      // there, if the record is
    if (f && f->type == FieldType::range) return "(" + TRY(column(record, f->name + ".low")) + " IS NOT NULL)";
    if (f && (f->type == FieldType::parts || f->type == FieldType::file)) return "(" + TRY(column(record, f->name)) + " IS NOT NULL)";
    const auto t = TRY(field_of(record, n));
    return "(" + (t.shape == Shape::record ? TRY(number_of(t)) : t.sql) + " IS NOT NULL)";
}

// contains, startsWith, endsWith: the same letters, byte for byte.
Result<std::string> Translator::word_test(const Node& n) {
    const bool known = n.member && n.args.size() == 2 && (n.name == "contains" || n.name == "startsWith" || n.name == "endsWith");
    if (!known) return refuse(n, "`" + n.name + "` is for rules; the database cannot be asked it. Of functions a filter knows contains, startsWith, endsWith, lowerAscii, upperAscii and size.");
    if (owner_of_id(*n.args[0]) || owner_of_id(*n.args[1])) return refuse(n, "An id is compared with == and != or looked for with `in`.");
    const size_t before = sql_.values.size();
    const auto text = TRY(term(*n.args[0])), piece = TRY(term(*n.args[1]));
    if (text.shape == Shape::nothing || piece.shape == Shape::nothing) return unknown_since(before);
    if (text.shape != Shape::text || piece.shape != Shape::text) return refuse(n, "`" + n.name + "` is asked of texts.");
    const std::string &t = text.sql, &p = piece.sql;
    if (n.name == "contains") return "(" + std::string(engine_ == store::Engine::sqlite ? "instr" : "strpos") + "(" + t + ", " + p + ") > 0)";
    if (n.name == "startsWith") return "(substr(" + t + ", 1, length(" + p + ")) = " + p + ")";
    return "(length(" + t + ") >= length(" + p + ") AND substr(" + t + ", length(" + t + ") - length(" + p + ") + 1) = " + p + ")";
}

}  // namespace tutela::record
