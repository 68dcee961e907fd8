#include <doctest/doctest.h>

#include <filesystem>

#include "base/digest.h"
#include "record/instance/instance.h"

using namespace tutela;

namespace {

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("tutela-instance-" + digest::random_token());
    Folder() { std::filesystem::create_directory(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

constexpr int64_t hour = int64_t{3600} * 1'000'000;

}  // namespace

TEST_CASE("a sign-in link opens one session, once, and only in time") {
    Folder folder;
    auto instance = record::Instance::open(store::Location::file(folder.path / "instance.db")).take();
    const auto link = instance->create_link("P-001", 15, 0).take();
    CHECK(!instance->bearer(link, 1));                       // a link is not a session
    const auto session = instance->begin_session(link, 1).take();
    CHECK(!instance->begin_session(link, 2));                // used
    CHECK(instance->bearer(session, 3)->person == "P-001");
    CHECK(!instance->bearer(session, 13 * hour));            // over
    const auto late = instance->create_link("P-001", 15, 0).take();
    CHECK(!instance->begin_session(late, hour));
    CHECK(!instance->bearer("nonsense", 1));
}

TEST_CASE("signing out and revoking end a session at once, also when it was asked for before") {
    Folder folder;
    auto instance = record::Instance::open(store::Location::file(folder.path / "instance.db")).take();
    const auto session = instance->begin_session(instance->create_link("P-001", 15, 0).take(), 1).take();
    REQUIRE(instance->bearer(session, 2).ok());
    REQUIRE(instance->end(session).ok());
    CHECK(!instance->bearer(session, 3));
    const auto token = instance->create_token("P-001", "backup job", 30, 0).take();
    const auto id = instance->bearer(token, 2)->id;
    CHECK(instance->tokens("P-001", 2)->size() == 1);
    REQUIRE(instance->revoke(id).ok());
    CHECK(!instance->bearer(token, 3));
    CHECK(!instance->revoke(id));
}

TEST_CASE("what the file holds does not let anybody in") {
    Folder folder;
    auto instance = record::Instance::open(store::Location::file(folder.path / "instance.db")).take();
    const auto link = instance->create_link("P-001", 15, 0).take();
    CHECK(!instance->begin_session(digest::hex(digest::sha256(link)), 1));
}
