// The web client inside the program (tools/pack_web.mjs writes the archive, the assembler puts it in).
#pragma once
#include "api/house.h"

namespace tutela::app {

api::Assets embedded_assets();

}  // namespace tutela::app
