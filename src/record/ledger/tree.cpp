#include "record/ledger/tree.h"

#include <algorithm>
#include <bit>

namespace tutela::record {

Hash leaf_hash(std::string_view entry) { return digest::sha256({std::string_view("\0", 1), entry}); }

Hash node_hash(const Hash& left, const Hash& right) {
    return digest::sha256({std::string_view("\1", 1), digest::bytes(left), digest::bytes(right)});
}

void Tree::append(const Hash& leaf) {
    Hash hash = leaf;
    // Each trailing one bit of the size is a full subtree of the size of what is being added: they merge.
    for (auto n = static_cast<uint64_t>(size_); n & 1; n >>= 1) {
        hash = node_hash(edge_.back(), hash);
        edge_.pop_back();
    }
    edge_.push_back(hash);
    ++size_;
}

Hash Tree::root() const {
    if (edge_.empty()) return digest::sha256(std::string_view());
    Hash hash = edge_.back();
    for (size_t i = edge_.size() - 1; i-- > 0;) hash = node_hash(edge_[i], hash);
    return hash;
}

std::string Tree::edge() const {
    std::string out;
    for (const Hash& h : edge_) out += digest::bytes(h);
    return out;
}

Result<Tree> Tree::from(int64_t size, std::string_view edge) {
    Tree tree;
    const auto parts = static_cast<size_t>(std::popcount(static_cast<uint64_t>(size)));
    if (size < 0 || edge.size() != parts * 32)
        return broken("The head of the ledger does not fit its size; run `tutela verify`, then restore a backup.");
    tree.size_ = size;
    tree.edge_.resize(parts);
    for (size_t i = 0; i < parts; ++i)
        std::copy_n(edge.begin() + static_cast<std::ptrdiff_t>(i * 32), 32, reinterpret_cast<char*>(tree.edge_[i].data()));
    return tree;
}

}  // namespace tutela::record
