// Values, columns and lists of the translator.
#include <charconv>
#include <cmath>

#include "base/clock.h"
#include "record/filter/translator.h"
#include "record/ledger/encoding.h"

namespace tutela::record {

using expr::Kind;
using expr::Node;
using expr::NodeKind;
using expr::Op;

namespace {

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

std::string power_text(int places) {
    std::string out = "1";
    out.append(static_cast<size_t>(places), '0');
    return out;
}

}  // namespace

std::string Translator::number_of(const Term& record) const { return record.alias.empty() ? record.sql : record.alias + ".id"; }

std::string Translator::relation_of(const Declaration& d) const { return relation(Table(catalog_, d), position_); }

Result<Translator::Term> Translator::term(const Node& n) {
    if (folding_.constant(n)) return constant(n);
    switch (n.kind) {
        case NodeKind::variable:
            if (n.name == "this") return this_;
            return refuse(n, "`" + n.name + "` cannot stand alone in a filter.");
        case NodeKind::local: {
            const auto found = locals_.find(n.slot);
            if (found == locals_.end()) return refuse(n, "`" + n.name + "` is not known here.");
            return found->second;
        }
        case NodeKind::field: return field(n);
        case NodeKind::call: return call(n);
        default: return refuse(n, "This cannot be asked of the database; use it in a rule.");
    }
}

Result<Translator::Term> Translator::constant(const Node& n) {
    const auto v = TRY(folding_.value(n));
    switch (v.kind()) {
        case Kind::integer: return Term{std::to_string(v.as_int()), {}, Shape::integer, nullptr};
        case Kind::uinteger:
            if (v.as_uint() > static_cast<uint64_t>(INT64_MAX)) return refuse(n, "The number is too large for the database.");
            return Term{std::to_string(v.as_uint()), {}, Shape::integer, nullptr};
        case Kind::real: {
            if (!std::isfinite(v.as_double())) return refuse(n, "A filter compares finite numbers.");
            char buffer[40];
            auto end = std::to_chars(buffer, buffer + sizeof buffer, v.as_double(), std::chars_format::scientific).ptr;
            return Term{"CAST(" + std::string(buffer, end) + " AS DOUBLE PRECISION)", {}, Shape::real, nullptr};
        }
        case Kind::string: return Term{"CAST(" + sql_.bind(Cell(std::string(v.as_string()))) + " AS TEXT)", {}, Shape::text, nullptr};
        case Kind::date: return Term{"CAST(" + sql_.bind(Cell(clock::date_text(static_cast<int32_t>(v.as_int())))) + " AS TEXT)", {}, Shape::date, nullptr};
        case Kind::timestamp: case Kind::duration:
            if (v.aux() % 1000) return refuse(n, "Moments are kept to the microsecond.");
            return Term{std::to_string(micros_of(v)), {}, v.is(Kind::timestamp) ? Shape::moment : Shape::integer, nullptr};
        case Kind::unknown: return Term{"CAST(NULL AS BIGINT)", {}, Shape::integer, nullptr};
        case Kind::error: return refuse(n, std::string(v.error_message()));
        case Kind::null: return refuse(n, "No field is null; ask has(this.field) for whether it is filled in.");
        default: return refuse(n, "This kind of value cannot be compared in a filter.");
    }
}

// size() of a list or text; lowerAscii() and upperAscii() of a text.
Result<Translator::Term> Translator::call(const Node& n) {
    if (n.op == Op::function && n.name == "size" && n.args.size() == 1) {
        const Node& a = *n.args[0];
        if (!a.type.is(expr::TypeKind::list)) {
            const auto t = TRY(term(a));
            if (t.shape != Shape::text) return refuse(n, "size() is asked of texts and lists.");
            return Term{"length(" + t.sql + ")", {}, Shape::integer, nullptr};
        }
        const auto l = TRY(list(a));
        const auto counted = "(SELECT COUNT(*) FROM " + l.from + " WHERE " + l.where + ")";
        return Term{l.absent.empty() ? counted : "(CASE WHEN " + l.absent + " THEN NULL ELSE " + counted + " END)", {}, Shape::integer, nullptr};
    }
    if (n.op == Op::function && n.member && n.args.size() == 1 && (n.name == "lowerAscii" || n.name == "upperAscii")) {
        const auto t = TRY(term(*n.args[0]));
        if (t.shape != Shape::text) return refuse(n, "`" + n.name + "` is asked of texts.");
        const std::string collation = engine_ == store::Engine::postgres ? " COLLATE \"C\"" : "";
        return Term{std::string(n.name == "lowerAscii" ? "lower" : "upper") + "(" + t.sql + collation + ")", {}, Shape::text, nullptr};
    }
    if (n.op == Op::add || n.op == Op::subtract || n.op == Op::multiply || n.op == Op::divide || n.op == Op::modulo || n.op == Op::negate)
        return refuse(n, "A filter does not compute with fields, because databases round and overflow otherwise. Move the arithmetic to the other side: this.reviewed_on < today - months(12).");
    return refuse(n, "This cannot be asked of the database; use it in a rule.");
}

Result<std::string> Translator::column(const Term& record, std::string_view name) {
    if (!record.alias.empty()) return record.alias + "." + quoted(name);
    const auto a = fresh();
    return "(SELECT " + a + "." + quoted(name) + " FROM " + relation_of(*record.type) + " " + a + " WHERE " + a + ".id = " + record.sql + ")";
}

// A link's target by its number; one that may not be read is absent.
Result<Translator::Term> Translator::linked(const std::string& number, const Declaration& target) {
    Term t{number, {}, Shape::record, &target};
    const auto a = fresh();
    std::string readable;
    if (readable_) readable = TRY((*readable_)(target, a, sql_));
    if (!readable.empty() || position_)
        t.sql = "(SELECT " + a + ".id FROM " + relation_of(target) + " " + a + " WHERE " + a + ".id = " + number + (readable.empty() ? "" : " AND (" + readable + ")") + ")";
    return t;
}

Result<Translator::Term> Translator::implicit(const Term& record, const Node& n) {
    if (n.name == "version") return Term{TRY(column(record, "version")), {}, Shape::integer, nullptr};
    if (n.name == "state") return Term{TRY(column(record, "state")), {}, Shape::text, nullptr};
    if (n.name == "archived" || n.name == "imported") return Term{TRY(column(record, n.name)), {}, Shape::boolean, nullptr};
    if (n.name == "created_at" || n.name == "changed_at" || n.name == "state_since") return Term{TRY(column(record, n.name)), {}, Shape::moment, nullptr};
    if (n.name == "domain") return linked(TRY(column(record, "domain")), *type_named("domain"));
    return refuse(n, "`" + n.name + "` cannot be filtered by.");
}

Result<Translator::Term> Translator::field(const Node& n) {
    if (!n.args[0]->type.is(expr::TypeKind::object)) {
        // range: a map of low, likely, high
        const Node& inner = *n.args[0];
        if (inner.kind == NodeKind::field && inner.type.is(expr::TypeKind::map)) {
            const auto record = TRY(term(*inner.args[0]));
            const auto* f = record.type ? record.type->field(inner.name) : nullptr;
            if (f && f->type == FieldType::range && (n.name == "low" || n.name == "likely" || n.name == "high"))
                return Term{"(CAST(" + TRY(column(record, inner.name + "." + n.name)) + " AS DOUBLE PRECISION) / CAST(" + power_text(f->places) + " AS DOUBLE PRECISION))", {}, Shape::real, nullptr};
        }
        return refuse(n, "`" + n.name + "` is not a field of a record.");
    }
    const auto record = TRY(term(*n.args[0]));
    if (!record.type) return refuse(n, "`" + n.name + "` is not a field of a record type.");
    const Field* f = record.type->field(n.name);
    if (!f) return implicit(record, n);
    if (f->own || f->computed) return refuse(n, "`" + f->name + "` is not kept in a column and cannot be filtered by.");
    switch (f->type) {
        case FieldType::line: case FieldType::text: case FieldType::choice: return Term{TRY(column(record, f->name)), {}, Shape::text, nullptr};
        case FieldType::number: case FieldType::money: case FieldType::scale: {
            const auto c = TRY(column(record, f->name));
            if (f->type == FieldType::scale || (f->type == FieldType::number && f->places == 0)) return Term{c, {}, Shape::integer, nullptr};
            return Term{"(CAST(" + c + " AS DOUBLE PRECISION) / CAST(" + power_text(f->places) + " AS DOUBLE PRECISION))", {}, Shape::real, nullptr};
        }
        case FieldType::flag: return Term{TRY(column(record, f->name)), {}, Shape::boolean, nullptr};
        case FieldType::date: return Term{TRY(column(record, f->name)), {}, Shape::date, nullptr};
        case FieldType::datetime: return Term{TRY(column(record, f->name)), {}, Shape::moment, nullptr};
        case FieldType::duration: return Term{TRY(column(record, f->name)), {}, Shape::integer, nullptr};
        case FieldType::link:
            if (f->to == "any") return Term{TRY(column(record, f->name)), {}, Shape::text, nullptr};
            return linked(TRY(column(record, f->name)), *type_named(f->to));
        default: return refuse(n, "`" + f->name + "` is a list; ask it with exists, all, size or in.");
    }
}

Result<Translator::List> Translator::list(const Node& n) {
    if (n.kind != NodeKind::field || !n.args[0]->type.is(expr::TypeKind::object)) return refuse(n, "Only lists of a record can be asked in a filter: its links, tags, and the records that link to it.");
    const auto record = TRY(term(*n.args[0]));
    if (!record.type) return refuse(n, "Only lists of a record can be asked in a filter.");
    const Field* f = record.type->field(n.name);
    auto l = f ? f->type == FieldType::links ? link_list(record, *f) : f->type == FieldType::tags ? tag_list(record, *f) : Result<List>(refuse(n, "`" + n.name + "` is not a list a filter can ask."))
               : [&]() -> Result<List> {
                     const auto& inverses = catalog_.inverses(record.type->number);
                     for (size_t i = 0; i < inverses.size(); ++i)
                         if (inverses[i].name == n.name) return inverse_list(record, static_cast<int>(i));
                     return refuse(n, "`" + n.name + "` is not a list a filter can ask.");
                 }();
    if (l && record.alias.empty()) l->absent = number_of(record) + " IS NULL";
    return l;
}

Result<Translator::List> Translator::link_list(const Term& record, const Field& f) {
    const Table home(catalog_, *record.type);
    const auto l = fresh();
    const std::string held = position_ ? l + ".\"_from\" <= " + std::to_string(*position_) + " AND " + l + ".\"_to\" > " + std::to_string(*position_) : l + ".\"_to\" = " + std::to_string(forever);
    List out;
    out.from = quoted(home.links(f)) + " " + l;
    out.where = l + ".source = " + number_of(record) + " AND " + held;
    if (f.to == "any") { out.element = {l + ".target", {}, Shape::text, nullptr}; return out; }
    const auto& target = *type_named(f.to);
    const auto t = fresh();
    out.from += " JOIN " + relation_of(target) + " " + t + " ON " + t + ".id = " + l + ".target";
    if (readable_)
        if (const auto readable = TRY((*readable_)(target, t, sql_)); !readable.empty()) out.where += " AND (" + readable + ")";
    out.element = {{}, t, Shape::record, &target};
    return out;
}

// Records that point here; archived ones do not count, as in rules.
Result<Translator::List> Translator::inverse_list(const Term& record, int inverse) {
    const auto& declared = catalog_.inverses(record.type->number)[static_cast<size_t>(inverse)];
    const auto& source = catalog_.types()[static_cast<size_t>(declared.source_type)];
    const auto& f = source.fields[static_cast<size_t>(declared.field)];
    const auto s = fresh();
    List out;
    out.from = relation_of(source) + " " + s;
    out.where = s + ".archived = 0";
    if (f.type == FieldType::links) {
        const auto l = fresh();
        const std::string held = position_ ? l + ".\"_from\" <= " + std::to_string(*position_) + " AND " + l + ".\"_to\" > " + std::to_string(*position_) : l + ".\"_to\" = " + std::to_string(forever);
        out.where += " AND EXISTS (SELECT 1 FROM " + quoted(Table(catalog_, source).links(f)) + " " + l + " WHERE " + l + ".source = " + s + ".id AND " + l + ".target = " + number_of(record) + " AND " + held + ")";
    } else {
        out.where += " AND " + s + "." + quoted(f.name) + " = " + number_of(record);
    }
    if (readable_)
        if (const auto readable = TRY((*readable_)(source, s, sql_)); !readable.empty()) out.where += " AND (" + readable + ")";
    out.element = {{}, s, Shape::record, &source};
    return out;
}

Result<Translator::List> Translator::tag_list(const Term& record, const Field& f) {
    const auto e = fresh();
    const auto json = "COALESCE(" + TRY(column(record, f.name)) + ", '[]')";
    List out;
    out.from = engine_ == store::Engine::sqlite ? "json_each(" + json + ") " + e : "jsonb_array_elements_text(CAST(" + json + " AS JSONB)) AS " + e + "(value)";
    out.where = "(1=1)";
    out.element = {e + ".value", {}, Shape::text, nullptr};
    return out;
}

}  // namespace tutela::record
