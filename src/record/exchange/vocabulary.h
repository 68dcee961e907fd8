// What others call our types, fields and choices: the *.headings.yaml of the rooms, ready for matching.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "record/declaration/catalog.h"

namespace tutela::record {

// For comparing words: no case, accents, markup, emoji or punctuation; one blank between words. "#" stays.
std::string plain_words(std::string_view);
// The same without what stands in brackets: "Likelihood (1-5)" → "likelihood".
std::string without_brackets(std::string_view);
// Without markup and leading or trailing signs: "**R-001**" → "R-001", "🔴 Open" → "Open".
std::string bare_text(std::string_view);

struct FieldWords { std::string field; std::vector<std::string> phrases; size_t given = 0; };   // behind `given`: our own words

struct TypeWords {
    const Declaration* type = nullptr;
    bool own_only = false;                   // no headings file: proposed only where somebody names the type
    std::string key, key_else;               // fields that find the same record again
    std::vector<std::string> titles;         // what such a register is called
    std::vector<FieldWords> fields;          // "title", "impacts.financial", "state"
    std::map<std::string, std::map<std::string, std::string>> choices;   // by "option", "flag", "scale": their word → our value
};

struct FieldMatch { std::string field; int confidence = 0; size_t rank = 0; };      // rank: place of the phrase in its list

class Vocabulary {
public:
    static Result<Vocabulary> read(const Catalog&);
    const std::vector<TypeWords>& types() const { return types_; }
    const TypeWords* of(std::string_view type) const;
    // Fields a heading may mean, best first; confidence 100 same words (98: our own), 95 without brackets, 80 and 60 contained.
    static std::vector<FieldMatch> matches(const TypeWords&, std::string_view heading);
    // Whether some type knows the heading well; for telling headings from data.
    bool knows(std::string_view heading) const;

private:
    std::vector<TypeWords> types_;
    std::unordered_set<std::string> phrases_;    // of all types
};

}  // namespace tutela::record
