#include "record/values.h"

#include <doctest/doctest.h>

#include "record/record.h"

using namespace tutela;
using namespace tutela::record;
using expr::Value;

namespace {

const Catalog& house() {
    static auto catalog = Catalog::build(
        {{"processes/a/person.record.yaml", "record: person\ntitle: {one: Person, many: People}\nprefix: P\nsays: x\nfields: {title: {type: line}}\n"},
         {"processes/a/thing.record.yaml", R"(record: thing
title: {one: Thing, many: Things}
prefix: TH
says: x
fields:
  title: {type: line, max: 10}
  note: {type: text, max: 30}
  whole: {type: number, min: -5, max: 100}
  scaled: {type: number, places: 2, min: 0.5}
  amount: {type: money}
  day: {type: date}
  moment: {type: datetime}
  span: {type: duration}
  yes: {type: flag}
  kind: {type: choice, choices: {big: Big, small: Small}}
  loss: {type: range, places: 1}
  owner: {type: link, to: person}
  helpers: {type: links, to: person}
  about: {type: link, to: any}
  words: {type: tags}
  marks: {type: tags, choices: [red, green]}
  proof: {type: file}
  control: {type: line, item: control}
  rows: {type: parts, fields: {name: {type: line, required: true}, count: {type: number, max: 9}, who: {type: link, to: person}}}
)"},
         {"standards/s/annex_a.yaml", "standard: 27001\nitems: [{id: A.5.1, title: Policies}, {id: A.5.2, title: Roles}]\n"},
         {"src/record/kernel/roles.yaml", "roles: {reader: {says: x}, isms_manager: {says: x}, administrator: {says: x}}\n"}});
    REQUIRE(catalog);
    return **catalog;
}
const Field& field(std::string_view name) { return *house().type("thing")->field(name); }

Result<Value> read(std::string_view name, std::string_view text) {
    auto parsed = json::parse(text);
    REQUIRE(parsed);
    return value_from_json(field(name), *parsed, &house(), "/" + std::string(name));
}
// The canonical text of an accepted value.
std::string taken(std::string_view name, std::string_view text) {
    auto value = read(name, text);
    return value ? canonical_text(field(name), *value) : "refused: " + value.error().message;
}
// "pointer: message" of a refused value.
std::string refused(std::string_view name, std::string_view text) {
    auto value = read(name, text);
    if (value) return "taken";
    CHECK(value.error().kind == ErrorKind::invalid);
    REQUIRE(value.error().faults.size() == 1);
    return value.error().faults[0].pointer + ": " + value.error().faults[0].message;
}
const std::string hash(64, 'a');

}  // namespace

TEST_CASE("Values of every type are read and written in canonical form") {
    CHECK(taken("title", "\"Ärger\"") == "\"Ärger\"");
    CHECK(taken("note", "\"a\\nb\"") == "\"a\\nb\"");
    CHECK(taken("whole", "12") == "12");
    CHECK(taken("whole", "\"12\"") == "12");
    CHECK(taken("scaled", "\"1.5\"") == "\"1.50\"");
    CHECK(taken("scaled", "3") == "\"3.00\"");
    CHECK(taken("amount", "\"-12.5\"") == "\"-12.50\"");
    CHECK(taken("day", "\"2026-01-10\"") == "\"2026-01-10\"");
    CHECK(taken("moment", "\"2026-01-10T09:30:00+01:00\"") == "\"2026-01-10T08:30:00Z\"");
    CHECK(taken("moment", "\"1969-12-31T23:59:59.5Z\"") == "\"1969-12-31T23:59:59.500000Z\"");
    CHECK(taken("span", "\"3600s\"") == "\"3600s\"");
    CHECK(taken("span", "\"-1.5s\"") == "\"-1.5s\"");
    CHECK(taken("yes", "true") == "true");
    CHECK(taken("kind", "\"big\"") == "\"big\"");
    CHECK(taken("loss", R"({"low": "1", "likely": "2.5", "high": "10"})") == R"({"high":"10.0","likely":"2.5","low":"1.0"})");
    CHECK(taken("loss", R"({"low": 1, "high": 2})") == R"({"high":"2.0","low":"1.0"})");
    CHECK(taken("owner", "\"P-001\"") == "\"P-001\"");
    CHECK(taken("about", "\"TH-1234\"") == "\"TH-1234\"");
    CHECK(taken("helpers", R"(["P-002", "P-001"])") == R"(["P-002","P-001"])");
    CHECK(taken("marks", R"(["red"])") == R"(["red"])");
    CHECK(taken("control", "\"A.5.1\"") == "\"A.5.1\"");
    CHECK(taken("proof", R"({"name": "a.pdf", "hash": ")" + hash + R"(", "size": 3, "media_type": "application/pdf"})") ==
          R"({"hash":")" + hash + R"(","media_type":"application/pdf","name":"a.pdf","size":3})");
    CHECK(taken("rows", R"([{"name": "x", "count": 3, "who": "P-001"}, {"name": "y", "count": null}])") == R"([{"count":3,"name":"x","who":"P-001"},{"name":"y"}])");
}

