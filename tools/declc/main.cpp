// declc: checks all declarations of a house and, if they are right, writes the archive that the program embeds and
// the field constants. Exit 0: right; 1: faults, each with file, line and remedy; 2: it could not work.
//   declc HOUSE [--archive FILE] [--fields FILE] [--against FILE]
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include "field_constants.h"
#include "record/declaration/archive.h"
#include "record/declaration/compatibility.h"
#include "record/declaration/condition_check.h"
#include "record/declaration/examples.h"
#include "record/declaration/folder.h"
#include "record/declaration/headings_check.h"
#ifdef TUTELA_ENGINE
#include "engine/check_sources.h"
#endif

namespace {

using namespace tutela;
namespace fs = std::filesystem;

struct Arguments { std::string house, archive, fields, against; };

std::optional<Arguments> read_arguments(int count, char** texts) {
    Arguments a;
    for (int i = 1; i < count; ++i) {
        std::string word = texts[i];
        std::string* target = word == "--archive" ? &a.archive : word == "--fields" ? &a.fields : word == "--against" ? &a.against : nullptr;
        if (target && i + 1 < count) *target = texts[++i];
        else if (!target && a.house.empty() && word[0] != '-') a.house = word;
        else return std::nullopt;
    }
    return a.house.empty() ? std::nullopt : std::optional(a);
}

// Prints the faults; true if there were any.
bool print(const Result<void>& result) {
    if (result) return false;
    if (result.error().faults.empty()) std::cerr << result.error().message << "\n";
    for (const Fault& fault : result.error().faults) std::cerr << fault.message << "\n";
    return true;
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return broken("cannot read " + path);
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

// Leaves a file alone that holds the text already, so that nothing is built again without need; otherwise replaces it
// whole, so that a half-written one is never embedded.
Result<void> write_file(const std::string& path, const std::string& text) {
    if (path.empty()) return {};
    if (auto old = read_file(path); old && *old == text) return {};
    std::ofstream out(path + ".new", std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) return broken("cannot write " + path + ".new");
    std::error_code fault;
    fs::rename(path + ".new", path, fault);
    if (fault) return broken("cannot write " + path + ": " + fault.message());
    return {};
}

Result<void> check_against(const std::string& path, const record::Catalog& now) {
    if (path.empty()) return {};
    auto before = record::Catalog::build(TRY(record::unpack(TRY(read_file(path)))));
    if (!before) return broken("the declarations in " + path + " can no longer be read (" + before.error().message + "); today's reader must read those of the last release");
    return record::check_compatible(**before, now);
}

int run(const Arguments& a) {
    auto sources = record::read_house(a.house);
    if (!sources) return print(sources.error()), 2;
    if (sources->empty()) return std::cerr << a.house << ": there are no declarations here; name the folder that holds processes/ and src/\n", 2;
    auto catalog = record::Catalog::build(*sources);
    if (!catalog) return print(catalog.error()), 1;
    bool faulty = print(record::run_examples(**catalog));
    faulty |= print(record::check_headings(**catalog));
    faulty |= print(record::check_conditions(**catalog));
#ifdef TUTELA_ENGINE
    faulty |= print(engine::check_sources(**catalog));
#endif
    faulty |= print(check_against(a.against, **catalog));
    if (faulty) return 1;
    if (print(write_file(a.archive, record::pack((*catalog)->sources()))) || print(write_file(a.fields, declc::field_constants(**catalog)))) return 2;
    return 0;
}

}  // namespace

int main(int count, char** texts) {
    auto arguments = read_arguments(count, texts);
    if (!arguments) {
        std::cerr << "usage: declc HOUSE [--archive FILE] [--fields FILE] [--against FILE]\n";
        return 2;
    }
    return run(*arguments);
}
