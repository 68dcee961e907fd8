#include "engine/report.h"

#include "base/clock.h"
#include "base/json.h"
#include "expr/json.h"
#include "render/render.h"

namespace tutela::engine {

using expr::Kind;
using expr::Value;

namespace {

render::Cell cell_of(const Cell& c, const ReportColumn& column) {
    if (c.failed) {
        render::Cell out = render::text_cell(c.text);
        out.tone = render::Tone::unknown;
        return out;
    }
    switch (c.value.kind()) {
        case Kind::integer: return render::number_cell(std::to_string(c.value.as_int()), c.text);
        case Kind::real:
        case Kind::decimal: return render::number_cell(c.text, c.text);
        case Kind::date: return render::date_cell(c.text, c.text);
        case Kind::timestamp: return render::date_cell(c.text, c.text);
        case Kind::boolean: return render::flag_cell(c.value.as_bool(), c.text);
        default: break;
    }
    render::Cell out = render::text_cell(c.text);
    if (column.show == "verdict" && c.value.is(Kind::string)) {
        const auto v = c.value.as_string();
        out.mark = v == "gap" ? render::Mark::gap_minor : v == "cannot_judge" ? render::Mark::cannot_judge : v == "conforms" ? render::Mark::conforms : render::Mark::nothing;
    }
    return out;
}

render::Align align_of(const std::string& word) {
    return word == "right" ? render::Align::right : word == "center" ? render::Align::center : render::Align::left;
}

}  // namespace

render::Document document_of(const ReportResult& r, const std::string& organisation, const std::string& made) {
    const ReportDeclaration& d = *r.declaration;
    render::Document doc;
    doc.title = d.title, doc.subtitle = d.says, doc.organisation = organisation, doc.date = made;
    doc.landscape = d.orientation == "landscape";
    doc.footer = "ledger #" + std::to_string(r.position) + " · " + r.at;
    for (const auto& h : r.head) doc.facts.push_back(h);
    render::Table table;
    table.title = d.title;
    table.empty_text = "There is no record for this report yet.";
    double widths = 0;
    for (const auto& c : d.columns) widths += c.width;
    for (const auto& c : d.columns) table.columns.push_back({c.key, c.title, align_of(c.align), widths > 0 ? c.width / widths : 0, false});
    std::string group;
    for (const auto& row : r.rows) {
        if (!row.group.empty() && row.group != group) {
            table.rows.push_back({{render::text_cell(row.group)}, true});
            group = row.group;
        }
        render::Row out;
        for (size_t i = 0; i < row.cells.size(); ++i) out.cells.push_back(cell_of(row.cells[i], d.columns[i]));
        table.rows.push_back(std::move(out));
    }
    doc.blocks.emplace_back(std::move(table));
    if (r.hidden) {
        render::Paragraph p;
        p.text = render::inline_of(std::to_string(r.hidden) + " more that you may not read.");
        p.small = true;
        doc.blocks.emplace_back(std::move(p));
    }
    return doc;
}

Result<std::string> file_of(const ReportResult& r, const std::string& format, const std::string& organisation, const std::string& made) {
    if (format == "json") return to_json(r);
    const auto doc = document_of(r, organisation, made);
    if (format == "pdf") return render::to_pdf(doc);
    if (format == "xlsx") return render::to_xlsx(doc);
    if (format == "html") return render::to_html(doc);
    if (format == "md") return render::to_markdown(doc);
    if (format == "csv") {
        // One table for machines: group headings would be rows of one cell.
        auto table = std::get<render::Table>(doc.blocks.front());
        std::erase_if(table.rows, [](const render::Row& row) { return row.group; });
        return render::to_csv(table);
    }
    return invalid("A report is given as pdf, xlsx, html, csv, md or json; \"" + format + "\" is none of them.", "/format");
}

std::string to_json(const ReportResult& r) {
    const ReportDeclaration& d = *r.declaration;
    std::string out;
    json::Writer w(out);
    w.open_object().put("name", d.name).put("title", d.title).put("says", d.says).put("at", r.at).put("position", r.position);
    w.key("head").open_array();
    for (const auto& [label, value] : r.head) w.open_object().put("label", label).put("value", value).close_object();
    w.close_array().key("columns").open_array();
    for (const auto& c : d.columns) {
        w.open_object().put("title", c.title).put("key", c.key).put("align", c.align);
        if (!c.show.empty()) w.put("show", c.show);
        w.close_object();
    }
    w.close_array().key("rows").open_array();
    for (const auto& row : r.rows) {
        w.open_object().put("id", row.record).put("path", row.path);
        if (!row.group.empty()) w.put("group", row.group);
        w.key("cells").open_object();
        for (size_t i = 0; i < row.cells.size(); ++i) {
            const Cell& c = row.cells[i];
            w.key(d.columns[i].key);
            if (c.failed || !c.value.set()) w.null();
            else if (c.value.is(Kind::string) && c.text != c.value.as_string()) w.text(c.text);
            else if (auto text = expr::json_text(c.value)) w.raw(*text);
            else w.null();
        }
        w.close_object().close_object();
    }
    w.close_array().put("hidden", r.hidden).close_object();
    return out;
}

}  // namespace tutela::engine
