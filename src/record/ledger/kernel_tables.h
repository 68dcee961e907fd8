// The tables that are not made from declarations: file format, changed only by a further numbered step.
#pragma once
#include <span>

#include "store/migration.h"

namespace tutela::record {

std::span<const store::Migration> kernel_tables();

}  // namespace tutela::record
