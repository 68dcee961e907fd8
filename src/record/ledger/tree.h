// The Merkle tree over all entries (RFC 6962, section 2.1), of which only the right edge is kept: the roots of the
// full subtrees, from the largest to the smallest. Appending costs one hash on average.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace tutela::record {

using digest::Hash;

Hash leaf_hash(std::string_view entry);                 // SHA-256(0x00 ‖ entry)
Hash node_hash(const Hash& left, const Hash& right);    // SHA-256(0x01 ‖ left ‖ right)

class Tree {
public:
    void append(const Hash& leaf);
    int64_t size() const { return size_; }
    Hash root() const;                                  // of the empty tree: SHA-256 of nothing
    std::string edge() const;                           // the subtree roots, 32 bytes each
    // Error broken when the bytes do not fit the size.
    static Result<Tree> from(int64_t size, std::string_view edge);
    friend bool operator==(const Tree&, const Tree&) = default;

private:
    int64_t size_ = 0;
    std::vector<Hash> edge_;
};

}  // namespace tutela::record
