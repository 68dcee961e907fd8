// What a file seems to be: for each type of the house how well its words fit the tables found, and which column is
// which field. Neither the file's name nor the order of its columns counts.
#pragma once
#include "record/exchange/importer.h"
#include "record/exchange/vocabulary.h"

namespace tutela::record {

struct Proposal {
    Mapping mapping;                                        // type empty: nothing in the house corresponds
    std::vector<std::pair<std::string, int>> candidates;    // other types, with confidence
    std::vector<std::string> notes;
};

// `type` narrows it to one; empty lets the file speak.
Proposal propose(const Catalog&, const Vocabulary&, const sheet::Workbook&, const std::vector<FoundTable>&, std::string_view type);

// What the cells of one column show, over tables with the same headings.
struct ColumnFacts;
ColumnFacts column_facts(const sheet::Workbook&, const std::vector<const FoundTable*>&, int column);

// A field as mappings name it: "title", or "impacts.financial" for a row of a parts field told apart by a choice.
struct FieldPath {
    const Field* field = nullptr;                           // nullptr: no such field ("state" is none either)
    const Field* told_by = nullptr;                         // parts: the choice that tells rows apart …
    const Field* value = nullptr;                           // … and the field that takes the cell
    std::string choice;
    const Field& read() const { return value ? *value : *field; }
};
FieldPath field_path(const Declaration&, std::string_view name);

}  // namespace tutela::record
