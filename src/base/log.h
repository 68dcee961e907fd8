// The program's log, to standard error. Values of records never go here: ids, counts and reasons only.
#pragma once
#include <spdlog/spdlog.h>

namespace tutela::log {

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

// Lines as "12:03:44 warn  text"; quiet shows warnings only.
inline void start(bool quiet) {
    spdlog::set_pattern("%H:%M:%S %-5!l %v");
    spdlog::set_level(quiet ? spdlog::level::warn : spdlog::level::info);
}

}  // namespace tutela::log
