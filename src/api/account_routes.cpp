// Links, tokens and backups: for the machine's own account, and for administrators.
#include "api/problem.h"
#include "api/router.h"
#include "base/clock.h"
#include "base/json.h"

namespace tutela::api {
namespace {

Result<json::object> body_of(const Call& call) {
    auto parsed = TRY(json::parse(call.request.body));
    if (!parsed.is_object()) return invalid("Send a JSON object.", {}, "bad_request");
    return std::move(parsed.get_object());
}

std::string text_of(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string{};
}

int number_of(const json::object& o, std::string_view key, int otherwise) {
    const auto* v = o.if_contains(key);
    return v && v->is_int64() ? static_cast<int>(v->get_int64()) : otherwise;
}

Result<void> allowed(const Call& call) {
    if (call.request.local || call.scope().holds("administrator")) return {};
    return forbidden("Only an administrator, or the account that owns the data directory, may do this.");
}

// A person by id; without one the first who can run the house.
Result<std::string> person_of(const Call& call, const std::string& asked) {
    auto& ledger = call.house.ledger;
    const auto program = record::PermissionOffice::program("sign-in");
    if (!asked.empty()) {
        const auto person = TRY(ledger.get(program, asked));
        if (call.house.catalog->types()[static_cast<size_t>(person.type)].name != "person" || person.archived)
            return missing(asked + " is not a person who may sign in. List people with: tutela list person");
        return asked;
    }
    for (const char* role : {"isms_manager", "administrator"}) {
        record::Query q;
        q.type = "assignment";
        q.filter = std::string("role.key == \"") + role + "\"";
        q.limit = 1;
        const auto page = TRY(ledger.list(program, q));
        if (page.records.empty()) continue;
        const auto* field = call.house.catalog->type("assignment")->field("person");
        const auto& person = page.records[0].values[static_cast<size_t>(field->slot)];
        if (person.is(expr::Kind::string)) return std::string(person.as_string());
    }
    return missing("Nobody holds the role of ISMS manager or administrator. Create a person and an assignment first.");
}

Response token_response(std::string_view key, const std::string& token, const std::string& person) {
    std::string out;
    json::Writer(out).open_object().put(key, token).put("person", person).close_object();
    return json_response(std::move(out), 201);
}

}  // namespace

Result<Response> sign_in_link(const Call& call) {
    TRY(allowed(call));
    const auto body = TRY(body_of(call));
    const auto person = TRY(person_of(call, text_of(body, "person")));
    const auto minutes = std::min(std::max(number_of(body, "minutes", 15), 1), 1440);
    return token_response("token", TRY(call.house.instance.create_link(person, minutes, call.house.now())), person);
}

Result<Response> program_token(const Call& call) {
    TRY(allowed(call));
    const auto body = TRY(body_of(call));
    const auto name = text_of(body, "name");
    if (name.empty()) return invalid("Say what the token is for.", "/name");
    const auto person = TRY(person_of(call, text_of(body, "person")));
    return token_response("token", TRY(call.house.instance.create_token(person, name, number_of(body, "days", 90), call.house.now())), person);
}

// The living tokens and sign-ins of a person: their own, or anybody's for those who run the house.
Result<Response> list_tokens(const Call& call) {
    auto person = call.parameter("person");
    if (person.empty()) person = call.caller.person;
    if (person.empty()) return invalid("Say whose tokens: ?person=P-001.", "/person", "bad_request");
    if (person != call.caller.person) TRY(allowed(call));
    std::string out;
    json::Writer w(out);
    w.open_object().key("tokens").open_array();
    for (const auto& t : TRY(call.house.instance.tokens(person, call.house.now())))
        w.open_object().put("id", t.id).put("kind", t.kind).put("name", t.name).put("created", clock::moment_text(t.created)).put("expires", clock::moment_text(t.expires)).put("last_used", clock::moment_text(t.last_used)).close_object();
    w.close_array().close_object();
    return json_response(std::move(out));
}

Result<Response> revoke_token(const Call& call) {
    const auto& id = call.pieces[1];
    bool own = false;
    if (!call.caller.person.empty())
        for (const auto& t : TRY(call.house.instance.tokens(call.caller.person, call.house.now()))) own = own || t.id == id;
    if (!own) TRY(allowed(call));
    TRY(call.house.instance.revoke(id));
    Response r;
    r.status = 204;
    return r;
}

Result<Response> backup_route(const Call& call) {
    TRY(allowed(call));
    if (!call.request.local) return forbidden("A backup is written on the machine itself: run tutela backup there.");
    const auto body = TRY(body_of(call));
    TRY(call.house.ledger.backup(text_of(body, "file")));
    return json_response("{\"done\":true}");
}

}  // namespace tutela::api
