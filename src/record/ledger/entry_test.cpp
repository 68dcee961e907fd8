#include <doctest/doctest.h>

#include "record/ledger/entry.h"

using namespace tutela;
using namespace tutela::record;

TEST_CASE("a finished draft is canonical and reads back") {
    Draft d;
    d.text("act", "change");
    d.text("actor", "P-003");
    d.put("after", "{\"state\":\"draft\",\"values\":{\"level\":12,\"title\":" + Commitment{digest::sha256("x"), 7}.json() + "}}");
    d.text("type", "risk");
    d.put("version", "2");
    d.text("origin", "user");
    const std::string text = d.finish(9, 1767225600000000, digest::sha256("before"), "R-014");
    auto e = Entry::read(text);
    REQUIRE_MESSAGE(e, text);
    CHECK(e->position == 9);
    CHECK(e->at == 1767225600000000);
    CHECK(e->number == 14);
    CHECK(e->version == 2);
    CHECK(e->previous == digest::hex(digest::sha256("before")));
    REQUIRE(e->commitments().size() == 1);
    CHECK(e->commitments()[0].first == "title");
    CHECK(e->commitments()[0].second.at == 7);
}

TEST_CASE("an entry that is not canonical is refused") {
    CHECK(Entry::read(R"({"act":"create","position":1})"));
    CHECK_FALSE(Entry::read(R"({"position":1,"act":"create"})"));
    CHECK_FALSE(Entry::read(R"({"act": "create","position":1})"));
    CHECK_FALSE(Entry::read(R"({"act":"create","position":1.5})"));
    CHECK_FALSE(Entry::read(R"([])"));
}

TEST_CASE("a commitment binds salt, field and value apart") {
    const std::string salt(16, 's');
    CHECK(commitment(salt, "a", "1\"") != commitment(salt, "a1", "\""));
    CHECK(commitment(salt, "a", "1") != commitment(std::string(16, 't'), "a", "1"));
    const Held a = hold("title", "\"x\""), b = hold("title", "\"x\"");
    CHECK(a.salt.size() == 16);
    CHECK(a.salt != b.salt);
}
