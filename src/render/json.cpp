#include "base/json.h"

#include "base/formula_guard.h"
#include "render/render.h"

namespace tutela::render {
namespace {

// JSON's own grammar is narrower than ours: "007", "1." and ".5" stay text.
bool is_json_number(std::string_view text) {
    if (!is_plain_number(text)) return false;
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.starts_with('.') || (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9')) return false;
    size_t point = text.find('.');
    return point == std::string_view::npos || (point + 1 < text.size() && text[point + 1] >= '0' && text[point + 1] <= '9');
}

void put_cell(json::Writer& out, const Cell& cell) {
    std::string text = exact_text(cell);
    if (text.empty()) out.null();
    else if (cell.type == Type::number && is_json_number(text)) out.raw(text);
    else if (cell.type == Type::flag && (text == "true" || text == "false")) out.boolean(text == "true");
    else out.text(text);
}

std::string key_of(const Column& column) { return column.key.empty() ? column.title : column.key; }

void put_table(json::Writer& out, const Table& table) {
    out.open_object().put("title", table.title).key("columns").open_array();
    for (const Column& column : table.columns) out.open_object().put("key", key_of(column)).put("title", column.title).close_object();
    out.close_array().key("rows").open_array();
    for (const Row& row : table.rows) {
        out.open_object();
        if (row.group) out.put("group", row.cells.empty() ? std::string() : plain_text(row.cells[0].text));
        else
            for (size_t i = 0; i < table.columns.size(); ++i) {
                out.key(key_of(table.columns[i]));
                put_cell(out, i < row.cells.size() ? row.cells[i] : Cell{});
            }
        out.close_object();
    }
    out.close_array().close_object();
}

}  // namespace

std::string to_json(const Table& table) {
    std::string text;
    json::Writer out(text);
    put_table(out, table);
    return text;
}

std::string to_json(const Document& document) {
    std::string text;
    json::Writer out(text);
    out.open_object().put("title", document.title).put("subtitle", document.subtitle).put("badge", document.badge);
    out.put("organisation", document.organisation).put("date", document.date).key("facts").open_object();
    for (auto& [label, value] : document.facts) out.put(label, value);
    out.close_object().key("tables").open_array();
    for (const Block& block : document.blocks)
        if (auto* table = std::get_if<Table>(&block)) put_table(out, *table);
    out.close_array().close_object();
    text += '\n';
    return text;
}

}  // namespace tutela::render
