// Delimited text into rows: RFC 4180 with the liberties real files take (any line end, quotes inside a bare cell,
// text after a closing quote, rows of unequal length).
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sheet/sheet.h"

namespace tutela::sheet {

// What a CSV reader tells, cell by cell. False stops it.
struct CsvEvents {
    std::function<bool(uint32_t row, uint32_t column, std::string_view text, bool quoted)> cell;
    std::function<bool(uint32_t row, uint32_t width)> end_row;      // width 0: a blank line
};

// A push parser: feed UTF-8 in any pieces, then finish. Rows are numbered as a spreadsheet would: a quoted line
// break does not count, a blank line does.
class CsvParser {
public:
    CsvParser(char separator, const Limits& limits, CsvEvents events) : separator_(separator), limits_(limits), events_(std::move(events)) {}
    Result<> feed(std::string_view);
    Result<> finish();
    bool stopped() const { return stopped_; }
    bool in_quotes() const { return state_ == State::quoted; }
    size_t oddities() const { return oddities_; }      // quotes where RFC 4180 has none

private:
    enum class State { start, bare, quoted, closed };
    Result<> step(char);
    Result<> take(std::string_view);
    Result<> end_cell();
    Result<> end_line();
    char separator_;
    Limits limits_;
    CsvEvents events_;
    State state_ = State::start;
    std::string cell_;
    uint32_t row_ = 1, column_ = 0, quote_row_ = 0, quote_column_ = 0;
    bool was_quoted_ = false, after_cr_ = false, stopped_ = false, line_has_content_ = false;
    size_t oddities_ = 0;
};

// The separator that makes the rows of a sample most alike. Quotes are respected; a sample may end anywhere.
char find_separator(std::string_view sample, const Limits&);

Result<Workbook> read_csv(std::string_view bytes, const Options&);

}  // namespace tutela::sheet
