#include "engine/engine.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "engine/answers.h"
#include "engine/current.h"
#include "engine/explain.h"
#include "engine/report_run.h"

namespace tutela::engine {

using record::Committed;

namespace {

// What the ledger tells us, until the engine's thread takes it. The ledger may outlive the engine's interest.
struct Inbox {
    std::mutex guard;
    std::condition_variable wake;
    std::deque<std::vector<Committed>> entries;
    bool stop = false;
    bool busy = false;                           // the thread works on what it took
};

int64_t since(int64_t start) { return clock::now_us() - start; }

}  // namespace

struct Engine::Body {
    Body(record::Ledger& l, std::shared_ptr<const record::Catalog> c) : ledger(l), catalog(std::move(c)) {}

    record::Ledger& ledger;
    std::shared_ptr<const record::Catalog> catalog;
    Standards standards;
    RuleBook book;
    ReportBook reports;
    std::unique_ptr<Current> current;
    int setting_type = -1;

    std::mutex guard;                            // current
    std::atomic<int> waiting{0};                 // readers before the guard
    std::shared_ptr<Inbox> inbox = std::make_shared<Inbox>();
    std::thread thread;

    std::mutex published_guard;
    std::condition_variable published;
    std::shared_ptr<const Tree> tree;
    std::vector<std::function<void(int64_t)>> listeners;

    std::shared_ptr<const Tree> now() {
        std::lock_guard lock(published_guard);
        return tree;
    }

    // Readers of records; the engine's thread lets them in between slices.
    std::unique_lock<std::mutex> reading() {
        ++waiting;
        std::unique_lock lock(guard);
        --waiting;
        return lock;
    }

    void between_slices() {
        if (!waiting.load()) return;
        guard.unlock();
        while (waiting.load()) std::this_thread::sleep_for(std::chrono::microseconds(20));
        guard.lock();
    }

    // With the guard held.
    void publish() {
        auto fresh = std::make_shared<const Tree>(current->verdicts().tree(current->snapshot().position()));
        std::lock_guard lock(published_guard);
        tree = std::move(fresh);
    }

    void tell() {
        published.notify_all();
        std::vector<std::function<void(int64_t)>> to;
        int64_t position;
        {
            std::lock_guard lock(published_guard);
            to = listeners;
            position = tree->position;
        }
        for (const auto& f : to) f(position);
    }

    void take(const std::vector<Committed>& entries) {
        bool settings = false;
        for (const auto& e : entries) settings |= e.record.type == setting_type && setting_type >= 0;
        {
            std::unique_lock lock(guard);
            current->apply(entries);
            if (settings) current->set_settings(ledger.settings());
            publish();
        }
        tell();
    }

