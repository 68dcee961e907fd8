#include "base/spelling.h"

#include <doctest/doctest.h>

using namespace tutela;

TEST_CASE("The nearest word is found over a missing, added, changed or swapped letter") {
    std::vector<std::string> known{"owner", "title", "likelihood"};
    CHECK(nearest("ownr", known) == "owner");
    CHECK(nearest("ownner", known) == "owner");
    CHECK(nearest("tilte", known) == "title");
    CHECK(nearest("liklihood", known) == "likelihood");
    CHECK(nearest("zebra", known).empty());
    CHECK(nearest("", known).empty());
    CHECK(nearest(std::string(5000, 'a'), known).empty());
}

TEST_CASE("Without a near word the few allowed ones are listed") {
    CHECK(did_you_mean("ownr", {"owner"}) == "did you mean 'owner'?");
    CHECK(did_you_mean("xyzzy", {"low", "high"}) == "allowed are low, high");
    CHECK(did_you_mean("xyzzy", {}).empty());
    CHECK(did_you_mean("xyzzy", std::vector<std::string>(13, "a")).empty());
}
