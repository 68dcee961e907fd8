// Values: columns, constants, what is reached through links.
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

constexpr int most_subqueries = 48;

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }
std::string as_double(const std::string& sql) { return "CAST(" + sql + " AS DOUBLE PRECISION)"; }

std::string power_text(int places) {
    std::string out = "1";
    out.append(static_cast<size_t>(places), '0');
    return out;
}

}  // namespace

std::string Translator::relation_of(const Declaration& d) const { return relation(Table(catalog_, d), position_); }

// Names begin with the alias of the whole: a condition of a permission, translated by itself for a row of this one's
// aliases, must not hide them.
Result<std::string> Translator::fresh() {
    if (++aliases_ > most_subqueries) return refuse(*root_, "This filter goes through too many links and lists; split it.");
    return this_.alias + "_" + std::to_string(aliases_);
}

Result<std::string> Translator::readable(const Declaration& d, const std::string& alias) {
    if (!readable_) return std::string();
    return (*readable_)(d, alias, sql_);
}

// PostgreSQL guesses the type of a parameter from what stands beside it, and `length(…)` would make it 32 bits.
std::string Translator::bound(int64_t n) {
    const auto place = sql_.bind(Cell(n));
    return engine_ == store::Engine::sqlite ? place : "CAST(" + place + " AS BIGINT)";
}

Result<std::string> Translator::bound(const Node& n, std::string_view text) {
    if (!store::is_text(text)) return refuse(n, "A text with a NUL character stands in no record.");
    const auto place = sql_.bind(Cell(std::string(text)));
    return engine_ == store::Engine::sqlite ? place : "CAST(" + place + " AS TEXT) COLLATE \"C\"";
}

Result<Translator::Term> Translator::term(const Node& n) {
    if (folding_.constant(n)) return constant(n);
    switch (n.kind) {
        case NodeKind::variable:
            if (n.name == "this") return this_;
            return refuse(n, "`" + n.name + "` cannot stand here in a filter; begin with a field of the record.");
        case NodeKind::local: {
            const auto found = locals_.find(n.slot);
            if (found == locals_.end()) return refuse(n, "`" + n.name + "` is not known here.");
            return found->second;
        }
        case NodeKind::field: return n.object.empty() ? range_part(n) : field(n);
        case NodeKind::call: {
            auto t = TRY(call(n));
            t.sql = TRY(short_enough(n, std::move(t.sql)));
            return t;
        }
        case NodeKind::list: return refuse(n, "A list with fields in it cannot be asked of the database; compare them one by one.");
        default: return refuse(n, "This cannot be asked of the database; use it in a rule.");
    }
}

Result<Translator::Term> Translator::constant(const Node& n) {
    const auto v = TRY(folding_.value(n));
    return constant(n, v);
}

Result<Translator::Term> Translator::constant(const Node& n, const expr::Value& v) {
    Term t;
    switch (v.kind()) {
        case Kind::boolean:
            t.shape = Shape::boolean;
            t.sql = v.as_bool() ? "1" : "0";
            return t;
        case Kind::integer:
            t.shape = Shape::integer;
            t.sql = bound(v.as_int());
            return t;
        case Kind::uinteger:
            if (v.as_uint() > static_cast<uint64_t>(INT64_MAX)) return refuse(n, "The number is too large for the database.");
            t.shape = Shape::integer;
            t.sql = bound(static_cast<int64_t>(v.as_uint()));
            return t;
        case Kind::real:
            if (!std::isfinite(v.as_double())) return refuse(n, "A filter compares finite numbers.");
            t.shape = Shape::real;
            t.fixed = v.as_double();
            return t;
        case Kind::string: t.sql = TRY(bound(n, v.as_string())); return t;
        case Kind::date:
            t.shape = Shape::date;
            t.sql = TRY(bound(n, clock::date_text(static_cast<int32_t>(v.as_int()))));
            return t;
        case Kind::timestamp: case Kind::duration:
            if (v.aux() % 1000) return refuse(n, "Moments and durations are kept to the microsecond; leave the finer digits away.");
            t.shape = v.is(Kind::timestamp) ? Shape::moment : Shape::duration;
            t.sql = bound(micros_of(v));
            return t;
        case Kind::unknown: t.shape = Shape::nothing; return t;
        case Kind::error: return refuse(n, std::string(v.error_message()));
        case Kind::null: return refuse(n, "No field is null; ask has(this.field) for whether it is filled in.");
        default: return refuse(n, "This kind of value cannot be compared in a filter.");
    }
}