TEST_CASE("What is recorded reads back the same") {
    for (auto [name, text] : {std::pair{"title", "\"x\""}, {"scaled", "\"1.50\""}, {"moment", "\"2026-01-10T08:30:00.000001Z\""}, {"span", "\"-0.25s\""},
                              {"loss", R"({"high":"2.0","low":"1.0"})"}, {"rows", R"([{"count":3,"name":"x"}])"}, {"helpers", R"(["P-002"])"}}) {
        auto value = value_from_entry(field(name), *json::parse(text));
        REQUIRE(value);
        CHECK(canonical_text(field(name), *value) == text);
        CHECK(json::write(value_to_json(field(name), *value)).size() == std::string_view(text).size());
    }
}

TEST_CASE("An entry is read by shape alone: limits and choices may have changed since") {
    CHECK(value_from_entry(field("kind"), *json::parse("\"gone\"")));
    CHECK(value_from_entry(field("whole"), *json::parse("1000")));
    CHECK(value_from_entry(field("rows"), *json::parse(R"([{"gone": 1, "name": "x"}])")));
    auto odd = value_from_entry(field("whole"), *json::parse("\"many\""));
    REQUIRE_FALSE(odd);
    CHECK(odd.error().kind == ErrorKind::broken);
}

TEST_CASE("Empty means unset, in the shape the field takes") {
    const std::vector<std::pair<const char*, const char*>> empty = {{"[]", "helpers"}, {"[]", "rows"}, {"{}", "loss"}};
    for (auto name : {"title", "whole", "owner", "helpers", "loss", "rows"})
        for (auto text : {"null", "\"\"", "\"  \""}) {
            auto value = read(name, text);
            REQUIRE(value);
            CHECK_FALSE(value->set());
        }
    for (auto [text, name] : empty) {
        auto value = read(name, text);
        REQUIRE(value);
        CHECK_FALSE(value->set());
    }
    for (auto text : {"{}", "[]"})
        for (auto name : {"title", "whole", "owner"}) CHECK_FALSE(read(name, text));
}

