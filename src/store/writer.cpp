#include "store/writer.h"

#include "store/migration.h"

#include <algorithm>
#include <exception>

namespace tutela::store {

static const Migration probe_table[] = {
    {1, "a place to try whether the disk takes anything",
     "CREATE TABLE store_probe (id {integer} PRIMARY KEY, content {blob}){strict}"},
};

// How often a transaction is repeated when the engine asks for it.
static constexpr int attempts = 3;

static bool is_wound(const std::string& code) { return code == "disk_full" || code == "io_failed" || code == "corrupt"; }

// Errors that end the whole transaction although one job alone is to blame: a deferred check at the commit does not
// say whose link leads nowhere, and SQLite takes everything back when a writing statement is stopped.
static bool is_fault_of_one(const std::string& code) { return code == "foreign_key" || code == "deadline" || code == "interrupted"; }

static WriterState wounded_by(const Error& error) {
    const char* what = "The database is damaged. Stop the server and restore the last backup";
    if (error.code == "disk_full") what = "The disk is full. Free some space; writing then begins again by itself";
    if (error.code == "io_failed") what = "The disk reports an error. Check it, then start the server again";
    return {WriterState::Mode::read_only, error.code, std::string(what) + " (" + error.message + ")."};
}

static Error refused(const WriterState& state) {
    if (state.mode == WriterState::Mode::stopped) return {ErrorKind::busy, "The server is stopping; try again later.", {}, "stopped"};
    return {ErrorKind::busy, "Nothing can be stored at the moment, only read. " + state.reason, {}, "read_only"};
}

Result<std::unique_ptr<Writer>> Writer::start(Connection& connection, WriterHooks& hooks, WriterOptions options) {
    TRY(migrate(connection, "store", probe_table));
    std::unique_ptr<Writer> writer(new Writer(connection, hooks, options));
    writer->thread_ = std::thread([w = writer.get()] { w->work(); });
    return writer;
}

Writer::~Writer() { stop(); }

void Writer::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

WriterState Writer::state() const {
    std::lock_guard lock(mutex_);
    return state_;
}

void Writer::submit(Job job, Done done) {
    std::unique_lock lock(mutex_);
    std::optional<Error> refusal;
    if (stopping_) refusal = refused({WriterState::Mode::stopped, {}, {}});
    else if (state_.mode != WriterState::Mode::open) refusal = refused(state_);
    else if (queue_.size() >= options_.queue) refusal = Error{ErrorKind::busy, "Too many changes wait to be stored; try again.", {}, "queue_full"};
    if (refusal) {
        lock.unlock();
        return done(std::move(*refusal));
    }
    queue_.push_back({std::move(job), std::move(done)});
    if (queue_.size() >= wake_at_) changed_.notify_all();
}

std::future<Result<void>> Writer::submit(Job job) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    auto future = promise->get_future();
    submit(std::move(job), [promise](Result<void> result) { promise->set_value(std::move(result)); });
    return future;
}

Result<void> Writer::run(Job job) { return submit(std::move(job)).get(); }

bool Writer::probe() {
    std::unique_lock lock(mutex_);
    if (state_.mode != WriterState::Mode::read_only || state_.code != "disk_full") return state_.mode == WriterState::Mode::open;
    const uint64_t mine = ++probes_asked_;
    changed_.notify_all();
    probed_.wait(lock, [&] { return probes_done_ >= mine || state_.mode == WriterState::Mode::stopped; });
    return state_.mode == WriterState::Mode::open;
}

void Writer::work() {
    std::unique_lock lock(mutex_);
    while (!(stopping_ && queue_.empty())) {
        if (state_.mode == WriterState::Mode::read_only) {
            be_read_only(lock);
            continue;
        }
        changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
        auto group = gather(lock);
        lock.unlock();
        if (!group.empty()) store(group);
        lock.lock();
    }
    lock.unlock();
    enter({WriterState::Mode::stopped, {}, {}});
}

// Refuses what still waits, then waits for the moment to try again. Only a full disk is ever tried again.
void Writer::be_read_only(std::unique_lock<std::mutex>& lock) {
    auto waiting = std::exchange(queue_, {});
    const Error refusal = refused(state_);
    lock.unlock();
    for (Waiting& w : waiting) w.done(refusal);
    lock.lock();
    auto asked = [&] { return stopping_ || probes_asked_ > probes_done_; };
    if (state_.code != "disk_full") return changed_.wait(lock, asked);
    changed_.wait_for(lock, options_.probe, asked);
    if (stopping_) return;
    const uint64_t asked_until = probes_asked_;
    lock.unlock();
    const bool open = try_write();
    if (open) enter({});
    lock.lock();
    probes_done_ = asked_until;
    probed_.notify_all();
}

