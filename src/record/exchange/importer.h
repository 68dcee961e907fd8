// Import: from a file of any shape to records. A desk keeps uploaded files while a person decides on the mapping.
//   upload → proposal (mapping with confidence and questions) → plan (dry run, row by row) → apply (one batch).
// The result depends on the cells only: not on the file's name, the order of columns, delimiter or encoding.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/ledger/ledger.h"
#include "sheet/sheet.h"

namespace tutela::record {

// A table found in a sheet: stacked tables are apart, title, section and blank rows are not in it.
struct FoundTable {
    int table = 0;                           // number in the file, from 0
    std::string sheet, title;                // title: the words above it ("Category 1: SOC Operations")
    bool hidden = false;
    int heading_row = 0;                     // 1-based row of the sheet; 0: no heading row
    std::vector<std::string> headings;       // by column; empty where there is none
    std::vector<int> rows;                   // 1-based sheet rows of the data
};

struct ColumnMap {
    int column = 0;                          // 0-based; "C" in JSON
    std::string heading, field;              // field empty: left out; "impact_details.financial" reaches into parts
    int confidence = 0;                      // 0 … 100
    std::string why;                         // "heading", "values: dates", "asked"
    std::map<std::string, std::string> values;   // translations, "9 Élevé" → "9"
    std::string date_order;                  // dmy, mdy, ymd or empty
};

struct Mapping {
    std::string type;                        // empty: nothing in the house corresponds
    std::vector<int> tables;                 // which tables it is for
    std::vector<ColumnMap> columns;
    std::vector<std::pair<std::string, std::string>> defaults;      // field → value as text
    std::string state;                       // state of new records; empty: as the file says, else the initial one
    std::map<std::string, std::string> link_rules;                  // field → create, link, ignore
};

// What is wrong with a cell; a warning leaves the row in and only the value out.
struct ImportFault { std::string column, field, value, detail; bool warning = false; };
struct ImportRow {
    int table = 0, row = 0;
    std::string sheet, outcome, id;          // outcome: new, changed, unchanged, refused
    std::vector<std::pair<std::string, std::string>> values, from;   // as text, for the preview
    std::vector<ImportFault> faults;
    std::vector<Write> writes;               // what apply does for this row; a link "new:3" is Plan::linked[3]
};
struct ImportQuestion { std::string column, heading, field, what; std::vector<std::string> options, examples; };
struct Plan {
    int64_t created = 0, changed = 0, unchanged = 0, refused = 0;
    std::vector<ImportQuestion> questions;   // must be answered before apply
    std::vector<std::string> notes;          // "no data rows: nothing to import", "3 rows skipped: section titles"
    std::vector<ImportRow> rows;
    std::vector<Write> linked;               // records that links lead to and that do not exist yet, each once
};

struct Applied { std::string batch; int64_t created = 0, changed = 0, unchanged = 0, refused = 0, position = 0; };

struct Upload {
    std::string id, name, actor;             // whose it is: nobody else gets at it
    sheet::Workbook book;
    std::vector<FoundTable> tables;
    Mapping proposal;
    std::vector<std::string> notes;          // why nothing is proposed, sheets left out
    std::vector<std::pair<std::string, int>> candidates;    // other types it may be, with confidence
};

class ImportDesk {
public:
    ImportDesk(Ledger&, std::shared_ptr<const Catalog>);
    // Reads the file, finds its tables, proposes. `type` narrows it ("" lets the desk find out).
    Result<std::shared_ptr<const Upload>> upload(const Scope&, std::string name, std::string bytes, std::string_view type = {});
    Result<std::shared_ptr<const Upload>> find(const Scope&, std::string_view id);
    Result<Plan> plan(const Scope&, std::string_view id, const Mapping&);
    // Writes the plan as one batch in slices; refuses when questions are open, or rows are refused and not `partial`.
    Result<Applied> apply(const Scope&, std::string_view id, const Mapping&, bool partial);
    // Saved mappings are `mapping` records.
    Result<void> save_mapping(const Scope&, std::string_view name, const Mapping&);
    Result<Mapping> saved_mapping(const Scope&, std::string_view name);

private:
    Ledger& ledger_;
    std::shared_ptr<const Catalog> catalog_;
    std::mutex guard_;
    std::vector<std::shared_ptr<const Upload>> uploads_;    // the latest eight, shared with who works on one
};

// JSON shapes of docs/reference/http.md.
std::string to_json(const Upload&);
std::string to_json(const Mapping&);
std::string to_json(const Plan&);
std::string to_json(const Applied&);
Result<Mapping> mapping_from_json(std::string_view);

}  // namespace tutela::record
