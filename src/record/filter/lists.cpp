// Lists of a record, and exists, all and exists_one over them.
#include "record/filter/translator.h"
#include "record/ledger/encoding.h"

namespace tutela::record {

using expr::Macro;
using expr::Node;
using expr::NodeKind;

namespace {

constexpr int deepest = 3;      // quantifiers inside one another: each multiplies the rows that are read

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

}  // namespace

// exists: any element true; else unknown if any is unknown; all: the mirror; exists_one: exactly one, if none is unknown.
// Aggregates stand over a table of their own, because one over outer columns alone would belong to the outer query.
Result<std::string> Translator::quantifier(const Node& n, Want want) {
    if (n.key_value || n.filter() || (n.macro != Macro::exists && n.macro != Macro::all && n.macro != Macro::exists_one))
        return refuse(n, "Of the macros a filter knows exists, all and exists_one with one variable; `" + std::string(expr::name_of(n.macro)) + "` is for rules.");
    if (nesting_ == deepest) return refuse(n, "At most " + std::to_string(deepest) + " of exists, all and exists_one stand inside one another in a filter; ask it in a rule.");
    const auto l = TRY(list(n.range()));
    locals_[n.locals[0]] = l.element;
    const bool exact = want == Want::exact || n.macro == Macro::exists_one;
    ++nesting_;
    const auto body = TRY(boolean(n.body(), exact ? Want::exact : Want::truth));
    --nesting_;
    const std::string rows = " FROM " + l.from + " WHERE " + l.where;
    if (want == Want::truth && n.macro == Macro::exists) return "(EXISTS (SELECT 1" + rows + " AND " + body + "))";
    if (want == Want::truth && n.macro == Macro::all)
        return "(" + (l.absent.empty() ? "" : "NOT " + l.absent + " AND ") + "NOT EXISTS (SELECT 1" + rows + " AND " + body + " IS NOT TRUE))";
    const auto weighed = [&](const char* yes, const char* no, const char* unsure) {
        return " FROM (SELECT CASE " + body + " WHEN TRUE THEN " + yes + " WHEN FALSE THEN " + no + " ELSE " + unsure + " END AS v" + rows + ") q)";
    };
    const std::string unknown = sql_unknown;
    std::string out;
    if (n.macro == Macro::exists) out = "(SELECT CASE MAX(q.v) WHEN 2 THEN (1=1) WHEN 1 THEN " + unknown + " ELSE (1=0) END" + weighed("2", "0", "1");
    else if (n.macro == Macro::all) out = "(SELECT CASE MIN(q.v) WHEN 0 THEN (1=0) WHEN 1 THEN " + unknown + " ELSE (1=1) END" + weighed("2", "0", "1");
    else out = "(SELECT CASE WHEN SUM(q.v) >= 1000000000 THEN " + unknown + " WHEN SUM(q.v) = 1 THEN (1=1) ELSE (1=0) END" + weighed("1", "0", "1000000000");
    return l.absent.empty() ? out : "(CASE WHEN " + l.absent + " THEN " + unknown + " ELSE " + out + " END)";
}

Result<Translator::List> Translator::list(const Node& n) {
    if (n.kind != NodeKind::field || n.object.empty()) return refuse(n, "Only lists of a record can be asked in a filter: its links, its tags, and the records that link to it.");
    const auto record = TRY(term(*n.args[0]));
    return list_of(record, n);
}

Result<Translator::List> Translator::list_of(const Term& record, const Node& n) {
    if (!record.type) return refuse(n, "Only lists of a record can be asked in a filter: its links, its tags, and the records that link to it.");
    const auto number = TRY(number_of(record));
    Result<List> found = refuse(n, "`" + n.name + "` is not a list a filter can ask; use it in a rule.");
    if (const Field* f = record.type->field(n.name)) {
        if (f->own || f->computed) return refuse(n, "`" + f->name + "` is not kept in a table of its own and cannot be filtered by.");
        if (f->type == FieldType::links) found = link_list(record, number, *f);
        if (f->type == FieldType::tags) found = tag_list(record, *f);
    } else {
        for (const Inverse& i : catalog_.inverses(record.type->number))
            if (i.name == n.name && !catalog_.types()[static_cast<size_t>(i.source_type)].fields[static_cast<size_t>(i.field)].own) found = inverse_list(number, i);
    }
    if (found && record.alias.empty()) {
        found->absent = "(" + number + " IS NULL)";
        if (found->where == sql_yes) found->where = "(NOT " + found->absent + ")";       // what is bound must be used
    }
    return found;
}

std::string Translator::held(const std::string& alias) const {
    if (!position_) return alias + ".\"_to\" = " + std::to_string(forever);
    return alias + ".\"_from\" <= " + std::to_string(*position_) + " AND " + alias + ".\"_to\" > " + std::to_string(*position_);
}

Result<Translator::List> Translator::link_list(const Term& record, const std::string& number, const Field& f) {
    const Table home(catalog_, *record.type);
    const auto l = TRY(fresh());
    List out;
    out.from = quoted(home.links(f)) + " " + l;
    out.where = l + ".source = " + number + " AND " + held(l);
    if (f.to == "any") {
        out.element.sql = l + ".target";
        return out;
    }
    const auto& target = *type_named(f.to);
    const auto t = TRY(fresh());
    out.from += " JOIN " + relation_of(target) + " " + t + " ON " + t + ".id = " + l + ".target";
    if (const auto seen = TRY(readable(target, t)); !seen.empty()) out.where += " AND (" + seen + ")";
    out.element.alias = t;
    out.element.shape = Shape::record;
    out.element.type = &target;
    return out;
}

// Records that point here; archived ones do not count, as in rules.
Result<Translator::List> Translator::inverse_list(const std::string& number, const Inverse& inverse) {
    const auto& source = catalog_.types()[static_cast<size_t>(inverse.source_type)];
    const auto& f = source.fields[static_cast<size_t>(inverse.field)];
    const auto s = TRY(fresh());
    List out;
    out.from = relation_of(source) + " " + s;
    if (f.type == FieldType::links) {
        const auto l = TRY(fresh());
        out.from = quoted(Table(catalog_, source).links(f)) + " " + l + " JOIN " + out.from + " ON " + s + ".id = " + l + ".source";
        out.where = l + ".target = " + number + " AND " + held(l);
    } else {
        out.where = s + "." + quoted(f.name) + " = " + number;
    }
    out.where += " AND " + s + ".archived = 0";
    if (const auto seen = TRY(readable(source, s)); !seen.empty()) out.where += " AND (" + seen + ")";
    out.element.alias = s;
    out.element.shape = Shape::record;
    out.element.type = &source;
    return out;
}

Result<Translator::List> Translator::tag_list(const Term& record, const Field& f) {
    const auto e = TRY(fresh());
    const auto json = "COALESCE(" + TRY(column(record, f.name)) + ", '[]')";
    List out;
    const bool lite = engine_ == store::Engine::sqlite;
    out.from = lite ? "json_each(" + json + ") " + e : "jsonb_array_elements_text(CAST(" + json + " AS JSONB)) AS " + e + "(value)";
    out.where = sql_yes;
    out.element.sql = lite ? e + ".value" : "(" + e + ".value COLLATE \"C\")";
    return out;
}

}  // namespace tutela::record
