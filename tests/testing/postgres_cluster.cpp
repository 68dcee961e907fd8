#include "testing/postgres_cluster.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <libpq-fe.h>
#include <pwd.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tutela::testing {

static constexpr const char* programs = "/usr/lib/postgresql/15/bin/";
static constexpr const char* prefix = "tutela-postgres-";

// Removes what a killed test program left behind: directories named after a process that is no more.
static void sweep() {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/tmp", error)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(prefix)) continue;
        const pid_t owner = std::atoi(name.c_str() + std::strlen(prefix));
        if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) std::filesystem::remove_all(entry.path(), error);
    }
}

PostgresCluster& PostgresCluster::shared() {
    static std::unique_ptr<PostgresCluster> cluster = [] {
        auto started = start();
        if (!started) throw std::runtime_error(started.error().message);
        return started.take();
    }();
    return *cluster;
}

std::string PostgresCluster::fresh_schema() {
    static int given = 0;
    return "test_" + std::to_string(++given);
}

std::string PostgresCluster::url() const { return "postgresql:///postgres?user=postgres&host=" + directory_.string(); }

Result<std::unique_ptr<PostgresCluster>> PostgresCluster::start() {
    if (::access((std::string(programs) + "initdb").c_str(), X_OK) != 0)
        return broken(std::string("PostgreSQL 15 is not installed (") + programs + "initdb): apt-get install postgresql-15.");
    sweep();
    std::unique_ptr<PostgresCluster> cluster(new PostgresCluster);
    TRY(cluster->make_directory());
    TRY(cluster->run("initdb", {"--pgdata=" + (cluster->directory_ / "data").string(), "--auth=trust", "--username=postgres",
                                "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=de"}));
    TRY(cluster->serve());
    return cluster;
}

PostgresCluster::~PostgresCluster() {
    end_server();
    std::error_code ignored;
    if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

Result<void> PostgresCluster::make_directory() {
    std::string name = std::string("/tmp/") + prefix + std::to_string(::getpid()) + "-XXXXXX";
    if (!::mkdtemp(name.data())) return broken(name + " cannot be made: " + std::strerror(errno) + ".");
    directory_ = name;
    if (::geteuid() != 0) return {};
    const passwd* account = ::getpwnam("postgres");
    if (!account) return broken("There is no account 'postgres'; install postgresql-15.");
    if (::chown(name.c_str(), account->pw_uid, account->pw_gid) != 0) return broken(name + " cannot be given to postgres.");
    return {};
}

// PostgreSQL refuses to run as root: setpriv becomes the account postgres and then the program itself, so the
// process number is the server's. Its other task: the server ends when we do.
Result<pid_t> PostgresCluster::spawn(const char* program, std::vector<std::string> arguments) {
    std::vector<std::string> words{"setpriv"};
    if (::geteuid() == 0) words.insert(words.end(), {"--reuid=postgres", "--regid=postgres", "--init-groups"});
    words.insert(words.end(), {"--pdeathsig=QUIT", "--", std::string(programs) + program});
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    std::string path = "PATH=/usr/bin:/bin", locale = "LC_ALL=C.UTF-8", zone = "TZ=UTC";
    char* environment[] = {path.data(), locale.data(), zone.data(), nullptr};

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, (directory_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawn_file_actions_addchdir_np(&files, directory_.c_str());
    pid_t child = -1;
    const int failed = posix_spawn(&child, "/usr/bin/setpriv", &files, nullptr, argv.data(), environment);
    posix_spawn_file_actions_destroy(&files);
    if (failed) return broken(std::string("setpriv cannot be started: ") + std::strerror(failed) + ".");
    return child;
}

Result<void> PostgresCluster::run(const char* program, std::vector<std::string> arguments) {
    const pid_t child = TRY(spawn(program, std::move(arguments)));
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return broken(std::string(program) + " failed: " + log());
}

Result<void> PostgresCluster::serve() {
    server_ = TRY(spawn("postgres", {"-D", (directory_ / "data").string(), "-c", "listen_addresses=", "-c",
                                     "unix_socket_directories=" + directory_.string(), "-c", "fsync=off", "-c", "shared_buffers=16MB",
                                     "-c", "max_connections=50", "-c", "autovacuum=off"}));
    for (int i = 0; i < 600; ++i) {
        if (PQping(url().c_str()) == PQPING_OK) return {};
        int status = 0;
        if (::waitpid(server_, &status, WNOHANG) == server_) {
            server_ = -1;
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    end_server();
    return broken("The PostgreSQL server did not start: " + log());
}

void PostgresCluster::end_server() {
    if (server_ <= 0) return;
    ::kill(server_, SIGQUIT);
    while (::waitpid(server_, nullptr, 0) < 0 && errno == EINTR) {}
    server_ = -1;
}

Result<void> PostgresCluster::crash_and_restart() {
    end_server();
    return serve();
}

std::string PostgresCluster::log() const {
    std::ifstream file(directory_ / "log");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace tutela::testing
