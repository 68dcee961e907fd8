// The back ends: one document in, the bytes of a file out. The same document gives the same bytes.
#pragma once
#include <string>

#include "base/result.h"
#include "render/document.h"

namespace tutela::render {

// Lets PDFs use the TTF and OTF files of a folder (WOFF is not taken by Pango), before the first PDF of the process:
// with the same fonts the same document gives the same bytes on every machine. `missing` if the folder cannot be read.
Result<> use_fonts(const std::string& folder);

// A4, fonts of the machine (IBM Plex Sans, else Noto Sans, else DejaVu Sans); repeated table heads, "page x of y".
Result<std::string> to_pdf(const Document&);

// One sheet per table, typed cells, text never taken as formula; title, facts and paragraphs on a last sheet.
Result<std::string> to_xlsx(const Document&);

// One file with nothing outside of it: escaped, light and dark, printable.
std::string to_html(const Document&);

std::string to_markdown(const Document&);

// {"title", "subtitle", "date", "facts", "tables": [{"title", "columns", "rows"}]}; numbers as numbers, empty as null.
std::string to_json(const Document&);
std::string to_json(const Table&);

struct CsvOptions {
    char separator = ',';
    bool byte_order_mark = true;      // so that Excel takes it as UTF-8
};

// RFC 4180 with CRLF; what a spreadsheet would run as a formula is guarded as base/formula_guard.h says, and
// sheet::read takes the guard back: reading gives the same texts and numbers. Group rows are written as rows of
// one cell. All exports of the house are written by this one function.
std::string to_csv(const Table&, const CsvOptions& = {});

}  // namespace tutela::render