TEST_CASE("Wrong values are refused with pointer, reason and remedy") {
    CHECK(refused("title", "3") == "/title: Title must be text");
    CHECK(refused("title", "\"12345678901\"") == "/title: Title has 11 characters, at most 10 are possible; shorten it");
    CHECK(refused("title", "\"äöüäöüäöüä\"") == "taken");
    CHECK(refused("title", "\"a\\nb\"") == "/title: Title must be a single line; remove the line break");
    CHECK(refused("note", "\"a\\u0001\"") == "/note: Note holds a control character; remove it");
    CHECK(refused("whole", "1.5") == "/whole: Whole must be a whole number");
    CHECK(refused("whole", "\"x\"") == "/whole: Whole must be a whole number, not 'x'");
    CHECK(refused("whole", "101") == "/whole: Whole must be at most 100");
    CHECK(refused("whole", "-6") == "/whole: Whole must be at least -5");
    CHECK(refused("whole", "true") == "/whole: Whole must be a whole number");
    CHECK(refused("scaled", "1.5") == "/scaled: Scaled must be a decimal number in quotes, like \"12.50\", because a JSON number loses digits");
    CHECK(refused("scaled", "\"1.234\"") == "/scaled: Scaled must be a number with a point and at most 2 places, like \"12.50\", not '1.234'");
    CHECK(refused("scaled", "\"0.4\"") == "/scaled: Scaled must be at least 0.50");
    CHECK(refused("scaled", "9223372036854775807") == "/scaled: Scaled must be a smaller number");
    CHECK(refused("day", "\"2026-02-30\"") == "/day: Day must be a day that exists, written like 2026-01-10, not '2026-02-30'");
    CHECK(refused("day", "20260110") == "/day: Day must be a day like 2026-01-10");
    CHECK(refused("moment", "\"2026-01-10\"") == "/moment: Moment must be a moment like 2026-01-10T08:30:00Z, not '2026-01-10'");
    CHECK(refused("span", "\"1h\"") == "/span: Span must be a number of seconds like \"3600s\", not '1h'");
    CHECK(refused("yes", "\"yes\"") == "/yes: Yes must be true or false");
    CHECK(refused("kind", "\"bgi\"") == "/kind: Kind: 'bgi' is none of the choices; did you mean 'big'?");
    CHECK(refused("kind", "\"huge\"") == "/kind: Kind: 'huge' is none of the choices; allowed are big, small");
    CHECK(refused("loss", R"({"low": "2", "high": "1"})") == "/loss: Loss: low, likely and high must rise; swap them");
    CHECK(refused("loss", R"({"low": "2"})") == "/loss/high: Loss lacks 'high'; a range needs low and high");
    CHECK(refused("loss", R"({"low": "2", "hihg": "3"})") == "/loss/hihg: Loss has no part 'hihg'; it has low, likely and high");
    CHECK(refused("owner", "\"TH-001\"") == "/owner: Owner: TH-001 is a Thing, a Person is due (ids begin with P-)");
    CHECK(refused("owner", "\"Q-001\"") == "/owner: Owner: no kind of record has ids that begin with 'Q-'; ids look like P-014");
    CHECK(refused("owner", "\"Ana\"") == "/owner: Owner: 'Ana' is no id; ids look like P-014");
    CHECK(refused("owner", "\"P-1\"") == "/owner: Owner: 'P-1' is no id; ids look like P-014");
    CHECK(refused("owner", "\"P-0001\"") == "/owner: Owner: 'P-0001' is no id; ids look like P-014");
    CHECK(refused("helpers", R"(["P-001", "P-001"])") == "/helpers: Helpers names 'P-001' twice; remove one");
    CHECK(refused("helpers", R"(["P-001", 3])") == "/helpers/1: Helpers must be a list of ids");
    CHECK(refused("helpers", "\"P-001\"") == "/helpers: Helpers must be a list of ids");
    CHECK(refused("marks", R"(["grean"])") == "/marks/0: Marks: 'grean' is none of the choices; did you mean 'green'?");
    CHECK(refused("control", "\"A.5.3\"") == "/control: Control: no standard has the control 'A.5.3'; did you mean 'A.5.1'?");
    CHECK(refused("proof", R"({"name": "a"})") == "/proof/hash: Proof lacks 'hash'; upload the file and give back what you got");
    CHECK(refused("rows", R"([{"count": 1}])") == "/rows/0/name: Rows, row 1: Name is missing; fill it in");
    CHECK(refused("rows", R"([{"name": "x"}, {"name": "y", "count": 10}])") == "/rows/1/count: Count must be at most 9");
    CHECK(refused("rows", R"([{"name": "x", "cuont": 1}])") == "/rows/0/cuont: Rows has no part field 'cuont'; did you mean 'count'?");
    CHECK(refused("rows", R"([{"name": "x", "who": "TH-001"}])") == "/rows/0/who: Who: TH-001 is a Thing, a Person is due (ids begin with P-)");
}