// A double in SQL. A constant is written as a whole number times a power of two, because databases read decimals to
// the last digit each in their own way.
std::string Translator::double_of(const Term& t) {
    if (t.shape == Shape::integer || t.places == 0) return as_double(t.sql);
    if (t.places > 0) return "(" + as_double(t.sql) + " / " + as_double(power_text(t.places)) + ")";
    if (!t.fixed) return t.sql;
    int exponent = 0;
    auto digits = static_cast<int64_t>(std::ldexp(std::frexp(*t.fixed, &exponent), 53));
    exponent -= 53;
    for (; digits && digits % 2 == 0; ++exponent) digits /= 2;
    std::string out = as_double(bound(digits));
    while (digits && exponent) {
        const int step = std::min(std::abs(exponent), 62);
        out += (exponent > 0 ? " * " : " / ") + as_double(std::to_string(int64_t{1} << step));
        exponent += exponent > 0 ? -step : step;
    }
    return "(" + out + ")";
}

// size() of a list or text; lowerAscii() and upperAscii() of a text; `a ? b : c`.
Result<Translator::Term> Translator::call(const Node& n) {
    Term out;
    if (n.op == Op::conditional) return choice(n);
    if (n.op == Op::function && (n.name == "size" || n.name == "count") && n.args.size() == 1) {
        const Node& a = *n.args[0];
        out.shape = Shape::integer;
        if (!a.type.is(expr::TypeKind::list)) {
            if (owner_of_id(a)) return refuse(n, "An id is compared with == and != or looked for with `in`.");
            const auto t = TRY(term(a));
            if (t.shape != Shape::text) return refuse(n, "size() is asked of texts and lists here.");
            out.sql = "length(" + t.sql + ")";
            return out;
        }
        const auto l = TRY(list(a));
        out.sql = "(SELECT COUNT(*) FROM " + l.from + " WHERE " + l.where + ")";
        if (!l.absent.empty()) out.sql = "(CASE WHEN " + l.absent + " THEN NULL ELSE " + out.sql + " END)";
        return out;
    }
    if (n.op == Op::function && n.member && n.args.size() == 1 && (n.name == "lowerAscii" || n.name == "upperAscii")) {
        if (owner_of_id(*n.args[0])) return refuse(n, "An id is compared with == and != or looked for with `in`.");
        const auto t = TRY(term(*n.args[0]));
        if (t.shape != Shape::text) return refuse(n, "`" + n.name + "` is asked of texts.");
        out.sql = std::string(n.name == "lowerAscii" ? "lower" : "upper") + "(" + t.sql + (engine_ == store::Engine::postgres ? " COLLATE \"C\")" : ")");
        return out;
    }
    if (n.op == Op::add || n.op == Op::subtract || n.op == Op::multiply || n.op == Op::divide || n.op == Op::modulo || n.op == Op::negate)
        return refuse(n, "A filter does not compute with fields, because databases round and overflow otherwise. Move the arithmetic to the other side: this.reviewed_on < today - months(12).");
    if (n.op == Op::function) return refuse(n, "`" + n.name + "` is for rules; the database cannot be asked it. Of functions a filter knows contains, startsWith, endsWith, lowerAscii, upperAscii and size.");
    return refuse(n, "This cannot be asked of the database; use it in a rule.");
}

