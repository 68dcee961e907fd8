#include "sheet/grid.h"

#include <algorithm>
#include <cstring>

namespace tutela::sheet {
namespace {

bool before_column(const PackedCell& cell, uint32_t column) { return cell.column < column; }

}  // namespace

const char* name_of(CellKind kind) {
    switch (kind) {
        case CellKind::empty: return "empty";
        case CellKind::text: return "text";
        case CellKind::number: return "number";
        case CellKind::date: return "date";
        case CellKind::flag: return "flag";
        case CellKind::error: return "error";
    }
    return "empty";
}

std::string column_letters(uint32_t column) {
    std::string letters;
    for (uint64_t n = uint64_t{column} + 1; n > 0; n = (n - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
    return letters;
}

std::optional<uint32_t> column_of(std::string_view letters) {
    if (letters.empty() || letters.size() > 3) return std::nullopt;
    uint32_t column = 0;
    for (char c : letters) {
        if (c < 'A' || c > 'Z') return std::nullopt;
        column = column * 26 + static_cast<uint32_t>(c - 'A' + 1);
    }
    if (column > 16'384) return std::nullopt;
    return column - 1;
}

uint32_t TextStore::add(std::string_view text) {
    auto size = static_cast<uint32_t>(text.size());
    if (used_ + size > block_size || blocks_.empty()) {
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_size));
        used_ = 0;
    }
    auto at = static_cast<uint32_t>((blocks_.size() - 1) * block_size + used_);
    if (size > 0) std::memcpy(blocks_.back().get() + used_, text.data(), size);
    used_ += size;
    return at;
}

std::string_view TextStore::get(uint32_t at, uint32_t size) const {
    if (size == 0) return {};
    return {blocks_[at / block_size].get() + at % block_size, size};
}

Cell Row::at(uint32_t column) const {
    auto begin = sheet_->cells_.begin() + row_->first, end = sheet_->cells_.begin() + end_;
    auto found = std::lower_bound(begin, end, column, before_column);
    if (found == end || found->column != column) return {.column = column};
    const TextStore& store = *sheet_->store_;
    return {static_cast<CellKind>(found->kind), store.get(found->text_at, found->text_size), store.get(found->exact_at, found->exact_size), column};
}

std::vector<Cell> Row::filled() const {
    std::vector<Cell> cells;
    const TextStore& store = *sheet_->store_;
    for (uint32_t i = row_->first; i < end_; ++i) {
        const PackedCell& cell = sheet_->cells_[i];
        auto kind = static_cast<CellKind>(cell.kind);
        if (kind == CellKind::empty) continue;
        cells.push_back({kind, store.get(cell.text_at, cell.text_size), store.get(cell.exact_at, cell.exact_size), cell.column});
    }
    return cells;
}

std::vector<std::string_view> Row::texts() const {
    std::vector<std::string_view> texts(width());
    for (const Cell& cell : filled())
        if (cell.column < texts.size()) texts[cell.column] = cell.text;
    return texts;
}

Row Sheet::row(size_t index) const {
    auto end = index + 1 < rows_.size() ? rows_[index + 1].first : static_cast<uint32_t>(cells_.size());
    return Row(*this, rows_[index], end);
}

void Sheet::add(uint32_t row, const PackedCell& cell) {
    if (rows_.empty() || rows_.back().number != row) rows_.push_back({row, static_cast<uint32_t>(cells_.size()), 0});
    cells_.push_back(cell);
    end_row(row, cell.column + 1u);
}

void Sheet::end_row(uint32_t row, uint32_t width) {
    if (rows_.empty() || rows_.back().number != row) return;
    rows_.back().width = std::max(rows_.back().width, width);
    width_ = std::max(width_, width);
}

void Sheet::clear(uint32_t row, uint32_t first_column, uint32_t last_column, size_t& steps) {
    ++steps;
    auto found = std::lower_bound(rows_.begin(), rows_.end(), row, [](const PackedRow& r, uint32_t n) { return r.number < n; });
    if (found == rows_.end() || found->number != row) return;
    auto next = found + 1;
    auto end = cells_.begin() + (next == rows_.end() ? static_cast<std::ptrdiff_t>(cells_.size()) : next->first);
    for (auto cell = std::lower_bound(cells_.begin() + found->first, end, first_column, before_column); cell != end && cell->column <= last_column; ++cell, ++steps)
        cell->kind = static_cast<uint32_t>(CellKind::empty), cell->text_size = 0, cell->exact_size = 0;
}

}  // namespace tutela::sheet
