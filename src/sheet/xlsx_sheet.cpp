// One worksheet of an XLSX file, read as a stream: rows that are only formatted cost nothing.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "sheet/xlsx.h"
#include "sheet/xml.h"

namespace tutela::sheet {
namespace {

constexpr size_t max_merges = 65'536;
constexpr size_t max_merge_steps = 4'000'000;      // rows and cells looked at to empty merged ranges

struct Position {
    uint32_t row = 0, column = 0;
};

std::optional<uint32_t> row_number(std::string_view text) {
    uint32_t row = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
    if (error != std::errc{} || end != text.data() + text.size() || row == 0) return std::nullopt;
    return row;
}

// "D5"
std::optional<Position> position_of(std::string_view reference) {
    size_t digits = std::min(reference.find_first_of("0123456789"), reference.size());
    auto column = column_of(reference.substr(0, digits));
    auto row = row_number(reference.substr(digits));
    if (!column || !row) return std::nullopt;
    return Position{*row, *column};
}

// "A1:C3"
std::optional<MergedRange> range_of(std::string_view reference) {
    size_t colon = reference.find(':');
    auto first = position_of(reference.substr(0, colon));
    auto last = colon == std::string_view::npos ? first : position_of(reference.substr(colon + 1));
    if (!first || !last || last->row < first->row || last->column < first->column) return std::nullopt;
    return MergedRange{first->row, last->row, first->column, last->column};
}

class WorksheetReader {
public:
    WorksheetReader(SharedParts& shared, Sheet& sheet) : shared_(shared), sheet_(sheet) {}

    XmlEvents events() {
        XmlEvents events;
        events.start = [this](std::string_view name, const Attributes& attributes) { if (!error) start(name, attributes); };
        events.end = [this](std::string_view name) { if (!error) end(name); };
        events.text = [this](std::string_view text) { if (taking_ && !error) take(text); };
        events.stop = [this] { return error.has_value(); };
        return events;
    }
    std::optional<Error> error;

private:
    void start(std::string_view name, const Attributes&);
    void start_row(const Attributes&);
    void start_cell(const Attributes&);
    void end(std::string_view name);
    void end_cell();
    void take(std::string_view);
    void add(CellKind, std::string_view text, std::string_view exact = {}, std::optional<StoredText> stored = {});
    void add_shared();
    void add_number();
    std::string here() const { return fmt::format("sheet \"{}\", row {}, column {}", sheet_.name, row_, column_letters(column_)); }
    void damaged(const std::string& what) { error = invalid(fmt::format("The file is damaged at {}: {}. Save it again in a spreadsheet program.", here(), what)); }
    void too_large(const std::string& what) { error = invalid(fmt::format("The table is too large at {}: {}.", here(), what), {}, "file_too_large"); }

