// Declarations as the web client and programs read them (GET /types).
#pragma once
#include <string>

#include "record/declaration/catalog.h"
#include "record/ledger/ledger.h"

namespace tutela::api {

std::string types_json(const record::Catalog&, record::Ledger&, const record::Scope&);

}  // namespace tutela::api
