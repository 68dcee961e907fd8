// Checkpoints: what the tree was at a size, signed so that it can be kept elsewhere and held against the ledger.
// Form: the signed note of the checksum-database world: origin, size, root in base64, an empty line, and
// "— origin base64(key hash ‖ Ed25519 signature)". The signature is over the text above the empty line (RFC 8032).
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "record/ledger/tree.h"

namespace tutela::record {

struct Checkpoint {
    std::string origin;      // the name of the ledger
    int64_t size = 0;
    Hash root{};
};

// The Ed25519 key of a ledger, kept in a file of its own outside the database, readable by its owner alone.
class Signer {
public:
    // Reads the key file (PEM), or makes it (mode 0600) when it does not exist. Errors: broken.
    static Result<Signer> open(const std::string& path);
    std::string sign(const Checkpoint&) const;                     // the whole note
    // Reads a note and checks its signature with this key. Errors: invalid, saying which part is wrong.
    Result<Checkpoint> read(std::string_view note) const;
    std::string public_key() const;                                // 32 bytes

private:
    struct Key;
    std::shared_ptr<const Key> key_;
};

}  // namespace tutela::record
