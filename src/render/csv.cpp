#include "base/formula_guard.h"
#include "render/render.h"
#include "render/text.h"

namespace tutela::render {
namespace {

bool needs_quotes(std::string_view text) {
    if (text.empty()) return false;
    if (text.find_first_of(",;\t|\"\r\n") != std::string_view::npos) return true;
    return text.front() == ' ' || text.back() == ' ' || text.starts_with("sep=");
}

void put_cell(std::string& out, std::string text) {
    text = guard_formulas(clean_utf8(text));
    if (!needs_quotes(text)) {
        out += text;
        return;
    }
    out += '"';
    for (char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace

std::string to_csv(const Table& table, const CsvOptions& options) {
    std::string out = options.byte_order_mark ? "\xEF\xBB\xBF" : "";
    for (size_t i = 0; i < table.columns.size(); ++i) {
        if (i > 0) out += options.separator;
        put_cell(out, table.columns[i].title);
    }
    out += "\r\n";
    for (const Row& row : table.rows) {
        size_t width = row.group ? 1 : table.columns.size();
        for (size_t i = 0; i < width; ++i) {
            if (i > 0) out += options.separator;
            std::string text = i < row.cells.size() ? exact_text(row.cells[i]) : std::string();
            if (width == 1 && text.empty()) out += "\"\"";      // else the line would be blank
            else put_cell(out, std::move(text));
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace tutela::render
