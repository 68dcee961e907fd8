#include "api/as_of.h"
#include "api/problem.h"
#include "api/record_json.h"
#include "api/router.h"
#include "api/type_json.h"
#include "base/clock.h"

namespace tutela::api {
namespace {

// Words over all types the caller may see, best types first as declared.
Result<Response> search(const Call& call) {
    const auto words = call.parameter("q");
    std::string out;
    json::Writer w(out);
    w.open_object().key("hits").open_array();
    int left = 50;
    for (const auto& d : call.house.catalog->types()) {
        if (words.empty() || left == 0) break;
        record::Query q;
        q.type = d.name;
        q.words = words;
        q.limit = std::min(left, 10);
        auto page = call.house.ledger.list(call.scope(), q);
        if (!page) continue;
        for (const auto& r : page->records) {
            --left;
            w.open_object().put("type", d.name).put("path", d.path).put("id", r.id).put("title", title_of(*call.house.catalog, r)).put("kind", d.title_one).close_object();
        }
    }
    w.close_array().close_object();
    return json_response(std::move(out));
}

Result<Response> health(const Call& call) {
    const auto wounded = call.house.ledger.wounded();
    std::string out;
    json::Writer(out).open_object().put("state", wounded.empty() ? "ok" : "read_only").put("detail", wounded).put("position", call.house.ledger.position()).put("judged", call.house.engine.position()).close_object();
    return json_response(std::move(out));
}

Result<Response> verify(const Call& call) {
    const auto v = TRY(call.house.ledger.verify(call.parameter("checkpoint")));
    std::string out;
    json::Writer w(out);
    w.open_object().put("ok", v.ok).put("position", v.position).put("root", v.root).key("faults").open_array();
    for (const auto& f : v.faults) w.open_object().put("position", f.position).put("what", f.what).close_object();
    w.close_array().close_object();
    return json_response(std::move(out));
}

Result<Response> recent(const Call& call) {
    int64_t before = INT64_MAX;
    if (const auto text = call.parameter("before"); !text.empty()) before = std::atoll(text.c_str());
    const auto entries = TRY(call.house.ledger.recent(call.scope(), before, 50));
    std::string out;
    json::Writer w(out);
    std::vector<std::string> ids;
    for (const auto& e : entries) { ids.push_back(e.actor); ids.push_back(e.record); }
    const auto titles = call.house.ledger.titles(call.scope(), ids);
    auto title = [&](const std::string& id) { for (const auto& [k, v] : titles) if (k == id) return v; return id; };
    w.open_object().key("entries").open_array();
    for (const auto& e : entries) {
        const auto* d = call.house.catalog->type_by_id(e.record);
        w.open_object().put("position", e.position).put("at", clock::moment_text(e.at)).put("actor", e.actor).put("actor_title", title(e.actor)).put("act", e.act).put("move", e.move);
        w.put("record", e.record).put("record_title", title(e.record)).put("path", d ? d->path : "").put("type", d ? d->title_one : "").close_object();
    }
    w.close_array().close_object();
    return json_response(std::move(out));
}

}  // namespace

Result<Response> house_routes(const Call& call) {
    const auto& p = call.pieces;
    if (call.is("GET", 1) && p[0] == "session") return json_response(session_json(call.house, call.caller));
    if (call.is("GET", 1) && p[0] == "types") return json_response(types_json(*call.house.catalog, call.house.ledger, call.scope()));
    if (call.is("GET", 1) && p[0] == "search") return search(call);
    if (call.is("GET", 1) && p[0] == "health") return health(call);
    if (call.is("GET", 1) && p[0] == "verify") return verify(call);
    if (call.is("GET", 1) && p[0] == "recent") return recent(call);
    if (call.is("GET", 1) && p[0] == "openapi.json") return json_response(openapi_json(*call.house.catalog, call.house.version));
    if (call.is("GET", 1) && p[0] == "checkpoint") {
        std::string out;
        json::Writer(out).open_object().put("checkpoint", TRY(call.house.ledger.checkpoint())).close_object();
        return json_response(std::move(out));
    }
    if (p[0] == "export" && call.request.method == "GET") return export_route(call);
    if (call.is("POST", 1) && p[0] == "sign-in-links") return sign_in_link(call);
    if (call.is("POST", 1) && p[0] == "tokens") return program_token(call);
    if (call.is("GET", 1) && p[0] == "tokens") return list_tokens(call);
    if (call.is("DELETE", 2) && p[0] == "tokens") return revoke_token(call);
    if (call.is("POST", 1) && p[0] == "backup") return backup_route(call);
    return unknown_address(call.request);
}

}  // namespace tutela::api
