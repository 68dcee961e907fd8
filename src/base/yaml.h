// The strict YAML of declarations: maps, lists and text, each node with its line. Built on yaml-cpp's events,
// because its node tree takes duplicate keys silently and reads `where: !this.x` as a tag with an empty value.
// Refused: tags, anchors and aliases, duplicate and merge keys, null words, several documents, depth over 16.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tutela::yaml {

struct Key { std::string name; int line = 0; };

struct Node {
    enum Kind : uint8_t { text, list, map } kind = text;
    bool quoted = false;                    // text in quotes or a block; plain text has no type either ("true", "3")
    int line = 0;                           // 1, 2, …
    std::string value;                      // text; a key without a value has empty, unquoted text
    std::vector<Node> items;                // list: its items; map: its values
    std::vector<Key> keys;                  // map: names of the items, in the order of the file

    const Node* find(std::string_view key) const;      // nullptr: none, or no map
    bool empty() const { return kind == text && !quoted && value.empty(); }
};

struct Limits {
    size_t bytes = 2u << 20;
    int depth = 16;                         // maps and lists inside one another
};

// Reads one document. `file` stands in messages: "file:line: what; remedy" (kind invalid, one fault). An empty text
// is an empty node.
Result<Node> read(std::string_view text, std::string_view file, Limits = {});

}  // namespace tutela::yaml
