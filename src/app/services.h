// What the command line may ask of the app.
#pragma once
#include "cli/command_line.h"

namespace tutela::app {

cli::Services services();
Result<void> serve(const cli::Place&, const std::string& listen);

}  // namespace tutela::app
