#include "record/exchange/importer.h"

#include <algorithm>

#include "base/clock.h"
#include "base/digest.h"
#include "record/exchange/planner.h"
#include "record/exchange/table_finder.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;

constexpr size_t kept_uploads = 8;
constexpr size_t slice = 200;

// Links to records that have been created meanwhile get their ids; those that could not be are left out.
void fill_links(Write& w, const std::vector<std::string>& ids) {
    const auto filled = [&](const Value& v) -> Value {
        if (!v.is(Kind::string) || !v.as_string().starts_with("new:")) return v;
        const auto& id = ids[static_cast<size_t>(std::stoul(std::string(v.as_string().substr(4))))];
        return id.empty() ? Value() : Value::string(id);
    };
    for (auto& [name, v] : w.values) {
        if (v.is(Kind::list)) {
            std::vector<Value> items;
            for (const auto& item : v.as_list()) if (auto f = filled(item); f.set()) items.push_back(std::move(f));
            v = Value::list(std::move(items));
        } else v = filled(v);
    }
}

Error refused_row(const ImportRow& row, const Error& e) {
    Error out = e;
    out.message = "Row " + std::to_string(row.row) + (row.sheet.empty() ? "" : " of \"" + row.sheet + "\"") + " was refused: " + e.message + " Nothing was imported.";
    return out;
}

// Writes a plan as one batch; whoever calls takes the batch back where this fails.
class Writing {
public:
    Writing(Ledger& ledger, const Scope& scope, Plan& plan, bool partial, Applied& done) : ledger_(ledger), scope_(scope), plan_(plan), partial_(partial), done_(done) {}

    Result<void> run() {
        TRY(linked());
        std::vector<std::pair<const ImportRow*, Write>> waiting;
        for (auto& row : plan_.rows) {
            if (row.outcome == "unchanged") ++done_.unchanged;
            if (row.outcome == "refused") ++done_.refused;
            for (auto& w : row.writes) {
                w.batch = done_.batch;
                fill_links(w, ids_);
                waiting.emplace_back(&row, std::move(w));
                if (waiting.size() == slice) TRY(rows(waiting));
            }
        }
        return rows(waiting);
    }

private:
    Result<void> linked() {
        std::vector<Write> writes;
        std::vector<size_t> places;
        ids_.resize(plan_.linked.size());
        for (size_t i = 0; i < plan_.linked.size(); ++i) {
            if (plan_.linked[i].type.empty()) continue;
            writes.push_back(plan_.linked[i]);
            writes.back().batch = done_.batch;
            places.push_back(i);
        }
        const auto results = ledger_.write_all(scope_, std::move(writes));
        for (size_t i = 0; i < results.size(); ++i) {
            if (!results[i]) {
                Error e = results[i].error();
                e.message = "\"" + std::string(plan_.linked[places[i]].values[0].second.as_string()) + "\", which a row links to, cannot be created: " + e.message + " Nothing was imported.";
                return e;
            }
            ids_[places[i]] = results[i]->id;
            done_.position = std::max(done_.position, results[i]->position);
        }
        return {};
    }

    Result<void> rows(std::vector<std::pair<const ImportRow*, Write>>& waiting) {
        std::vector<Write> writes;
        for (auto& [row, w] : waiting) writes.push_back(std::move(w));
        const auto results = ledger_.write_all(scope_, std::move(writes));
        for (size_t i = 0; i < results.size(); ++i) {
            const ImportRow& row = *waiting[i].first;
            if (!results[i]) {
                const bool ours = results[i].error().kind == ErrorKind::broken || results[i].error().kind == ErrorKind::busy;
                if (ours || !partial_) return refused_row(row, results[i].error());
                ++done_.refused;
                continue;
            }
            ++(row.outcome == "new" ? done_.created : done_.changed);
            done_.position = std::max(done_.position, results[i]->position);
        }
        waiting.clear();
        return {};
    }

    Ledger& ledger_;
    const Scope& scope_;
    Plan& plan_;
    bool partial_;
    Applied& done_;
    std::vector<std::string> ids_;
};

Error rows_refused(const Plan& plan) {
    Error e = invalid(std::to_string(plan.refused) + (plan.refused == 1 ? " row is" : " rows are") + " refused, so nothing was imported. Correct the file, or import the rest with --partial.");
    e.code = "rows_refused";
    for (const auto& row : plan.rows)
        for (const auto& f : row.faults)
            if (!f.warning && e.faults.size() < 100)
                e.faults.push_back({"/rows/" + std::to_string(row.row), "row " + std::to_string(row.row) + (f.column.empty() ? "" : ", column " + f.column) + (f.value.empty() ? "" : ", \"" + f.value.substr(0, 80) + "\"") + ": " + f.detail});
    return e;
}

Error questions_open(const Plan& plan) {
    Error e = invalid(std::to_string(plan.questions.size()) + (plan.questions.size() == 1 ? " question is" : " questions are") + " open: answer before the import is written.");
    e.code = "questions_open";
    for (const auto& q : plan.questions)
        if (e.faults.size() < 100) e.faults.push_back({"/columns/" + q.column, (q.column.empty() ? q.field : "column " + q.column) + ": " + q.what});
    return e;
}

}  // namespace