    void work() {
        for (;;) {
            std::vector<Committed> entries;
            {
                std::unique_lock lock(inbox->guard);
                inbox->busy = false;
                inbox->wake.wait(lock, [&] { return inbox->stop || !inbox->entries.empty(); });
                if (inbox->stop) return;
                inbox->busy = true;
                // Several groups of a busy writer are one step, but no step grows without end.
                while (!inbox->entries.empty() && entries.size() < 2000) {
                    auto& next = inbox->entries.front();
                    entries.insert(entries.end(), std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
                    inbox->entries.pop_front();
                }
            }
            take(entries);
        }
    }

    House house() const { return {standards, book, current->snapshot(), current->verdicts()}; }
    Result<Check> check_now(const Question&, size_t standard, int32_t day);
    Result<Check> check_then(const Question&, size_t standard, std::optional<int32_t> day);
    Result<std::unique_ptr<Current>> then(const record::AsOf&, std::optional<int32_t> day);
    // The day to judge on where none is named: the one asked for; nothing: that of the position's last entry.
    static Result<std::optional<int32_t>> day_of(const record::AsOf& as_of) {
        if (!as_of.date) return std::optional<int32_t>();
        return std::optional<int32_t>(TRY(clock::parse_date(as_of.date->substr(0, 10))));
    }
};

Engine::Engine() = default;

Engine::~Engine() {
    if (!body_) return;
    {
        std::lock_guard lock(body_->inbox->guard);
        body_->inbox->stop = true;
        body_->inbox->entries.clear();
    }
    body_->inbox->wake.notify_all();
    if (body_->thread.joinable()) body_->thread.join();
}

Result<std::unique_ptr<Engine>> Engine::start(record::Ledger& ledger, std::shared_ptr<const record::Catalog> catalog, EngineOptions options) {
    const int32_t today = TRY(clock::parse_date(options.today));
    std::unique_ptr<Engine> engine(new Engine);
    engine->body_ = std::make_unique<Body>(ledger, catalog);
    Body& b = *engine->body_;
    b.standards = TRY(read_standards(*catalog));
    b.book = TRY(read_rules(catalog, b.standards, false));
    b.reports = TRY(read_reports(catalog, b.standards));
    b.current = std::make_unique<Current>(catalog, b.book, b.standards);
    if (const auto* d = catalog->type("setting")) b.setting_type = d->number;
    // Listening begins before loading, so that no entry falls between; what came with the load is recognised by its position.
    if (options.follow)
        ledger.follow([inbox = b.inbox](const std::vector<Committed>& entries) {
            {
                std::lock_guard lock(inbox->guard);
                if (inbox->stop) return;
                inbox->entries.push_back(entries);
            }
            inbox->wake.notify_one();
        });
    const int64_t position = ledger.position();
    TRY(b.current->load(ledger));
    b.current->snapshot().set_position(std::max(position, b.current->snapshot().position()));
    b.current->judge_all(today);
    b.publish();
    b.current->on_slice([&b] { b.between_slices(); });
    if (options.follow) b.thread = std::thread([&b] { b.work(); });
    return engine;
}

Result<std::unique_ptr<Current>> Engine::Body::then(const record::AsOf& as_of, std::optional<int32_t> day) {
    auto past = std::make_unique<Current>(catalog, book, standards);
    TRY(past->load(ledger, as_of));
    if (!day) {                                  // the day on which the last of these entries was made
        int64_t last = 0;
        for (int t = 0; t < past->snapshot().types(); ++t)
            for (const Row& row : past->snapshot().rows(t)) last = std::max(last, row.record().changed_at);
        day = last ? clock::day_of(last) : current->verdicts().today();
    }
    past->judge_all(*day);
    return past;
}

Result<Check> Engine::Body::check_now(const Question& q, size_t standard, int32_t day) {
    Eyes eyes(q.sees);
    auto lock = reading();
    if (day == current->verdicts().today()) {
        Check c = check_tree(standards, book, *now(), standard);
        add_gaps(c, house(), standard, eyes, q.limit, q.excused);
        return c;
    }
    Verdicts other(*catalog, book, standards);
    other.judge_all(current->snapshot(), day);
    Check c = check_tree(standards, book, other.tree(current->snapshot().position()), standard);
    add_gaps(c, {standards, book, current->snapshot(), other}, standard, eyes, q.limit, q.excused);
    return c;
}

Result<Check> Engine::Body::check_then(const Question& q, size_t standard, std::optional<int32_t> day) {
    if (!day) day = TRY(day_of(q.as_of));
    auto past = TRY(then(q.as_of, day));
    Check c = check_tree(standards, book, past->verdicts().tree(past->snapshot().position()), standard);
    add_gaps(c, {standards, book, past->snapshot(), past->verdicts()}, standard, Eyes(q.sees), q.limit, q.excused);
    return c;
}

Result<Check> Engine::check(const Question& q) {
    const int64_t start = clock::now_us();
    Body& b = *body_;
    const Standard* s = b.standards.standard(q.standard);
    if (!s) return missing("There is no standard \"" + q.standard + "\" here; see `tutela coverage` for those there are.");
    const auto standard = static_cast<size_t>(s - b.standards.all.data());
    std::optional<int32_t> day;
    if (!q.at.empty()) day = TRY(clock::parse_date(q.at));
    const bool past = q.as_of.position || q.as_of.date;
    Check c = TRY(past ? b.check_then(q, standard, day) : b.check_now(q, standard, day ? *day : b.now()->today));
    c.catalog = b.catalog->digest();
    c.took_us = since(start);
    return c;
}

Result<ItemResult> Engine::item(std::string_view id, const Sees& sees, const record::AsOf& as_of) {
    const int64_t start = clock::now_us();
    const int index = body_->standards.item_index(id);
    if (index < 0) return missing("No standard here has an item \"" + std::string(id) + "\"; see `tutela coverage` for the ids.");
    ItemResult r;
    if (as_of.position || as_of.date) {
        auto past = TRY(body_->then(as_of, TRY(body_->day_of(as_of))));
        r = item_result({body_->standards, body_->book, past->snapshot(), past->verdicts()}, past->verdicts().tree(past->snapshot().position()), static_cast<size_t>(index), Eyes(sees));
    } else {
        auto lock = body_->reading();
        r = item_result(body_->house(), *body_->now(), static_cast<size_t>(index), Eyes(sees));
    }
    r.took_us = since(start);
    return r;
}

Result<Forecast> Engine::forecast(std::string_view until, const Sees& sees) {
    const auto tree = body_->now();
    const int32_t last = until.empty() ? tree->today + 365 : TRY(clock::parse_date(until));
    if (last < tree->today) return invalid("A forecast looks ahead; choose a day after " + clock::date_text(tree->today) + ".", "/until");
    if (last > tree->today + 3660) return invalid("A forecast looks at most ten years ahead.", "/until");
    auto lock = body_->reading();
    return engine::forecast(body_->house(), *body_->now(), last, Eyes(sees));
}

Coverage Engine::coverage(std::string_view standard) const { return engine::coverage(*body_->catalog, body_->standards, body_->book, standard); }

std::vector<Gap> Engine::gaps_of(std::string_view record, const Sees& sees) {
    auto lock = body_->reading();
    const Row* row = body_->current->snapshot().find(record);
    return row ? gaps_of_row(body_->house(), *row, Eyes(sees)) : std::vector<Gap>();
}

Result<std::vector<Gap>> Engine::gaps_of(std::string_view record, const Sees& sees, const record::AsOf& as_of) {
    if (!as_of.position && !as_of.date) return gaps_of(record, sees);
    auto past = TRY(body_->then(as_of, TRY(body_->day_of(as_of))));
    const Row* row = past->snapshot().find(record);
    return row ? gaps_of_row({body_->standards, body_->book, past->snapshot(), past->verdicts()}, *row, Eyes(sees)) : std::vector<Gap>();
}

std::vector<Gap> Engine::gaps_for(std::string_view person, const Sees& sees) {
    auto lock = body_->reading();
    return gaps_for_person(body_->house(), person, Eyes(sees));
}

std::vector<std::pair<std::string, std::string>> Engine::standards() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& s : body_->standards.all) out.emplace_back(s.id, s.title);
    return out;
}

