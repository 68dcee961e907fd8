// Declarations as the web client and programs read them (GET /types).
#pragma once
#include <string>

#include "record/declaration/catalog.h"
#include "record/permission/scope.h"

namespace tutela::api {

std::string types_json(const record::Catalog&, const record::Scope&);
const char* name_of(record::FieldType);

}  // namespace tutela::api
