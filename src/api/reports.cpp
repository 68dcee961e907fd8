#include "api/as_of.h"
#include "api/problem.h"
#include "api/router.h"
#include "base/clock.h"
#include "base/json.h"
#include "record/values.h"
#include "render/render.h"

namespace tutela::api {
namespace {

const char* media_type(const std::string& format) {
    if (format == "pdf") return "application/pdf";
    if (format == "xlsx") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if (format == "html") return "text/html; charset=utf-8";
    if (format == "csv") return "text/csv; charset=utf-8";
    if (format == "md") return "text/markdown; charset=utf-8";
    return "application/json";
}

Response file(std::string bytes, const std::string& name, const std::string& format) {
    Response r;
    r.type = media_type(format);
    r.body = std::move(bytes);
    // HTML is shown only as a download: a report must not run as a page of this origin.
    if (format != "json") r.with("Content-Disposition", "attachment; filename=\"" + name + "." + format + "\"");
    return r;
}

Result<Response> one(const Call& call, const std::string& name, std::string format) {
    if (format.empty()) format = "json";
    const auto result = TRY(call.house.engine.report(name, TRY(as_of_of(call)), sees_of(call)));
    if (format == "json") return json_response(engine::to_json(result));
    return file(TRY(engine::file_of(result, format, call.house.organisation, clock::moment_text(call.house.now()))), name, format);
}

Result<Response> list(const Call& call) {
    std::string out;
    json::Writer w(out);
    w.open_object().key("reports").open_array();
    for (const auto& r : call.house.engine.reports()) {
        w.open_object().put("name", r.name).put("title", r.title).put("says", r.says).key("formats").open_array();
        for (const auto& f : r.formats) w.text(f);
        w.close_array().close_object();
    }
    w.close_array().close_object();
    return json_response(std::move(out));
}

// A cell of an export: what an import of the same file reads back.
render::Cell cell_of(const record::Field& f, const expr::Value& v) {
    using record::FieldType;
    if (!v.set()) return {};
    const auto value = record::value_to_json(f, v);
    if (value.is_int64()) return render::number_cell(std::to_string(value.get_int64()));
    if (value.is_bool()) return render::text_cell(value.get_bool() ? "yes" : "no");
    if (value.is_string()) {
        const std::string s(value.get_string());
        if (f.type == FieldType::number || f.type == FieldType::money) return render::number_cell(s);
        if (f.type == FieldType::date) return render::date_cell(s);
        return render::text_cell(s);
    }
    if (value.is_array() && (f.type == FieldType::links || f.type == FieldType::tags)) {
        std::string joined;
        for (const auto& e : value.get_array()) joined += (joined.empty() ? "" : ", ") + std::string(e.as_string());
        return render::text_cell(joined);
    }
    return render::text_cell(json::write(value));
}

Result<render::Table> table_of(const Call& call, const record::Declaration& d) {
    render::Table t;
    t.title = d.title_many;
    t.columns.push_back({"id", "Id", render::Align::left, 0, true});
    t.columns.push_back({"state", "State", render::Align::left, 0, false});
    for (const auto& f : d.fields)
        if (!f.computed) t.columns.push_back({f.name, f.title, render::Align::left, 0, false});
    record::Query q;
    q.type = d.name;
    q.limit = 500;
    q.as_of = TRY(as_of_of(call));
    q.filter = call.parameter("filter");
    do {
        auto page = TRY(call.house.ledger.list(call.scope(), q));
        for (const auto& r : page.records) {
            render::Row row;
            row.cells.push_back(render::text_cell(r.id));
            row.cells.push_back(render::text_cell(r.state));
            for (const auto& f : d.fields)
                if (!f.computed) row.cells.push_back(cell_of(f, r.values[static_cast<size_t>(f.slot)]));
            t.rows.push_back(std::move(row));
        }
        q.cursor = page.next;
    } while (!q.cursor.empty());
    return t;
}

}  // namespace

Result<Response> report_routes(const Call& call) {
    const auto& p = call.pieces;
    if (call.is("GET", 1) && p[0] == "statement-of-applicability") return one(call, "statement-of-applicability", "json");
    if (call.is("GET", 1)) return list(call);
    if (call.is("GET", 2) && p[0] == "reports") return one(call, p[1], call.parameter("format"));
    return unknown_address(call.request);
}

Result<Response> export_route(const Call& call) {
    const auto format = call.parameter("format").empty() ? std::string("csv") : call.parameter("format");
    if (call.pieces.size() == 1) {
        std::string out = "{";
        for (const auto& d : call.house.catalog->types()) {
            if (!call.house.ledger.may_read_some(call.scope(), d.name)) continue;
            if (out.size() > 1) out += ",";
            json::append_string(out, d.name);
            out += ":" + render::to_json(TRY(table_of(call, d)));
        }
        return file(out + "}", "tutela", "json");
    }
    const auto* d = call.pieces.size() == 2 ? call.house.catalog->type_by_path(call.pieces[1]) : nullptr;
    if (!d) return unknown_address(call.request);
    auto table = TRY(table_of(call, *d));
    if (format == "csv") return file(render::to_csv(table), d->path, "csv");
    if (format == "json") return file(render::to_json(table), d->path, "json");
    if (format != "xlsx") return invalid("Records are exported as csv, xlsx or json.", "/format", "bad_request");
    render::Document document;
    document.title = d->title_many;
    document.organisation = call.house.organisation;
    document.date = clock::moment_text(call.house.now());
    document.blocks.push_back(std::move(table));
    return file(TRY(render::to_xlsx(document)), d->path, "xlsx");
}

}  // namespace tutela::api
