#include "store/postgres/values.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <deque>
#include <libpq-fe.h>

namespace tutela::store {

// Object ids of PostgreSQL's own types; they never change (pg_type.dat).
static constexpr Oid bool_type = 16, bytea_type = 17;
static constexpr size_t longest_number = 32;

Result<BoundValues> BoundValues::of(std::span<const Parameter> values) {
    BoundValues bound;
    size_t size = 0;
    for (const Parameter& v : values) size += v.bytes().size() + longest_number + 1;
    bound.bytes_.reset(new char[size + 1]);
    char* at = bound.bytes_.get();
    for (const Parameter& v : values) {
        char* begin = at;
        const bool text = v.kind() == Parameter::Kind::text, blob = v.kind() == Parameter::Kind::blob;
        if (text && !is_text(v.bytes())) return bad_text();
        if (v.kind() == Parameter::Kind::integer) at = std::to_chars(at, at + longest_number, v.integer()).ptr;
        if (v.kind() == Parameter::Kind::real) at = std::to_chars(at, at + longest_number, v.real()).ptr;
        if (text || blob) at = std::copy(v.bytes().begin(), v.bytes().end(), at);
        // SQLite keeps a NaN as null; so that both do the same, it is null here too.
        const bool null = v.kind() == Parameter::Kind::null || (v.kind() == Parameter::Kind::real && std::isnan(v.real()));
        bound.values_.push_back(null ? nullptr : begin);
        bound.lengths_.push_back(static_cast<int>(at - begin));
        bound.formats_.push_back(blob ? 1 : 0);
        *at++ = '\0';
    }
    return bound;
}

static int nibble(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

class ResultRows final : public Rows::Source {
public:
    explicit ResultRows(PostgresConnection::Answer result) : result_(std::move(result)), rows_(PQntuples(result_.get())) {}

    Result<bool> next() override {
        decoded_.clear();
        if (row_ < rows_) ++row_;
        return row_ < rows_;
    }
    int columns() const override { return PQnfields(result_.get()); }
    bool is_null(int c) const override { return PQgetisnull(result_.get(), row_, c); }
    int64_t integer(int c) const override {
        std::string_view t = raw(c);
        if (PQftype(result_.get(), c) == bool_type) return t == "t";
        int64_t value = 0;
        std::from_chars(t.data(), t.data() + t.size(), value);
        return value;
    }
    double real(int c) const override {
        std::string_view t = raw(c);
        double value = 0;
        std::from_chars(t.data(), t.data() + t.size(), value);
        return value;
    }
    std::string_view text(int c) const override { return blob(c); }
    std::string_view blob(int c) const override {
        std::string_view t = raw(c);
        if (PQftype(result_.get(), c) != bytea_type || !t.starts_with("\\x")) return t;
        std::string& bytes = decoded_.emplace_back();
        bytes.reserve(t.size() / 2);
        for (size_t i = 2; i + 1 < t.size(); i += 2) bytes += static_cast<char>(nibble(t[i]) << 4 | nibble(t[i + 1]));
        return bytes;
    }

private:
    std::string_view raw(int c) const {
        return {PQgetvalue(result_.get(), row_, c), static_cast<size_t>(PQgetlength(result_.get(), row_, c))};
    }

    PostgresConnection::Answer result_;
    int rows_;
    int row_ = -1;
    mutable std::deque<std::string> decoded_;
};

Rows rows_of(PostgresConnection::Answer result) { return Rows(std::make_unique<ResultRows>(std::move(result))); }

int64_t changed_by(const pg_result* result) {
    auto* r = const_cast<pg_result*>(result);   // libpq's functions for reading do not say const
    std::string_view status = PQcmdStatus(r), count = PQcmdTuples(r);
    int64_t changed = 0;
    if (!status.starts_with("SELECT")) std::from_chars(count.data(), count.data() + count.size(), changed);
    return changed;
}

}  // namespace tutela::store
