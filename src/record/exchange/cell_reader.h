// One cell into one field value, with what the column and the mapping know: translations, date order, the levels of
// a scale. What is ambiguous is asked, never guessed.
#pragma once
#include <set>

#include "record/exchange/cell_numbers.h"
#include "record/exchange/importer.h"
#include "record/exchange/vocabulary.h"

namespace tutela::record {

struct CellReading {
    enum Kind : uint8_t { empty, value, words, question, fault } kind = empty;
    expr::Value read;                        // value
    std::vector<std::string> names;          // words: names of records to link to
    std::string detail;                      // what is wrong or to be asked
    std::vector<std::string> options;        // question
    std::string rest;                        // what the cell says beyond the value ("SOAR automation …", "NDA only")
    bool per_column = false;                 // question: asked once for the column, not for each value
};

// What is known of a column from all its cells.
struct ColumnFacts {
    std::string date_order;                  // dmy or mdy where some cell shows it; "?" where cells contradict each other
    NumberHabit numbers;
    bool repeats = false;                    // many texts stand in several rows: no key
    size_t filled = 0;
    std::vector<std::string> distinct;       // the first 200 different texts
};

// Gathers them cell by cell; what is kept does not grow with the file.
class FactFinder {
public:
    void add(const std::string& text);
    ColumnFacts facts() const;

private:
    ColumnFacts facts_;
    std::set<std::string> seen_;             // at most 5,000
    size_t looked_at_ = 0;
};
ColumnFacts facts_of(const std::vector<std::string>& texts);

// A level of a scale: its number and its title.
using Levels = std::vector<std::pair<int64_t, std::string>>;

class CellReader {
public:
    CellReader(const Catalog& catalog, const TypeWords& words) : catalog_(catalog), words_(words) {}
    // `key` is the field as the vocabulary knows it; `levels` are those of the scale, where the field is one.
    CellReading read(const Field&, const ColumnMap&, const ColumnFacts&, const sheet::Cell&, const Levels& levels) const;
    // A word of the state column; the value holds the state's name.
    CellReading state(const ColumnMap&, const sheet::Cell&) const;
    // How well the texts of a column fit a field, 0 … 100: for proposals.
    int fit(const Field&, const ColumnFacts&) const;
    int fit_state(const ColumnFacts&) const;
    // Our word for theirs: a choice, a state, "true"; exactly, or as the beginning of a cell that says more.
    struct Known { std::string name, rest; bool whole = false; };
    std::optional<Known> known(const std::string& key, const std::string& text) const;

private:
    CellReading choice(const Field&, const std::string& text) const;
    CellReading flag(const Field&, const std::string& text) const;
    CellReading scale(const Field&, const ColumnMap&, const std::string& text, const Levels& levels) const;
    CellReading day(const Field&, const ColumnMap&, const ColumnFacts&, const std::string& text) const;
    CellReading number(const Field&, const ColumnFacts&, const std::string& text) const;
    CellReading tags(const Field&, const std::string& text) const;
    std::string item(const Field&, const std::string& text) const;
    const Catalog& catalog_;
    const TypeWords& words_;
};

// The translation the mapping gives for a text, also through a range ("0.1..1.0" → "1..5", rounded half up).
std::optional<std::string> translated(const ColumnMap&, const std::string& text);
bool has_range(const ColumnMap&);
// "-", "—", "--": nothing stands there.
bool means_nothing(std::string_view text);
// Names in a cell that holds several: separated by semicolon, " / ", " + ", line break and, in lists, comma.
std::vector<std::string> split_names(const std::string& text, bool list);
// The cell as text on one line (or on several, for long texts) without markup.
std::string cell_text(const sheet::Cell&, bool lines);

}  // namespace tutela::record
