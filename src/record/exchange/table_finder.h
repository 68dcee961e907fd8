// Finds the tables in the sheets of a file: title rows, section rows, blank rows, repeated and stacked headings,
// ragged rows, sheets without any heading row.
#pragma once
#include "record/exchange/importer.h"
#include "record/exchange/vocabulary.h"

namespace tutela::record {

std::vector<FoundTable> find_tables(const sheet::Workbook&, const Vocabulary&);
// The row of a sheet by its 1-based number.
std::optional<sheet::Row> row_at(const sheet::Sheet&, int number);
const sheet::Sheet* sheet_named(const sheet::Workbook&, const std::string& name);

}  // namespace tutela::record
