#include "api/problem.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"

namespace tutela::api {
namespace {

const char* title_of(int status) {
    switch (status) {
        case 400: return "Bad request";
        case 401: return "Not signed in";
        case 403: return "Not allowed";
        case 404: return "Not found";
        case 405: return "Not offered here";
        case 409: return "Conflict";
        case 412: return "Changed in the meantime";
        case 413: return "Too large";
        case 422: return "Not acceptable as it is";
        case 428: return "Version missing";
        case 503: return "Busy";
        case 507: return "Storage cannot take more";
        default: return "Something is broken";
    }
}

}  // namespace

int status_of(const Error& e) {
    if (e.code == "not_signed_in") return 401;
    if (e.code == "stale_version") return 412;
    if (e.code == "version_needed") return 428;
    if (e.code == "too_large") return 413;
    if (e.code == "not_offered") return 405;
    if (e.code == "disk_full" || e.code == "io_failed" || e.code == "wounded" || e.code == "read_only") return 507;
    if (e.code == "malformed_json" || e.code == "bad_utf8" || e.code == "duplicate_key" || e.code == "bad_request") return 400;
    switch (e.kind) {
        case ErrorKind::invalid: return 422;
        case ErrorKind::forbidden: return 403;
        case ErrorKind::missing: return 404;
        case ErrorKind::conflict: return 409;
        case ErrorKind::busy: return 503;
        case ErrorKind::broken: return 500;
    }
    return 500;
}

Response problem(const Error& e) {
    Response r;
    r.status = status_of(e);
    r.type = "application/problem+json";
    json::Writer w(r.body);
    w.open_object().put("type", "about:blank").put("title", title_of(r.status)).put("status", r.status).put("kind", name_of(e.kind));
    if (!e.code.empty()) w.put("code", e.code);
    if (r.status == 500) {
        // What broke is ours to read, not the caller's: a reference joins the two.
        const auto reference = digest::random_token().substr(0, 12);
        log::error("reference {}: {}", reference, e.message);
        w.put("detail", "Something is broken on our side; nothing was changed. Give the reference to your administrator.").put("reference", reference);
    } else {
        w.put("detail", e.message);
    }
    if (!e.faults.empty() && r.status != 500) {
        w.key("errors").open_array();
        for (const auto& f : e.faults) w.open_object().put("pointer", f.pointer).put("detail", f.message).close_object();
        w.close_array();
    }
    w.close_object();
    if (r.status == 503) r.with("Retry-After", "1");
    if (r.status == 401) r.with("WWW-Authenticate", "Bearer");
    return r;
}

}  // namespace tutela::api
