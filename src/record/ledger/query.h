// A query over one type as SQL: what may be seen, what is asked for, in which order, and where the last page ended.
//
// Order: unset values come first going up and last going down; records that are equal stand in the order of their
// numbers, in the direction of the last sort term. Pages continue behind the last record by its sort values (never by
// OFFSET). The first term splits the rows into those where it is unset and the others: each part is one range of its
// index, so that a page deep in a list costs what the first one does.
#pragma once
#include "record/ledger/filter.h"
#include "record/ledger/ledger.h"
#include "record/ledger/search.h"
#include "record/permission/permission.h"

namespace tutela::record {

struct SortTerm { const Column* column = nullptr; bool down = false; };

class Asked {
public:
    // Reads and checks the query; translates its conditions. `position`: as known then.
    static Result<Asked> read(const Projection&, const Search&, const Scope&, store::Connection&, const Query&, std::optional<int64_t> position, FilterContext);

    // The statements that give the page, in turn, until it is full. `columns` of alias t, or only the id and what the
    // cursor needs.
    struct Step { Sql sql; bool unset = false; };
    std::vector<Step> steps(bool whole, int limit) const;
    Sql counting() const;

    const std::vector<SortTerm>& terms() const { return terms_; }
    const Table& table() const { return *table_; }
    // The cursor behind a row whose sort values begin at column `at`.
    std::string cursor(const store::Rows&, int at) const;

private:
    Result<void> read_sort(const Query&);
    Result<void> read_cursor(const std::string&);
    Result<bool> sees_few(store::Connection&, const std::string& visible, const Sql&) const;
    std::string behind(Sql&, bool unset) const;
    std::string order(bool unset) const;

    const Table* table_ = nullptr;
    Sql conditions_;                       // text: joined by AND, or empty
    std::string from_;
    std::vector<SortTerm> terms_;
    std::string fingerprint_;              // of the query, so that a cursor is not used with another
    bool resumed_ = false, resumed_unset_ = false;
    Row last_;                             // sort values and id of the last record
};

}  // namespace tutela::record
