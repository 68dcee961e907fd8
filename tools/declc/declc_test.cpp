#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "declarations/embedded.h"
#include "declarations/fields.h"
#include "field_constants.h"
#include "record/declaration/archive.h"
#include "record/declaration/folder.h"

extern char** environ;

using namespace tutela;
namespace fs = std::filesystem;

namespace {

// A house of its own in a fresh folder: the kernel and one small room.
class House {
public:
    House() {
        root = fs::temp_directory_path() / ("declc_test_" + std::to_string(getpid()) + "_" + std::to_string(count++));
        fs::create_directories(root / "src/record");
        fs::copy(fs::path(TUTELA_SOURCE_DIR) / "src/record/kernel", root / "src/record/kernel", fs::copy_options::recursive);
        put("processes/room/thing.record.yaml", "record: thing\ntitle: {one: Thing, many: Things}\nprefix: TH\nsays: A thing.\nfields:\n  title: {type: line, required: true}\n  class: {type: line}\n");
    }
    ~House() { fs::remove_all(root); }
    void put(const std::string& path, const std::string& text) {
        fs::create_directories((root / path).parent_path());
        std::ofstream(root / path) << text;
    }
    std::string get(const std::string& path) const {
        std::ifstream in(root / path);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Exit code of declc; what it printed stands in `said`.
    int check(std::vector<std::string> more = {}) {
        std::vector<std::string> words{DECLC, root.string()};
        words.insert(words.end(), more.begin(), more.end());
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        std::string errors = (root / "errors").string();
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        pid_t child = 0;
        REQUIRE(posix_spawn(&child, DECLC, &actions, nullptr, argv.data(), environ) == 0);
        posix_spawn_file_actions_destroy(&actions);
        int status = 0;
        waitpid(child, &status, 0);
        said = get("errors");
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    fs::path root;
    std::string said;
    static inline int count = 0;
};

bool has(const std::string& text, std::string_view piece) {
    if (text.find(piece) != std::string::npos) return true;
    MESSAGE(text);
    return false;
}

}  // namespace

TEST_CASE("A right house is packed, and its fields become constants") {
    House house;
    std::string archive = (house.root / "a").string(), fields = (house.root / "f.h").string();
    CHECK(house.check({"--archive", archive, "--fields", fields}) == 0);
    INFO(house.said);
    auto sources = record::unpack(house.get("a"));
    REQUIRE(sources);
    CHECK(record::Catalog::build(*sources));
    CHECK(has(house.get("f.h"), "namespace thing {"));
    CHECK(has(house.get("f.h"), "inline constexpr record::FieldHandle class_{"));
}

TEST_CASE("Unchanged declarations leave the written files alone") {
    House house;
    std::string archive = (house.root / "a").string();
    REQUIRE(house.check({"--archive", archive}) == 0);
    auto then = fs::file_time_type::clock::now() - std::chrono::hours(1);
    fs::last_write_time(archive, then);
    REQUIRE(house.check({"--archive", archive}) == 0);
    CHECK(fs::last_write_time(archive) == then);
    house.put("processes/room/note.md", "changed");
    REQUIRE(house.check({"--archive", archive}) == 0);
    CHECK(fs::last_write_time(archive) != then);
}

TEST_CASE("A broken house stops with file, line and remedy, and writes nothing") {
    House house;
    std::string archive = (house.root / "a").string();
    house.put("processes/room/thing.record.yaml", "record: thing\ntitle: {one: Thing, many: Things}\nprefix: TH\nsays: A thing.\nfields:\n  title: {type: lin}\n  title: {type: line}\n");
    CHECK(house.check({"--archive", archive}) == 1);
    CHECK(has(house.said, "processes/room/thing.record.yaml:7: the key 'title' stands here a second time (first in line 6); remove or rename one"));
    house.put("processes/room/thing.record.yaml", "record: thing\ntitle: {one: Thing, many: Things}\nprefix: TH\nsays: A thing.\nfields:\n  title: {type: lin}\n");
    CHECK(house.check({"--archive", archive}) == 1);
    CHECK(has(house.said, "processes/room/thing.record.yaml:6: field thing.title: there is no field type 'lin'; did you mean 'line'?"));
    CHECK_FALSE(fs::exists(archive));
}

TEST_CASE("A wrong example and a wrong import word stop the build") {
    House house;
    house.put("processes/room/thing.record.yaml", house.get("processes/room/thing.record.yaml") + "examples:\n- {class: x}\n");
    CHECK(house.check() == 1);
    CHECK(has(house.said, "processes/room/thing.record.yaml:9: example of thing: 'title' was refused: Title is missing"));
    House other;
    other.put("processes/room/thing.headings.yaml", "for: thing\nfields:\n  titel: [name]\n");
    CHECK(other.check() == 1);
    CHECK(has(other.said, "processes/room/thing.headings.yaml:3: headings: thing has no field 'titel'; did you mean 'title'?"));
}

TEST_CASE("A permission that the database cannot decide stops the build") {
    House house;
    house.put("processes/room/thing.record.yaml", house.get("processes/room/thing.record.yaml") + "may:\n  reader:\n  - {read: all, when: 'this.title.matches(\"a.*b\")'}\n");
    CHECK(house.check() == 1);
    CHECK(has(house.said, "processes/room/thing.record.yaml:10: may of thing.reader, 'when': "));
}

TEST_CASE("What would make recorded entries unreadable is refused") {
    House house;
    std::string archive = (house.root / "a").string();
    REQUIRE(house.check({"--archive", archive}) == 0);
    CHECK(house.check({"--against", archive}) == 0);
    house.put("processes/room/thing.record.yaml", "record: thing\ntitle: {one: Thing, many: Things}\nprefix: TH\nsays: A thing.\nfields:\n  title: {type: line, required: true}\n");
    CHECK(house.check({"--against", archive}) == 1);
    CHECK(has(house.said, "processes/room/thing.record.yaml:1: field thing.class: it is gone; move it under 'retired: {fields: …}'"));
    CHECK(house.check({"--against", (house.root / "none").string()}) == 1);
}

TEST_CASE("Calls that cannot work say so") {
    House house;
    CHECK(house.check({"--wrong"}) == 2);
    CHECK(has(house.said, "usage"));
    fs::remove_all(house.root / "src");
    fs::remove_all(house.root / "processes");
    CHECK(house.check() == 2);
}

TEST_CASE("The program holds the house it was built from, and its constants fit it") {
    auto embedded = declarations::embedded_sources();
    auto house = record::read_house(TUTELA_SOURCE_DIR);
    REQUIRE(house);
    auto built = record::Catalog::build(embedded), read = record::Catalog::build(*house);
    REQUIRE(built);
    REQUIRE(read);
    CHECK((*built)->digest() == (*read)->digest());
    const record::Declaration* person = (*built)->type("person");
    CHECK(fields::person::type.number == person->number);
    CHECK(fields::person::email.slot == person->field("email")->slot);
    CHECK(fields::person::email.kind == record::FieldType::line);
}