ImportDesk::ImportDesk(Ledger& ledger, std::shared_ptr<const Catalog> catalog) : ledger_(ledger), catalog_(std::move(catalog)) {}

Result<std::shared_ptr<const Upload>> ImportDesk::upload(const Scope& scope, std::string name, std::string bytes, std::string_view type) {
    if (!type.empty() && !catalog_->type(type)) return invalid("There is no record type \"" + std::string(type.substr(0, 80)) + "\".", "/type", "unknown_type");
    auto up = std::make_shared<Upload>();
    up->id = "i" + digest::random_token().substr(0, 16);
    up->name = std::move(name);
    up->actor = scope.actor().id;
    up->book = TRY(sheet::read(bytes));
    bytes = {};
    const auto vocabulary = TRY(Vocabulary::read(*catalog_));
    up->tables = find_tables(up->book, vocabulary);
    auto proposal = propose(*catalog_, vocabulary, up->book, up->tables, type);
    TRY(add_scale_records(ledger_, scope, *catalog_, proposal.mapping));
    up->proposal = std::move(proposal.mapping);
    up->candidates = std::move(proposal.candidates);
    up->notes = std::move(proposal.notes);
    const std::lock_guard lock(guard_);
    uploads_.push_back(up);
    if (uploads_.size() > kept_uploads) uploads_.erase(uploads_.begin());
    return std::shared_ptr<const Upload>(std::move(up));
}

Result<std::shared_ptr<const Upload>> ImportDesk::find(const Scope& scope, std::string_view id) {
    const std::lock_guard lock(guard_);
    for (const auto& u : uploads_) if (u->id == id && u->actor == scope.actor().id) return u;
    return missing("This upload is not kept any more; send the file again.");
}

Result<Plan> ImportDesk::plan(const Scope& scope, std::string_view id, const Mapping& mapping) {
    const auto up = TRY(find(scope, id));
    const auto vocabulary = TRY(Vocabulary::read(*catalog_));
    return Planner(ledger_, scope, *catalog_, vocabulary, *up).plan(mapping);
}

Result<Applied> ImportDesk::apply(const Scope& scope, std::string_view id, const Mapping& mapping, bool partial) {
    const auto up = TRY(find(scope, id));
    auto plan = TRY(this->plan(scope, id, mapping));
    if (!plan.questions.empty()) return questions_open(plan);
    if (plan.refused && !partial) return rows_refused(plan);
    Applied done;
    done.position = ledger_.position();
    if (plan.created + plan.changed == 0) {                   // nothing to write, no batch
        done.unchanged = plan.unchanged;
        done.refused = plan.refused;
        return done;
    }
    const auto* type = catalog_->type(mapping.type);
    done.batch = TRY(ledger_.open_batch(scope, "Import of " + type->title_many + " from " + up->name));
    auto written = Writing(ledger_, scope, plan, partial, done).run();
    if (written) written = ledger_.close_batch(scope, done.batch);
    if (written) return done;
    if (auto undone = ledger_.undo_batch(scope, done.batch); !undone) {
        Error e = written.error();
        e.message += " The batch " + done.batch + " could not be taken back (" + undone.error().message + "); it is at the next start.";
        return e;
    }
    return std::move(written.error());
}

Result<void> ImportDesk::save_mapping(const Scope& scope, std::string_view name, const Mapping& mapping) {
    const auto* type = catalog_->type("mapping");
    if (!type) return broken("The house has no record type for mappings.");
    if (!catalog_->type(mapping.type)) return invalid("A mapping is for one kind of record; say which.", "/type", "unknown_type");
    Directory directory(ledger_, scope, *catalog_);
    const Record* known = TRY(directory.with(type->number, *type->field("title"), name));
    Write w;
    w.act = known ? Write::change : Write::create;
    w.type = "mapping";
    if (known) {
        w.id = known->id;
        w.seen_version = known->version;
    }
    w.values = {{"title", Value::string(name)}, {"target", Value::string(mapping.type)}, {"text", Value::string(to_json(mapping))}, {"used_on", Value::date(clock::day_of(clock::now_us()))}};
    TRY(ledger_.write(scope, std::move(w)));
    return {};
}

Result<Mapping> ImportDesk::saved_mapping(const Scope& scope, std::string_view name) {
    const auto* type = catalog_->type("mapping");
    Directory directory(ledger_, scope, *catalog_);
    const Record* known = type ? TRY(directory.with(type->number, *type->field("title"), name)) : nullptr;
    if (!known) return missing("There is no saved mapping \"" + std::string(name.substr(0, 80)) + "\".");
    auto mapping = TRY(mapping_from_json(known->values[static_cast<size_t>(type->field("text")->slot)].as_string()));
    mapping.tables.clear();                                   // of another file: found by their headings
    return mapping;
}

}  // namespace tutela::record
