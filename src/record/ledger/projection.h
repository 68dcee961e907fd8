// The tables made from the declarations, kept as the entries say: one transaction writes both.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "record/ledger/table.h"

namespace tutela::record {

class Projection {
public:
    explicit Projection(const Catalog&);
    const Catalog& catalog() const { return *catalog_; }
    const Table& table(int type) const { return tables_[static_cast<size_t>(type)]; }

    Result<std::optional<Record>> find(store::Connection&, int type, int64_t number, std::optional<int64_t> position = {}) const;
    Result<std::optional<Record>> find(store::Connection&, std::string_view id, std::optional<int64_t> position = {}) const;

    // A new record; `row` is Table::row of it.
    Result<void> add(store::Connection&, const Record&, const Row& row) const;
    // The next version of a record: the row that stands is kept as a past version until the new one's position.
    // `links`: slots of those lists of links that differ.
    Result<void> replace(store::Connection&, const Record&, const Row& row, const std::vector<int>& links) const;

    // Makes tables for types whose columns are not what they were when last made; gives those types, empty now.
    Result<std::vector<int>> reshape(store::Connection&, bool all = false) const;

private:
    Result<void> add_links(store::Connection&, const Record&, const Field&) const;
    const Catalog* catalog_;
    std::vector<Table> tables_;
};

std::vector<store::Parameter> parameters(const Row&);

}  // namespace tutela::record
