// One cell into one field value, with what the column and the mapping know: translations, date order, the levels of
// a scale. What is ambiguous is asked, never guessed.
#pragma once
#include <set>

#include "record/exchange/importer.h"
#include "record/exchange/vocabulary.h"

namespace tutela::record {

struct CellReading {
    enum Kind : uint8_t { empty, value, words, question, fault } kind = empty;
    expr::Value read;                        // value
    std::vector<std::string> names;          // words: names of records to link to
    std::string text, detail;                // the cell; what is wrong or to be asked
    std::vector<std::string> options;        // question
};

// What is known of a column from all its cells.
struct ColumnFacts {
    std::string date_order;                  // dmy, mdy, ymd where it is certain; "?" where cells can be read both ways
    bool decimal_comma = false;
    bool has_dates = false;
    std::vector<std::string> distinct;       // the first 200 different texts
};

ColumnFacts facts_of(const std::vector<std::string>& texts);

class CellReader {
public:
    CellReader(const Catalog& catalog, const TypeWords& words) : catalog_(catalog), words_(words) {}
    // `levels`: numbers and titles of the scale's levels, where the field is a scale.
    CellReading read(const Field&, const ColumnMap&, const ColumnFacts&, const sheet::Cell&, const std::vector<std::pair<int64_t, std::string>>& levels) const;
    // A word of the state column; value holds the state's name.
    CellReading state(const ColumnMap&, const std::string& text) const;
    // How well the texts of a column fit a field, 0 … 100: for proposals.
    int fit(const Field&, const ColumnFacts&) const;

private:
    CellReading choice(const Field&, const std::string& key, const ColumnMap&, const std::string& text) const;
    CellReading scale(const Field&, const ColumnMap&, const std::string& text, const std::vector<std::pair<int64_t, std::string>>& levels) const;
    CellReading date(const Field&, const ColumnMap&, const ColumnFacts&, const std::string& text) const;
    CellReading number(const Field&, const ColumnFacts&, const std::string& text) const;
    std::optional<std::string> word(const std::string& key, const std::string& text) const;
    const Catalog& catalog_;
    const TypeWords& words_;
};

// Names in a cell that holds several: separated by comma, semicolon, plus or line break.
std::vector<std::string> split_names(const std::string& text);

}  // namespace tutela::record
