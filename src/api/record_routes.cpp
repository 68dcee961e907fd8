#include <algorithm>

#include "api/as_of.h"
#include "api/problem.h"
#include "api/record_json.h"
#include "api/router.h"
#include "base/clock.h"

namespace tutela::api {
namespace {

using record::Declaration;
using record::Write;

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = text.find(',');
        if (end != 0) out.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return out;
}

Result<int> limit_of(const Call& call) {
    const auto text = call.parameter("limit");
    if (text.empty()) return 50;
    int n = 0;
    for (char c : text) {
        if (c < '0' || c > '9' || n > 500) return invalid("`limit` is a whole number from 1 to 500.", "/limit", "bad_request");
        n = n * 10 + (c - '0');
    }
    if (n < 1 || n > 500) return invalid("`limit` is a whole number from 1 to 500.", "/limit", "bad_request");
    return n;
}

Result<record::Query> query_of(const Call& call, const Declaration& type) {
    record::Query q;
    q.type = type.name;
    q.filter = call.parameter("filter");
    q.sort = split_list(call.parameter("sort"));
    q.limit = TRY(limit_of(call));
    q.cursor = call.parameter("cursor");
    q.words = call.parameter("q");
    q.archived = call.parameter("archived") == "true";
    q.as_of = TRY(as_of_of(call));
    return q;
}

// A filter that cannot be read is the parameter's fault.
Error in_query(Error e) {
    if (e.kind == ErrorKind::invalid && e.faults.empty()) e.faults.push_back({"/filter", e.message});
    return e;
}

Result<Response> list(const Call& call, const Declaration& type) {
    const auto began = call.house.now();
    const auto query = TRY(query_of(call, type));
    auto listed = call.house.ledger.list(call.scope(), query);
    if (!listed) return in_query(std::move(listed.error()));
    const auto page = listed.take();
    std::string out;
    json::Writer w(out);
    w.open_object().key("records").open_array();
    const auto fields = split_list(call.parameter("fields"));
    for (const auto& f : fields)
        if (!type.field(f)) return invalid(type.title_one + " has no field `" + f + "`.", "/fields", "unknown_field");
    for (const auto& r : page.records) put_record(w, call, r, fields);
    w.close_array().key("labels");
    put_labels(w, call, page.records);
    if (page.next.empty()) w.key("next").null();
    else w.put("next", page.next);
    w.put("position", page.position).put("took_us", call.house.now() - began).close_object();
    return json_response(std::move(out));
}

Result<Response> keys(const Call& call, const Declaration& type) {
    auto listed = call.house.ledger.keys(call.scope(), TRY(query_of(call, type)));
    if (!listed) return in_query(std::move(listed.error()));
    const auto ids = listed.take();
    std::string out;
    json::Writer w(out);
    w.open_object().key("keys").open_array();
    for (const auto& id : ids) w.text(id);
    w.close_array().close_object();
    return json_response(std::move(out));
}

Result<Response> count(const Call& call, const Declaration& type) {
    auto n = call.house.ledger.count(call.scope(), TRY(query_of(call, type)));
    if (!n) return in_query(std::move(n.error()));
    return json_response("{\"count\":" + std::to_string(*n) + "}");
}

std::string string_of(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string{};
}

Result<json::object> body_of(const Call& call) {
    if (call.request.body.empty()) return json::object{};
    auto parsed = TRY(json::parse(call.request.body));
    if (!parsed.is_object()) return invalid("Send a JSON object.", {}, "bad_request");
    return std::move(parsed.get_object());
}

// What all writes of a body share.
Result<Write> write_of(const Call& call, const Declaration& type, const json::object& body) {
    static const char* const known[] = {"values", "reason", "domain", "version", "batch"};
    for (const auto& p : body)
        if (std::none_of(std::begin(known), std::end(known), [&](const char* k) { return p.key() == k; }))
            return invalid("A request has no member `" + std::string(p.key()) + "`; it has values, reason, domain.", "/" + std::string(p.key()), "bad_request");
    for (const char* text : {"reason", "domain", "batch"})
        if (const auto* v = body.if_contains(text); v && !v->is_string()) return invalid(std::string("`") + text + "` is a text in quotes.", std::string("/") + text, "bad_request");
    Write w;
    w.type = type.name;
    w.reason = string_of(body, "reason");
    w.domain = string_of(body, "domain");
    w.batch = string_of(body, "batch");
    if (const auto* key = call.request.header("idempotency-key")) w.idempotency_key = *key;
    if (const auto* values = body.if_contains("values")) {
        if (!values->is_object()) return invalid("`values` is an object of fields.", "/values", "bad_request");
        w.values = TRY(values_of(*call.house.catalog, type, values->get_object()));
    }
    return w;
}

// The ledger speaks of fields; the body of a request holds them under `values`.
Error in_body(Error e, const Declaration& type) {
    for (auto& f : e.faults)
        if (f.pointer.starts_with("/") && type.field(f.pointer.substr(1, f.pointer.find('/', 1) - 1))) f.pointer = "/values" + f.pointer;
    return e;
}

Result<record::Record> written(const Call& call, const Declaration& type, Write w) {
    auto made = call.house.ledger.write(call.scope(), std::move(w));
    if (!made) return in_body(std::move(made.error()), type);
    return made;
}

Response one(const Call& call, const record::Record& r, int status) {
    auto response = json_response(record_page(call, r), status);
    response.with("ETag", "\"" + std::to_string(r.version) + "\"");
    return response;
}

Result<Response> create(const Call& call, const Declaration& type) {
    const auto body = TRY(body_of(call));
    auto w = TRY(write_of(call, type, body));
    w.act = Write::create;
    const auto made = TRY(written(call, type, std::move(w)));
    auto response = one(call, made, 201);
    response.with("Location", "/api/v1/" + type.path + "/" + made.id);
    return response;
}

Result<Response> write_one(const Call& call, const Declaration& type, Write::Act act) {
    const auto body = TRY(body_of(call));
    auto write_body = body;
    if (act == Write::restore) write_body.erase("version");
    auto w = TRY(write_of(call, type, write_body));
    w.act = act;
    w.id = call.pieces[1];
    w.seen_version = TRY(seen_version(call));
    if (act == Write::move) w.move_name = call.pieces[3];
    if (act == Write::restore) {
        const auto* version = body.if_contains("version");
        if (!version || !version->is_int64()) return invalid("Say which version comes back: {\"version\": 2}.", "/version", "bad_request");
        w.restore_version = version->get_int64();
    }
    return one(call, TRY(written(call, type, std::move(w))), 200);
}

Result<Response> history(const Call& call, const Declaration& type) {
    auto entries = TRY(call.house.ledger.history(call.scope(), call.pieces[1]));
    const auto as_of = TRY(as_of_of(call));
    if (as_of.date || as_of.position) {
        const auto last = as_of.position ? *as_of.position : TRY(call.house.ledger.position_at(*as_of.date));
        std::erase_if(entries, [&](const auto& e) { return e.position > last; });
    }
    return json_response(history_json(call, type, entries));
}

// Several changes, each refused or done on its own, all in one batch that can be taken back.
Result<Response> bulk(const Call& call, const Declaration& type) {
    const auto body = TRY(body_of(call));
    const auto* changes = body.if_contains("changes");
    const auto* dry = body.if_contains("dry_run");
    const bool rehearse = dry && dry->is_bool() && dry->get_bool();
    if (!changes || !changes->is_array()) return invalid("Send {\"changes\": [{\"id\", \"version\", \"values\"}], \"dry_run\": true}.", "/changes", "bad_request");
    if (changes->get_array().size() > 5000) return invalid("At most 5,000 changes at a time.", "/changes", "too_large");
    std::vector<Write> writes;
    size_t n = 0;
    for (const auto& c : changes->get_array()) {
        const auto pointer = "/changes/" + std::to_string(n++);
        const auto* o = c.if_object();
        const auto* version = o ? o->if_contains("version") : nullptr;
        const auto* values = o ? o->if_contains("values") : nullptr;
        if (!version || !version->is_int64() || !values || !values->is_object()) return invalid("A change is {\"id\", \"version\", \"values\"}.", pointer, "bad_request");
        Write w;
        w.act = Write::change;
        w.type = type.name;
        w.id = string_of(*o, "id");
        w.seen_version = version->get_int64();
        w.values = TRY(values_of(*call.house.catalog, type, values->get_object(), pointer + "/values"));
        writes.push_back(std::move(w));
    }
    return bulk_answer(call, type, std::move(writes), rehearse);
}

}  // namespace

