// The command line of DESIGN's contract. Exit codes: 0 done (check: no gap), 1 refused or gaps, 2 error.
#pragma once
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/transport.h"

namespace tutela::cli {

struct Place { std::string data, server, token, database; };

// What the app gives the commands: the ways to the house, and the acts that need more than the contract.
struct Services {
    std::function<Result<Transport>(const Place&)> connect;
    std::function<Result<void>(const Place&, const std::string& organisation, const std::string& demo)> init;   // demo: "", "gaps", "conformant"
    std::function<Result<void>(const Place&, const std::string& listen)> serve;
    std::function<Result<std::string>(const Place&, const std::string& person, int minutes)> sign_in_link;
    std::function<Result<std::string>(const Place&, const std::string& person, const std::string& name, int days)> token;
    std::function<Result<void>(const Place&, const std::string& file)> backup, restore;
    std::string version;
};

// Runs one command; writes results to standard output and problems to standard error; gives the exit code.
int run(int argc, char** argv, const Services&);

}  // namespace tutela::cli
