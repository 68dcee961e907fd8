// The ledger of one organisation over one database: what Ledger promises, put together from its parts.
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "record/ledger/chain.h"
#include "record/ledger/checkpoint.h"
#include "record/ledger/ledger.h"
#include "record/ledger/preparation.h"
#include "record/ledger/search.h"
#include "record/ledger/settings.h"
#include "record/permission/scope_cache.h"
#include "store/database.h"
#include "store/writer.h"

namespace tutela::record {

class Book final : public Ledger, private store::WriterHooks {
public:
    static Result<std::unique_ptr<Ledger>> open(std::shared_ptr<const Catalog>, Options);
    ~Book() override;

    Result<Record> write(const Scope&, Write) override;
    void write_async(const Scope&, Write, std::function<void(Result<Record>)>) override;
    std::vector<Result<Record>> write_all(const Scope&, std::vector<Write>) override;
    Result<Record> rehearse(const Scope&, Write) override;
    Result<std::string> open_batch(const Scope&, std::string title) override;
    Result<void> close_batch(const Scope&, const std::string& batch) override;
    Result<std::vector<std::pair<std::string, Result<void>>>> undo_batch(const Scope&, const std::string& batch) override;
    Result<std::vector<BatchInfo>> batches(const Scope&) override;

    Result<Record> get(const Scope&, std::string_view id, AsOf) override;
    Result<Page> list(const Scope&, const Query&) override;
    Result<std::vector<std::string>> keys(const Scope&, const Query&) override;
    Result<int64_t> count(const Scope&, const Query&) override;
    Result<std::vector<Record>> linking(const Scope&, std::string_view id, int source_type, int field, int limit, AsOf) override;
    Result<std::vector<HistoryEntry>> history(const Scope&, std::string_view id) override;
    Result<std::vector<HistoryEntry>> recent(const Scope&, int64_t before, int limit) override;
    std::vector<std::pair<std::string, std::string>> titles(const Scope&, const std::vector<std::string>& ids) override;
    Result<void> each(const Scope&, int type, AsOf, const std::function<void(Record&&)>&) override;
    Result<std::vector<std::string>> entries(const Scope&, int64_t after, int limit) override;
    bool may_read(const Scope&, const Record&) override;
    bool may_create(const Scope&, std::string_view type) override;
    bool may_read_some(const Scope&, std::string_view type) override;
    Result<Abilities> abilities(const Scope&, const Record&) override;
    Result<int64_t> erase(const Scope&, const Erasure&) override;

    const Catalog& catalog() const override { return *catalog_; }
    ScopeCache& scopes() override { return scopes_; }
    int64_t position() const override { return position_.load(std::memory_order_acquire); }
    Result<int64_t> position_at(std::string_view date) override;
    std::vector<std::pair<std::string, expr::Value>> settings() const override;
    Result<void> set_setting(const Scope&, std::string_view name, expr::Value) override;
    void follow(Follower) override;
    std::string wounded() const override;
    Result<Verification> verify(const std::string& checkpoint_file) override;
    Result<std::string> checkpoint() override;
    Result<void> rebuild() override;
    Result<void> backup(const std::string& path) override;
    Result<void> seal() override;

private:
    Book(std::shared_ptr<const Catalog>, Options);
    Result<void> start();
    Result<void> take_catalog();                                       // entry and tables where declarations differ
    Result<void> undo_open_batches();
    Result<void> load_settings();
    Result<void> catch_up_search();
    Result<std::string> write_checkpoint(store::Connection&);          // on the writer's thread

    // The writer's side of one prepared write.
    Result<Record> store(store::Connection&, Prepared&);
    Result<void> check_unique(store::Connection&, const Prepared&);
    Result<std::optional<Record>> answer_again(store::Connection&, const Prepared&);
    Result<void> count_in_batch(store::Connection&, const std::string& batch, int64_t by);
    Result<std::shared_ptr<Prepared>> prepare(const Scope&, Write);
    Result<Record> run(std::shared_ptr<Prepared>);
    // An entry about no record of its own (batch, seal, erase); gives its position.
    Result<int64_t> note(store::Connection&, const Scope&, std::string_view act, Draft, const std::vector<Held>&);
    Result<std::optional<int64_t>> position_of(const AsOf&);
    Result<std::vector<HistoryEntry>> describe(store::Connection&, const std::vector<Record>& versions, size_t shown);
    Result<void> require_everything(const Scope&, const char* what) const;

    Result<void> lock_head(store::Connection&) override;
    void job_begins() override;
    void job_rolled_back() override;
    Result<void> before_commit(store::Connection&) override;
    void after_commit() override;
    void group_rolled_back() override;
    void state_changed(const store::WriterState&) override;

    int32_t today() const;
    FilterContext context() const { return {database_->dialect().engine, today(), settings(), {}}; }
    std::shared_ptr<const Settings> current_settings() const;
    Preparation::Place place(const Settings&) const;

    std::shared_ptr<const Catalog> catalog_;
    Options options_;
    std::unique_ptr<store::Database> database_;
    ScopeCache scopes_;
    Projection projection_;
    Search search_;
    std::optional<Signer> signer_;
    Chain chain_;                                                      // the writer's thread only, after start
    Head at_job_, at_group_;
    std::vector<Committed> pending_;
    size_t pending_at_job_ = 0;
    bool settings_changed_ = false;
    std::atomic<int64_t> checkpoint_size_{0}, checkpoint_pending_{0};    // of the last one stored; of one not yet committed

    std::atomic<int64_t> position_{0};
    std::unique_ptr<std::atomic<int64_t>[]> numbers_;                  // highest stored number of each type
    std::atomic<bool> seeding_{false};
    std::atomic<int64_t> searched_{0};                                 // how far the search index has come
    mutable std::atomic<int64_t> today_{0};                            // minute of asking << 24 | day
    mutable std::mutex mutex_;                                         // settings, followers, wound
    std::shared_ptr<const Settings> settings_;
    std::vector<Follower> followers_;
    std::string wound_;
    std::unique_ptr<store::Writer> writer_;
};

}  // namespace tutela::record
