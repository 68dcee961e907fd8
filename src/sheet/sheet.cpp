#include "sheet/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "sheet/csv.h"
#include "sheet/xlsx.h"

namespace tutela::sheet {
namespace {

// Files that are often named .xls or .csv but are something else, by their first bytes.
const char* other_kind(std::string_view bytes) {
    if (bytes.starts_with("\xD0\xCF\x11\xE0")) return "This is an old Excel file (XLS) or one with a password. Save it as XLSX without a password, or as CSV.";
    if (bytes.starts_with("%PDF")) return "This is a PDF. Take the table in its original form, as CSV or XLSX.";
    if (bytes.starts_with("\x1F\x8B") || bytes.starts_with("7z\xBC\xAF") || bytes.starts_with("Rar!")) return "This is a packed archive. Unpack it, and take the CSV or XLSX file itself.";
    std::string head;
    for (char c : bytes.substr(0, 512))
        if (c != '\0' && c != '\xEF' && c != '\xBB' && c != '\xBF' && c != '\xFF' && c != '\xFE') head += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    head.erase(0, std::min(head.find_first_not_of(" \t\r\n"), head.size()));
    for (const char* start : {"<html", "<!doctype", "<?xml", "<table", "{\\rtf"})
        if (head.starts_with(start)) return "This is a web page or XML file, not a table in CSV or XLSX. Open it in a spreadsheet program and save it as XLSX.";
    return nullptr;
}

Result<Workbook> read_any(std::string_view bytes, const Options& options) {
    if (bytes.size() > options.limits.file_bytes)
        return invalid(fmt::format("The file is larger than {} MiB. Split it into smaller files.", options.limits.file_bytes >> 20), {}, "file_too_large");
    if (bytes.starts_with("PK\3\4") || bytes.starts_with("PK\5\6")) return read_xlsx(bytes, options);
    if (const char* why = other_kind(bytes)) return invalid(why, {}, "wrong_kind");
    return read_csv(bytes, options);
}

}  // namespace

Result<Workbook> read(std::string_view bytes, const Options& options) {
    try {
        return read_any(bytes, options);
    } catch (const std::exception& problem) {
        return broken(fmt::format("sheet: {}", problem.what()));
    }
}

}  // namespace tutela::sheet
