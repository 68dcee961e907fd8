#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "record/ledger/checkpoint.h"

using namespace tutela;
using namespace tutela::record;

namespace {
std::filesystem::path fresh_place() {
    auto path = std::filesystem::temp_directory_path() / ("tutela-key-" + digest::random_token());
    std::filesystem::create_directories(path);
    return path;
}
}  // namespace

TEST_CASE("a checkpoint is read back by its key, and by no other") {
    const auto place = fresh_place();
    auto signer = Signer::open((place / "a").string());
    auto other = Signer::open((place / "b").string());
    REQUIRE(signer);
    REQUIRE(other);
    const Checkpoint c{"tutela/1f", 1234, digest::sha256("x")};
    const std::string note = signer->sign(c);
    auto back = signer->read(note);
    REQUIRE(back);
    CHECK(back->size == 1234);
    CHECK(back->root == c.root);
    CHECK_FALSE(other->read(note));
    auto again = Signer::open((place / "a").string());
    REQUIRE(again);
    CHECK(again->read(note));
    struct stat s{};
    REQUIRE(::stat((place / "a").c_str(), &s) == 0);
    CHECK((s.st_mode & 0777) == 0600);
    std::filesystem::remove_all(place);
}

TEST_CASE("no byte of a checkpoint can be changed unseen") {
    const auto place = fresh_place();
    auto signer = Signer::open((place / "a").string());
    REQUIRE(signer);
    const std::string note = signer->sign({"tutela/1f", 99, digest::sha256("y")});
    for (size_t i = 0; i < note.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string changed = note;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            CHECK_FALSE(signer->read(changed));
        }
    std::filesystem::remove_all(place);
}
