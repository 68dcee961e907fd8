// From entries to records, the one way: writing stamps a record with it, rebuilding and verifying fold entries by it.
#pragma once
#include <functional>
#include <unordered_map>

#include "record/declaration/catalog.h"
#include "record/ledger/entry.h"
#include "record/record.h"

namespace tutela::record {

// What a version owes to its entry rather than to its content: version, position, times, who, since when in its state.
void stamp(Record& after, const Record* before, std::string_view act, std::string_view actor, int64_t at, int64_t position);

// The value that opens a commitment: its JSON; nullopt when it was erased.
using Opener = std::function<Result<std::optional<std::string>>(const std::string& field, const Commitment&)>;

// What reads show for an erased text; other erased values are unset.
inline constexpr std::string_view erased_word = "[erased]";

// The declared field that a member of an entry belongs to today (also by a former name), or nullptr.
const Field* field_for(const Declaration&, std::string_view name);

// A record while its entries are folded, with the commitments its values stand in by.
struct Folded {
    Record record;
    std::vector<Commitment> commitments;      // by slot; at == 0: not committed
    std::vector<std::string> names;           // the name each was committed under
};

// The after-image of an entry as a record (not stamped). `before`: the version before, whose values are taken where
// the commitment is the same.
Result<Folded> image_of(const Declaration&, const Entry&, const Folded* before, const Opener&);

class Replay {
public:
    explicit Replay(const Catalog& catalog) : catalog_(&catalog) {}
    // The record after this entry, and before; nullptr for entries about no record of a known type.
    struct Step { const Folded* after = nullptr; std::optional<Record> before; };
    Result<Step> apply(const Entry&, const Opener&);

private:
    const Catalog* catalog_;
    std::vector<std::unordered_map<int64_t, Folded>> records_;
};

}  // namespace tutela::record
