// Reading, always within what the scope may see.
#include "base/clock.h"
#include "record/ledger/book.h"
#include "record/ledger/encoding.h"
#include "record/ledger/query.h"

namespace tutela::record {
namespace {

constexpr int most_at_once = 1000;
// A condition somebody typed may ask for more work than a page is worth: it ends then (busy "deadline"), and the
// reader is free for others.
constexpr std::chrono::seconds longest_question{5};

void limit_time(store::Connection& c, const Query& q) {
    if (!q.filter.empty() || !q.words.empty()) c.set_deadline(std::chrono::steady_clock::now() + longest_question);
}

Error no_such(std::string_view id) {
    Error e = missing("There is no record " + std::string(id.substr(0, 80)) + ", or you may not see it.");
    e.code = "no_record";
    return e;
}

}  // namespace

Result<std::optional<int64_t>> Book::position_of(const AsOf& as_of) {
    if (as_of.position) {
        if (*as_of.position < 0 || *as_of.position > position())
            return invalid("The ledger has entries 1 to " + std::to_string(position()) + "; there is no position " + std::to_string(*as_of.position) + ".", "/as_of", "bad_position");
        return as_of.position;
    }
    if (as_of.date) return std::optional<int64_t>(TRY(position_at(*as_of.date)));
    return std::optional<int64_t>();
}

// Times never go back along the ledger: the last entry of a day is found by halving.
Result<int64_t> Book::position_at(std::string_view date) {
    const int64_t end = (static_cast<int64_t>(TRY(clock::parse_date(date))) + 1) * 86'400'000'000;
    auto reader = TRY(database_->read());
    int64_t low = 0, high = position();
    while (low < high) {
        const int64_t middle = low + (high - low + 1) / 2;
        auto rows = TRY(reader->query("SELECT at FROM ledger_entry WHERE position = ?1", middle));
        if (!TRY(rows.next())) return broken("Entry " + std::to_string(middle) + " is not there; run `tutela verify`.");
        if (rows.integer(0) < end) low = middle;
        else high = middle - 1;
    }
    return low;
}

Result<Record> Book::get(const Scope& scope, std::string_view id, AsOf as_of) {
    const auto position = TRY(position_of(as_of));
    auto reader = TRY(database_->begin_read());
    auto now = TRY(projection_.find(*reader, id));
    if (!now) return no_such(id);
    const auto settings = current_settings();
    Views views(projection_, *reader, *settings, today());
    if (!Permissions(projection_).may_read(scope, *now, views)) return no_such(id);
    if (!position) return std::move(*now);
    auto then = TRY(projection_.find(*reader, id, position));
    if (!then) return missing("There was no record " + std::string(id) + " yet at that time.");
    return std::move(*then);
}

Result<Page> Book::list(const Scope& scope, const Query& query) {
    const auto position = TRY(position_of(query.as_of));
    if (!query.words.empty()) TRY(catch_up_search());
    const int limit = std::clamp(query.limit, 1, most_at_once);
    auto reader = TRY(database_->begin_read());
    limit_time(*reader, query);
    const Asked asked = TRY(Asked::read(projection_, search_, scope, *reader, query, position, context()));
    Page page;
    page.position = position.value_or(this->position());
    const int at = static_cast<int>(asked.table().columns().size());
    for (const auto& step : asked.steps(true, limit + 1)) {
        auto rows = TRY(reader->query_with(step.sql.text, parameters(step.sql.values)));
        std::string cursor;
        while (TRY(rows.next())) {
            if (static_cast<int>(page.records.size()) == limit) {
                page.next = cursor.empty() ? page.next : cursor;
                return page;
            }
            page.records.push_back(asked.table().record(rows));
            cursor = static_cast<int>(page.records.size()) == limit ? asked.cursor(rows, at) : std::string();
        }
        if (!cursor.empty()) page.next = cursor;              // full: whether anything follows, the next step tells
    }
    page.next.clear();
    return page;
}

Result<std::vector<std::string>> Book::keys(const Scope& scope, const Query& query) {
    const auto position = TRY(position_of(query.as_of));
    if (!query.words.empty()) TRY(catch_up_search());
    auto reader = TRY(database_->begin_read());
    limit_time(*reader, query);
    const Asked asked = TRY(Asked::read(projection_, search_, scope, *reader, query, position, context()));
    const size_t limit = static_cast<size_t>(std::clamp(query.limit, 1, 1'000'000));
    std::vector<std::string> out;
    for (const auto& step : asked.steps(false, static_cast<int>(limit))) {
        auto rows = TRY(reader->query_with(step.sql.text, parameters(step.sql.values)));
        while (out.size() < limit && TRY(rows.next())) out.push_back(id_text(asked.table().type(), rows.integer(0)));
        if (out.size() >= limit) break;
    }
    return out;
}

Result<int64_t> Book::count(const Scope& scope, const Query& query) {
    const auto position = TRY(position_of(query.as_of));
    if (!query.words.empty()) TRY(catch_up_search());
    auto reader = TRY(database_->begin_read());
    limit_time(*reader, query);
    const Asked asked = TRY(Asked::read(projection_, search_, scope, *reader, query, position, context()));
    const Sql sql = asked.counting();
    auto rows = TRY(reader->query_with(sql.text, parameters(sql.values)));
    TRY(rows.next());
    return rows.integer(0);
}

Result<std::vector<Record>> Book::linking(const Scope& scope, std::string_view id, int source_type, int field, int limit, AsOf as_of) {
    const auto& types = catalog_->types();
    if (source_type < 0 || static_cast<size_t>(source_type) >= types.size() || field < 0 || static_cast<size_t>(field) >= types[static_cast<size_t>(source_type)].fields.size())
        return broken("linking() was asked about a field that there is not.");
    const Table& t = projection_.table(source_type);
    const Field& f = t.type().fields[static_cast<size_t>(field)];
    const auto position = TRY(position_of(as_of));
    auto reader = TRY(database_->begin_read());
    Sql sql;
    const std::string target = sql.bind(t.link_cell(f, id));
    const std::string held = position ? "\"_from\" <= " + std::to_string(*position) + " AND \"_to\" > " + std::to_string(*position) : "\"_to\" = " + std::to_string(forever);
    std::string where = f.type == FieldType::links
        ? "t.id IN (SELECT source FROM \"" + t.links(f) + "\" WHERE target = " + target + " AND " + held + ")"
        : "t.\"" + f.name + "\" = " + target;
    // Who may read is asked of the record as it is now, whatever date is asked for.
    const std::string readable = TRY(Permissions(projection_).readable(scope, t, position ? "n" : "t", sql, context()));
    if (!readable.empty()) where += position ? " AND EXISTS (SELECT 1 FROM \"" + t.records() + "\" n WHERE n.id = t.id AND " + readable + ")" : " AND " + readable;
    auto rows = TRY(reader->query_with("SELECT " + t.names("t") + " FROM " + relation(t, position) + " t WHERE " + where + " AND t.archived = 0 ORDER BY t.id LIMIT " +
                                           std::to_string(std::clamp(limit, 1, most_at_once)), parameters(sql.values)));
    std::vector<Record> out;
    while (TRY(rows.next())) out.push_back(t.record(rows));
    return out;
}

std::vector<std::pair<std::string, std::string>> Book::titles(const Scope& scope, const std::vector<std::string>& ids) {
    std::vector<std::pair<std::string, std::string>> out;
    auto reader = database_->begin_read();
    if (!reader) return out;
    store::Connection& c = *reader.value();
    std::map<int, std::vector<int64_t>> by_type;
    for (const std::string& id : ids)
        if (const Declaration* d = catalog_->type_by_id(id))
            if (const int64_t n = record_number(*d, id)) by_type[d->number].push_back(n);
    const FilterContext context = this->context();
    for (const auto& [type, numbers] : by_type) {
        const Table& t = projection_.table(type);
        const Field* title = t.type().title_field();
        for (size_t begin = 0; begin < numbers.size(); begin += 100) {
            Sql sql;
            std::string list;
            for (size_t i = begin; i < std::min(begin + 100, numbers.size()); ++i) list += (list.empty() ? "" : ", ") + sql.bind(Cell(numbers[i]));
            auto readable = Permissions(projection_).readable(scope, t, "t", sql, context);
            if (!readable) continue;
            const std::string named = title && !title->own && !title->computed ? "t.\"" + title->name + "\"" : std::string("NULL");
            auto rows = c.query_with("SELECT t.id, " + named + " FROM \"" + t.records() + "\" t WHERE t.id IN (" + list + ")" +
                                         (readable->empty() ? "" : " AND " + readable.value()), parameters(sql.values));
            if (!rows) continue;
            for (auto more = rows->next(); more && more.value(); more = rows->next()) {
                const std::string id = id_text(t.type(), rows->integer(0));
                out.emplace_back(id, rows->is_null(1) ? id : std::string(rows->text(1)));
            }
        }
    }
    return out;
}

Result<void> Book::each(const Scope& scope, int type, AsOf as_of, const std::function<void(Record&&)>& take) {
    const auto position = TRY(position_of(as_of));
    auto reader = TRY(database_->begin_read());
    const Table& t = projection_.table(type);
    Sql base;
    std::string readable = TRY(Permissions(projection_).readable(scope, t, position ? "n" : "t", base, context()));
    if (position && !readable.empty()) readable = "EXISTS (SELECT 1 FROM \"" + t.records() + "\" n WHERE n.id = t.id AND " + readable + ")";
    constexpr int64_t portion = 5000;
    for (int64_t after = 0;;) {
        Sql sql = base;
        const std::string last = sql.bind(Cell(after));
        auto rows = TRY(reader->query_with("SELECT " + t.names("t") + " FROM " + relation(t, position) + " t WHERE t.id > " + last + (readable.empty() ? "" : " AND " + readable) +
                                               " ORDER BY t.id LIMIT " + std::to_string(portion), parameters(sql.values)));
        int64_t seen = 0;
        while (TRY(rows.next())) {
            ++seen;
            Record r = t.record(rows);
            after = r.number;
            take(std::move(r));
        }
        if (seen < portion) return {};
    }
}

// The search index stands behind the ledger until somebody searches.
Result<void> Book::catch_up_search() {
    while (searched_.load() < position()) {
        const int64_t before = searched_.load();
        TRY(writer_->run([this](store::Connection& c) -> Result<void> {
            const int64_t reached = TRY(search_.catch_up(c, chain_.head().searched, chain_.head().position, 2000));
            chain_.searched(reached);
            return {};
        }));
        if (searched_.load() <= before && !wounded().empty()) return {};     // read-only: search what is known
    }
    return {};
}

bool Book::may_read(const Scope& scope, const Record& r) {
    auto reader = database_->read();
    if (!reader) return false;
    const auto settings = current_settings();
    Views views(projection_, *reader.value(), *settings, today());
    return Permissions(projection_).may_read(scope, r, views);
}

bool Book::may_create(const Scope& scope, std::string_view type) {
    const Declaration* d = catalog_->type(type);
    if (!d) return false;
    const Permissions permissions(projection_);
    if (permissions.may_create(scope, *d, {})) return true;
    for (const Permission& line : d->may)
        if (line.act == Permission::create && line.role && !d->retired && !scope.domains_of(line.who).empty()) return true;
    return false;
}

bool Book::may_read_some(const Scope& scope, std::string_view type) {
    const Declaration* d = catalog_->type(type);
    if (!d) return false;
    Sql sql;
    auto readable = Permissions(projection_).readable(scope, projection_.table(d->number), "t", sql, context());
    return readable && readable.value() != "1 = 0";
}

Result<Abilities> Book::abilities(const Scope& scope, const Record& r) {
    auto reader = TRY(database_->read());
    const auto settings = current_settings();
    Views views(projection_, *reader, *settings, today());
    return Permissions(projection_).abilities(scope, r, views);
}

}  // namespace tutela::record
