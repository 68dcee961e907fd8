#include "store/data_directory.h"
#include "store/engines_for_test.h"

#include <fstream>
#include <sys/wait.h>

using namespace tutela;
using namespace tutela::store;

TEST_CASE("A data directory has one owner at a time, and the refusal names it") {
    TemporaryDirectory directory;
    const auto path = directory.path / "new" / "data";
    {
        auto owner = sure(DataDirectory::own(path, "tutela serve"));
        CHECK(owner.path() == path);
        CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::mask) == std::filesystem::perms::owner_all);
        auto second = DataDirectory::own(path, "tutela import");
        CHECK(kind_of(second) == "busy");
        CHECK(code_of(second) == "data_directory_owned");
        CHECK(second.error().message.find("process " + std::to_string(::getpid()) + " (tutela serve)") != std::string::npos);
        DataDirectory moved = std::move(owner);
        CHECK_FALSE(DataDirectory::own(path, "tutela import"));
    }
    CHECK(DataDirectory::own(path, "tutela import"));
}

TEST_CASE("A process that is killed leaves the directory free") {
    TemporaryDirectory directory;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto owner = DataDirectory::own(directory.path, "tutela serve");
        const char answer = owner ? '1' : '0';
        (void)!::write(ready[1], &answer, 1);
        for (;;) ::pause();
    }
    char answer = '?';
    REQUIRE(::read(ready[0], &answer, 1) == 1);
    CHECK(answer == '1');
    CHECK(code_of(DataDirectory::own(directory.path, "tutela check")) == "data_directory_owned");
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(DataDirectory::own(directory.path, "tutela check"));
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("What is not a directory is refused") {
    TemporaryDirectory directory;
    std::ofstream(directory.path / "file") << "x";
    CHECK(kind_of(DataDirectory::own(directory.path / "file", "tutela serve")) == "invalid");
}
