#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "engine/standard.h"
#include "record/declaration/folder.h"

using namespace tutela;

namespace {

const engine::Standards& standards() {
    static const auto read = [] {
        auto sources = record::read_house(TUTELA_SOURCE_DIR);
        REQUIRE(sources);
        auto catalog = record::Catalog::build(sources.take());
        REQUIRE(catalog);
        auto standards = engine::read_standards(**catalog);
        REQUIRE(standards);
        return standards.take();
    }();
    return read;
}

size_t words(const std::string& text) {
    std::istringstream in(text);
    size_t n = 0;
    for (std::string word; in >> word;) ++n;
    return n;
}

std::vector<const engine::Item*> of(const std::string& kind) {
    std::vector<const engine::Item*> out;
    for (const auto& i : standards().items)
        if (i.kind == kind) out.push_back(&i);
    return out;
}

}  // namespace

TEST_CASE("clauses 4 to 10 hold 180 duties, each under its clause and in our own short words") {
    const auto duties = of("obligation");
    CHECK(duties.size() == 180);
    std::set<std::string> titles;
    std::map<std::string, int> by_chapter;
    for (const auto* d : duties) {
        CHECK_MESSAGE(d->id.starts_with("27001:" + d->clause), d->id);
        CHECK_MESSAGE(words(d->asks) <= 40, d->id);
        CHECK_MESSAGE(words(d->title) <= 8, d->id);
        CHECK_MESSAGE(d->title.back() != '.', d->id);
        titles.insert(d->title);
        ++by_chapter[d->clause.substr(0, d->clause.find('.'))];
    }
    CHECK(titles.size() == duties.size());
    CHECK(by_chapter.size() == 7);
    CHECK(std::count_if(duties.begin(), duties.end(), [](auto* d) { return d->judged == engine::Judged::human; }) == 5);
    CHECK(std::count_if(duties.begin(), duties.end(), [](auto* d) { return d->judged == engine::Judged::also; }) == 58);
}

TEST_CASE("Annex A holds its 93 controls without a hole") {
    const std::map<std::string, int> themes{{"A.5", 37}, {"A.6", 8}, {"A.7", 14}, {"A.8", 34}};
    CHECK(of("control").size() == 93);
    for (const auto& [theme, count] : themes)
        for (int n = 1; n <= count; ++n) {
            const auto* item = standards().item(theme + "." + std::to_string(n));
            REQUIRE_MESSAGE(item, theme << "." << n);
            CHECK(item->clause == theme);
            CHECK_MESSAGE(words(item->asks) <= 40, item->id);
            CHECK_MESSAGE(item->asks != item->title, item->id);
        }
}

TEST_CASE("every item belongs to one of the seventeen rooms, and every room has its process") {
    std::set<std::string> rooms;
    for (const auto* p : of("process")) rooms.insert(p->process);
    CHECK(rooms.size() == 17);
    for (const auto& i : standards().items) CHECK_MESSAGE(rooms.count(i.process) == 1, i.id << " " << i.process);
}
