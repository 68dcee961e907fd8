#include "record/ledger/book.h"

#include "base/clock.h"
#include "base/log.h"
#include "record/ledger/kernel_tables.h"

namespace tutela::record {

Result<std::unique_ptr<Ledger>> Ledger::open(std::shared_ptr<const Catalog> catalog, Options options) { return Book::open(std::move(catalog), std::move(options)); }

Result<std::unique_ptr<Ledger>> Book::open(std::shared_ptr<const Catalog> catalog, Options options) {
    std::unique_ptr<Book> book(new Book(std::move(catalog), std::move(options)));
    TRY(book->start());
    return std::unique_ptr<Ledger>(std::move(book));
}

Book::Book(std::shared_ptr<const Catalog> catalog, Options options)
    : catalog_(std::move(catalog)), options_(std::move(options)), scopes_(options_.location.starts_with("postgres")), projection_(*catalog_), search_(projection_) {}

Book::~Book() {
    if (!writer_) return;
    if (position() > checkpoint_size_) (void)checkpoint();
    writer_->stop();
}

Result<void> Book::start() {
    const bool remote = options_.location.starts_with("postgresql:") || options_.location.starts_with("postgres:");
    const auto location = remote ? store::Location::url(options_.location, options_.schema) : store::Location::file(options_.location);
    database_ = TRY(store::Database::open(location));
    store::Connection& c = database_->writer();
    TRY(store::migrate(c, "record", kernel_tables()));
    if (!options_.checkpoint_key.empty()) signer_ = TRY(Signer::open(options_.checkpoint_key));
    {
        auto transaction = TRY(store::Transaction::begin(c, store::Access::write));
        TRY(chain_.load(c, catalog_->types().size()));
        if (options_.seeding && chain_.sealed())
            return invalid("This ledger is already in use; only an empty one can be set up with past times.", {}, "sealed");
        // Opened for use, a ledger takes no past times any more, whatever it is opened for later.
        if (!options_.seeding && !chain_.sealed()) TRY(chain_.seal(c));
        TRY(transaction.commit());
    }
    seeding_ = options_.seeding && !chain_.sealed();
    TRY(take_catalog());
    {
        auto rows = TRY(c.query("SELECT coalesce(max(size), 0) FROM ledger_checkpoint"));
        TRY(rows.next());
        checkpoint_size_ = rows.integer(0);
    }
    numbers_ = std::make_unique<std::atomic<int64_t>[]>(catalog_->types().size());
    for (const Declaration& d : catalog_->types()) {
        auto rows = TRY(c.query("SELECT coalesce(max(id), 0) FROM \"" + projection_.table(d.number).records() + "\""));
        TRY(rows.next());
        numbers_[static_cast<size_t>(d.number)] = rows.integer(0);
    }
    position_ = chain_.head().position;
    searched_ = chain_.head().searched;
    TRY(load_settings());
    writer_ = TRY(store::Writer::start(c, *this));
    return undo_open_batches();
}

Result<void> Book::load_settings() {
    auto loaded = std::make_shared<Settings>();
    for (const Setting& s : catalog_->settings()) loaded->emplace_back(s.name, s.value);
    const Declaration* d = catalog_->type("setting");
    const Field* name = d ? d->field("name") : nullptr;
    const Field* value = d ? d->field("value") : nullptr;
    if (name && value) {
        auto reader = TRY(database_->read());
        const Table& t = projection_.table(d->number);
        auto rows = TRY(reader->query("SELECT " + t.names("t") + " FROM \"" + t.records() + "\" t WHERE t.archived = 0"));
        while (TRY(rows.next())) {
            const Record r = t.record(rows);
            const expr::Value& key = r.values[static_cast<size_t>(name->slot)];
            const expr::Value& text = r.values[static_cast<size_t>(value->slot)];
            for (size_t i = 0; i < loaded->size() && key.set() && text.set(); ++i) {
                if ((*loaded)[i].first != key.as_string()) continue;
                auto read = setting_from_text(catalog_->settings()[i], text.as_string());
                if (read) (*loaded)[i].second = read.take();
                else log::warn("setting {} is not used: {}", (*loaded)[i].first, read.error().message);
            }
        }
    }
    today_.store(0);
    const std::lock_guard lock(mutex_);
    settings_ = std::move(loaded);
    return {};
}

std::shared_ptr<const Settings> Book::current_settings() const {
    const std::lock_guard lock(mutex_);
    return settings_;
}

std::vector<std::pair<std::string, expr::Value>> Book::settings() const { return *current_settings(); }

// The organisation's day; asked of the time zone once a minute, because that costs more than a page of a list.
int32_t Book::today() const {
    const int64_t minute = clock::now_us() / 60'000'000;
    if (const int64_t known = today_.load(std::memory_order_relaxed); known >> 24 == minute) return static_cast<int32_t>(known & 0xFFFFFF);
    const auto settings = current_settings();
    std::string zone;
    for (const auto& [name, value] : *settings)
        if (name == "time_zone" && value.is(expr::Kind::string)) zone = value.as_string();
    const int64_t now = clock::now_us();
    auto asked = clock::today(now, zone);
    const int32_t day = asked ? asked.value() : clock::day_of(now);
    today_.store(minute << 24 | day, std::memory_order_relaxed);
    return day;
}

Preparation::Place Book::place(const Settings& settings) const { return {projection_, settings, options_.guards, today(), seeding_.load(), numbers_.get()}; }

void Book::follow(Follower follower) {
    const std::lock_guard lock(mutex_);
    followers_.push_back(std::move(follower));
}

std::string Book::wounded() const {
    const std::lock_guard lock(mutex_);
    return wound_;
}

// What the writer does around each group. The head in memory follows the transaction: back with a job, back with a group.

Result<void> Book::lock_head(store::Connection& c) {
    TRY(chain_.lock(c, catalog_->types().size()));
    at_group_ = chain_.head();
    pending_.clear();
    settings_changed_ = false;
    return {};
}

void Book::job_begins() {
    at_job_ = chain_.head();
    pending_at_job_ = pending_.size();
}

void Book::job_rolled_back() {
    chain_.restore(at_job_);
    pending_.resize(pending_at_job_);
}

Result<void> Book::before_commit(store::Connection& c) {
    constexpr int64_t between = 1000;                        // entries from one checkpoint to the next, at most
    if (signer_ && chain_.head().position - checkpoint_size_ >= between) TRY(write_checkpoint(c));
    return chain_.save(c);
}

void Book::after_commit() {
    position_.store(chain_.head().position, std::memory_order_release);
    searched_.store(chain_.head().searched);
    if (checkpoint_pending_ > checkpoint_size_) checkpoint_size_ = checkpoint_pending_.load();
    for (const Committed& c : pending_) {
        const std::string& type = catalog_->types()[static_cast<size_t>(c.record.type)].name;
        if (type == "person" || type == "role" || type == "assignment" || type == "domain") scopes_.forget();
        auto& known = numbers_[static_cast<size_t>(c.record.type)];
        if (c.record.number > known.load(std::memory_order_relaxed)) known.store(c.record.number, std::memory_order_release);
    }
    if (settings_changed_) (void)load_settings();
    std::vector<Follower> followers;
    {
        const std::lock_guard lock(mutex_);
        followers = followers_;
    }
    if (!pending_.empty())
        for (const Follower& f : followers) f(pending_);
    pending_.clear();
}

void Book::group_rolled_back() {
    chain_.restore(at_group_);
    pending_.clear();
    checkpoint_pending_ = 0;
}

void Book::state_changed(const store::WriterState& state) {
    const std::lock_guard lock(mutex_);
    wound_ = state.mode == store::WriterState::Mode::read_only ? state.reason : std::string();
}

Result<void> Book::seal() {
    TRY(writer_->run([this](store::Connection& c) -> Result<void> { return chain_.seal(c); }));
    seeding_ = false;
    return {};
}

Result<void> Book::backup(const std::string& path) { return database_->backup_to(path); }

}  // namespace tutela::record