Result<Translator::Term> Translator::choice(const Node& n) {
    if (owner_of_id(*n.args[1]) || owner_of_id(*n.args[2])) return refuse(n, "An id is compared with == and != or looked for with `in`.");
    const size_t before = sql_.values.size();
    const auto first = TRY(boolean(*n.args[0], Want::exact));
    auto a = TRY(term(*n.args[1])), b = TRY(term(*n.args[2]));
    if (a.shape == Shape::nothing) std::swap(a.shape, b.shape);
    if (a.shape == Shape::nothing) {
        sql_.values.resize(before);
        return a;
    }
    if (b.shape != Shape::nothing && a.shape != b.shape) return refuse(n, "Both sides of `? :` must be of one kind in a filter.");
    if (a.shape == Shape::record) return refuse(n, "A filter chooses between values, not between records; write c && x || !c && y.");
    const auto written = [&](const Term& t) { return t.sql.empty() && !t.fixed ? std::string("NULL") : a.shape == Shape::real ? double_of(t) : t.sql; };
    Term out;
    out.shape = a.shape;
    out.sql = "(CASE " + first + " WHEN TRUE THEN " + written(a) + " WHEN FALSE THEN " + written(b) + " END)";
    return out;
}

// What the link points to, joined to the way that leads there; one that may not be read is absent.
Result<Translator::Term> Translator::reached(const Term& record) {
    if (!record.alias.empty()) return record;
    Term t = record;
    t.alias = TRY(fresh());
    std::string on = t.alias + ".id = " + record.sql;
    if (const auto seen = TRY(readable(*record.type, t.alias)); !seen.empty()) on += " AND (" + seen + ")";
    const auto rows = relation_of(*record.type) + " " + t.alias;
    t.from = record.from.empty() ? rows : record.from + " JOIN " + rows + " ON " + on;
    if (record.from.empty()) t.where = on;
    return t;
}

Result<std::string> Translator::column(const Term& record, std::string_view name) {
    const auto row = TRY(reached(record));
    const auto column = row.alias + "." + quoted(name);
    return row.from.empty() ? column : "(SELECT " + column + " FROM " + row.from + " WHERE " + row.where + ")";
}

Result<std::string> Translator::number_of(const Term& record) {
    if (record.doubtful) return column(record, "id");
    if (!record.alias.empty()) return record.alias + ".id";
    return record.from.empty() ? record.sql : "(SELECT " + record.sql + " FROM " + record.from + " WHERE " + record.where + ")";
}

Result<Translator::Term> Translator::linked(const Term& record, std::string_view column, const Declaration& target) {
    auto t = TRY(reached(record));
    t.sql = t.alias + "." + quoted(column);
    t.alias.clear();
    t.shape = Shape::record;
    t.type = &target;
    t.doubtful = readable_ || position_;
    return t;
}

Result<Translator::Term> Translator::implicit(const Term& record, const Node& n) {
    Term t;
    if (n.name == "domain") {
        if (const auto* domain = type_named("domain")) return linked(record, "domain", *domain);
    }
    if (n.name == "created_by" || n.name == "changed_by") return actor(record, n);
    if (n.name == "version") t.shape = Shape::integer;
    else if (n.name == "archived" || n.name == "imported") t.shape = Shape::boolean;
    else if (n.name == "created_at" || n.name == "changed_at" || n.name == "state_since") t.shape = Shape::moment;
    else if (n.name == "id") return refuse(n, "An id is compared with == and != or looked for with `in`.");
    else if (n.name != "state") return refuse(n, "`" + n.name + "` cannot be filtered by; use it in a rule.");
    t.sql = TRY(column(record, n.name));
    return t;
}

// Who did it stands as text ("P-003", "job:check"); only a person is a record.
Result<Translator::Term> Translator::actor(const Term& record, const Node& n) {
    const auto* person = type_named("person");
    if (!person) return refuse(n, "`" + n.name + "` cannot be filtered by here.");
    auto t = TRY(linked(record, n.name, *person));
    const auto after = std::to_string(person->prefix.size() + 1), digits = std::to_string(person->prefix.size() + 2);
    t.sql = "(CASE WHEN substr(" + t.sql + ", 1, " + after + ") = '" + person->prefix + "-' THEN CAST(substr(" + t.sql + ", " + digits + ") AS BIGINT) END)";
    t.doubtful = true;
    return t;
}