Result<Response> record_routes(const Call& call) {
    const auto& type = *call.house.catalog->type_by_path(call.pieces[0]);
    const auto& p = call.pieces;
    if (call.is("GET", 1)) return list(call, type);
    if (call.is("POST", 1)) return create(call, type);
    if (call.is("GET", 2) && p[1] == "keys") return keys(call, type);
    if (call.is("GET", 2) && p[1] == "count")
        return count(call, type);
    if (call.is("POST", 2) && p[1] == "bulk") return bulk(call, type);
    if (p.size() >= 2 && call.house.catalog->type_by_id(p[1]) != &type) return missing(type.title_one + " " + p[1] + " does not exist, or you may not see it.");
    if (call.is("GET", 2)) return one(call, TRY(call.house.ledger.get(call.scope(), p[1], TRY(as_of_of(call)))), 200);
    if (call.is("PATCH", 2)) return write_one(call, type, Write::change);
    if (call.is("GET", 3) && p[2] == "history") return history(call, type);
    if (call.is("POST", 4) && p[2] == "moves") return write_one(call, type, Write::move);
    if (call.is("POST", 3) && p[2] == "archive") return write_one(call, type, Write::archive);
    if (call.is("POST", 3) && p[2] == "unarchive") return write_one(call, type, Write::unarchive);
    if (call.is("POST", 3) && p[2] == "restore") return write_one(call, type, Write::restore);
    return unknown_address(call.request);
}

}  // namespace tutela::api