// Takes at most a group of what waits. If the last group had more than wait now, its submitters were acknowledged
// a moment ago and are likely to come again: they are given the gathering time, a lone writer never waits.
std::vector<Writer::Waiting> Writer::gather(std::unique_lock<std::mutex>& lock) {
    wake_at_ = std::min(likely_, options_.group);
    changed_.wait_for(lock, options_.gather, [&] { return stopping_ || queue_.size() >= wake_at_; });
    wake_at_ = 1;
    std::vector<Waiting> group;
    while (!queue_.empty() && group.size() < options_.group) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    likely_ = std::max<size_t>(group.size(), 1);
    return group;
}

void Writer::store(std::vector<Waiting>& group) {
    Outcome outcome;
    for (int i = 0; i < attempts; ++i) {
        outcome = attempt(group);
        if (outcome.group || outcome.group.error().code != "serialization") break;
    }
    if (!outcome.group && is_fault_of_one(outcome.group.error().code) && group.size() > 1) {   // each job for itself
        for (Waiting& w : group) {
            const WriterState now = state();   // the disk may fail on the way
            if (now.mode == WriterState::Mode::read_only) {
                w.done(refused(now));
                continue;
            }
            std::vector<Waiting> one;
            one.push_back(std::move(w));
            store(one);
        }
        return;
    }
    finish(group, outcome);
    auto tended = connection_.tend();
    if (!tended && is_wound(tended.error().code)) enter(wounded_by(tended.error()));
}

Writer::Outcome Writer::attempt(std::vector<Waiting>& group) {
    Outcome outcome;
    bool committing = false;
    auto transaction = [&]() -> Result<void> {
        TRY(connection_.begin(Access::write));
        TRY(hooks_.lock_head(connection_));
        TRY(run_jobs(group, outcome));
        if (std::none_of(outcome.jobs.begin(), outcome.jobs.end(), [](auto& r) { return r.ok(); })) {
            connection_.rollback();
            hooks_.group_rolled_back();
            return {};
        }
        TRY(hooks_.before_commit(connection_));
        committing = true;
        TRY(connection_.commit());
        hooks_.after_commit();
        return {};
    };
    try {
        outcome.group = transaction();
    } catch (const std::exception& e) {
        outcome.group = broken(std::string("An exception came out of the writer's hooks: ") + e.what());
    }
    if (!outcome.group) {
        connection_.rollback();
        hooks_.group_rolled_back();
        const std::string& code = outcome.group.error().code;
        outcome.unknown = committing && (code == "io_failed" || code == "connection_lost");
    }
    return outcome;
}

Result<void> Writer::run_jobs(std::vector<Waiting>& group, Outcome& outcome) {
    for (Waiting& w : group) outcome.jobs.push_back(TRY(run_one(w.job)));
    return {};
}

// The job's own result; an error of run_one itself ends the whole group.
Result<Result<void>> Writer::run_one(const Job& job) {
    hooks_.job_begins();
    auto savepoint = TRY(Savepoint::open(connection_));
    Result<void> done;
    try {
        done = job(connection_);
    } catch (const std::exception& e) {
        done = broken(std::string("An exception came out of a job: ") + e.what());
    }
    connection_.set_deadline({});   // one that the job has set is the job's alone
    if (done) done = savepoint.release();
    if (done) return done;
    const std::string& code = done.error().code;
    if (is_wound(code) || code == "connection_lost" || code == "serialization") return std::move(done.error());
    if (!savepoint.roll_back()) return std::move(done.error());
    hooks_.job_rolled_back();
    return done;
}

void Writer::finish(std::vector<Waiting>& group, Outcome& outcome) {
    if (!outcome.group && is_wound(outcome.group.error().code)) {
        enter(wounded_by(outcome.group.error()));
        if (!outcome.unknown) outcome.group = refused(state());
    }
    if (outcome.unknown)
        outcome.group = Error{ErrorKind::broken, "The storage failed in the moment of storing. Look whether the change is there before trying again.",
                              {}, "commit_unknown"};
    for (size_t i = 0; i < group.size(); ++i) group[i].done(outcome.group ? std::move(outcome.jobs[i]) : outcome.group);
}

void Writer::enter(WriterState state) {
    {
        std::lock_guard lock(mutex_);
        state_ = state;
        probed_.notify_all();
    }
    hooks_.state_changed(state);
}

// Stores and removes a quarter of a megabyte: a few free bytes at the end of the log are no room.
bool Writer::try_write() {
    const std::string content(256 * 1024, 'x');
    auto tried = [&]() -> Result<void> {
        auto transaction = TRY(Transaction::begin(connection_, Access::write));
        TRY(connection_.run("INSERT INTO store_probe (id, content) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET content = excluded.content", Blob{content}));
        TRY(transaction.commit());
        TRY(connection_.run("DELETE FROM store_probe"));
        return connection_.tend();
    }();
    return tried.ok();
}

}  // namespace tutela::store
