#include "base/yaml_map.h"

#include <algorithm>
#include <charconv>

#include "base/spelling.h"

namespace tutela::yaml {

void Complaints::add(std::string_view file, int line, std::string_view what) {
    faults_.push_back({"", std::string(file) + ":" + std::to_string(line) + ": " + std::string(what)});
}

void Complaints::add(const Error& error) {
    if (error.faults.empty()) faults_.push_back({"", error.message});
    else faults_.insert(faults_.end(), error.faults.begin(), error.faults.end());
}

Error Complaints::error(std::string_view what) const {
    Error e{ErrorKind::invalid, {}, faults_, "declaration"};
    if (faults_.size() == 1) e.message = faults_.front().message;
    else e.message = std::string(what) + " " + std::to_string(faults_.size()) + " faults, the first: " +
                     (faults_.empty() ? "none" : faults_.front().message);
    return e;
}

MapReader::MapReader(const Node& node, std::string_view file, std::string what, Complaints& complaints)
    : node_(node), file_(file), what_(std::move(what)), complaints_(complaints) {
    if (node.kind != Node::map) complain("a map (key: value) is due here");
}

const Node* MapReader::take(std::string_view key) {
    asked_.emplace_back(key);
    return node_.find(key);
}

const Node* MapReader::need(std::string_view key) {
    const Node* node = take(key);
    if (!node && ok()) complain("'" + std::string(key) + "' is missing; add it");
    return node;
}

std::string MapReader::text(std::string_view key, std::string_view fallback) {
    const Node* node = take(key);
    if (!node) return std::string(fallback);
    if (node->kind == Node::text) return node->value;
    complain(*node, "'" + std::string(key) + "' must be text, not a map or list");
    return std::string(fallback);
}

std::string MapReader::need_text(std::string_view key) {
    const Node* node = need(key);
    if (!node) return {};
    if (node->kind == Node::text && !node->value.empty()) return node->value;
    complain(*node, "'" + std::string(key) + "' must be text and not empty");
    return {};
}

bool MapReader::flag(std::string_view key, bool fallback) {
    const Node* node = take(key);
    if (!node) return fallback;
    if (node->kind == Node::text && !node->quoted && (node->value == "true" || node->value == "false")) return node->value == "true";
    complain(*node, "'" + std::string(key) + "' must be true or false");
    return fallback;
}

std::optional<int64_t> whole_number(std::string_view text) {
    int64_t number = 0;
    auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

std::optional<int64_t> MapReader::whole(std::string_view key) {
    const Node* node = take(key);
    if (!node) return std::nullopt;
    auto number = node->kind == Node::text ? whole_number(node->value) : std::nullopt;
    if (!number) complain(*node, "'" + std::string(key) + "' must be a whole number");
    return number;
}

std::vector<std::string> MapReader::words(std::string_view key) {
    const Node* node = take(key);
    std::vector<std::string> words;
    if (!node) return words;
    if (node->kind == Node::text && !node->empty()) words.push_back(node->value);
    else if (node->kind != Node::list) complain(*node, "'" + std::string(key) + "' must be a list of names");
    for (const Node& item : node->items) {
        if (node->kind != Node::list) break;
        if (item.kind == Node::text && !item.value.empty()) words.push_back(item.value);
        else complain(item, "'" + std::string(key) + "' must hold names only");
    }
    return words;
}

void MapReader::finish() {
    for (size_t i = 0; i < node_.keys.size(); ++i) {
        const Key& key = node_.keys[i];
        if (std::find(asked_.begin(), asked_.end(), key.name) != asked_.end()) continue;
        std::string hint = did_you_mean(key.name, asked_);
        if (key.name.find(' ') != std::string::npos) hint = "put text that holds a comma in quotes";
        complaints_.add(file_, key.line, what_ + ": unknown key '" + key.name + "'; " +
                                             (hint.empty() ? "remove it" : hint));
    }
}

void MapReader::complain(const Node& at, std::string_view text) { complaints_.add(file_, at.line, what_ + ": " + std::string(text)); }
void MapReader::complain(std::string_view text) { complain(node_, text); }

}  // namespace tutela::yaml
