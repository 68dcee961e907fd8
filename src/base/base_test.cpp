#include <doctest/doctest.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/utf8.h"

using namespace tutela;

TEST_CASE("a JSON document with the same key twice is refused by name") {
    auto r = json::parse(R"({"a":1,"b":{"c":1,"c":2}})");
    REQUIRE(!r);
    CHECK(r.error().message.find("\"c\"") != std::string::npos);
    CHECK(json::parse(R"([{"a":1},{"a":2}])").ok());
}

TEST_CASE("malformed JSON is told with line and column, and bad UTF-8 is refused") {
    auto r = json::parse("{\n  \"a\": ,\n}");
    REQUIRE(!r);
    CHECK(r.error().message.find("line 2") != std::string::npos);
    CHECK(!json::parse("\"\xff\""));
    CHECK(!json::parse("[1] x"));
    CHECK(!json::parse(std::string(100, '[')));
    CHECK(!json::parse(""));
}

TEST_CASE("every string that is written reads back the same, and broken bytes become U+FFFD") {
    for (std::string s : {std::string("a\"b\\c\n\t\x01"), std::string("Ärger – €"), std::string("\0x", 2)}) {
        std::string out;
        json::append_string(out, s);
        CHECK(json::parse(out).value().as_string() == s);
    }
    std::string out;
    json::append_string(out, "a\xc3(");
    CHECK(out == "\"a\xEF\xBF\xBD(\"");
}

TEST_CASE("the canonical form sorts keys by UTF-16 and refuses floats") {
    auto v = json::parse(R"({"b":1,"a":[true,null,"x"],"ab":{"z":0,"y":-1}})").take();
    CHECK(json::canonical(v).value() == R"({"a":[true,null,"x"],"ab":{"y":-1,"z":0},"b":1})");
    CHECK(!json::canonical(json::parse("1.5").take()));
    CHECK(!json::canonical(json::parse("9007199254740993").take()));
    // U+10000 is written with a surrogate (D800) and stands before U+E000
    auto u = json::parse("{\"\xEE\x80\x80\":1,\"\xF0\x90\x80\x80\":2}").take();
    CHECK(json::canonical(u).value() == "{\"\xF0\x90\x80\x80\":2,\"\xEE\x80\x80\":1}");
}

TEST_CASE("sha256, hex and base64 agree with published vectors") {
    CHECK(digest::hex(digest::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest::sha256({"a", "bc"}) == digest::sha256("abc"));
    CHECK(digest::base64("hello") == "aGVsbG8=");
    CHECK(digest::from_base64("aGVsbG8=").value() == "hello");
    CHECK(!digest::from_base64("a"));
    CHECK(!digest::from_base64("aGVsbG9="));   // the same bytes, written with stray bits
    CHECK(digest::from_hex("6869").value() == "hi");
    CHECK(!digest::from_hex("6x"));
    CHECK(digest::random_token() != digest::random_token());
}

TEST_CASE("dates go to days and back over the whole range, and impossible days are refused") {
    for (int32_t d = clock::parse_date("0001-01-01").value(); d < clock::parse_date("9999-12-31").value(); d += 97)
        CHECK(clock::parse_date(clock::date_text(d)).value() == d);
    CHECK(clock::parse_date("1970-01-01").value() == 0);
    CHECK(clock::parse_date("2024-02-29").ok());
    for (auto bad : {"2023-02-29", "2024-13-01", "2024-00-10", "24-01-01", "2024/01/01", "", "2024-1-1"}) CHECK(!clock::parse_date(bad));
}

TEST_CASE("moments keep offsets and fractions") {
    CHECK(clock::moment_text(clock::parse_moment("2026-01-31T14:30:00+02:00").value()) == "2026-01-31T12:30:00Z");
    CHECK(clock::moment_text(clock::parse_moment("1969-12-31T23:59:59.5Z").value()) == "1969-12-31T23:59:59.500000Z");
    for (auto bad : {"2026-01-31", "2026-01-31T25:00:00Z", "2026-01-31T10:00:00", "2026-01-31T10:00:00+1:00"}) CHECK(!clock::parse_moment(bad));
}

TEST_CASE("the organisation's zone makes the day") {
    const auto late = clock::parse_moment("2026-06-30T22:30:00Z").value();
    CHECK(clock::date_text(clock::today(late, "Europe/Berlin").value()) == "2026-07-01");
    CHECK(clock::date_text(clock::today(late, "America/New_York").value()) == "2026-06-30");
    CHECK(!clock::today(late, "Mars/Base"));
    CHECK(!clock::today(late, "../etc/passwd"));
}

TEST_CASE("folding puts Ärger beside Arger and Straße beside Strasse") {
    CHECK(utf8::fold("Ärger") == "arger");
    CHECK(utf8::fold("STRAẞE") != "");
    CHECK(utf8::fold("Straße") == "strasse");
    CHECK(utf8::fold("Élevé Œuvre") == "eleve oeuvre");
    CHECK(!utf8::valid("\xed\xa0\x80"));
    CHECK(utf8::count("häß") == 3);
}