    SharedParts& shared_;
    Sheet& sheet_;
    uint32_t row_ = 0, column_ = 0, next_column_ = 0;
    unsigned style_ = 0;
    std::string type_, value_;
    bool taking_ = false, has_value_ = false, has_formula_ = false, phonetic_ = false, in_cell_ = false;
};

void WorksheetReader::start(std::string_view name, const Attributes& attributes) {
    if (name == "c") start_cell(attributes);
    else if (name == "v") taking_ = has_value_ = in_cell_;
    else if (name == "row") start_row(attributes);
    else if (name == "f") has_formula_ = true;
    else if (name == "t") taking_ = in_cell_ && !phonetic_, has_value_ = has_value_ || in_cell_;
    else if (name == "rPh") phonetic_ = true;
    else if (name == "mergeCell") {
        auto range = range_of(attributes.get("ref"));
        if (!range) return damaged("a merged range has no valid reference");
        if (sheet_.merged.size() >= max_merges) return too_large(fmt::format("more than {} merged ranges; remove the merging", max_merges));
        sheet_.merged.push_back(*range);
    }
}

void WorksheetReader::start_row(const Attributes& attributes) {
    uint32_t before = row_;
    std::string_view given = attributes.get("r");
    auto number = given.empty() ? before + 1 : row_number(given);
    if (!number || *number <= before) return damaged("the rows are not numbered in order");
    if (*number > shared_.limits->rows) return too_large(fmt::format("a table has at most {} rows; split it", shared_.limits->rows));
    row_ = *number;
    column_ = next_column_ = 0;
}

void WorksheetReader::start_cell(const Attributes& attributes) {
    if (row_ == 0) return damaged("a cell stands outside of any row");
    column_ = next_column_;
    if (std::string_view given = attributes.get("r"); !given.empty()) {
        auto position = position_of(given);
        if (!position || position->row != row_ || position->column < next_column_) return damaged("the cells are not numbered in order");
        column_ = position->column;
    }
    if (column_ >= shared_.limits->columns) return too_large(fmt::format("a table has at most {} columns", shared_.limits->columns));
    next_column_ = column_ + 1;
    type_ = attributes.get("t").substr(0, 16);
    style_ = 0;
    std::string_view style = attributes.get("s");
    std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    has_value_ = has_formula_ = taking_ = phonetic_ = false;
    in_cell_ = true;
}

void WorksheetReader::end(std::string_view name) {
    if (name == "c") end_cell();
    else if (name == "v" || name == "t") taking_ = false;
    else if (name == "rPh") phonetic_ = false;
}

void WorksheetReader::take(std::string_view text) {
    if (value_.size() + text.size() > shared_.limits->cell_bytes) return too_large(fmt::format("the text of this cell is longer than {} bytes; shorten it", shared_.limits->cell_bytes));
    value_ += text;
}

void WorksheetReader::add(CellKind kind, std::string_view text, std::string_view exact, std::optional<StoredText> stored) {
    const Limits& limits = *shared_.limits;
    if (text.empty() && !stored) return;
    if (shared_.cells >= limits.cells) return too_large(fmt::format("more than {} filled cells; split the file", limits.cells));
    TextStore& store = sheet_.store();
    if (store.bytes() > limits.text_bytes) return too_large(fmt::format("more than {} MiB of text; split the file", limits.text_bytes >> 20));
    if (!stored) stored = StoredText{store.add(text), static_cast<uint32_t>(text.size())};
    PackedCell cell{.text_at = stored->at, .column = static_cast<uint16_t>(column_)};
    cell.text_size = stored->size & 0xFFFFFF;
    cell.kind = static_cast<uint8_t>(kind);
    if (exact == text) cell.exact_at = stored->at, cell.exact_size = static_cast<uint16_t>(exact.size());
    else if (!exact.empty()) cell.exact_at = store.add(exact), cell.exact_size = static_cast<uint16_t>(exact.size());
    sheet_.add(row_, cell);
    ++shared_.cells;
}

void WorksheetReader::add_shared() {
    size_t index = 0;
    auto [end, wrong] = std::from_chars(value_.data(), value_.data() + value_.size(), index);
    if (wrong != std::errc{} || end != value_.data() + value_.size() || index >= shared_.strings.size()) return damaged("the cell points to a text that is not there");
    StoredText text = shared_.strings[index];
    if (text.size > 0) add(CellKind::text, {}, {}, text);
}

void WorksheetReader::add_number() {
    double value = 0;
    auto [end, wrong] = std::from_chars(value_.data(), value_.data() + value_.size(), value);
    if (wrong != std::errc{} || end != value_.data() + value_.size() || !std::isfinite(value)) return damaged("the cell's number cannot be read");
    NumberFormat format = style_ < shared_.styles.size() ? shared_.styles[style_] : NumberFormat{};
    std::string exact = plain_number(value);
    if (format.meaning == Meaning::number) return add(CellKind::number, show_number(value, format), exact);
    if (format.meaning == Meaning::elapsed) return add(CellKind::number, show_elapsed(value), exact);
    auto moment = moment_of(value, format.meaning, shared_.system_1904);
    if (!moment) return add(CellKind::number, exact, exact);
    add(CellKind::date, moment->shown, moment->iso);
}

void WorksheetReader::end_cell() {
    in_cell_ = taking_ = false;
    if (!has_value_) {
        if (has_formula_ && type_ != "str") add(CellKind::error, "#NO-VALUE", "formula without a stored value: open the file in a spreadsheet program and save it");
        return;
    }
    if (value_.empty()) return;
    if (type_ == "s") return add_shared();
    if (type_ == "inlineStr" || type_ == "str") return add(CellKind::text, unescape_text(value_));
    if (type_ == "b") return add(CellKind::flag, value_ == "1" || value_ == "true" ? "TRUE" : "FALSE", value_ == "1" || value_ == "true" ? "true" : "false");
    if (type_ == "e") {
        if (value_.size() > 64) value_.resize(64);
        return add(CellKind::error, value_, value_);
    }
    if (type_ != "d") return add_number();
    if (value_.size() > 64) return damaged("the cell's date cannot be read");
    if (value_.ends_with('Z')) value_.pop_back();
    add(CellKind::date, value_, value_);
}

}  // namespace

Result<> read_worksheet(Archive& archive, const std::string& part, SharedParts& shared, Sheet& sheet) {
    WorksheetReader reader(shared, sheet);
    TRY(read_xml(archive, part, reader.events()));
    if (reader.error) return std::move(*reader.error);
    size_t steps = 0;
    for (const MergedRange& range : sheet.merged) {
        uint32_t last = std::min(range.last_row, sheet.last_row());
        for (uint32_t row = range.first_row; row <= last && steps <= max_merge_steps; ++row)
            sheet.clear(row, range.first_column + (row == range.first_row ? 1 : 0), range.last_column, steps);
        if (steps > max_merge_steps) return invalid(fmt::format("The merged ranges of sheet \"{}\" cover too many cells. Remove the merging.", sheet.name), {}, "file_too_large");
    }
    return {};
}

}  // namespace tutela::sheet
