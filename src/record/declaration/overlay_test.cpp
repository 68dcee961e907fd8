#include <doctest/doctest.h>

#include "record/declaration/catalog.h"
#include "record/declaration/folder.h"

using namespace tutela;
using namespace tutela::record;

namespace {
const Catalog& kernel() {
    static auto catalog = Catalog::build(*read_kernel(TUTELA_SOURCE_DIR));
    REQUIRE(catalog);
    return **catalog;
}
std::string fault(std::vector<Source> own) {
    auto catalog = kernel().with_overlays(std::move(own));
    return catalog ? "" : catalog.error().message;
}
}  // namespace

TEST_CASE("Own fields stand behind the declared ones and move no slot or number of those") {
    auto catalog = kernel().with_overlays({{"OV-001.fields.yaml", "for: person\nfields:\n  badge: {type: line, index: true}\n  boss: {type: link, to: person, inverse: team}\n"}});
    REQUIRE(catalog);
    const Declaration &before = *kernel().type("person"), &now = *(*catalog)->type("person");
    REQUIRE(now.fields.size() == before.fields.size() + 2);
    CHECK(now.number == before.number);
    for (const Field& f : before.fields) {
        CHECK(now.field(f.name)->slot == f.slot);
        CHECK_FALSE(now.field(f.name)->own);
    }
    CHECK(now.field("badge")->own);
    CHECK(now.field("badge")->slot == static_cast<int>(before.fields.size()));
    CHECK((*catalog)->schema().field("person", "team") != nullptr);
    CHECK((*catalog)->digest() != kernel().digest());
    CHECK(kernel().type("person")->field("badge") == nullptr);
}

TEST_CASE("Own types come last and are wholly own") {
    auto catalog = kernel().with_overlays({{"a.record.yaml", "record: aardvark\ntitle: {one: Aardvark, many: Aardvarks}\nprefix: AA\nsays: An animal.\nfields: {title: {type: line}}\n"}});
    REQUIRE(catalog);
    CHECK((*catalog)->types().back().name == "aardvark");
    CHECK((*catalog)->types().back().fields[0].own);
    for (const Declaration& d : kernel().types()) CHECK((*catalog)->type(d.name)->number == d.number);
}

TEST_CASE("Own roles, settings and rules belong to the catalog") {
    auto catalog = kernel().with_overlays({{"OV-002/roles.yaml", "roles: {guard: {says: Walks at night.}}\n"}, {"OV-003/settings.yaml", "settings: {rounds: {type: number, default: 3, says: Rounds a night.}}\n"},
                                           {"OV-004.rule.yaml", "rule: x\n"}});
    REQUIRE(catalog);
    CHECK((*catalog)->roles().back().name == "guard");
    CHECK((*catalog)->settings().back().value.as_int() == 3);
    CHECK((*catalog)->sources_with(".rule.yaml").size() == kernel().sources_with(".rule.yaml").size() + 1);
}

TEST_CASE("Mistakes in own declarations are named with their file and leave the house as it was") {
    CHECK(fault({{"OV-001.fields.yaml", "for: persn\nfields: {a: {type: line}}\n"}}) == "own/OV-001.fields.yaml:1: own fields: there is no record type 'persn'; did you mean 'person'?");
    CHECK(fault({{"OV-001.fields.yaml", "for: person\nfields: {title: {type: line}}\n"}}).find("own/OV-001.fields.yaml:2: field person.title: the type has this field already (src/record/kernel/person.record.yaml:6)") == 0);
    CHECK(fault({{"OV-001.fields.yaml", "for: person\nfields: {a: {type: number, derived: 'this.b'}}\n"}}).find("own/OV-001.fields.yaml:2: field person.a, 'derived': ") == 0);
    CHECK(fault({{"OV-001.fields.yaml", "for: person\nfields: {a: !x {type: line}}\n"}}).find("own/OV-001.fields.yaml:2: a tag") == 0);
    CHECK(fault({{"OV-001.fields.yaml", "for: person\n"}}) == "own/OV-001.fields.yaml:1: own fields: 'fields' is missing; add it");
}
