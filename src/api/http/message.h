// What the rest of the api sees of HTTP: a request, a response, and a stream of events. No other file knows Beast.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tutela::api {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method, path;            // path is percent-decoded, without the query
    Pairs query;                         // decoded
    Pairs headers;                       // names in lower case
    std::string body;
    bool local = false;                  // came over the data directory's socket or in-process: the machine's account
    std::string account;                 // operating-system account of a local caller
    const std::string* header(std::string_view name) const;
    const std::string* parameter(std::string_view name) const;
    std::string cookie(std::string_view name) const;
};

// Server-sent events: the handler keeps a reference and pushes, the server drains. A reader that is too slow loses
// the stream (it reconnects and reads anew) instead of memory.
class EventStream {
public:
    void push(std::string text);                     // any thread
    void close();
    bool closed() const;
    std::string take();                              // all that waits
    void on_wake(std::function<void()> wake);        // by the server, once
    static constexpr size_t most_waiting = 256u << 10;

private:
    mutable std::mutex guard_;
    std::string waiting_;
    std::function<void()> wake_;
    bool closed_ = false;
};

struct Response {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    Pairs headers;
    std::shared_ptr<EventStream> events;             // set: the body is this stream
    Response& with(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); return *this; }
};

using Handler = std::function<Response(const Request&)>;

// %41 → A; '+' stays (it is a space only in forms). Malformed escapes are kept as they are.
std::string percent_decoded(std::string_view);
std::string percent_encoded(std::string_view);
// "a=1&b=x%20y" → pairs; '+' is a space here.
Pairs parse_query(std::string_view);
// Splits a request target into path and query. Refuses what is not absolute or has a NUL or '..' segment.
Result<void> set_target(Request&, std::string_view target);

}  // namespace tutela::api
