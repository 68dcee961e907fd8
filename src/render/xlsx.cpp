#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <set>

#include "base/formula_guard.h"
#include "base/utf8.h"
#include "render/render.h"
#include "render/text.h"

namespace tutela::render {
namespace {

// The file libxlsxwriter writes to: it wants a name, memory has one under /proc.
class MemoryFile {
public:
    MemoryFile() : file_(memfd_create("report", MFD_CLOEXEC)) {}
    ~MemoryFile() { if (file_ >= 0) close(file_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    bool ok() const { return file_ >= 0; }
    std::string name() const { return fmt::format("/proc/self/fd/{}", file_); }
    std::string bytes() const {
        std::string text;
        char buffer[65'536];
        lseek(file_, 0, SEEK_SET);
        for (ssize_t got; (got = ::read(file_, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<size_t>(got));
        return text;
    }

private:
    int file_;
};

struct Moment {
    lxw_datetime value;
    bool has_time;
};

// "2026-01-10" or "2026-01-10T09:14:00"; nothing else, and nothing before 1900-03-01, where Excel counts wrongly.
std::optional<Moment> moment_of(const std::string& iso) {
    Moment moment{};
    int used = 0;
    int got = std::sscanf(iso.c_str(), "%4d-%2d-%2d%n", &moment.value.year, &moment.value.month, &moment.value.day, &used);
    if (got != 3 || used != 10 || iso < "1900-03-01") return std::nullopt;
    if (iso.size() == 10) return moment;
    int hour = 0, minute = 0, second = 0;
    if (std::sscanf(iso.c_str() + 10, "T%2d:%2d:%2d%n", &hour, &minute, &second, &used) != 3 || iso.size() != 19) return std::nullopt;
    moment.value.hour = hour, moment.value.min = minute, moment.value.sec = second, moment.has_time = true;
    return moment;
}

time_t time_of(const std::string& date) {
    std::tm parts{};
    strptime(date.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    time_t time = timegm(&parts);
    return time > 0 ? time : 315'532'800;      // 1980-01-01; zero would make the library ask the clock
}

// Excel's own rules for the name of a sheet.
std::string sheet_name(std::string_view wanted, size_t number, std::set<std::string>& taken) {
    std::string name;
    size_t length = 0;
    std::string clean = clean_for_page(wanted);
    for (size_t at = 0; at < clean.size() && length < 26; ++length) {
        size_t from = at;
        utf8::decode(clean, at);
        std::string_view one = std::string_view(clean).substr(from, at - from);
        name += one.size() == 1 && std::string_view("[]:*?/\\'\n\t").find(one[0]) != std::string_view::npos ? " " : one;
    }
    if (name.find_first_not_of(' ') == std::string::npos) name = fmt::format("Sheet{}", number);
    std::string unique = name;
    for (int n = 2; !taken.insert(utf8::fold(unique)).second; ++n) unique = fmt::format("{} {}", name, n);
    return unique;
}

// A cell takes 32,767 UTF-16 units; what is cut is said.
std::string fitting(std::string text) {
    constexpr size_t most = 32'000;
    if (text.size() <= most) return text;
    size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    return text + " […]";
}

struct Formats {
    lxw_format *head, *group, *text, *number, *date, *moment, *title, *label;
};

class Writer {
public:
    Writer(lxw_workbook* book, const Document& document) : book_(book), document_(document) { make_formats(); }
    void write();

private:
    lxw_format* format(const char* pattern, bool bold = false);
    void make_formats();
    void write_table(const Table&, size_t number);
    void write_row(lxw_worksheet*, lxw_row_t, const Row&, const Table&);
    void write_cell(lxw_worksheet*, lxw_row_t, lxw_col_t, const Cell&);
    void write_about();
    void fit_columns(lxw_worksheet*, const Table&);
    lxw_workbook* book_;
    const Document& document_;
    Formats formats_{};
    std::set<std::string> names_;
};

lxw_format* Writer::format(const char* pattern, bool bold) {
    lxw_format* made = workbook_add_format(book_);
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    format_set_font_name(made, "Calibri");
    format_set_font_size(made, 10);
    if (pattern != nullptr) format_set_num_format(made, pattern);
    if (bold) format_set_bold(made);
    return made;
}

void Writer::make_formats() {
    formats_.head = format(nullptr, true);
    format_set_bottom(formats_.head, LXW_BORDER_THIN);
    format_set_bottom_color(formats_.head, 0x7D8489);
    format_set_text_wrap(formats_.head);
    formats_.group = format(nullptr, true);
    format_set_bg_color(formats_.group, 0xF1F4F6);
    formats_.text = format("@");
    format_set_text_wrap(formats_.text);
    formats_.number = format(nullptr);
    formats_.date = format("yyyy-mm-dd");
    formats_.moment = format("yyyy-mm-dd hh:mm:ss");
    formats_.title = format(nullptr, true);
    format_set_font_size(formats_.title, 16);
    formats_.label = format(nullptr);
    format_set_font_color(formats_.label, 0x616871);
}

void Writer::write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell) {
    std::string text = clean_utf8(exact_text(cell));
    if (text.empty()) return;
    if (cell.type == Type::number && is_plain_number(text)) {
        double value = 0;
        auto end = std::from_chars(text.data(), text.data() + text.size(), value);
        size_t digits = static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
        if (end.ec == std::errc{} && digits <= 15) {      // more would be rounded: kept as text
            worksheet_write_number(sheet, row, column, value, formats_.number);
            return;
        }
    }
    if (cell.type == Type::flag && (text == "true" || text == "false")) {
        worksheet_write_boolean(sheet, row, column, text == "true", formats_.number);
        return;
    }
    if (cell.type == Type::date)
        if (auto moment = moment_of(text)) {
            worksheet_write_datetime(sheet, row, column, &moment->value, moment->has_time ? formats_.moment : formats_.date);
            return;
        }
    worksheet_write_string(sheet, row, column, fitting(std::move(text)).c_str(), formats_.text);
}

void Writer::write_row(lxw_worksheet* sheet, lxw_row_t at, const Row& row, const Table& table) {
    if (row.group) {
        for (size_t i = 0; i < table.columns.size(); ++i)
            worksheet_write_string(sheet, at, static_cast<lxw_col_t>(i), i == 0 && !row.cells.empty() ? fitting(clean_utf8(plain_text(row.cells[0].text))).c_str() : "", formats_.group);
        return;
    }
    for (size_t i = 0; i < std::min(row.cells.size(), table.columns.size()); ++i) write_cell(sheet, at, static_cast<lxw_col_t>(i), row.cells[i]);
}

void Writer::fit_columns(lxw_worksheet* sheet, const Table& table) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
        size_t widest = utf8::count(clean_utf8(table.columns[i].title));
        for (const Row& row : table.rows)
            if (!row.group && i < row.cells.size()) widest = std::max(widest, utf8::count(clean_utf8(exact_text(row.cells[i]))));
        worksheet_set_column(sheet, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), std::clamp<double>(static_cast<double>(widest) * 0.95 + 2, 7, 48), nullptr);
    }
}

void Writer::write_table(const Table& table, size_t number) {
    std::string name = sheet_name(table.title.empty() && number == 1 ? document_.title : table.title, number, names_);
    lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
    if (sheet == nullptr) return;
    fit_columns(sheet, table);
    for (size_t i = 0; i < table.columns.size(); ++i)
        if (!table.columns[i].title.empty()) worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(i), fitting(clean_utf8(table.columns[i].title)).c_str(), formats_.head);
    lxw_row_t at = 1;
    for (const Row& row : table.rows) write_row(sheet, at++, row, table);
    worksheet_freeze_panes(sheet, 1, 0);
    if (at > 1 && !table.columns.empty()) worksheet_autofilter(sheet, 0, 0, at - 1, static_cast<lxw_col_t>(table.columns.size() - 1));
    worksheet_set_paper(sheet, 9);      // A4
    if (document_.landscape) worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_set_footer(sheet, "&L&8&A&R&8&P / &N");
}

void Writer::write_about() {
    lxw_worksheet* sheet = workbook_add_worksheet(book_, sheet_name(document_.title, 0, names_).c_str());
    if (sheet == nullptr) return;
    lxw_row_t at = 0;
    auto line = [&](const std::string& label, const std::string& text, lxw_format* look) {
        if (!label.empty()) worksheet_write_string(sheet, at, 0, fitting(clean_utf8(label)).c_str(), formats_.label);
        if (!text.empty()) worksheet_write_string(sheet, at, label.empty() ? 0 : 1, fitting(clean_utf8(text)).c_str(), look);
        ++at;
    };
    worksheet_set_column(sheet, 0, 0, 28, nullptr);
    worksheet_set_column(sheet, 1, 1, 90, nullptr);
    line("", document_.title, formats_.title);
    if (!document_.badge.empty()) line("", document_.badge, formats_.label);
    if (!document_.subtitle.empty()) line("", document_.subtitle, formats_.label);
    if (!document_.organisation.empty()) line("", document_.organisation, formats_.label);
    ++at;
    for (auto& [label, value] : document_.facts) line(label, value, formats_.text);
    for (const Block& block : document_.blocks) {
        if (auto* heading = std::get_if<Heading>(&block)) ++at, line("", heading->text, formats_.head);
        if (auto* paragraph = std::get_if<Paragraph>(&block)) line("", plain_text(paragraph->text), formats_.label);
    }
    ++at;
    if (!document_.footer.empty()) line("", document_.footer, formats_.label);
}

void Writer::write() {
    size_t number = 0;
    for (const Block& block : document_.blocks)
        if (auto* table = std::get_if<Table>(&block)) write_table(*table, ++number);
    if (number == 0 || !document_.title.empty()) write_about();
}

}  // namespace

Result<std::string> to_xlsx(const Document& document) {
    MemoryFile file;
    if (!file.ok()) return broken("xlsx: no memory file");
    lxw_workbook* book = workbook_new(file.name().c_str());
    if (book == nullptr) return broken("xlsx: no workbook");
    std::string title = clean_for_page(document.title), author = clean_for_page(document.organisation);
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.author = author.data();
    properties.created = time_of(document.date);
    workbook_set_properties(book, &properties);
    Writer(book, document).write();
    lxw_error error = workbook_close(book);
    if (error != LXW_NO_ERROR) return broken(std::string("xlsx: ") + lxw_strerror(error));
    return file.bytes();
}

}  // namespace tutela::render
