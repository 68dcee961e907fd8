// The head of the ledger, and the writing of entries behind it. Belongs to the writer's thread.
#pragma once
#include <string>
#include <vector>

#include "record/ledger/entry.h"
#include "record/ledger/tree.h"
#include "store/connection.h"

namespace tutela::record {

struct Head {
    int64_t position = 0, at = 0;
    Hash hash{};
    Tree tree;
    int64_t searched = 0;                    // up to which entry the search index knows
    std::vector<int64_t> numbers;            // highest number of each type; -1: not asked yet
};

class Chain {
public:
    // Reads the head row, or makes it in a new database. `types`: how many types there are.
    Result<void> load(store::Connection&, size_t types);
    const Head& head() const { return head_; }
    const std::string& origin() const { return origin_; }
    bool sealed() const { return sealed_; }
    const std::string& catalog() const { return catalog_; }

    // The moment the next entry gets: now, never before the last one; `wished` while seeding.
    int64_t next_at(std::optional<int64_t> wished) const;
    // The number the next record of a type gets.
    Result<int64_t> next_number(store::Connection&, int type, const std::string& table);
    // Writes one entry and the values it commits to. Gives the position.
    Result<int64_t> append(store::Connection&, const Draft&, int64_t at, std::string_view record, const std::vector<Held>&);

    Result<void> lock(store::Connection&, size_t types);          // takes the head row; reads it if another node wrote
    Result<void> save(store::Connection&);                        // writes the head row
    Result<void> seal(store::Connection&);
    Result<void> remember_catalog(store::Connection&, const std::string& digest);
    void searched(int64_t position) { head_.searched = position; }
    void restore(Head head) { head_ = std::move(head); }

private:
    Result<bool> read(store::Connection&, size_t types, const char* lock);
    Head head_;
    std::string origin_, catalog_;
    bool sealed_ = false;
};

}  // namespace tutela::record
