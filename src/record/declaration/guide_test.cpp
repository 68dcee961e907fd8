// Runs docs/guide/change-a-record-type.md: its blocks are texts of a house, and what it says about mistakes is said.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "record/declaration/compatibility.h"
#include "record/declaration/examples.h"
#include "record/declaration/folder.h"
#include "record/declaration/headings_check.h"

using namespace tutela;
using namespace tutela::record;

namespace {

struct Block { std::string language, text; };

std::vector<Block> blocks_of_guide() {
    std::ifstream in(TUTELA_SOURCE_DIR "/docs/guide/change-a-record-type.md");
    std::vector<Block> blocks;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("```", 0) == 0) {
            inside = !inside;
            if (inside) blocks.push_back({line.substr(3), ""});
        } else if (inside) {
            blocks.back().text += line + "\n";
        }
    }
    return blocks;
}

// The first line of a block names its file.
Source source(const Block& block) {
    REQUIRE(block.language == "yaml");
    REQUIRE(block.text.rfind("# ", 0) == 0);
    return {block.text.substr(2, block.text.find('\n') - 2), block.text};
}

Result<std::shared_ptr<const Catalog>> house_with(std::vector<Source> more) {
    auto sources = TRY(read_house(TUTELA_SOURCE_DIR));
    sources.insert(sources.end(), more.begin(), more.end());
    return Catalog::build(std::move(sources));
}

std::string faults(const Result<void>& result) {
    std::string all;
    if (!result) for (const Fault& f : result.error().faults) all += f.message + "\n";
    return all;
}

}  // namespace

TEST_CASE("The guide to changing a record type does what it says") {
    auto blocks = blocks_of_guide();
    REQUIRE(blocks.size() == 5);
    auto first = house_with({source(blocks[0])});
    REQUIRE(first);
    CHECK((*first)->type("door_key")->process == "resources");
    CHECK(faults(run_examples(**first)) == "");

    auto wrong = house_with({source(blocks[1])});
    REQUIRE_FALSE(wrong);
    CHECK(blocks[2].language == "text");
    CHECK(faults(Result<void>(wrong.error())) == blocks[2].text);

    auto with_words = house_with({source(blocks[0]), source(blocks[3])});
    REQUIRE(with_words);
    CHECK(faults(check_headings(**with_words)) == "");

    auto later = house_with({source(blocks[4])});
    REQUIRE(later);
    CHECK(faults(check_compatible(**first, **later)) == "");
    CHECK(faults(check_compatible(**later, **first)) != "");
}
