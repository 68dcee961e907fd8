// Errors as RFC 9457 problem details. The one table from the six kinds to HTTP.
#pragma once
#include "api/http/message.h"
#include "base/result.h"

namespace tutela::api {

Response problem(const Error&);
int status_of(const Error&);

// A handler's body may fail: its error becomes the answer.
inline Response answer(Result<Response> r) { return r ? r.take() : problem(r.error()); }

inline Response json_response(std::string body, int status = 200) {
    Response r;
    r.status = status;
    r.body = std::move(body);
    return r;
}

}  // namespace tutela::api