TEST_CASE("Invalid UTF-8 in a typed value is refused") {
    auto checked = check_value(field("title"), Value::string("a\xff"), &house(), "/title");
    REQUIRE_FALSE(checked);
    CHECK(checked.error().message == "Title is not valid UTF-8; send it as UTF-8");
}

TEST_CASE("A typed value of the wrong kind or scale is refused") {
    CHECK_FALSE(check_value(field("title"), Value::integer(1), &house(), "/title"));
    CHECK_FALSE(check_value(field("scaled"), Value::decimal(1234, 3), &house(), "/scaled"));
    CHECK_FALSE(check_value(field("day"), Value::string("2026-01-10"), &house(), "/day"));
    CHECK_FALSE(check_value(field("whole"), Value::integer(9007199254740992), nullptr, ""));
    CHECK(check_value(field("title"), Value(), &house(), "/title"));
}

TEST_CASE("Typed text from a command line or a cell is read by the field's type") {
    auto text = [](std::string_view name, std::string_view in) {
        auto value = value_from_text(field(name), in, &house(), "/" + std::string(name));
        return value ? canonical_text(field(name), *value) : "refused";
    };
    CHECK(text("yes", "yes") == "true");
    CHECK(text("yes", "perhaps") == "refused");
    CHECK(text("helpers", "P-001, P-002") == R"(["P-001","P-002"])");
    CHECK(text("loss", "1..2.5..10") == R"({"high":"10.0","likely":"2.5","low":"1.0"})");
    CHECK(text("loss", "1..10") == R"({"high":"10.0","low":"1.0"})");
    CHECK(text("loss", "1") == "refused");
    CHECK(text("whole", "7") == "7");
    CHECK(text("rows", R"([{"name": "x"}])") == R"([{"name":"x"}])");
    CHECK(text("rows", "x") == "refused");
    CHECK(text("title", " ") == "null");
}

TEST_CASE("What an expression gives is fitted to the field") {
    auto fitted = [](std::string_view name, Value v) {
        auto value = value_from_expression(field(name), v);
        return value ? canonical_text(field(name), *value) : "refused: " + value.error().message;
    };
    CHECK(fitted("scaled", Value::real(1.005)) == "\"1.00\"");
    CHECK(fitted("scaled", Value::real(1.255)) == "\"1.25\"");
    CHECK(fitted("scaled", Value::real(-2.5)) == "\"-2.50\"");
    CHECK(fitted("scaled", Value::integer(3)) == "\"3.00\"");
    CHECK(fitted("whole", Value::real(2.5)) == "3");
    CHECK(fitted("whole", Value::unknown({"TH-001.n"})) == "null");
    CHECK(fitted("whole", Value::real(1e300)).find("refused") == 0);
    CHECK(fitted("whole", Value::error("division by zero")) == "refused: Whole cannot be derived: division by zero");
    CHECK(fitted("title", Value::string("")) == "null");
    CHECK(fitted("helpers", Value::list({})) == "null");
}

TEST_CASE("Without a catalog ids are taken as they stand") {
    CHECK(value_from_json(field("owner"), *json::parse("\"P-1\""), nullptr, "/owner"));
    CHECK(value_from_json(field("helpers"), *json::parse("[\"ana\"]"), nullptr, "/helpers"));
}

TEST_CASE("Ids have at least three digits") {
    CHECK(id_text(*house().type("thing"), 7) == "TH-007");
    CHECK(id_text(*house().type("thing"), 1234) == "TH-1234");
}
