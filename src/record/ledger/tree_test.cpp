#include <doctest/doctest.h>

#include "record/ledger/tree.h"

using namespace tutela;
using namespace tutela::record;

namespace {
// RFC 6962, section 2.1, as written there: split at the largest power of two below n.
Hash by_definition(const std::vector<std::string>& leaves, size_t from, size_t to) {
    if (from == to) return digest::sha256(std::string_view());
    if (to - from == 1) return leaf_hash(leaves[from]);
    size_t k = 1;
    while (k * 2 < to - from) k *= 2;
    return node_hash(by_definition(leaves, from, from + k), by_definition(leaves, from + k, to));
}
}  // namespace

TEST_CASE("the kept edge gives the root that RFC 6962 defines, for every size to 70") {
    std::vector<std::string> leaves;
    Tree tree;
    CHECK(digest::hex(tree.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (int i = 0; i < 70; ++i) {
        leaves.push_back("entry " + std::to_string(i));
        tree.append(leaf_hash(leaves.back()));
        CHECK(tree.root() == by_definition(leaves, 0, leaves.size()));
        auto again = Tree::from(tree.size(), tree.edge());
        REQUIRE(again);
        CHECK(again.value() == tree);
    }
}

TEST_CASE("a leaf cannot pass for a node") {
    const Hash a = leaf_hash("a"), b = leaf_hash("b");
    CHECK(node_hash(a, b) != leaf_hash(std::string(digest::bytes(a)) + std::string(digest::bytes(b))));
}

TEST_CASE("an edge that does not fit its size is refused") {
    CHECK_FALSE(Tree::from(3, std::string(32, 'x')));
    CHECK_FALSE(Tree::from(-1, ""));
    CHECK(Tree::from(3, std::string(64, 'x')));
}
