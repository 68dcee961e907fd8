#include "base/yaml.h"

#include <doctest/doctest.h>

using namespace tutela;

namespace {
std::string refusal(std::string_view text, yaml::Limits limits = {}) {
    auto node = yaml::read(text, "a.yaml", limits);
    if (node) return "accepted";
    CHECK(node.error().kind == ErrorKind::invalid);
    CHECK(node.error().faults.size() == 1);
    return node.error().message;
}
bool says(const std::string& message, std::string_view place, std::string_view word) {
    INFO(message);
    return message.rfind(place, 0) == 0 && message.find(word) != std::string::npos;
}
}  // namespace

TEST_CASE("A document becomes maps, lists and text in order, with lines") {
    auto node = yaml::read("record: risk\nfields:\n  title: {type: line, max: 20}\n  b: 'it''s'\nlist: [1, \"2\", true]\ntext: |\n  one\n  two\n", "a.yaml");
    REQUIRE(node);
    CHECK(node->kind == yaml::Node::map);
    REQUIRE(node->keys.size() == 4);
    CHECK(node->keys[0].name == "record");
    CHECK(node->keys[2].line == 5);
    CHECK(node->find("fields")->find("title")->find("max")->value == "20");
    CHECK(node->find("fields")->find("title")->line == 3);
    CHECK(node->find("fields")->find("b")->value == "it's");
    CHECK(node->find("fields")->find("b")->quoted);
    CHECK(node->find("list")->items[0].value == "1");
    CHECK_FALSE(node->find("list")->items[0].quoted);
    CHECK(node->find("list")->items[1].quoted);
    CHECK(node->find("list")->items[2].value == "true");
    CHECK(node->find("text")->value == "one\ntwo\n");
    CHECK(node->find("text")->quoted);
    CHECK(node->find("nothing") == nullptr);
}

TEST_CASE("A key without a value and an empty document are empty text") {
    auto node = yaml::read("a:\nb: ''\n", "a.yaml");
    REQUIRE(node);
    CHECK(node->find("a")->empty());
    CHECK_FALSE(node->find("b")->empty());
    auto nothing = yaml::read("", "a.yaml");
    REQUIRE(nothing);
    CHECK(nothing->empty());
}

TEST_CASE("A tag is refused instead of losing its rule") {
    CHECK(says(refusal("a: 1\nwhere: !this.x\n"), "a.yaml:2:", "tag"));
    CHECK(says(refusal("where: !this.x == 3\n"), "a.yaml:1:", "tag"));
    CHECK(says(refusal("a: ! text\n"), "a.yaml:1:", "tag"));
    CHECK(says(refusal("a: !!int 3\n"), "a.yaml:1:", "tag"));
    CHECK(says(refusal("a: !x [1]\n"), "a.yaml:1:", "tag"));
    CHECK(says(refusal("a: !x {b: 1}\n"), "a.yaml:1:", "tag"));
    CHECK(says(refusal("a: !x ~\n"), "a.yaml:1:", "tag"));
    CHECK(refusal("where: '!this.x'\n") == "accepted");
}

TEST_CASE("Anchors, aliases and merges are refused") {
    CHECK(says(refusal("a: &x 1\n"), "a.yaml:1:", "anchor"));
    CHECK(says(refusal("a: &x {b: 1}\n"), "a.yaml:1:", "anchor"));
    CHECK(says(refusal("a: 1\nb: *x\n"), "a.yaml:2:", ""));
    CHECK(says(refusal("a: 1\n<<: {b: 1}\n"), "a.yaml:2:", "merging"));
    CHECK(says(refusal("a: &a [x,x]\nb: &b [*a,*a]\n"), "a.yaml:1:", "anchor"));
}

TEST_CASE("A duplicate key is refused with both lines") {
    CHECK(says(refusal("a: 1\nb: 2\na: 3\n"), "a.yaml:3:", "first in line 1"));
    CHECK(says(refusal("x:\n  - {k: 1, 'k': 2}\n"), "a.yaml:2:", "second time"));
    CHECK(refusal("x: {a: 1}\ny: {a: 1}\n") == "accepted");
}

TEST_CASE("Null words are refused, words that contain them are not") {
    CHECK(says(refusal("a: null\n"), "a.yaml:1:", "null"));
    CHECK(says(refusal("a: 1\nb: ~\n"), "a.yaml:2:", "null"));
    CHECK(says(refusal("a: [NULL]\n"), "a.yaml:1:", "null"));
    CHECK(refusal("a: nullable\nb: 'null'\nc:\nnext: 1\n") == "accepted");
}

TEST_CASE("Depth, size, several documents and odd bytes are refused") {
    std::string deep = "a: ";
    for (int i = 0; i < 15; ++i) deep += "[";
    std::string closed = deep;
    for (int i = 0; i < 15; ++i) closed += "]";
    CHECK(refusal(closed) == "accepted");
    CHECK(says(refusal("a: [" + closed.substr(3) + "]"), "a.yaml:1:", "16 deep"));
    CHECK(says(refusal("x\n" + std::string(100, '\n'), {.bytes = 50}), "a.yaml:1:", "102 bytes"));
    CHECK(says(refusal("a: 1\n---\nb: 2\n"), "a.yaml:3:", "second document"));
    CHECK(says(refusal("a: 1\nb: \xff\n"), "a.yaml:2:", "UTF-8"));
    CHECK(says(refusal(std::string_view("a: 1\n\0b: 2", 10)), "a.yaml:2:", "control"));
    CHECK(says(refusal("? [a, b]\n: 1\n"), "a.yaml:1:", "key is due"));
    CHECK(says(refusal(": 1\n"), "a.yaml:1:", "key"));
    CHECK(refusal("\xEF\xBB\xBF" "a: 1\n") == "accepted");
}

TEST_CASE("A deeply nested hostile text is refused quickly and without a crash") {
    CHECK(says(refusal(std::string(100000, '[')), "a.yaml:1:", ""));
    CHECK(says(refusal(std::string(100000, '{')), "a.yaml:1:", ""));
    std::string dashes;
    for (int i = 0; i < 20000; ++i) dashes += "- ";
    CHECK(says(refusal(dashes), "a.yaml:1:", "deep"));
}

TEST_CASE("Broken YAML names its line and what to check") {
    CHECK(says(refusal("a: 1\nb: one: two\n"), "a.yaml:2:", "check indentation"));
    CHECK(says(refusal("a: 1\nb: [1, 2\n"), "a.yaml:", "check indentation"));
    CHECK(says(refusal("a: 1\nb: 'open\nc: 2\n"), "a.yaml:2:", "never closed"));
    CHECK(says(refusal("a: Ärger über Öl\nb: \"open \\\"\n"), "a.yaml:2:", "never closed"));
    CHECK(says(refusal("a: Ärger\r\nb: {\"ü\": ! x}\r\n"), "a.yaml:2:", "tag"));
    CHECK(refusal("a: 'it''s Ärger'\nb: \"a\\\"b\"\nc: {d: 'ü', \"e\": 'x'}\n") == "accepted");
    CHECK(says(refusal("a: 1\n\tb: 2\n"), "a.yaml:2:", "check indentation"));
}
