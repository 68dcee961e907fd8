#include "api/router.h"

#include <algorithm>

#include "api/feed.h"
#include "api/problem.h"
#include "base/json.h"

namespace tutela::api {
namespace {

constexpr std::string_view prefix = "/api/v1/";

Pieces split(std::string_view path) {
    Pieces out;
    while (!path.empty()) {
        const auto end = path.find('/');
        if (end != 0) out.emplace_back(path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view{} : path.substr(end + 1);
    }
    return out;
}

bool changes(const Request& r) { return r.method != "GET" && r.method != "HEAD"; }

// A browser sends its cookie along wherever a request comes from; another site cannot add this header, nor hide its
// origin. Signing in and out are refused to other sites too: nobody is to be signed in as somebody else.
Result<void> same_site(const Request& r) {
    const auto refused = forbidden("This request came from another site and was refused. Open Tutela itself and try again.");
    if (const auto* site = r.header("sec-fetch-site"); site && *site != "same-origin" && *site != "none") return refused;
    const auto *origin = r.header("origin"), *host = r.header("host");
    if (origin && host && *origin != "http://" + *host && *origin != "https://" + *host) return refused;
    if (!r.header("x-tutela")) return Error{ErrorKind::forbidden, "A change from a browser carries the header X-Tutela: 1.", {}, "header_missing"};
    return {};
}

void secure(Response& r) {
    r.with("X-Content-Type-Options", "nosniff").with("Referrer-Policy", "no-referrer").with("X-Frame-Options", "DENY");
    r.with("Cross-Origin-Opener-Policy", "same-origin").with("Cross-Origin-Resource-Policy", "same-origin");
    r.with("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'");
}

}  // namespace

Router::Router(House house) : house_(std::move(house)), feed_(std::make_unique<Feed>(house_)) {}
Router::~Router() = default;

bool Router::takes_file(const Request& r) { return r.method == "POST" && r.path == "/api/v1/imports"; }

Result<Caller> Router::caller_of(const Request& request) {
    const auto now = house_.now();
    if (const auto* bearer = request.header("authorization")) {
        if (!bearer->starts_with("Bearer ")) return Error{ErrorKind::forbidden, "Send the token as \"Authorization: Bearer TOKEN\".", {}, "not_signed_in"};
        auto info = house_.instance.bearer(bearer->substr(7), now);
        if (!info) return Error{ErrorKind::forbidden, "The token is unknown or has ended. Make a new one with tutela token.", {}, "not_signed_in"};
        return Caller{TRY(record::PermissionOffice::person(house_.ledger, info->person, info->id, house_.today())), info->person, {}, false};
    }
    if (const auto cookie = request.cookie("tutela_session"); !cookie.empty()) {
        auto info = house_.instance.bearer(cookie, now);
        if (!info) return Error{ErrorKind::forbidden, "Your session has ended. Open a new sign-in link.", {}, "not_signed_in"};
        if (changes(request)) TRY(same_site(request));
        return Caller{TRY(record::PermissionOffice::person(house_.ledger, info->person, info->id, house_.today())), info->person, cookie, true};
    }
    if (request.local) return local_caller(request.account);
    return Error{ErrorKind::forbidden, "You are not signed in. Open a sign-in link, or send a token.", {}, "not_signed_in"};
}

// The person whose record names this account of the machine, else the account itself.
Result<Caller> Router::local_caller(const std::string& account) {
    const bool plain = !account.empty() && account.find_first_of("\"\\\n") == std::string::npos;
    if (plain) {
        record::Query bound;
        bound.type = "person";
        bound.filter = "account == \"" + account + "\"";
        bound.limit = 1;
        const auto found = house_.ledger.list(record::PermissionOffice::program("sign-in"), bound);
        if (found && found->records.size() == 1)
            if (auto scope = record::PermissionOffice::person(house_.ledger, found->records[0].id, "local:" + account, house_.today()))
                return Caller{scope.take(), found->records[0].id, {}, false};
    }
    return Caller{record::PermissionOffice::local(account), {}, {}, false};
}

Response Router::operator()(const Request& request) {
    if (request.method == "HEAD") {          // the server leaves the body out
        Request whole = request;
        whole.method = "GET";
        auto r = (*this)(whole);
        if (r.events) r.events->close();
        r.events.reset();
        return r;
    }
    const bool is_api = request.path.starts_with(prefix);
    Response r = is_api ? api(request, split(std::string_view(request.path).substr(prefix.size()))) : asset(request);
    if (is_api && !r.events) {
        const bool kept = std::any_of(r.headers.begin(), r.headers.end(), [](const auto& h) { return h.first == "Cache-Control"; });
        if (!kept) r.with("Cache-Control", "no-store");
    }
    secure(r);
    return r;
}

Response Router::api(const Request& request, const Pieces& pieces) {
    if (pieces.empty()) return problem(unknown_address(request));
    if (pieces[0] == "session" && changes(request)) {
        const bool from_browser = request.header("origin") || request.header("sec-fetch-site") || request.header("cookie");
        if (auto ok = from_browser ? same_site(request) : Result<void>(); !ok) return problem(ok.error());
        return answer(session_routes(house_, request, pieces));
    }
    auto caller = caller_of(request);
    if (!caller) return problem(caller.error());
    const Call call{house_, *caller, request, pieces};
    if (!json::valid_utf8(request.body) && !takes_file(request)) return problem(invalid("The body is not valid UTF-8.", {}, "bad_utf8"));
    const auto& first = pieces[0];
    if (first == "events" && request.method == "GET") return feed_->open(*caller);
    if (first == "imports") return answer(import_routes(call));
    if (first == "batches") return answer(batch_routes(call));
    if (first == "reports" || first == "statement-of-applicability") return answer(report_routes(call));
    if (first == "check" || first == "clauses" || first == "coverage" || first == "forecast" || first == "explain" || first == "gaps" || first == "standards")
        return answer(conformity_routes(call));
    if (house_.catalog->type_by_path(first)) return answer(record_routes(call));
    return answer(house_routes(call));
}

// The web client: its files have hashes in their names and are kept for ever; every other path is its first page.
Response Router::asset(const Request& request) {
    if (request.method != "GET" && request.method != "HEAD") return problem({ErrorKind::invalid, "Only reading is offered here.", {}, "not_offered"});
    const Asset* found = house_.assets ? house_.assets(request.path == "/" ? "/index.html" : request.path) : nullptr;
    const bool is_file = request.path.rfind('.') != std::string::npos && request.path.rfind('.') > request.path.rfind('/');
    if (!found && !is_file && house_.assets) found = house_.assets("/index.html");
    if (!found) {
        Response r;
        r.status = 404;
        r.type = "text/plain; charset=utf-8";
        r.body = "There is no such page. This program was built without the web client, or the address is wrong.\n";
        return r;
    }
    Response r;
    r.type = std::string(found->type);
    r.with("ETag", std::string(found->etag)).with("Cache-Control", found->hashed_name ? "public, max-age=31536000, immutable" : "no-cache");
    if (!found->encoding.empty()) r.with("Content-Encoding", std::string(found->encoding)).with("Vary", "Accept-Encoding");
    if (const auto* seen = request.header("if-none-match"); seen && *seen == found->etag) { r.status = 304; return r; }
    r.body = std::string(found->body);
    return r;
}

}  // namespace tutela::api
