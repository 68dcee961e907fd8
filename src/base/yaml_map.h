// Reading a map key by key, gathering everything that is wrong instead of stopping at the first fault.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"

namespace tutela::yaml {

// What is wrong in a set of files: messages "file:line: what; remedy".
class Complaints {
public:
    void add(std::string_view file, int line, std::string_view what);
    void add(const Error&);                             // its faults, or its message
    const std::vector<Fault>& faults() const { return faults_; }
    bool none() const { return faults_.empty(); }
    // One error (kind invalid) with all faults; `what` as in "the declarations have 3 faults".
    Error error(std::string_view what) const;

private:
    std::vector<Fault> faults_;
};

// A map whose keys are asked for one by one; whatever was not asked for is a fault, with the nearest known key.
// If the node is no map, that is the one fault and every question gives its fallback.
class MapReader {
public:
    // `what` names the map in messages: "field risk.owner".
    MapReader(const Node&, std::string_view file, std::string what, Complaints&);

    const Node* take(std::string_view key);             // nullptr: not given
    const Node* need(std::string_view key);             // not given is a fault
    std::string text(std::string_view key, std::string_view fallback = {});     // not text is a fault
    std::string need_text(std::string_view key);        // empty is a fault
    bool flag(std::string_view key, bool fallback = false);                     // true or false
    std::optional<int64_t> whole(std::string_view key); // a whole number
    std::vector<std::string> words(std::string_view key);                       // a list of texts, or one text
    void finish();                                      // call last: faults unknown keys

    void complain(const Node& at, std::string_view text);                       // "<what>: text"
    void complain(std::string_view text);               // at the map's line
    bool ok() const { return node_.kind == Node::map; }
    const std::string& what() const { return what_; }
    const std::string& file() const { return file_; }

private:
    const Node& node_;
    std::string file_, what_;
    Complaints& complaints_;
    std::vector<std::string> asked_;
};

// The whole number in a plain text, or nothing.
std::optional<int64_t> whole_number(std::string_view);

}  // namespace tutela::yaml
