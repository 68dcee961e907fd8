#include "api/problem.h"
#include "api/router.h"
#include "api/as_of.h"
#include "base/json.h"

namespace tutela::api {
namespace {

Response text_response(std::string body, const char* type = "text/plain; charset=utf-8") {
    Response r;
    r.type = type;
    r.body = std::move(body);
    return r;
}

// A parameter that cannot be taken is named.
Error pointed(Error e, const char* parameter) {
    if (e.kind == ErrorKind::invalid && e.faults.empty()) e.faults.push_back({parameter, e.message});
    return e;
}

Result<Response> check(const Call& call) {
    engine::Question q;
    q.standard = call.parameter("standard");
    q.at = call.parameter("at");
    q.as_of = TRY(as_of_of(call));
    q.sees = sees_of(call);
    auto checked = call.house.engine.check(q);
    if (!checked) return pointed(std::move(checked.error()), "/at");
    const auto result = checked.take();
    const auto format = call.parameter("format");
    if (format.empty() || format == "json") return json_response(engine::to_json(result));
    if (format == "sarif") return text_response(engine::to_sarif(result, call.house.version), "application/sarif+json");
    if (format == "text") return text_response(engine::to_text(result, call.parameter("colour") == "true", 100));
    return invalid("A check is given as text, json or sarif; \"" + format + "\" is none of them.", "/format", "bad_request");
}

}  // namespace

engine::Sees sees_of(const Call& call) {
    auto* ledger = &call.house.ledger;
    return [ledger, scope = call.scope()](const record::Record& r) { return ledger->may_read(scope, r); };
}

Result<Response> conformity_routes(const Call& call) {
    const auto& what = call.pieces[0];
    if (call.request.method != "GET") return unknown_address(call.request);
    const bool text = call.parameter("format") == "text", colour = call.parameter("colour") == "true";
    if (what == "check" && call.pieces.size() == 1) return check(call);
    if (what == "clauses" && call.pieces.size() == 2) {
        const auto item = TRY(call.house.engine.item(call.pieces[1], sees_of(call), TRY(as_of_of(call))));
        return text ? text_response(engine::to_text(item, colour)) : json_response(engine::to_json(item));
    }
    if (what == "coverage" && call.pieces.size() == 1) {
        const auto c = call.house.engine.coverage(call.parameter("standard"));
        return text ? text_response(engine::to_text(c, colour)) : json_response(engine::to_json(c));
    }
    if (what == "forecast" && call.pieces.size() == 1) {
        auto made = call.house.engine.forecast(call.parameter("until"), sees_of(call));
        if (!made) return pointed(std::move(made.error()), "/until");
        const auto f = made.take();
        return text ? text_response(engine::to_text(f, colour)) : json_response(engine::to_json(f));
    }
    if (what == "explain" && call.pieces.size() == 2) {
        const auto words = TRY(call.house.engine.explain(call.pieces[1]));
        if (call.parameter("format") == "text") return text_response(words);
        std::string out;
        json::Writer(out).open_object().put("name", call.pieces[1]).put("text", words).close_object();
        return json_response(std::move(out));
    }
    if (what == "gaps" && call.pieces.size() == 1) {
        const auto who = call.parameter("who") == "me" ? call.caller.person : call.parameter("who");
        return json_response("{\"gaps\":" + engine::to_json(call.house.engine.gaps_for(who, sees_of(call))) + "}");
    }
    if (what == "standards" && call.pieces.size() == 1) {
        std::string out;
        json::Writer w(out);
        w.open_object().key("standards").open_array();
        for (const auto& [id, title] : call.house.engine.standards()) w.open_object().put("id", id).put("title", title).close_object();
        w.close_array().close_object();
        return json_response(std::move(out));
    }
    return unknown_address(call.request);
}

}  // namespace tutela::api
