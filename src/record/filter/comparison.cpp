// ==, !=, <, <=, >, >= and `in`.
#include <algorithm>

#include "expr/operators.h"
#include "record/filter/threshold.h"
#include "record/filter/translator.h"
#include "record/ledger/encoding.h"

namespace tutela::record {

using expr::Kind;
using expr::Node;
using expr::NodeKind;
using expr::Op;

namespace {

std::string sql_sign(Op op) { return op == Op::equal ? "=" : op == Op::not_equal ? "<>" : std::string(expr::sign_of(op)); }

expr::Value as_real(const expr::Value& v) {
    if (v.is(Kind::integer)) return expr::Value::real(static_cast<double>(v.as_int()));
    return v.is(Kind::uinteger) ? expr::Value::real(static_cast<double>(v.as_uint())) : v;
}

// Equal to itself: false and true for every value, unknown where there is none.
std::string never(const std::string& sql) { return "(" + sql + " <> " + sql + ")"; }
std::string always(const std::string& sql) { return "(" + sql + " = " + sql + ")"; }

}  // namespace

// The record whose id is asked for, or nullptr.
const Node* Translator::owner_of_id(const Node& n) const {
    return n.kind == NodeKind::field && n.name == "id" && !n.args.empty() && type_named(n.object) ? n.args[0] : nullptr;
}

Result<std::string> Translator::comparison(const Node& n, Want want) {
    const Node &a = *n.args[0], &b = *n.args[1];
    const Node *left_id = owner_of_id(a), *right_id = owner_of_id(b);
    const size_t before = sql_.values.size();
    if (left_id && right_id) {
        const auto left = TRY(term(*left_id)), right = TRY(term(*right_id));
        return compare(n, n.op, left, right);
    }
    if (left_id || right_id) {
        const auto record = TRY(term(left_id ? *left_id : *right_id));
        return id_comparison(n, n.op, record, left_id ? b : a, want);
    }
    if (a.type.is(expr::TypeKind::boolean) && b.type.is(expr::TypeKind::boolean)) {
        const auto left = TRY(boolean(a, Want::exact)), right = TRY(boolean(b, Want::exact));
        return "(" + left + " " + sql_sign(n.op) + " " + right + ")";
    }
    if (want == Want::truth)
        for (const bool turned : {false, true}) {
            const Node &path = turned ? b : a, &other = turned ? a : b;
            if (one_link_away(path) && folding_.constant(other)) return linked_comparison(n, path, other, turned ? expr::mirrored(n.op) : n.op);
        }
    const auto left = TRY(beside(a, b)), right = TRY(beside(b, a));
    if (left.shape == Shape::nothing || right.shape == Shape::nothing) return unknown_since(before);
    return compare(n, n.op, left, right);
}

// `this.owner.title`: a field of what a link of a row in scope points to.
bool Translator::one_link_away(const Node& n) const {
    if (n.kind != NodeKind::field || n.object.empty() || !type_named(n.object)) return false;
    const Node& link = *n.args[0];
    return link.kind == NodeKind::field && type_named(link.object) && (link.args[0]->kind == NodeKind::variable || link.args[0]->kind == NodeKind::local);
}

// Where only true counts, the records a link may point to are looked up once, as a set, instead of once a row: then the
// link's index serves. A link to nothing, or to what may not be read, is in no set.
Result<std::string> Translator::linked_comparison(const Node& n, const Node& path, const Node& other, Op op) {
    const size_t before = sql_.values.size();
    const auto link = TRY(term(*path.args[0]));
    Term row;
    row.shape = Shape::record;
    row.type = link.type;
    row.alias = TRY(fresh());
    const auto value = TRY(field_of(row, path)), limit = TRY(beside(other, path));
    if (limit.shape == Shape::nothing) return unknown_since(before);
    auto condition = TRY(compare(n, op, value, limit));
    if (const auto allowed = TRY(readable(*row.type, row.alias)); !allowed.empty()) condition += " AND (" + allowed + ")";
    return "(" + link.sql + " IN (SELECT " + row.alias + ".id FROM " + relation_of(*row.type) + " " + row.alias + " WHERE " + condition + "))";
}

// A value; a fixed whole number beside doubles is one itself, as the evaluator has it.
Result<Translator::Term> Translator::beside(const Node& n, const Node& other) {
    if (!other.type.is(expr::TypeKind::real) || !folding_.constant(n)) return term(n);
    const auto v = TRY(folding_.value(n));
    return constant(n, as_real(v));
}

Result<std::string> Translator::compare(const Node& n, Op op, const Term& left, const Term& right) {
    if (left.shape == Shape::record || right.shape == Shape::record) {
        if (left.shape != right.shape || left.type != right.type || (op != Op::equal && op != Op::not_equal))
            return refuse(n, "Records are compared with == and !=, and only with records of the same type.");
        const auto first = TRY(number_of(left)), second = TRY(number_of(right));
        return "(" + first + " " + sql_sign(op) + " " + second + ")";
    }
    const auto number = [](const Term& t) { return t.shape == Shape::integer || t.shape == Shape::real; };
    if (left.shape != right.shape && !(number(left) && number(right))) return refuse(n, "These two kinds of values never meet; compare like with like.");
    if (left.shape == Shape::boolean) return "((" + left.sql + " = 1) " + sql_sign(op) + " (" + right.sql + " = 1))";
    if (left.shape != Shape::real && right.shape != Shape::real) return "(" + left.sql + " " + sql_sign(op) + " " + right.sql + ")";
    const auto is_column = [](const Term& t) { return t.shape == Shape::integer || t.places >= 0; };
    if (right.fixed && is_column(left)) return compare_with(op, left, *right.fixed);
    if (left.fixed && is_column(right)) return compare_with(expr::mirrored(op), right, *left.fixed);
    const auto first = double_of(left), second = double_of(right);
    return "(" + first + " " + sql_sign(op) + " " + second + ")";
}

// A stored whole number against a fixed double, without leaving whole numbers: exact, and an index can serve it.
Result<std::string> Translator::compare_with(Op op, const Term& column, double limit) {
    const int places = column.shape == Shape::integer ? 0 : column.places;
    const auto from = first_at_least(limit, places), beyond = first_above(limit, places);
    const std::string& c = column.sql;
    const auto at_least = [&](std::optional<int64_t> n) { return n ? "(" + c + " >= " + bound(*n) + ")" : never(c); };
    const auto below = [&](std::optional<int64_t> n) { return n ? "(" + c + " < " + bound(*n) + ")" : always(c); };
    switch (op) {
        case Op::greater_equal: return at_least(from);
        case Op::greater: return at_least(beyond);
        case Op::less: return below(from);
        case Op::less_equal: return below(beyond);
        default: break;
    }
    const bool same = op == Op::equal;
    if (from == beyond) return same ? never(c) : always(c);
    if (beyond && *beyond - 1 == *from) return "(" + c + (same ? " = " : " <> ") + bound(*from) + ")";
    const auto inside = at_least(from), under = below(beyond);
    return (same ? "(" : "(NOT (") + inside + " AND " + under + (same ? ")" : "))");
}

// A linked record that may not be read counts as absent. Where only true counts, the link's own column is asked first,
// so that its index serves. `test` stands behind the number.
Result<std::string> Translator::asked_of_number(const Term& record, const std::string& test, Want want) {
    const auto number = TRY(number_of(record));
    if (want == Want::exact || !record.doubtful || !record.alias.empty() || !record.from.empty()) return "(" + number + test + ")";
    return "(" + record.sql + test + " AND " + number + " IS NOT NULL)";
}

// `this.id == "R-014"`: the column holds the number. A text that is no id of this type equals none.
Result<std::string> Translator::id_comparison(const Node& n, Op op, const Term& record, const Node& other, Want want) {
    if (op != Op::equal && op != Op::not_equal) return refuse(n, "Ids are compared with == and != only.");
    if (!record.type || !folding_.constant(other)) return refuse(n, "Compare an id with a fixed text, or compare the records themselves.");
    const auto v = TRY(folding_.value(other));
    if (v.is(Kind::unknown)) return std::string(sql_unknown);
    if (!v.is(Kind::string)) return refuse(n, "An id is a text such as \"" + id_text(*record.type, 14) + "\".");
    const auto number = bound(record_number(*record.type, v.as_string()));       // 0: nobody's
    return asked_of_number(record, " " + sql_sign(op) + " " + number, op == Op::equal ? want : Want::exact);
}

// `x in [constants]`, `x in this.tags`, `record in this.links`.
Result<std::string> Translator::member(const Node& n, Want want) {
    const Node &needle = *n.args[0], &hay = *n.args[1];
    if (folding_.constant(hay)) {
        const auto values = TRY(folding_.value(hay));
        if (values.is(Kind::unknown)) return std::string(sql_unknown);
        if (!values.is(Kind::list)) return refuse(n, "`in` looks into a list here, for example [\"draft\", \"assessed\"].");
        return among_constants(n, values.as_list(), want);
    }
    const size_t before = sql_.values.size();
    const auto where = TRY(list(hay));
    if (owner_of_id(needle)) return refuse(n, "Look for the record itself, without `.id`.");
    const auto t = TRY(term(needle));
    if (t.shape == Shape::nothing) return unknown_since(before);
    if (t.shape != where.element.shape || t.type != where.element.type) return refuse(n, "`in` looks for a value of the kind the list holds.");
    const bool records = t.shape == Shape::record;
    const auto value = records ? TRY(number_of(t)) : t.sql, element = records ? TRY(number_of(where.element)) : where.element.sql;
    const auto found = "EXISTS (SELECT 1 FROM " + where.from + " WHERE " + where.where + " AND " + element + " = " + value + ")";
    if (want == Want::truth) return "(" + found + ")";
    std::string out = "(CASE WHEN " + value + " IS NULL THEN " + sql_unknown;
    if (!where.absent.empty()) out += " WHEN " + where.absent + " THEN " + sql_unknown;
    return out + " ELSE " + found + " END)";
}

Result<std::string> Translator::among_constants(const Node& n, const std::vector<expr::Value>& values, Want want) {
    const Node& needle = *n.args[0];
    if (const Node* owner = owner_of_id(needle)) {
        const auto record = TRY(term(*owner));
        return among_ids(record, values, want);
    }
    const bool condition = needle.type.is(expr::TypeKind::boolean);
    const size_t before = sql_.values.size();
    Term t;
    if (condition) t.sql = TRY(boolean(needle, Want::exact));
    else t = TRY(term(needle));
    if (t.shape == Shape::nothing) return unknown_since(before);
    if (t.shape == Shape::record) return refuse(n, "Look for the id of the record, as in this.owner.id in [\"P-001\"].");
    if (values.empty()) return never(t.fixed ? std::string("1") : t.sql);
    std::vector<Term> terms;
    for (const auto& v : values) {
        if (condition && !v.is(Kind::boolean)) return refuse(n, "These two kinds of values never meet; compare like with like.");
        Term one;
        if (condition) one.sql = v.as_bool() ? sql_yes : sql_no;
        else one = TRY(constant(n, t.shape == Shape::real ? as_real(v) : v));
        terms.push_back(std::move(one));
    }
    const bool alike = std::all_of(terms.begin(), terms.end(), [&](const Term& one) { return one.shape == t.shape && t.shape != Shape::real; });
    std::string out;
    if (alike) {
        for (const Term& one : terms) out += (out.empty() ? "" : ", ") + one.sql;
        return "(" + t.sql + " IN (" + out + "))";
    }
    for (const Term& one : terms) out += (out.empty() ? "" : " OR ") + TRY(compare(n, Op::equal, t, one));
    return "(" + out + ")";
}

Result<std::string> Translator::among_ids(const Term& record, const std::vector<expr::Value>& values, Want want) {
    if (!record.type) return refuse(*root_, "Ids are asked of records.");
    std::string numbers;
    for (const auto& v : values) numbers += (numbers.empty() ? "" : ", ") + bound(v.is(Kind::string) ? record_number(*record.type, v.as_string()) : 0);
    if (values.empty()) return never(TRY(number_of(record)));
    return asked_of_number(record, " IN (" + numbers + ")", want);
}

}  // namespace tutela::record
