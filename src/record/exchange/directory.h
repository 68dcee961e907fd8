// The records that are there, found by what a table calls them: reference, title, address, id.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "record/ledger/ledger.h"

namespace tutela::record {

// For comparing keys: no case, accents or markup, one blank between words; signs count.
std::string key_words(std::string_view);

class Directory {
public:
    Directory(Ledger& ledger, const Scope& scope, const Catalog& catalog) : ledger_(ledger), scope_(scope), catalog_(catalog) {}
    // Records of a type that are not archived, as far as the scope may see them; read once.
    Result<const std::vector<Record>*> all(int type);
    // The record whose field has this text; nullptr: none.
    Result<const Record*> with(int type, const Field&, std::string_view text);
    // The record somebody means by a word in a cell: its reference, item, title, e-mail or id. Empty: none, or several.
    Result<std::string> meant(int type, std::string_view text);

private:
    struct Types {
        std::vector<Record> records;
        std::map<int, std::unordered_map<std::string, size_t>> by_field;      // slot → key → record
        std::unordered_map<std::string, std::string> by_name;                 // key → id, "" where several have it
        std::unordered_map<std::string, std::string> by_words;                // plain words of titles
    };
    Result<Types*> load(int type);
    Ledger& ledger_;
    const Scope& scope_;
    const Catalog& catalog_;
    std::map<int, Types> types_;
};

}  // namespace tutela::record
