#include "api/problem.h"
#include "api/router.h"
#include "base/json.h"

namespace tutela::api {
namespace {

Response with_session(House& house, const std::string& token, const record::TokenInfo& info) {
    auto scope = record::PermissionOffice::person(house.ledger, info.person, info.id, house.today());
    if (!scope) return problem(scope.error());
    Response r = json_response(session_json(house, Caller{scope.take(), info.person, token, true}));
    r.with("Set-Cookie", "tutela_session=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
    return r;
}

}  // namespace

Result<Response> session_routes(House& house, const Request& request, const Pieces& pieces) {
    if (pieces.size() != 1 || pieces[0] != "session") return unknown_address(request);
    if (request.method == "POST") {
        const auto body = TRY(json::parse(request.body));
        const auto* token = body.is_object() ? body.get_object().if_contains("token") : nullptr;
        if (!token || !token->is_string()) return invalid("Send {\"token\": \"…\"} with the token of a sign-in link.", "/token", "bad_request");
        const auto session = TRY(house.instance.begin_session(std::string(token->get_string()), house.now()));
        return with_session(house, session, TRY(house.instance.bearer(session, house.now())));
    }
    if (request.method == "DELETE") {
        TRY(house.instance.end(request.cookie("tutela_session")));
        Response r;
        r.status = 204;
        r.with("Set-Cookie", "tutela_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
        return r;
    }
    return unknown_address(request);
}

std::string session_json(House& house, const Caller& caller) {
    std::string out;
    json::Writer w(out);
    w.open_object().key("person").open_object().put("id", caller.scope.actor().id);
    const auto titles = house.ledger.titles(caller.scope, {caller.scope.actor().id});
    w.put("title", titles.empty() ? caller.scope.actor().id : titles[0].second).close_object();
    w.put("organisation", house.organisation).put("today", house.today()).put("version", house.version).put("position", house.ledger.position());
    w.key("roles").open_array();
    for (const auto& h : caller.scope.holdings()) w.text(h.role);
    w.close_array().key("settings").open_object();
    for (const auto& [name, value] : house.ledger.settings()) {
        if (value.is(expr::Kind::integer)) w.put(name, value.as_int());
        else if (value.is(expr::Kind::boolean)) w.put(name, value.as_bool());
        else if (value.is(expr::Kind::string)) w.put(name, value.as_string());
        else if (value.is(expr::Kind::decimal)) w.key(name).number(value.as_double());
    }
    w.close_object();
    const auto wounded = house.ledger.wounded();
    if (!wounded.empty()) w.put("read_only", wounded);
    w.close_object();
    return out;
}

}  // namespace tutela::api
