// The parts of an XLSX file (ECMA-376, Office Open XML).
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sheet/archive.h"
#include "sheet/number_format.h"
#include "sheet/sheet.h"

namespace tutela::sheet {

Result<Workbook> read_xlsx(std::string_view bytes, const Options&);

struct StoredText {
    uint32_t at = 0, size = 0;
};

// What the sheets share.
struct SharedParts {
    std::shared_ptr<TextStore> store;
    std::deque<StoredText> strings;
    std::vector<NumberFormat> styles;      // by the style number of a cell
    bool system_1904 = false;
    size_t cells = 0;                      // of all sheets read so far
    const Limits* limits = nullptr;
};

// A part that another part points to.
struct Relation {
    std::string part;      // path in the archive
    std::string type;      // the last word of its type: "worksheet", "styles"
};

// The relations of a part by id; empty when it has none. Those that point outside the archive are left out.
Result<std::map<std::string, Relation>> read_relations(Archive&, const std::string& part);

Result<> read_shared_strings(Archive&, const std::string& part, SharedParts&);
Result<> read_styles(Archive&, const std::string& part, SharedParts&);
Result<> read_worksheet(Archive&, const std::string& part, SharedParts&, Sheet&);

// Text as Excel stores it: "_x000D_" stands for the character of that number.
std::string unescape_text(std::string text);

}  // namespace tutela::sheet
