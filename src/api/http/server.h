// The HTTP/1.1 server and client. The only file that includes Beast is server.cpp.
#pragma once
#include <memory>
#include <string>

#include "api/http/message.h"
#include "base/result.h"

namespace tutela::api {

struct ServerOptions {
    std::string address = "127.0.0.1";
    unsigned short port = 8750;              // 0: any free port
    std::string socket;                      // path of the data directory's socket; empty: none
    size_t header_bytes = 16u << 10;
    size_t body_bytes = 8u << 20;
    size_t import_bytes = 64u << 20;         // for paths that take a file (takes_file)
    std::function<bool(const Request&)> takes_file;
    int header_seconds = 10, body_seconds = 60, idle_seconds = 75;
    int most_connections = 2048;
    int workers = 32;
};

class Server {
public:
    // Binds and listens; requests are answered from `run` on. busy if the address is taken.
    static Result<std::unique_ptr<Server>> listen(ServerOptions, Handler);
    virtual ~Server() = default;
    virtual unsigned short port() const = 0;
    virtual void run() = 0;                  // until stop(); finishes the requests under way
    virtual void stop() = 0;                 // any thread, also from a signal watcher
};

// Before any thread starts: SIGINT and SIGTERM wait for stop_on_signal instead of ending some thread's work.
void block_stop_signals();
// Stops the server when one of them comes.
void stop_on_signal(Server&);

// One request over a data directory's socket ("unix:/path") or to "http://host:port". The answer's headers have
// names in lower case. busy if nothing answers there.
Result<Response> fetch(const std::string& server, const Request&, int seconds = 120);

}  // namespace tutela::api
