// An entry of the ledger: canonical JSON (RFC 8785), stored as text exactly as hashed. docs/reference/ledger.md
// describes every member; this writes and reads it.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "base/result.h"
#include "record/ledger/tree.h"

namespace tutela::record {

// A value that stands in its entry only as a commitment, with the salt that opens it; lies in the value store.
struct Held {
    std::string field;       // the field's name, or "@reason", "@title", "@ground" for words of people beside fields
    std::string salt;        // 16 random bytes
    std::string value;       // its canonical JSON
};

// SHA-256(salt ‖ field ‖ 0x00 ‖ value).
Hash commitment(std::string_view salt, std::string_view field, std::string_view value);
Held hold(std::string field, std::string value);             // with a fresh salt

// What an entry says in place of a value: the hash, and at which position the value was first written (0: here).
struct Commitment {
    Hash hash{};
    int64_t at = 0;
    std::string json() const;                                // {"at":17,"sha256":"…"}
    static std::optional<Commitment> read(const json::value&);
};

// An entry under preparation: everything but what is only known when it is written.
class Draft {
public:
    void put(std::string key, std::string json) { members_[std::move(key)] = std::move(json); }
    void text(std::string key, std::string_view value);
    // `record` may be empty. `previous` is the hash of the entry before (32 zero bytes before the first).
    std::string finish(int64_t position, int64_t at, const Hash& previous, std::string_view record) const;

private:
    std::map<std::string, std::string> members_;             // ASCII keys: byte order is RFC 8785's order
};

// A read entry. Members that are not there are empty or 0.
struct Entry {
    int64_t position = 0, at = 0, version = 0, number = 0;
    std::string actor, act, key, batch, move, origin, type, record, request, previous;
    json::object body;                                       // all of it
    const json::object* after() const;
    const json::object* values() const;
    // Every commitment in it: field name and hash, also "@reason" and so on.
    std::vector<std::pair<std::string, Commitment>> commitments() const;

    // Error broken when the text is not a canonical entry.
    static Result<Entry> read(std::string_view text);
};

}  // namespace tutela::record
