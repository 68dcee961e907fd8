#include <malloc.h>

#include <csignal>

#include "app/services.h"
#include "cli/command_line.h"

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    mallopt(M_ARENA_MAX, 2);     // many mostly idle threads: fewer arenas, less memory held
    return tutela::cli::run(argc, argv, tutela::app::services());
}
