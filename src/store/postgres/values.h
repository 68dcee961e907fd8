// Values on their way to libpq and back. Numbers and text travel as text, blobs as they are.
#pragma once
#include "store/connection.h"
#include "store/postgres/postgres_connection.h"

#include <vector>

namespace tutela::store {

class BoundValues {
public:
    // Errors: invalid "bad_text".
    static Result<BoundValues> of(std::span<const Parameter>);
    int count() const { return static_cast<int>(values_.size()); }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    std::unique_ptr<char[]> bytes_;   // all values, each ended by a NUL
    std::vector<const char*> values_;
    std::vector<int> lengths_, formats_;
};

Rows rows_of(PostgresConnection::Answer);

// The number of rows a statement changed; 0 for a SELECT.
int64_t changed_by(const pg_result*);

}  // namespace tutela::store
