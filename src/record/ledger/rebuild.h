// Projections anew from the entries.
#pragma once
#include <functional>

#include "record/ledger/projection.h"
#include "record/ledger/replay.h"

namespace tutela::record {

// Entries in order, with the hash stored beside each, in portions; `take` may refuse.
Result<void> each_entry(store::Connection&, int64_t after, const std::function<Result<void>(int64_t position, std::string_view hash, std::string_view text)>& take);

// Opens commitments from the value store; portions of it are read ahead of the entries asked for.
class ValueStore {
public:
    explicit ValueStore(store::Connection& c) : connection_(c) {}
    Result<std::optional<std::string>> open(const std::string& field, const Commitment&);

private:
    store::Connection& connection_;
    int64_t from_ = 1, to_ = 0;
    std::map<std::pair<int64_t, std::string>, std::string> ahead_;
};

// Fills the (empty) tables of these types. Runs no guard, no permission, no derivation: recorded values stand.
Result<void> rebuild_types(store::Connection&, const Projection&, const std::vector<int>& types);

}  // namespace tutela::record
