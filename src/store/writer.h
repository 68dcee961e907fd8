// The one thread that writes: gathers jobs and stores them together, one commit (one sync) for the group.
#pragma once
#include "store/connection.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tutela::store {

// What a job does with the writer's connection. It may run more than once (when the engine asks to repeat the
// transaction), so it sets its results anew each time. An error takes back what this job did, and nothing else.
using Job = std::function<Result<void>(Connection&)>;
// Called once per job, on the writer's thread, after the commit or the refusal. Short; does not wait for the writer.
using Done = std::function<void(Result<void>)>;

struct WriterState {
    enum class Mode { open, read_only, stopped };
    Mode mode = Mode::open;
    std::string code;    // of read_only: "disk_full" (ends by itself once there is room), "io_failed", "corrupt"
    std::string reason;  // for people: what is wrong and what to do
};

// What the ledger does around jobs. All are called on the writer's thread, in this order:
//   lock_head · (job_begins · the job · job_rolled_back if it failed)* · before_commit · COMMIT · after_commit
// and group_rolled_back instead of after_commit whenever the transaction did not come to be. After a job or group
// was rolled back the in-memory head must again be what it was before.
class WriterHooks {
public:
    virtual ~WriterHooks() = default;
    virtual Result<void> lock_head(Connection&) { return {}; }      // first statement: lock and read the head row
    virtual void job_begins() {}                                    // remember the in-memory head
    virtual void job_rolled_back() {}                               // go back to it
    virtual Result<void> before_commit(Connection&) { return {}; }  // write the head; an error refuses the group
    virtual void after_commit() {}                                  // stored; jobs are acknowledged right after
    virtual void group_rolled_back() {}
    virtual void state_changed(const WriterState&) {}
};

struct WriterOptions {
    size_t group = 100;                          // jobs in one transaction at most
    std::chrono::microseconds gather{2000};      // waits at most so long for others, and only when others are likely
    size_t queue = 10000;                        // jobs that may wait; more are refused with busy "queue_full"
    std::chrono::milliseconds probe{5000};       // how often a full disk is tried again
};

class Writer {
public:
    // Takes over the connection until stopped. Both must outlive the writer.
    static Result<std::unique_ptr<Writer>> start(Connection&, WriterHooks&, WriterOptions = {});
    ~Writer();  // stop()

    // Never waits. Refusals (busy): "queue_full", "read_only", "stopped".
    // "commit_unknown" (broken): the connection or the disk failed during COMMIT; look before trying again.
    void submit(Job, Done);
    std::future<Result<void>> submit(Job);
    // Waits for the outcome. Not from the writer's own thread.
    Result<void> run(Job);

    WriterState state() const;
    // Tries a real write now if the disk was full; true if the writer is open (again). Also happens by itself.
    bool probe();
    // Finishes what waits, refuses what comes later, ends the thread.
    void stop();

private:
    struct Waiting { Job job; Done done; };
    struct Outcome { Result<void> group; std::vector<Result<void>> jobs; bool unknown = false; };
    Writer(Connection& c, WriterHooks& h, WriterOptions o) : connection_(c), hooks_(h), options_(o) {}
    void work();
    void be_read_only(std::unique_lock<std::mutex>&);
    std::vector<Waiting> gather(std::unique_lock<std::mutex>&);
    void store(std::vector<Waiting>&);
    Outcome attempt(std::vector<Waiting>&);
    Result<void> run_jobs(std::vector<Waiting>&, Outcome&);
    Result<Result<void>> run_one(const Job&);
    void finish(std::vector<Waiting>&, Outcome&);
    void enter(WriterState);
    bool try_write();

    Connection& connection_;
    WriterHooks& hooks_;
    const WriterOptions options_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable probed_;
    std::deque<Waiting> queue_;
    WriterState state_;
    size_t likely_ = 1;        // how many jobs the last group had
    size_t wake_at_ = 1;       // a queue of this length wakes the writer
    uint64_t probes_done_ = 0, probes_asked_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tutela::store
