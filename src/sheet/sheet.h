// Reads table files into grids: CSV in the usual encodings and separators, and XLSX. Knows nothing of records.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sheet/grid.h"

namespace tutela::sheet {

enum class Format { csv, xlsx };
enum class Encoding { utf8, utf16_le, utf16_be, windows_1252 };

// "UTF-8", "UTF-16 LE", …
const char* name_of(Encoding);

// What a file may cost. With these values any file, hostile ones too, is read or refused within about
// 64 MiB beside the bytes themselves and two seconds of one core.
struct Limits {
    size_t file_bytes = size_t{32} << 20;
    size_t unpacked_bytes = size_t{64} << 20;    // all XML of one XLSX together
    size_t text_bytes = size_t{24} << 20;        // all cell text together
    size_t cells = 1'000'000;                    // filled cells, all sheets together
    size_t cell_bytes = 128 * 1024;              // one cell; at most TextStore::block_size
    uint32_t columns = 16'384;
    uint32_t rows = 1'048'576;
    size_t sheets = 256;
    size_t zip_entries = 4096;
};

struct Options {
    std::optional<Encoding> encoding;       // forced; else detected
    std::optional<char> separator;          // forced: one of , ; TAB |; else detected
    bool strip_formula_guard = true;        // CSV: take back what base/formula_guard.h put in at export
    Limits limits;
};

struct Workbook {
    Format format = Format::csv;
    Encoding encoding = Encoding::utf8;     // CSV: as detected or forced
    char separator = ',';                   // CSV: as detected or forced
    bool byte_order_mark = false;           // CSV
    std::vector<Sheet> sheets;              // XLSX: in the order of the tabs, hidden ones included; chart sheets left out
};

// Reads a whole file. What it is, is told from its content, never from its name. In CSV every filled cell is text;
// what it means is for the caller to judge. In XLSX formulas give their stored value, dates come through the number
// format (1900 and 1904 systems), and of merged cells only the first has a value.
// Gives `invalid` with the place and the remedy when the file is damaged, of another kind, or above a limit.
Result<Workbook> read(std::string_view bytes, const Options& = {});

}  // namespace tutela::sheet
