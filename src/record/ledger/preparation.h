// What can be done before the writer's turn: find the record, judge permission, check and complete the values, make
// the entry's text but for its place in the chain. Runs on the caller's thread with a reading connection.
#pragma once
#include <atomic>
#include <memory>

#include "record/ledger/entry.h"
#include "record/ledger/ledger.h"
#include "record/ledger/projection.h"
#include "record/ledger/view.h"
#include "record/permission/permission.h"

namespace tutela::record {

struct Prepared {
    Write write;
    Actor actor;
    std::string act;                        // as it stands in the entry
    std::optional<Record> before;
    Record after;
    Draft draft;
    std::vector<Held> held;                 // for the value store
    Row row;
    std::vector<int> defaulted;             // slots that nobody gave: the declaration's defaults
    std::vector<int> changed;               // slots that differ
    std::vector<int> links;                 // of these, the lists of links
    Hash request{};                         // what was asked, for the idempotency key
    bool nothing = false;                   // the record is already so: no entry
    std::optional<int64_t> answered;        // the position that answered the same request before
};

class Preparation {
public:
    struct Place {
        const Projection& projection;
        const Settings& settings;
        const std::vector<std::pair<std::string, Guard>>& guards;
        int32_t today;
        bool seeding;
        const std::atomic<int64_t>* numbers;      // by type: records 1 to this are there; others must be looked up
    };
    Preparation(const Place&, store::Connection&, const Scope&);

    Result<std::shared_ptr<Prepared>> prepare(Write);
    // An entry that takes back others: the content of an earlier version, or archived where there was none.
    Result<std::shared_ptr<Prepared>> undo(const Record& before, const std::optional<Record>& earlier, const std::string& batch);

private:
    Result<void> begin(Prepared&);
    Result<void> earlier_answer(Prepared&);
    Result<void> create(Prepared&);
    Result<void> change(Prepared&);
    Result<void> move(Prepared&);
    Result<void> archive(Prepared&, bool archived);
    Result<void> restore(Prepared&);
    Result<void> import(Prepared&);
    Result<std::vector<std::string>> take_values(Prepared&);      // names of the fields given
    Result<void> fill_defaults(Prepared&);
    Result<void> derive(Prepared&);
    Result<void> sets_of(Prepared&, const Move&);
    Result<void> quorum(Prepared&, const Move&);
    Result<void> check(Prepared&, bool complete);
    Result<void> check_links(const Prepared&, std::vector<Fault>&);
    void check_required(const Record&, std::vector<Fault>&) const;
    Result<bool> visible(std::string_view id);                    // there, and may be read
    Result<void> guard(const Prepared&);
    Result<void> compose(Prepared&);                              // entry, held values, row
    const Declaration& type_of(const Record&) const;

    const Place& place_;
    store::Connection& connection_;
    const Scope& scope_;
    Permissions permissions_;
    Views views_;
};

}  // namespace tutela::record
