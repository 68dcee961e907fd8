#include "api/problem.h"
#include "api/router.h"
#include "base/json.h"

namespace tutela::api {
namespace {

// The preview of an upload: the file, the proposal and what it would do.
Result<Response> uploaded(const Call& call) {
    auto name = call.parameter("name");
    if (name.empty()) name = "file";
    const auto upload = TRY(call.house.imports.upload(call.scope(), name, call.request.body, call.parameter("type")));
    std::string out = record::to_json(*upload);
    out.pop_back();
    out += ",\"plan\":";
    if (upload->proposal.type.empty()) out += "null";
    else out += record::to_json(TRY(call.house.imports.plan(call.scope(), upload->id, upload->proposal)));
    return json_response(out + "}", 201);
}

Result<Response> apply(const Call& call) {
    const auto body = TRY(json::parse(call.request.body));
    const auto* mapping = body.is_object() ? body.get_object().if_contains("mapping") : nullptr;
    const auto* partial = body.is_object() ? body.get_object().if_contains("partial") : nullptr;
    if (!mapping) return invalid("Send {\"mapping\": …, \"partial\": false}.", "/mapping", "bad_request");
    const auto parsed = TRY(record::mapping_from_json(json::write(*mapping)));
    return json_response(record::to_json(TRY(call.house.imports.apply(call.scope(), call.pieces[1], parsed, partial && partial->is_bool() && partial->get_bool()))));
}

Result<Response> list_mappings(const Call& call) {
    record::Query q;
    q.type = "mapping";
    q.limit = 200;
    const auto page = TRY(call.house.ledger.list(call.scope(), q));
    std::string out;
    json::Writer w(out);
    w.open_object().key("mappings").open_array();
    const auto* type = call.house.catalog->type("mapping");
    for (const auto& r : page.records) {
        const auto& title = r.values[static_cast<size_t>(type->title_field()->slot)];
        if (title.is(expr::Kind::string)) w.text(title.as_string());
    }
    w.close_array().close_object();
    return json_response(std::move(out));
}

}  // namespace

Result<Response> import_routes(const Call& call) {
    const auto& p = call.pieces;
    if (call.is("POST", 1)) return uploaded(call);
    if (call.is("POST", 3) && p[2] == "plan")
        return json_response(record::to_json(TRY(call.house.imports.plan(call.scope(), p[1], TRY(record::mapping_from_json(call.request.body))))));
    if (call.is("POST", 3) && p[2] == "apply") return apply(call);
    if (call.is("GET", 2) && p[1] == "mappings") return list_mappings(call);
    if (call.is("GET", 3) && p[1] == "mappings") return json_response(record::to_json(TRY(call.house.imports.saved_mapping(call.scope(), p[2]))));
    if (call.is("PUT", 3) && p[1] == "mappings") {
        TRY(call.house.imports.save_mapping(call.scope(), p[2], TRY(record::mapping_from_json(call.request.body))));
        Response r;
        r.status = 204;
        return r;
    }
    return unknown_address(call.request);
}

}  // namespace tutela::api
