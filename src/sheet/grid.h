// The cells of a table file as they were read: sparse, compact (16 bytes a cell), with the row and column numbers
// a person sees in the spreadsheet program, so that a message can say where something stands.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tutela::sheet {

enum class CellKind : uint8_t { empty, text, number, date, flag, error };

// "empty", "text", "number", …
const char* name_of(CellKind);

// One cell; the views live as long as the Workbook they come from.
struct Cell {
    CellKind kind = CellKind::empty;
    std::string_view text;    // what a person sees (dates always in ISO form, numbers with a decimal point)
    std::string_view exact;   // number: "0.125" behind a shown "12.5%"; date: "2026-01-10", "2026-01-10T09:14:00" or
                              // "09:14:00", never with a zone; flag: "true" or "false"; error: what is wrong; else empty
    uint32_t column = 0;      // 0 is A
};

// 0 gives "A", 26 gives "AA".
std::string column_letters(uint32_t column);
// "A" gives 0, "XFD" gives 16383; nothing for anything else.
std::optional<uint32_t> column_of(std::string_view letters);

// Text kept once, in blocks, so that growth never copies. A piece must fit a block.
class TextStore {
public:
    static constexpr uint32_t block_size = 1u << 18;
    uint32_t add(std::string_view);
    std::string_view get(uint32_t at, uint32_t size) const;
    size_t bytes() const { return blocks_.size() * size_t{block_size}; }   // what it occupies

private:
    std::vector<std::unique_ptr<char[]>> blocks_;
    uint32_t used_ = block_size;   // of the last block
};

struct PackedCell {
    uint32_t text_at = 0;
    uint32_t exact_at = 0;
    uint32_t text_size : 24 = 0;
    uint32_t kind : 8 = 0;
    uint16_t exact_size = 0;
    uint16_t column = 0;
};
static_assert(sizeof(PackedCell) == 16);

struct PackedRow {
    uint32_t number = 0;       // 1-based, as the spreadsheet program shows it
    uint32_t first = 0;        // index of its first cell
    uint32_t width = 0;        // cells the row has, empty ones at the end included (CSV) or up to the last filled (XLSX)
};

// Both ends belong to it. Rows are 1-based numbers, columns 0-based.
struct MergedRange {
    uint32_t first_row, last_row, first_column, last_column;
};

class Sheet;

// One row that has at least one filled cell.
class Row {
public:
    uint32_t number() const { return row_->number; }
    uint32_t width() const { return row_->width; }
    Cell at(uint32_t column) const;                 // an empty cell where nothing stands
    std::vector<Cell> filled() const;               // left to right, empty cells left out
    std::vector<std::string_view> texts() const;    // dense, width() of them

private:
    friend class Sheet;
    Row(const Sheet& sheet, const PackedRow& row, uint32_t end) : sheet_(&sheet), row_(&row), end_(end) {}
    const Sheet* sheet_;
    const PackedRow* row_;
    uint32_t end_;
};

// Rows without any filled cell are not kept: a gap in the row numbers tells of them.
class Sheet {
public:
    std::string name;         // empty for CSV
    bool hidden = false;
    std::vector<MergedRange> merged;

    explicit Sheet(std::shared_ptr<TextStore> store) : store_(std::move(store)) {}
    size_t row_count() const { return rows_.size(); }
    size_t cell_count() const { return cells_.size(); }
    Row row(size_t index) const;                    // 0-based among the kept rows
    uint32_t last_row() const { return rows_.empty() ? 0 : rows_.back().number; }
    uint32_t width() const { return width_; }       // of the widest row

    // For the readers: rows in rising order, cells of a row from left to right.
    TextStore& store() { return *store_; }
    void add(uint32_t row, const PackedCell&);
    void end_row(uint32_t row, uint32_t width);     // only widens a row that has cells
    void clear(uint32_t row, uint32_t first_column, uint32_t last_column, size_t& steps);

private:
    friend class Row;
    std::shared_ptr<TextStore> store_;
    std::deque<PackedRow> rows_;
    std::deque<PackedCell> cells_;
    uint32_t width_ = 0;
};

}  // namespace tutela::sheet
