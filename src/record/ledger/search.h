// The words of records: an index kept behind the ledger, caught up before it is asked.
#pragma once
#include "record/ledger/chain.h"
#include "record/ledger/projection.h"
#include "record/ledger/sql.h"

namespace tutela::record {

class Search {
public:
    explicit Search(const Projection& projection) : projection_(projection) {}
    // Takes in the records of entries after `from`, at most `limit` of them; gives the position reached. On the
    // writer's connection.
    Result<int64_t> catch_up(store::Connection&, int64_t from, int64_t to, int64_t limit) const;
    Result<void> take(store::Connection&, const Record&) const;        // one record anew
    Result<void> clear(store::Connection&) const;
    Result<void> compact(store::Connection&) const;                    // no word of a removed record stays on any page
    // The condition for rows of `alias` whose words begin with each of those typed; empty when none was typed.
    std::string condition(store::Engine, int type, std::string_view alias, std::string_view typed, Sql&) const;
    std::string words_of(const Record&) const;
    static int64_t place_of(int type, int64_t number) { return (static_cast<int64_t>(type) << 40) + number; }

private:
    const Projection& projection_;
};

}  // namespace tutela::record