// this.loss.low: a range is a map of low, likely, high.
Result<Translator::Term> Translator::range_part(const Node& n) {
    const Node& inner = *n.args[0];
    const bool part = n.name == "low" || n.name == "likely" || n.name == "high";
    if (!part || inner.kind != NodeKind::field || inner.object.empty()) return refuse(n, "`" + n.name + "` is not a field of a record.");
    const auto record = TRY(term(*inner.args[0]));
    const auto* f = record.type ? record.type->field(inner.name) : nullptr;
    if (!f || f->type != FieldType::range || f->own || f->computed) return refuse(n, "`" + n.name + "` is not a field of a record that can be filtered by.");
    Term t;
    t.shape = Shape::real;
    t.places = f->places;
    t.sql = TRY(column(record, f->name + "." + n.name));
    return t;
}

Result<Translator::Term> Translator::field(const Node& n) {
    const auto record = TRY(term(*n.args[0]));
    return field_of(record, n);
}

// An organisation's own fields stand together in one column as JSON; numbers with places as text with all of them.
Result<Translator::Term> Translator::own_field(const Term& record, const Field& f, const Node& n) {
    const bool lite = engine_ == store::Engine::sqlite;
    const auto json = TRY(column(record, "_own"));
    const std::string value = lite ? "json_extract(" + json + ", '$." + f.name + "')" : "(CAST(" + json + " AS JSONB) ->> '" + f.name + "')";
    Term t;
    switch (f.type) {
        case FieldType::line: case FieldType::text: case FieldType::choice: case FieldType::date:
            t.shape = f.type == FieldType::date ? Shape::date : Shape::text;
            t.sql = lite ? value : "(" + value + " COLLATE \"C\")";
            return t;
        case FieldType::number: case FieldType::money: case FieldType::scale:
            t.shape = f.type == FieldType::scale || (f.type == FieldType::number && f.places == 0) ? Shape::integer : Shape::real;
            if (t.shape == Shape::real) t.places = f.places;
            t.sql = "CAST(replace(" + value + ", '.', '') AS BIGINT)";
            return t;
        case FieldType::flag:
            t.shape = Shape::boolean;
            t.sql = lite ? value : "(CASE " + value + " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)";
            return t;
        default: return refuse(n, "An own field of this kind (`" + f.name + "`) cannot be filtered by; use it in a rule.");
    }
}

Result<Translator::Term> Translator::field_of(const Term& record, const Node& n) {
    if (!record.type) return refuse(n, "`" + n.name + "` is not a field of a record that can be filtered by.");
    const Field* f = record.type->field(n.name);
    if (!f) return implicit(record, n);
    if (f->computed) return refuse(n, "`" + f->name + "` is computed by the engine and stands in no column; use it in a rule.");
    if (f->own) return own_field(record, *f, n);
    Term t;
    switch (f->type) {
        case FieldType::line: case FieldType::text: case FieldType::choice: break;
        case FieldType::scale: t.shape = Shape::integer; break;
        case FieldType::number: case FieldType::money:
            t.shape = f->type == FieldType::number && f->places == 0 ? Shape::integer : Shape::real;
            if (t.shape == Shape::real) t.places = f->places;
            break;
        case FieldType::flag: t.shape = Shape::boolean; break;
        case FieldType::date: t.shape = Shape::date; break;
        case FieldType::datetime: t.shape = Shape::moment; break;
        case FieldType::duration: t.shape = Shape::duration; break;
        case FieldType::link: {
            if (f->to != "any") return linked(record, f->name, *type_named(f->to));
            break;
        }
        case FieldType::range: return refuse(n, "A range is asked by its parts: `" + f->name + ".low`, `.likely`, `.high`.");
        case FieldType::file: return refuse(n, "Of a file a filter knows only whether it is there: has(this." + f->name + ").");
        case FieldType::parts: return refuse(n, "The rows of `" + f->name + "` can only be asked in a rule; a filter knows has(this." + f->name + ").");
        default: return refuse(n, "`" + f->name + "` is a list; ask it with exists, all, size or in.");
    }
    t.sql = TRY(column(record, f->name));
    return t;
}

}  // namespace tutela::record
