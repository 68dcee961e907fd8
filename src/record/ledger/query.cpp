#include "record/ledger/query.h"

#include <algorithm>

#include "record/ledger/encoding.h"
#include "record/ledger/filter.h"

namespace tutela::record {
namespace {

Error bad_cursor() { return invalid("The cursor does not belong to this list; begin again without one.", "/cursor", "bad_cursor"); }

std::string column_of(const SortTerm& t) { return "t.\"" + t.column->name + "\""; }

}  // namespace

Result<void> Asked::read_sort(const Query& q) {
    for (std::string name : q.sort) {
        SortTerm term;
        if (!name.empty() && (name[0] == '-' || name[0] == '+')) {
            term.down = name[0] == '-';
            name.erase(0, 1);
        }
        const Field* f = table_->type().field(name);
        term.column = table_->sort_column(f ? f->name : name);
        if (!term.column) return invalid("\"" + name.substr(0, 80) + "\" cannot be sorted by; take a field that holds one value.", "/sort", "bad_sort");
        if (terms_.size() >= 6) continue;
        terms_.push_back(term);
    }
    return {};
}

Result<void> Asked::read_cursor(const std::string& cursor) {
    if (cursor.empty()) return {};
    auto bytes = digest::from_base64(cursor);
    if (!bytes || bytes->size() < 8 || digest::hex(digest::sha256(bytes->substr(8) + fingerprint_)).substr(0, 8) != bytes->substr(0, 8)) return bad_cursor();
    auto parsed = json::parse(bytes->substr(8));
    if (!parsed || !parsed->is_array() || parsed->get_array().size() != terms_.size() + 1) return bad_cursor();
    for (const auto& v : parsed->get_array()) {
        if (v.is_null()) last_.emplace_back();
        else if (v.is_int64()) last_.emplace_back(v.get_int64());
        else if (v.is_string()) last_.emplace_back(std::string(v.get_string()));
        else return bad_cursor();
    }
    resumed_ = true;
    resumed_unset_ = !terms_.empty() && last_[0].kind == Cell::null;
    return {};
}

std::string Asked::cursor(const store::Rows& rows, int at) const {
    json::array values;
    for (size_t i = 0; i < terms_.size(); ++i) {
        const int column = at + static_cast<int>(i);
        if (rows.is_null(column)) values.emplace_back(nullptr);
        else if (terms_[i].column->number) values.emplace_back(rows.integer(column));
        else values.emplace_back(rows.text(column));
    }
    values.emplace_back(rows.integer(at + static_cast<int>(terms_.size())));
    const std::string text = json::write(values);
    return digest::base64(digest::hex(digest::sha256(text + fingerprint_)).substr(0, 8) + text);
}

Result<Asked> Asked::read(const Projection& projection, const Search& search, const Scope& scope, store::Connection& c, const Query& q, std::optional<int64_t> position, FilterContext context) {
    const Declaration* d = projection.catalog().type(q.type);
    if (!d) return invalid("There is no record type \"" + q.type.substr(0, 80) + "\".", "/type", "unknown_type");
    Asked a;
    a.table_ = &projection.table(d->number);
    a.from_ = relation(*a.table_, position);
    TRY(a.read_sort(q));
    a.fingerprint_ = d->name + "\n" + q.filter + "\n" + q.words + "\n" + (q.archived ? "a" : "");
    for (const SortTerm& t : a.terms_) a.fingerprint_ += "\n" + std::string(t.down ? "-" : "+") + t.column->name;
    TRY(a.read_cursor(q.cursor));
    const auto add = [&](const std::string& condition) {
        if (!condition.empty()) a.conditions_.text += (a.conditions_.text.empty() ? "" : " AND ") + condition;
    };
    const Permissions permissions(projection);
    context.engine = c.dialect().engine;
    if (position) {
        // Who may read is asked of the record as it is now, whatever date is asked for.
        const std::string now = TRY(permissions.readable(scope, *a.table_, "n", a.conditions_, context));
        if (!now.empty()) add("EXISTS (SELECT 1 FROM \"" + a.table_->records() + "\" n WHERE n.id = t.id AND " + now + ")");
    } else {
        Sql seen;
        const std::string visible = TRY(permissions.readable(scope, *a.table_, "t", seen, context));
        if (!visible.empty() && visible != "1 = 0" && !TRY(a.sees_few(c, visible, seen))) add(TRY(permissions.readable(scope, *a.table_, "t", a.conditions_, context, true)));
        else add(a.conditions_.adopt(visible, std::move(seen.values)));
    }
    if (!q.archived) add("t.archived = 0");
    add(search.condition(c.dialect().engine, d->number, "t", q.words, a.conditions_));
    if (q.filter.empty()) return a;
    // A linked record that the asker may not read counts as absent; the lines that say so see everything themselves.
    const FilterContext seeing = context;
    if (!scope.everything())
        context.readable = [&](const Declaration& d, std::string_view alias, Sql& sql) -> Result<std::string> {
            const Table& linked = projection.table(d.number);
            if (!position) return permissions.readable(scope, linked, alias, sql, seeing);
            const std::string now = TRY(permissions.readable(scope, linked, "now", sql, seeing));
            if (now.empty()) return now;
            return "EXISTS (SELECT 1 FROM \"" + linked.records() + "\" now WHERE now.id = " + std::string(alias) + ".id AND " + now + ")";
        };
    add(TRY(filter_condition(projection.catalog(), *a.table_, std::string_view(q.filter), "t", a.conditions_, position, context)));
    return a;
}

// One who sees few records is served by way of those records, everybody else by way of the order asked for: walking a
// hundred thousand in order to find twenty takes long, and so does sorting ten thousand to show fifty. PostgreSQL's
// planner knows that from its statistics.
Result<bool> Asked::sees_few(store::Connection& c, const std::string& visible, const Sql& seen) const {
    constexpr int few = 1500;
    if (c.is(store::Engine::postgres)) return true;
    auto rows = TRY(c.query_with("SELECT count(*) FROM (SELECT 1 FROM \"" + table_->records() + "\" t WHERE " + visible + " LIMIT " + std::to_string(few + 1) + ") x", parameters(seen.values)));
    TRY(rows.next());
    return rows.integer(0) <= few;
}

std::string Asked::behind(Sql& sql, bool unset) const {
    // (s1, s2, …, id) behind the last row; within `unset` the first term is unset everywhere, else set everywhere.
    if (terms_.size() == 1 && !unset && last_[0].kind != Cell::null) {        // one range of the index over (s1, id)
        const std::string value = sql.bind(last_[0]), id = sql.bind(last_[1]);
        return "(" + column_of(terms_[0]) + ", t.id) " + (terms_[0].down ? "<" : ">") + " (" + value + ", " + id + ")";
    }
    std::string any, same;
    const auto with = [&](const std::string& condition) { return same.empty() ? condition : "(" + same + " AND " + condition + ")"; };
    std::string range;
    for (size_t i = 0; i < terms_.size(); ++i) {
        const std::string column = column_of(terms_[i]);
        const bool down = terms_[i].down;
        const Cell& value = last_[i];
        if (i == 0 && unset) continue;
        if (value.kind == Cell::null) {
            if (!down) any += (any.empty() ? "" : " OR ") + with(column + " IS NOT NULL");
            same += (same.empty() ? "" : " AND ") + column + " IS NULL";
            continue;
        }
        const std::string bound = sql.bind(value);
        std::string beyond = column + (down ? " < " : " > ") + bound;
        if (i == 0) range = column + (down ? " <= " : " >= ") + bound;
        else if (down) beyond = "(" + beyond + " OR " + column + " IS NULL)";
        any += (any.empty() ? "" : " OR ") + with(beyond);
        same += (same.empty() ? "" : " AND ") + column + " = " + bound;
    }
    const bool down = !terms_.empty() && terms_.back().down;
    any += (any.empty() ? "" : " OR ") + with("t.id" + std::string(down ? " < " : " > ") + sql.bind(last_.back()));
    return (range.empty() ? "" : range + " AND ") + "(" + any + ")";
}

std::string Asked::order(bool unset) const {
    std::string out;
    for (size_t i = unset ? 1 : 0; i < terms_.size(); ++i) {
        out += (out.empty() ? "" : ", ") + column_of(terms_[i]) + (terms_[i].down ? " DESC NULLS LAST" : " ASC NULLS FIRST");
    }
    return out + (out.empty() ? "" : ", ") + "t.id" + (!terms_.empty() && terms_.back().down ? " DESC" : " ASC");
}

std::vector<Asked::Step> Asked::steps(bool whole, int limit) const {
    std::vector<Step> out;
    const auto add = [&](bool split, bool unset) {
        Step step;
        step.unset = unset;
        step.sql.values = conditions_.values;
        std::string where = conditions_.text;
        const auto also = [&](const std::string& condition) { where += (where.empty() ? "" : " AND ") + condition; };
        if (split) also(column_of(terms_[0]) + (unset ? " IS NULL" : " IS NOT NULL"));
        if (resumed_ && (!split || unset == resumed_unset_)) also(behind(step.sql, split && unset));
        std::string columns = whole ? table_->names("t") : std::string("t.id");
        for (const SortTerm& t : terms_) columns += ", " + column_of(t);
        step.sql.text = "SELECT " + columns + ", t.id FROM " + from_ + " t" + (where.empty() ? "" : " WHERE " + where) + " ORDER BY " + order(split && unset) +
                        " LIMIT " + std::to_string(limit);
        out.push_back(std::move(step));
    };
    if (terms_.empty()) {
        add(false, false);
        return out;
    }
    // Going up the unset come first, going down last; a resumed list skips what it has passed.
    const bool unset_first = !terms_[0].down;
    for (const bool unset : {unset_first, !unset_first}) {
        const bool passed = resumed_ && unset != resumed_unset_ && unset == unset_first;
        if (!passed) add(true, unset);
    }
    return out;
}

Sql Asked::counting() const {
    Sql sql = conditions_;
    sql.text = "SELECT count(*) FROM " + from_ + " t" + (conditions_.text.empty() ? "" : " WHERE " + conditions_.text);
    return sql;
}

}  // namespace tutela::record
