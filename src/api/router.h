// The one handler: recognises who asks, then gives the request to the routes of one subject.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "api/house.h"
#include "api/http/message.h"

namespace tutela::api {

// The path after /api/v1 in pieces: {"risks", "R-014", "moves", "assess"}.
using Pieces = std::vector<std::string>;

struct Call {
    House& house;
    const Caller& caller;
    const Request& request;
    const Pieces& pieces;
    const record::Scope& scope() const { return caller.scope; }
    bool is(std::string_view method, size_t size) const { return request.method == method && pieces.size() == size; }
    std::string parameter(std::string_view name) const { const auto* p = request.parameter(name); return p ? *p : std::string{}; }
};

class Feed;

class Router {
public:
    explicit Router(House house);
    ~Router();
    Response operator()(const Request&);
    // Whether the body may be a file: these requests have a larger limit.
    static bool takes_file(const Request&);

private:
    Response api(const Request&, const Pieces&);
    Result<Caller> caller_of(const Request&);
    Result<Caller> local_caller(const std::string& account);
    Response asset(const Request&);
    House house_;
    std::unique_ptr<Feed> feed_;
};

// Whether the caller may see a record, for what names records beyond those asked for.
engine::Sees sees_of(const Call&);

// The subjects. Each gives an answer, or `missing` for an address it does not know.
Result<Response> session_routes(House&, const Request&, const Pieces&);          // before there is a caller
Result<Response> record_routes(const Call&);
Result<Response> batch_routes(const Call&);
Result<Response> conformity_routes(const Call&);
Result<Response> report_routes(const Call&);
Result<Response> import_routes(const Call&);
Result<Response> house_routes(const Call&);                                      // types, search, health, verify, …

Result<Response> export_route(const Call&);                                      // all records of a type as a file
Result<Response> sign_in_link(const Call&);                                      // the machine's account, or an administrator
Result<Response> program_token(const Call&);
Result<Response> list_tokens(const Call&);
Result<Response> revoke_token(const Call&);
Result<Response> backup_route(const Call&);

std::string session_json(House&, const Caller&);
std::string openapi_json(const record::Catalog&, const std::string& version);

inline Error unknown_address(const Request& r) {
    return {ErrorKind::missing, "There is nothing at " + r.method + " " + r.path + ". GET /api/v1/openapi.json lists what there is.", {}, "no_such_address"};
}

}  // namespace tutela::api
