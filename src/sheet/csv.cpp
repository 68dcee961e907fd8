#include "sheet/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/formula_guard.h"
#include "sheet/encoding.h"

namespace tutela::sheet {
namespace {

std::string place(uint32_t row, uint32_t column) { return fmt::format("row {}, column {}", row, column_letters(column)); }

// Excel's own first line "sep=;" names the separator and is no data.
std::optional<char> take_separator_line(std::string& head) {
    if (!head.starts_with("sep=") || head.size() < 6) return std::nullopt;
    char separator = head[4];
    size_t end = head[5] == '\n' ? 6 : head[5] == '\r' ? 6 + (head.size() > 6 && head[6] == '\n') : 0;
    if (end == 0 || std::string_view(",;\t|").find(separator) == std::string_view::npos) return std::nullopt;
    head.erase(0, end);
    return separator;
}

Result<> check_options(const Options& options) {
    if (options.separator && std::string_view(",;\t|").find(*options.separator) == std::string_view::npos)
        return invalid("This list separator is not known. Use a comma, a semicolon, a tab or a vertical bar.");
    return {};
}

Error too_much(const char* what, size_t limit, uint32_t row) {
    return invalid(fmt::format("The file has more than {} {} (reached in row {}). Split it into smaller files.", limit, what, row), {}, "file_too_large");
}

}  // namespace

Result<> CsvParser::take(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return invalid(fmt::format("There is a zero byte at {}: this is not a text file. Save the table as CSV or XLSX.", place(row_, column_)));
    if (cell_.size() + text.size() > limits_.cell_bytes)
        return invalid(fmt::format("The cell at {} is longer than {} bytes. Look for a missing closing quote there, or shorten the text.", place(row_, column_), limits_.cell_bytes), {}, "file_too_large");
    cell_ += text;
    return {};
}

Result<> CsvParser::end_cell() {
    if (column_ >= limits_.columns)
        return invalid(fmt::format("Row {} has more than {} columns. Check the list separator of the file.", row_, limits_.columns), {}, "file_too_large");
    if (!events_.cell(row_, column_, cell_, was_quoted_)) stopped_ = true;
    cell_.clear();
    was_quoted_ = false;
    state_ = State::start;
    ++column_;
    return {};
}

Result<> CsvParser::end_line() {
    if (line_has_content_) TRY(end_cell());
    if (!stopped_ && !events_.end_row(row_, column_)) stopped_ = true;
    column_ = 0;
    line_has_content_ = false;
    if (++row_ > limits_.rows + 1)
        return invalid(fmt::format("The file has more than {} rows. Split it into smaller files.", limits_.rows), {}, "file_too_large");
    return {};
}

Result<> CsvParser::step(char c) {
    if (after_cr_ && c == '\n') {
        after_cr_ = false;
        return {};
    }
    after_cr_ = c == '\r';
    if (c == '\r' || c == '\n') return end_line();
    line_has_content_ = true;
    if (c == separator_) return end_cell();
    if (c == '"' && state_ == State::start) {
        state_ = State::quoted;
        was_quoted_ = true;
        quote_row_ = row_, quote_column_ = column_;
        return {};
    }
    if (c == '"' && state_ == State::closed) {
        state_ = State::quoted;      // a doubled quote
        return take({&c, 1});
    }
    if (c == '"' || (state_ == State::closed && c != ' ')) ++oddities_;
    state_ = State::bare;
    return take({&c, 1});
}

// Runs of ordinary characters are taken whole; only what may change the state goes through step().
Result<> CsvParser::feed(std::string_view text) {
    const char special[] = {separator_, '"', '\r', '\n'};
    while (!text.empty() && !stopped_) {
        if (state_ == State::quoted) {
            size_t run = std::min(text.find('"'), text.size());
            TRY(take(text.substr(0, run)));
            if (run < text.size()) state_ = State::closed, ++run;
            text.remove_prefix(run);
            continue;
        }
        size_t run = state_ == State::bare ? std::min(text.find_first_of({special, 4}), text.size()) : 0;
        if (run > 0) TRY(take(text.substr(0, run)));
        else TRY(step(text[run++]));
        text.remove_prefix(run);
    }
    return {};
}

Result<> CsvParser::finish() {
    if (stopped_) return {};
    if (state_ == State::quoted)
        return invalid(fmt::format("The quote opened at {} is never closed. Close it, or double quotes that belong to the text.", place(quote_row_, quote_column_)));
    if (line_has_content_) TRY(end_line());
    return {};
}

Result<Workbook> read_csv(std::string_view bytes, const Options& options) {
    TRY(check_options(options));
    const Limits& limits = options.limits;
    EncodingFound found = options.encoding ? EncodingFound{*options.encoding, mark_size(bytes, *options.encoding)} : find_encoding(bytes);
    Workbook book{.format = Format::csv, .encoding = found.encoding, .byte_order_mark = found.mark > 0};
    bytes.remove_prefix(found.mark);
    std::string piece;
    decode_some(bytes, found.encoding, piece, size_t{256} << 10);
    auto named = take_separator_line(piece);
    book.separator = options.separator ? *options.separator : named ? *named : find_separator(piece, limits);

    auto store = std::make_shared<TextStore>();
    Sheet& sheet = book.sheets.emplace_back(store);
    std::optional<Error> full;
    CsvEvents events;
    events.cell = [&](uint32_t row, uint32_t column, std::string_view text, bool) {
        if (text.empty()) return true;
        if (store->bytes() > limits.text_bytes) full = too_much("bytes of text", limits.text_bytes, row);
        if (sheet.cell_count() >= limits.cells) full = too_much("filled cells", limits.cells, row);
        if (full) return false;
        std::string plain;
        if (options.strip_formula_guard && text.find('\'') != std::string_view::npos) text = plain = strip_formulas(text);
        PackedCell cell{.text_at = store->add(text), .column = static_cast<uint16_t>(column)};
        cell.text_size = static_cast<uint32_t>(text.size()) & 0xFFFFFF;
        cell.kind = static_cast<uint8_t>(CellKind::text);
        sheet.add(row, cell);
        return true;
    };
    events.end_row = [&](uint32_t row, uint32_t width) { return sheet.end_row(row, width), true; };
    CsvParser parser(book.separator, limits, std::move(events));
    do {
        TRY(parser.feed(piece));
        piece.clear();
    } while (!parser.stopped() && decode_some(bytes, found.encoding, piece));
    TRY(parser.finish());
    if (full) return std::move(*full);
    return book;
}

}  // namespace tutela::sheet
