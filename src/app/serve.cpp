#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <thread>

#include "api/http/server.h"
#include "app/open_house.h"
#include "app/services.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"

namespace tutela::app {
namespace {

// Midnight and the hour: the only things that happen without anybody asking.
class Scheduler {
public:
    explicit Scheduler(OpenHouse& house) : house_(house), thread_([this](std::stop_token stop) { run(stop); }) {}

private:
    void run(std::stop_token stop) {
        auto day = today_of(*house_.ledger);
        auto hour = clock::now_us();
        while (!stop.stop_requested()) {
            for (int i = 0; i < 100 && !stop.stop_requested(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(200));
            if (const auto now = today_of(*house_.ledger); now != day) {
                day = now;
                if (auto done = house_.engine->set_today(day); !done) log::error("judging the new day failed: {}", done.error().message);
            }
            if (clock::now_us() - hour > int64_t{3600} * 1'000'000) {
                hour = clock::now_us();
                if (auto done = house_.ledger->checkpoint(); !done) log::error("the hourly checkpoint failed: {}", done.error().message);
            }
        }
    }
    OpenHouse& house_;
    std::jthread thread_;
};

Result<api::ServerOptions> where(const std::string& listen, const std::string& data) {
    api::ServerOptions options;
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos) return invalid("--listen takes ADDRESS:PORT, for example 127.0.0.1:8750.");
    options.address = listen.substr(0, colon);
    if (options.address.starts_with('[') && options.address.ends_with(']')) options.address = options.address.substr(1, options.address.size() - 2);
    int port = -1;
    try { port = std::stoi(listen.substr(colon + 1)); } catch (const std::exception&) {}
    if (port < 0 || port > 65535) return invalid("\"" + listen.substr(colon + 1) + "\" is not a port; it is a number from 0 to 65535.");
    options.port = static_cast<unsigned short>(port);
    options.socket = socket_of(data);
    options.takes_file = &api::Router::takes_file;
    return options;
}

std::string link_of(api::Router& router) {
    api::Request request;
    request.method = "POST";
    request.path = "/api/v1/sign-in-links";
    request.body = "{}";
    request.local = true;
    const auto response = router(request);
    auto parsed = json::parse(response.body);
    if (response.status != 201 || !parsed) return {};
    return std::string(parsed->at("token").as_string());
}

// Listens at once and opens the house beside it: until that is done, whoever asks is told to come again.
class Opening {
public:
    Opening(std::unique_ptr<store::DataDirectory> directory) : directory_(std::move(directory)) {}

    api::Response answer(const api::Request& request) const {
        if (auto* router = router_.load(std::memory_order_acquire)) return (*router)(request);
        api::Response r;
        r.status = 503;
        r.with("Retry-After", "1");
        if (request.path.starts_with("/api/")) {
            r.type = "application/problem+json";
            r.body = R"({"type":"about:blank","title":"Busy","status":503,"kind":"busy","code":"starting","detail":"Tutela is reading its records. Ask again in a moment."})";
        } else {
            r.type = "text/html; charset=utf-8";
            r.body = "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=1><title>Tutela</title><p style=\"font:14px system-ui;margin:3em\">Tutela is reading its records. This page opens by itself.</p>";
        }
        return r;
    }

    // Runs on its own thread; `ready` is called with the open house, `failed` where it does not open.
    void open(const std::function<void(OpenHouse&)>& ready, const std::function<void()>& failed) {
        auto opened = open_house(std::move(directory_));
        if (!opened) {
            error = std::move(opened.error());
            return failed();
        }
        house = opened.take();
        router_.store(house->router.get(), std::memory_order_release);
        ready(*house);
    }

    std::unique_ptr<OpenHouse> house;
    std::optional<Error> error;

private:
    std::unique_ptr<store::DataDirectory> directory_;
    std::atomic<api::Router*> router_{nullptr};
};

}  // namespace

Result<void> serve(const cli::Place& place, const std::string& listen) {
    api::block_stop_signals();
    log::start(false);
    if (place.data.empty()) return invalid("Say which data directory: tutela serve --data DIR");
    Opening opening(TRY(take_directory(place.data, "tutela serve")));
    auto server = TRY(api::Server::listen(TRY(where(listen, place.data)), [&opening](const api::Request& r) { return opening.answer(r); }));
    api::stop_on_signal(*server);
    const auto address = "http://" + listen.substr(0, listen.rfind(':')) + ":" + std::to_string(server->port());
    const auto address_file = std::filesystem::path(place.data) / "address";
    std::ofstream(address_file) << address << "\n";   // for `tutela sign-in`
    std::cout << "Tutela " << version << " serves " << place.data << " at " << address << std::endl;
    std::optional<Scheduler> scheduler;
    std::thread opener([&] {
        opening.open(
            [&](OpenHouse& house) {
                if (const auto token = link_of(*house.router); !token.empty())
                    std::cout << "Sign in within 15 minutes, once: " << address << "/sign-in?token=" << token << "\n(another link: tutela sign-in --data " << place.data << ")" << std::endl;
                scheduler.emplace(house);
            },
            [&] { server->stop(); });
    });
    server->run();
    opener.join();
    scheduler.reset();
    std::filesystem::remove(address_file);
    if (opening.error) return *opening.error;
    if (auto done = opening.house->ledger->checkpoint(); !done) log::error("the last checkpoint failed: {}", done.error().message);
    return {};
}

}  // namespace tutela::app