std::vector<std::pair<int, expr::Value>> Engine::computed(std::string_view record) {
    std::vector<std::pair<int, expr::Value>> out;
    auto lock = body_->reading();
    const Row* row = body_->current->snapshot().find(record);
    if (!row || !row->present()) return out;
    for (const auto& f : body_->current->computed())
        if (f.type == row->type()) out.emplace_back(f.slot, row->record().values[static_cast<size_t>(f.slot)]);
    return out;
}

std::vector<ReportName> Engine::reports() const {
    std::vector<ReportName> out;
    for (const auto& r : body_->reports.reports) out.push_back({r.name, r.title, r.says, {"pdf", "xlsx", "html", "csv", "md", "json"}});
    return out;
}

Result<ReportResult> Engine::report(std::string_view name, record::AsOf as_of, const Sees& sees) {
    const auto* d = body_->reports.report(name);
    if (!d) return missing("There is no report \"" + std::string(name) + "\".");
    if (as_of.position || as_of.date) {
        std::optional<int32_t> day;
        if (as_of.date) day = TRY(clock::parse_date(as_of.date->substr(0, 10)));
        auto past = TRY(body_->then(as_of, day));
        return run_report(*d, past->snapshot(), past->verdicts().today(), Eyes(sees));
    }
    auto lock = body_->reading();
    return run_report(*d, body_->current->snapshot(), body_->current->verdicts().today(), Eyes(sees));
}

Result<std::string> Engine::explain(std::string_view name) const {
    return engine::explain(name, *body_->catalog, body_->standards, body_->book, body_->reports);
}

int64_t Engine::position() const { return body_->now()->position; }

// Some entries change no record (a batch opens, a checkpoint); what was written before this call is in the inbox, so
// an engine at rest has reached it.
bool Engine::wait_for(int64_t position, int milliseconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    for (;;) {
        {
            std::unique_lock lock(body_->published_guard);
            auto next = std::min(end, std::chrono::steady_clock::now() + std::chrono::milliseconds(2));
            if (body_->published.wait_until(lock, next, [&] { return body_->tree->position >= position; })) return true;
        }
        {
            std::lock_guard lock(body_->inbox->guard);
            if (body_->inbox->entries.empty() && !body_->inbox->busy && body_->ledger.position() >= position) return true;
        }
        if (std::chrono::steady_clock::now() >= end) return false;
    }
}

void Engine::on_published(std::function<void(int64_t)> listener) {
    std::lock_guard lock(body_->published_guard);
    body_->listeners.push_back(std::move(listener));
}

Result<void> Engine::set_today(std::string_view date) {
    const int32_t day = TRY(clock::parse_date(date));
    {
        auto lock = body_->reading();
        body_->current->set_today(day);
        body_->publish();
    }
    body_->tell();
    return {};
}

void Engine::settings_changed() {
    {
        auto lock = body_->reading();
        body_->current->set_settings(body_->ledger.settings());
        body_->publish();
    }
    body_->tell();
}

}  // namespace tutela::engine
