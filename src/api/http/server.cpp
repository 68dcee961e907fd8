#include "api/http/server.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cctype>
#include <cstring>
#include <thread>

#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"

namespace tutela::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using local = asio::local::stream_protocol;
using Stream = beast::basic_stream<asio::generic::stream_protocol>;
using Reply = http::response<http::string_body>;
using asio::awaitable;
using asio::use_awaitable;
constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

std::string account_of(int descriptor) {
    ucred who{};
    socklen_t size = sizeof who;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return {};
    char buffer[4096];
    passwd entry{}, *found = nullptr;
    if (getpwuid_r(who.uid, &entry, buffer, sizeof buffer, &found) == 0 && found) return found->pw_name;
    return std::to_string(who.uid);
}

std::string lower(beast::string_view s) {
    std::string out(s.data(), s.size());
    for (char& c : out) if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

Reply plain_error(int status, const std::string& code, const std::string& detail, unsigned version) {
    Reply reply{static_cast<http::status>(status), version};
    reply.set(http::field::content_type, "application/problem+json");
    reply.set("X-Content-Type-Options", "nosniff");
    json::Writer w(reply.body());
    w.open_object().put("type", "about:blank").put("title", std::string(http::obsolete_reason(static_cast<http::status>(status)))).put("status", status);
    w.put("kind", "invalid").put("code", code).put("detail", detail).close_object();
    reply.keep_alive(false);
    reply.prepare_payload();
    return reply;
}

// A name or address with or without a port; anything else is somebody trying (RFC 9110, 7.2).
bool is_host(beast::string_view s) {
    return s.size() <= 255 && std::all_of(s.begin(), s.end(), [](unsigned char c) { return std::isalnum(c) || std::strchr("-._~[]:", c); });
}

// What stands in the Host header of a request to "http://host:port/…".
std::string host_of(const std::string& server) {
    return server.starts_with("http://") ? server.substr(7, server.find('/', 7) - 7) : "tutela";
}

class BeastServer final : public Server {
public:
    BeastServer(ServerOptions options, Handler handler) : options_(std::move(options)), handler_(std::move(handler)), workers_(static_cast<size_t>(options_.workers)) {}

    Result<void> bind() {
        try {
            const auto address = asio::ip::make_address(options_.address);
            acceptor_.open(address.is_v6() ? tcp::v6() : tcp::v4());
            acceptor_.set_option(asio::socket_base::reuse_address(true));
            acceptor_.bind({address, options_.port});
            acceptor_.listen();
            if (!options_.socket.empty()) {
                ::unlink(options_.socket.c_str());
                local_.open();
                local_.bind(local::endpoint(options_.socket));
                ::chmod(options_.socket.c_str(), 0600);
                local_.listen();
            }
            return {};
        } catch (const boost::system::system_error& e) {
            if (e.code() == asio::error::address_in_use)
                return busy("Port " + std::to_string(options_.port) + " on " + options_.address + " is taken. Stop what listens there, or choose another with --listen " + options_.address + ":PORT.");
            return invalid("Cannot listen on " + options_.address + ":" + std::to_string(options_.port) + ": " + e.code().message() + ". Give an address of this machine with --listen.");
        } catch (const std::exception& e) {
            return invalid("\"" + options_.address + "\" is not an address to listen on: " + e.what());
        }
    }

    unsigned short port() const override { return acceptor_.local_endpoint().port(); }

    void run() override {
        asio::co_spawn(io_, accept_tcp(), asio::detached);
        if (local_.is_open()) asio::co_spawn(io_, accept_local(), asio::detached);
        io_.run();
        workers_.join();
        if (!options_.socket.empty()) ::unlink(options_.socket.c_str());
    }

    // Stops accepting and lets the requests under way end; connections that only wait are closed.
    void stop() override {
        asio::post(io_, [this] {
            stopping_ = true;
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            local_.close(ignored);
            for (auto& [key, wait] : waiting_) wait();
            const std::lock_guard lock(streams_guard_);
            for (auto& weak : streams_) if (auto stream = weak.lock()) stream->close();
        });
    }

private:
    awaitable<void> accept_tcp() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(quietly);
            if (stopping_) co_return;
            if (error) { if (!acceptor_.is_open()) co_return; co_await pause(); continue; }
            boost::system::error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            admit(Stream(asio::generic::stream_protocol::socket(std::move(socket))), false, {});
        }
    }

    awaitable<void> accept_local() {
        for (;;) {
            auto [error, socket] = co_await local_.async_accept(quietly);
            if (stopping_) co_return;
            if (error) { if (!local_.is_open()) co_return; co_await pause(); continue; }
            auto account = account_of(socket.native_handle());
            admit(Stream(asio::generic::stream_protocol::socket(std::move(socket))), true, std::move(account));
        }
    }

    awaitable<void> pause() {                // out of descriptors: breathe instead of spinning
        asio::steady_timer timer(io_, std::chrono::milliseconds(50));
        co_await timer.async_wait(quietly);
    }

    void admit(Stream stream, bool is_local, std::string account) {
        if (connections_ >= options_.most_connections) return;
        asio::co_spawn(io_, converse(std::move(stream), is_local, std::move(account)), asio::detached);
    }

    // The handler runs on a worker, the conversation goes on here.
    awaitable<Response> answer(const Request& request) {
        auto start = [this, &request](auto done) {
            auto keep = std::make_shared<decltype(done)>(std::move(done));
            asio::post(workers_, [this, &request, keep] {
                auto response = std::make_shared<Response>(handled(request));
                asio::post(io_, [keep, response] { (*keep)(std::move(*response)); });
            });
        };
        co_return co_await asio::async_initiate<decltype(use_awaitable), void(Response)>(start, use_awaitable);
    }

    Response handled(const Request& request) {
        try {
            return handler_(request);
        } catch (const std::exception& e) {
            const auto reference = digest::random_token().substr(0, 12);
            log::error("{} {} failed with reference {}: {}", request.method, request.path, reference, e.what());
            Response r;
            r.status = 500;
            r.type = "application/problem+json";
            r.body = R"({"type":"about:blank","title":"Internal Server Error","status":500,"kind":"broken","detail":"Something is broken on our side. Give the reference to your administrator.","reference":")" + reference + "\"}";
            return r;
        }
    }

    awaitable<void> converse(Stream stream, bool is_local, std::string account) {
        ++connections_;
        beast::flat_buffer buffer;
        bool more = true;
        while (more && !stopping_) more = co_await exchange(stream, buffer, is_local, account);
        beast::error_code ignored;
        stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
        --connections_;
    }

    awaitable<bool> exchange(Stream& stream, beast::flat_buffer& buffer, bool is_local, const std::string& account) {
        http::request_parser<http::string_body> parser;
        parser.header_limit(static_cast<uint32_t>(options_.header_bytes));
        parser.body_limit(options_.import_bytes);
        if (!co_await await_first_byte(stream, buffer)) co_return false;
        stream.expires_after(std::chrono::seconds(options_.header_seconds));
        beast::error_code error = co_await read_header(stream, buffer, parser);
        if (error) { co_await refuse(stream, error); co_return false; }
        Request request;
        request.local = is_local;
        request.account = account;
        if (auto fault = take_head(parser, request); fault.status) { co_await send(stream, plain_error(fault.status, fault.code, fault.detail, 11)); co_return false; }
        parser.body_limit(options_.takes_file && options_.takes_file(request) ? options_.import_bytes : options_.body_bytes);
        if (lower(parser.get()[http::field::expect]) == "100-continue") co_await send(stream, Reply{http::status::continue_, 11});
        stream.expires_after(std::chrono::seconds(options_.body_seconds));
        error = co_await read_body(stream, buffer, parser);
        if (error) { co_await refuse(stream, error); co_return false; }
        request.body = std::move(parser.get().body());
        const bool keep = parser.get().keep_alive() && !stopping_;
        stream.expires_never();
        Response response = co_await answer(request);
        if (response.events) { co_await send_events(stream, response); co_return false; }
        co_return co_await send(stream, reply_of(response, request, parser.get().version(), keep)) && keep;
    }

    // Between requests a connection only waits; stop() may end that wait.
    awaitable<bool> await_first_byte(Stream& stream, beast::flat_buffer& buffer) {
        if (buffer.size() > 0) co_return true;
        const auto key = next_key_++;
        waiting_.emplace_back(key, [&stream] { stream.cancel(); });
        stream.expires_after(std::chrono::seconds(options_.idle_seconds));
        auto space = buffer.prepare(4096);
        auto [error, n] = co_await stream.async_read_some(space, quietly);
        std::erase_if(waiting_, [&](const auto& w) { return w.first == key; });
        buffer.commit(n);
        co_return !error;
    }

    awaitable<beast::error_code> read_header(Stream& stream, beast::flat_buffer& buffer, http::request_parser<http::string_body>& parser) {
        auto [error, n] = co_await http::async_read_header(stream, buffer, parser, quietly);
        co_return error;
    }

    awaitable<beast::error_code> read_body(Stream& stream, beast::flat_buffer& buffer, http::request_parser<http::string_body>& parser) {
        auto [error, n] = co_await http::async_read(stream, buffer, parser, quietly);
        co_return error;
    }

    struct HeadFault { int status = 0; std::string code, detail; };

    HeadFault take_head(const http::request_parser<http::string_body>& parser, Request& request) {
        const auto& head = parser.get();
        request.method = std::string(head.method_string());
        for (const auto& f : head) request.headers.emplace_back(lower(f.name_string()), std::string(f.value()));
        if (head.count(http::field::content_length) && head.count(http::field::transfer_encoding))
            return {400, "ambiguous_length", "Content-Length and Transfer-Encoding must not stand together."};
        if (head.count(http::field::host) > 1 || head.count(http::field::content_length) > 1) return {400, "bad_header", "A header that may stand once stands twice."};
        if (head.version() == 11 && !head.count(http::field::host)) return {400, "bad_header", "The Host header is missing."};
        if (!is_host(head[http::field::host])) return {400, "bad_header", "The Host header is not the name or address of a host, with or without a port."};
        if (auto ok = set_target(request, {head.target().data(), head.target().size()}); !ok) return {400, ok.error().code, ok.error().message};
        return {};
    }

    static Reply reply_of(Response& response, const Request& request, unsigned version, bool keep) {
        Reply reply{static_cast<http::status>(response.status), version};
        for (auto& [k, v] : response.headers) reply.insert(k, v);
        if (response.status != 204 && response.status != 304) reply.set(http::field::content_type, response.type);
        reply.keep_alive(keep);
        const auto size = response.body.size();
        if (request.method != "HEAD") reply.body() = std::move(response.body);
        reply.prepare_payload();
        if (request.method == "HEAD") reply.content_length(size);
        return reply;
    }

    awaitable<void> refuse(Stream& stream, beast::error_code error) {
        if (error == http::error::end_of_stream || error == beast::error::timeout || error == asio::error::operation_aborted || error == asio::error::connection_reset) co_return;
        Reply reply = error == http::error::body_limit ? plain_error(413, "too_large", "The body is larger than this address takes. Send it in smaller parts.", 11)
                    : error == http::error::header_limit || error == http::error::buffer_overflow ? plain_error(431, "headers_too_large", "The request's headers are too large.", 11)
                                                       : plain_error(400, "malformed_request", "The request is not well-formed HTTP/1.1.", 11);
        co_await send(stream, std::move(reply));
    }

    awaitable<bool> send(Stream& stream, Reply reply) {
        stream.expires_after(std::chrono::seconds(options_.body_seconds));
        auto [error, n] = co_await http::async_write(stream, reply, quietly);
        co_return !error;
    }

    awaitable<void> send_events(Stream& stream, Response& response) {
        auto events = response.events;
        { const std::lock_guard lock(streams_guard_); std::erase_if(streams_, [](const auto& w) { return w.expired(); }); streams_.push_back(events); }
        auto timer = std::make_shared<asio::steady_timer>(io_);
        events->on_wake([this, timer] { asio::post(io_, [timer] { timer->cancel(); }); });
        std::string out = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n";
        for (const auto& [k, v] : response.headers) out += k + ": " + v + "\r\n";
        out += "\r\nretry: 2000\n\n";
        for (;;) {
            stream.expires_after(std::chrono::seconds(30));
            auto piece = asio::buffer(out);
            auto [error, n] = co_await asio::async_write(stream, piece, quietly);
            if (error || stopping_ || events->closed()) break;
            out = events->take();
            if (!out.empty()) continue;
            timer->expires_after(std::chrono::seconds(15));
            co_await timer->async_wait(quietly);
            out = events->take();
            if (out.empty()) out = ": still here\n\n";
        }
        events->on_wake(nullptr);
        events->close();
    }

    ServerOptions options_;
    Handler handler_;
    asio::io_context io_{1};
    asio::thread_pool workers_;
    tcp::acceptor acceptor_{io_};
    local::acceptor local_{io_};
    std::vector<std::pair<uint64_t, std::function<void()>>> waiting_;
    uint64_t next_key_ = 1;
    std::mutex streams_guard_;
    std::vector<std::weak_ptr<EventStream>> streams_;
    int connections_ = 0;
    std::atomic<bool> stopping_{false};
};

