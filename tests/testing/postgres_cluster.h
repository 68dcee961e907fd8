// A PostgreSQL cluster of its own for one test program, from Debian's packages: made in a new directory under /tmp,
// reached through a Unix socket there only, gone at the end.
//
//   auto url = tutela::testing::PostgresCluster::shared().url();
//   auto schema = tutela::testing::PostgresCluster::fresh_schema();
//
// Text sorts by German rules unless told otherwise (ICU), so that a forgotten COLLATE shows. Sync is off.
#pragma once
#include "base/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tutela::testing {

class PostgresCluster {
public:
    // The program's one cluster, started at the first call (about two seconds). Call it from the main thread: the
    // server is ended by the kernel when the thread that started it ends, however that happens. Throws
    // std::runtime_error when PostgreSQL is not installed or does not start: such a test fails, it is not skipped.
    static PostgresCluster& shared();
    // A schema name that no other test of this program has.
    static std::string fresh_schema();

    static Result<std::unique_ptr<PostgresCluster>> start();
    ~PostgresCluster();

    std::string url() const;   // postgresql:///postgres?host=…&user=postgres
    // Ends the server at once, as a power cut would, and starts it again.
    Result<void> crash_and_restart();

private:
    PostgresCluster() = default;
    Result<void> make_directory();
    Result<void> run(const char* program, std::vector<std::string> arguments);
    Result<pid_t> spawn(const char* program, std::vector<std::string> arguments);
    Result<void> serve();
    void end_server();
    std::string log() const;

    std::filesystem::path directory_;
    pid_t server_ = -1;
};

}  // namespace tutela::testing
