#include "record/filter/translator.h"

#include "record/ledger/encoding.h"

namespace tutela::record {

using expr::Kind;
using expr::Node;
using expr::NodeKind;
using expr::Op;

namespace {

constexpr const char* yes = "(1=1)";
constexpr const char* no = "(1=0)";
constexpr const char* nobody_knows = "(CAST(NULL AS BIGINT) = 1)";
constexpr int deepest = 12;                  // subqueries inside one another
constexpr size_t most_bound = 400;

bool is_comparison(Op op) { return op >= Op::equal && op <= Op::greater_equal; }
std::string sql_sign(Op op) { return op == Op::equal ? "=" : op == Op::not_equal ? "<>" : std::string(expr::sign_of(op)); }

}  // namespace

Translator::Translator(const Catalog& catalog, Sql& sql, const Folding& folding, const Readable* readable, std::optional<int64_t> position, store::Engine engine)
    : catalog_(catalog), sql_(sql), folding_(folding), readable_(readable), position_(position), engine_(engine) {}

Error Translator::refuse(const Node& n, const std::string& why) const {
    return invalid(why + " (column " + std::to_string(n.offset + 1) + ")", "/filter", "not_translated");
}

Result<std::string> Translator::condition(const Node& n, const Declaration& type, std::string_view alias) {
    this_ = {{}, std::string(alias), Shape::record, &type};
    auto out = TRY(boolean(n, Want::truth));
    if (aliases_ > deepest * 4 || sql_.values.size() > most_bound) return refuse(n, "This filter is too large; split it.");
    return out;
}

Result<std::string> Translator::boolean(const Node& n, Want want) {
    if (folding_.constant(n)) {
        const auto v = TRY(folding_.value(n));
        if (v.is(Kind::boolean)) return std::string(v.as_bool() ? yes : no);
        if (v.is(Kind::unknown)) return std::string(nobody_knows);
        return refuse(n, v.is(Kind::error) ? std::string(v.error_message()) : "A filter is a condition: it must be true or false.");
    }
    if (n.kind == NodeKind::comprehension) return quantifier(n, want);
    if (n.kind == NodeKind::has) return presence(n);
    if (n.kind == NodeKind::call) {
        if (n.op == Op::and_ || n.op == Op::or_) {
            std::string out = "(";
            for (size_t i = 0; i < n.args.size(); ++i) out += (i ? n.op == Op::and_ ? " AND " : " OR " : "") + TRY(boolean(*n.args[i], want));
            return out + ")";
        }
        if (n.op == Op::not_) return "(NOT " + TRY(boolean(*n.args[0], Want::exact)) + ")";
        if (n.op == Op::conditional) return conditional(n, want);
        if (is_comparison(n.op)) return comparison(n);
        if (n.op == Op::in) return member(n);
        if (n.op == Op::function) return word_test(n);
        return refuse(n, "`" + n.name + "` cannot be asked of the database.");
    }
    const auto t = TRY(term(n));
    if (t.shape != Shape::boolean) return refuse(n, "A condition is needed here.");
    return "(" + t.sql + " = 1)";
}

Result<std::string> Translator::conditional(const Node& n, Want want) {
    const auto first = TRY(boolean(*n.args[0], Want::exact)), again = TRY(boolean(*n.args[0], Want::exact));
    const auto a = TRY(boolean(*n.args[1], want)), b = TRY(boolean(*n.args[2], want));
    return "(CASE WHEN " + first + " THEN " + a + " WHEN NOT " + again + " THEN " + b + " END)";
}

// Both sides as values, or as the numbers of two records, or an id against a text.
Result<std::string> Translator::comparison(const Node& n) {
    const Node &a = *n.args[0], &b = *n.args[1];
    for (const auto* side : {&a, &b})
        if (side->kind == NodeKind::field && side->name == "id" && type_named(side->object))
            return id_comparison(n, TRY(term(*side->args[0])), side == &a ? b : a);
    if (a.type.is(expr::TypeKind::boolean)) return "(" + TRY(boolean(a, Want::exact)) + " " + sql_sign(n.op) + " " + TRY(boolean(b, Want::exact)) + ")";
    auto left = TRY(term(a)), right = TRY(term(b));
    if (left.shape == Shape::record || right.shape == Shape::record) {
        if (left.shape != right.shape || left.type != right.type || (n.op != Op::equal && n.op != Op::not_equal)) return refuse(n, "Records are compared with == and !=, and only with records of the same type.");
        return "(" + number_of(left) + " " + sql_sign(n.op) + " " + number_of(right) + ")";
    }
    if (left.shape != right.shape) {
        const auto number = [](Shape s) { return s == Shape::integer || s == Shape::real; };
        if (!number(left.shape) || !number(right.shape)) return refuse(n, "These two kinds of values are never equal in the database; compare like with like.");
        for (Term* t : {&left, &right})
            if (t->shape == Shape::integer) t->sql = "CAST(" + t->sql + " AS DOUBLE PRECISION)";
    }
    return "(" + left.sql + " " + sql_sign(n.op) + " " + right.sql + ")";
}

// `this.id == "R-014"`: the column holds the number. A text that is no id of this type equals none.
Result<std::string> Translator::id_comparison(const Node& n, const Term& record, const Node& other) {
    if (n.op != Op::equal && n.op != Op::not_equal) return refuse(n, "Ids are compared with == and != only.");
    if (!folding_.constant(other)) return refuse(n, "Compare an id with a text, or compare the records themselves.");
    const auto v = TRY(folding_.value(other));
    if (!v.is(Kind::string)) return refuse(n, "An id is a text such as \"" + record.type->prefix + "-014\".");
    return "(" + number_of(record) + " " + sql_sign(n.op) + " " + std::to_string(record_number(*record.type, v.as_string()) ? record_number(*record.type, v.as_string()) : -1) + ")";
}

// `x in [constants]`, `x in this.tags`, `record in this.links`.
Result<std::string> Translator::member(const Node& n) {
    const Node &needle = *n.args[0], &hay = *n.args[1];
    if (!folding_.constant(hay)) {
        auto where = TRY(list(hay));
        const auto element = where.element.shape == Shape::record ? number_of(where.element) : where.element.sql;
        const auto t = TRY(term(needle));
        if (t.shape != where.element.shape || t.type != where.element.type) return refuse(n, "`in` looks for a value of the kind the list holds.");
        const auto value = t.shape == Shape::record ? number_of(t) : t.sql;
        const auto found = "EXISTS (SELECT 1 FROM " + where.from + " WHERE " + where.where + " AND " + element + " = " + value + ")";
        std::string out = "(CASE WHEN " + value + " IS NULL THEN " + nobody_knows;
        if (!where.absent.empty()) out += " WHEN " + where.absent + " THEN " + nobody_knows;
        return out + " ELSE " + found + " END)";
    }
    const auto values = TRY(folding_.value(hay));
    if (!values.is(Kind::list)) return refuse(n, "`in` looks into a list here, for example [\"draft\", \"assessed\"].");
    if (values.as_list().empty()) {
        const auto t = TRY(term(needle));
        return "(CASE WHEN " + (t.shape == Shape::record ? number_of(t) : t.sql) + " IS NULL THEN " + nobody_knows + " ELSE " + no + " END)";
    }
    std::string out = "(";
    for (size_t i = 0; i < values.as_list().size(); ++i) {
        Node element, pair;
        element.value = values.as_list()[i];
        element.offset = pair.offset = n.offset;
        pair.kind = NodeKind::call;
        pair.op = Op::equal;
        pair.args = {const_cast<Node*>(&needle), &element};
        out += (i ? " OR " : "") + TRY(comparison(pair));
    }
    return out + ")";
}

Result<std::string> Translator::presence(const Node& n) {
    if (n.type.is(expr::TypeKind::list) || n.object.empty()) return refuse(n, "has() is asked of a field of a record here.");
    const auto record = TRY(term(*n.args[0]));
    const auto* field = record.type ? record.type->field(n.name) : nullptr;
    const bool is_list = !field ? catalog_.inverse_slot(*record.type, n.name) >= 0
                                : field->type == FieldType::links || field->type == FieldType::tags || field->type == FieldType::parts;
    std::string there;
    if (is_list && (!field || field->type != FieldType::parts)) {
        Node as_field = n;
        as_field.kind = NodeKind::field;
        const auto l = TRY(list(as_field));
        there = "EXISTS (SELECT 1 FROM " + l.from + " WHERE " + l.where + ")";
    } else if (field && field->type == FieldType::range) {
        there = "(" + TRY(column(record, n.name + ".low")) + " IS NOT NULL)";
    } else if (field && field->type == FieldType::link && field->to != "any") {
        Node as_field = n;
        as_field.kind = NodeKind::field;
        there = "(" + number_of(TRY(term(as_field))) + " IS NOT NULL)";
    } else if (field || n.name == "domain") {
        if (field && (field->own || field->computed)) return refuse(n, "`" + n.name + "` is not kept in a column and cannot be filtered by.");
        there = "(" + TRY(column(record, n.name)) + " IS NOT NULL)";
    } else {
        there = yes;                                     // implicit fields always have a value
    }
    return there;                                        // false also behind an unset link, as in CEL
}

// exists: any element true; else unknown if any is unknown; all: the mirror; exists_one: exactly one, if none is unknown.
Result<std::string> Translator::quantifier(const Node& n, Want want) {
    if (n.key_value || n.filter() || (n.macro != expr::Macro::exists && n.macro != expr::Macro::all && n.macro != expr::Macro::exists_one))
        return refuse(n, "Of the macros a filter knows exists, all and exists_one with one variable; `" + std::string(expr::name_of(n.macro)) + "` is for rules.");
    const auto l = TRY(list(n.range()));
    const int local = n.locals[0];
    const auto select = [&](const std::string& what, const std::string& more) { return "(SELECT " + what + " FROM " + l.from + " WHERE " + l.where + (more.empty() ? "" : " AND " + more) + ")"; };
    const auto body = [&](Want w) -> Result<std::string> {
        locals_[local] = l.element;
        return TRY(boolean(n.body(), w));
    };
    const std::string absent = l.absent.empty() ? "" : " WHEN " + l.absent + " THEN " + nobody_knows;
    if (n.macro == expr::Macro::exists) {
        const auto some = "EXISTS " + select("1", TRY(body(Want::truth)));
        if (want == Want::truth) return "(" + some + ")";
        return "(CASE" + absent + " WHEN " + some + " THEN " + yes + " WHEN EXISTS " + select("1", TRY(body(Want::exact)) + " IS NULL") + " THEN " + nobody_knows + " ELSE " + no + " END)";
    }
    if (n.macro == expr::Macro::all) {
        const auto against = "EXISTS " + select("1", "(NOT " + TRY(body(Want::exact)) + ")");
        const auto unsure = "EXISTS " + select("1", TRY(body(Want::exact)) + " IS NULL");
        return "(CASE" + absent + " WHEN " + against + " THEN " + no + " WHEN " + unsure + " THEN " + nobody_knows + " ELSE " + yes + " END)";
    }
    const auto unsure = "EXISTS " + select("1", TRY(body(Want::exact)) + " IS NULL");
    return "(CASE" + absent + " WHEN " + unsure + " THEN " + nobody_knows + " ELSE (" + select("COUNT(*)", TRY(body(Want::exact))) + " = 1) END)";
}

// contains, startsWith, endsWith with a constant: the same letters, byte for byte.
Result<std::string> Translator::word_test(const Node& n) {
    const bool known = n.member && n.args.size() == 2 && (n.name == "contains" || n.name == "startsWith" || n.name == "endsWith");
    if (!known) return refuse(n, "`" + n.name + "` is for rules; the database cannot be asked it. A filter knows contains, startsWith, endsWith and size.");
    if (!folding_.constant(*n.args[1])) return refuse(n, "Give `" + n.name + "` a fixed text.");
    const auto text = TRY(term(*n.args[0]));
    const auto piece = TRY(folding_.value(*n.args[1]));
    if (text.shape != Shape::text || !piece.is(Kind::string)) return refuse(n, "`" + n.name + "` is asked of texts.");
    if (piece.as_string().empty()) return "(CASE WHEN " + text.sql + " IS NULL THEN " + nobody_knows + " ELSE " + yes + " END)";
    const auto bound = [&] { return "CAST(" + sql_.bind(Cell(std::string(piece.as_string()))) + " AS TEXT)"; };
    if (n.name == "contains") return "(" + std::string(engine_ == store::Engine::sqlite ? "instr" : "strpos") + "(" + text.sql + ", " + bound() + ") > 0)";
    if (n.name == "startsWith") return "(substr(" + text.sql + ", 1, length(" + bound() + ")) = " + bound() + ")";
    return "(length(" + text.sql + ") >= length(" + bound() + ") AND substr(" + text.sql + ", length(" + text.sql + ") - length(" + bound() + ") + 1) = " + bound() + ")";
}

}  // namespace tutela::record