asio::generic::stream_protocol::socket connected(asio::io_context& io, const std::string& server) {
    if (server.starts_with("unix:")) {
        local::socket socket(io);
        socket.connect(local::endpoint(server.substr(5)));
        return socket;
    }
    auto rest = server.substr(7);
    rest = rest.substr(0, rest.find('/'));
    const auto colon = rest.rfind(':');
    tcp::resolver resolver(io);
    tcp::socket socket(io);
    asio::connect(socket, resolver.resolve(rest.substr(0, colon), colon == std::string::npos ? "80" : rest.substr(colon + 1)));
    return socket;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(ServerOptions options, Handler handler) {
    auto server = std::make_unique<BeastServer>(std::move(options), std::move(handler));
    TRY(server->bind());
    return std::unique_ptr<Server>(std::move(server));
}

namespace {

sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

}  // namespace

void block_stop_signals() {
    const auto signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void stop_on_signal(Server& server) {
    std::thread([&server] {
        const auto signals = stop_signals();
        int caught = 0;
        sigwait(&signals, &caught);
        server.stop();
    }).detach();
}

Result<Response> fetch(const std::string& server, const Request& request, int seconds) {
    try {
        if (!server.starts_with("unix:") && !server.starts_with("http://"))
            return invalid("The server's address must start with http:// (put TLS in front with a proxy), for example http://127.0.0.1:8750.");
        asio::io_context io;
        Stream stream(connected(io, server));
        std::string target = request.path;
        for (size_t i = 0; i < request.query.size(); ++i) target += (i ? "&" : "?") + percent_encoded(request.query[i].first) + "=" + percent_encoded(request.query[i].second);
        http::request<http::string_body> out{http::string_to_verb(request.method), target, 11};
        out.set(http::field::host, host_of(server));
        for (const auto& [k, v] : request.headers) out.set(k, v);
        out.body() = request.body;
        out.prepare_payload();
        stream.expires_after(std::chrono::seconds(seconds));
        http::write(stream, out);
        beast::flat_buffer buffer;
        http::response_parser<http::string_body> parser;
        parser.body_limit(1u << 30);
        http::read(stream, buffer, parser);
        Response response;
        response.status = static_cast<int>(parser.get().result_int());
        for (const auto& f : parser.get()) response.headers.emplace_back(lower(f.name_string()), std::string(f.value()));
        response.type = std::string(parser.get()[http::field::content_type]);
        response.body = std::move(parser.get().body());
        return response;
    } catch (const std::exception& e) {
        return busy("No answer from " + server + ": " + e.what() + ". Is the server running?");
    }
}

}  // namespace tutela::api
