#include "app/services.h"

#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "api/http/server.h"
#include "app/open_house.h"
#include "base/json.h"
#include "base/log.h"

namespace tutela::app {
namespace {

std::string account() {
    const auto* entry = getpwuid(geteuid());
    return entry ? entry->pw_name : std::to_string(geteuid());
}

api::Request request_of(const cli::Ask& ask) {
    api::Request r;
    r.method = ask.method;
    r.path = ask.path;
    r.query = ask.query;
    r.headers = ask.headers;
    r.body = ask.body;
    return r;
}

cli::Reply reply_of(api::Response response) { return {response.status, std::move(response.type), std::move(response.body), std::move(response.headers)}; }

cli::Transport remote(std::string address, std::string token) {
    return [address, token](const cli::Ask& ask) -> Result<cli::Reply> {
        auto request = request_of(ask);
        if (!token.empty()) request.headers.emplace_back("authorization", "Bearer " + token);
        return reply_of(TRY(api::fetch(address, request)));
    };
}

// A server that owns the directory is asked through its socket; otherwise the house is opened here.
Result<cli::Transport> connect(const cli::Place& place) {
    if (!place.server.empty()) return remote(place.server, place.token);
    if (place.data.empty()) return invalid("Say which house: --data DIR, or --server URL with --token.");
    log::start(true);
    auto house = open_house(place.data, "tutela");
    if (!house && house.error().kind == ErrorKind::busy && std::filesystem::exists(socket_of(place.data))) return remote("unix:" + socket_of(place.data), {});
    if (!house) return house.error();
    std::shared_ptr<OpenHouse> kept = house.take();
    return cli::Transport([kept, who = account()](const cli::Ask& ask) -> Result<cli::Reply> {
        auto request = request_of(ask);
        request.local = true;
        request.account = who;
        auto reply = reply_of((*kept->router)(request));
        // A command reads what it wrote: the engine must have seen it.
        if (ask.method != "GET") kept->engine->wait_for(kept->ledger->position(), 10'000);
        return reply;
    });
}

Result<std::string> ask_for(const cli::Place& place, const std::string& path, json::object body, const std::string& key) {
    const auto house = TRY(connect(place));
    const auto answer = TRY(cli::send_json(house, {"POST", path, {}, {}, json::write(body)}));
    return std::string(answer.at(key).as_string());
}

}  // namespace

cli::Services services() {
    cli::Services s;
    s.version = version;
    s.connect = &connect;
    s.init = [](const cli::Place& place, const std::string& organisation, const std::string& demo) {
        log::start(true);
        return make_house(place.data, organisation, demo, place.database);
    };
    s.serve = &serve;
    s.sign_in_link = [](const cli::Place& place, const std::string& person, int minutes) -> Result<std::string> {
        json::object body{{"minutes", minutes}};
        if (!person.empty()) body["person"] = person;
        std::string address = place.server;
        if (address.empty()) std::ifstream(std::filesystem::path(place.data) / "address") >> address;
        return address + "/sign-in?token=" + TRY(ask_for(place, "/api/v1/sign-in-links", body, "token"));
    };
    s.token = [](const cli::Place& place, const std::string& person, const std::string& name, int days) {
        return ask_for(place, "/api/v1/tokens", {{"person", person}, {"name", name}, {"days", days}}, "token");
    };
    s.backup = [](const cli::Place& place, const std::string& file) -> Result<void> {
        const auto house = TRY(connect(place));
        TRY(cli::send(house, {"POST", "/api/v1/backup", {}, {}, json::write(json::object{{"file", std::filesystem::absolute(file).string()}})}));
        // The key stands outside the database (RELIABILITY: checkpoints) and is needed to check the copy.
        std::error_code error;
        std::filesystem::copy_file(std::filesystem::path(place.data) / "checkpoint.key", file + ".key", error);
        if (error) return invalid("The copy is made, but not the key beside it (" + file + ".key): " + error.message() + ".");
        return {};
    };
    s.restore = [](const cli::Place& place, const std::string& file) { log::start(true); return restore_house(file, place.data); };
    return s;
}

}  // namespace tutela::app
