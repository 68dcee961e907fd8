// `?as_of=2026-04-01` or `?as_of=#17204`: what was known then.
#pragma once
#include "api/router.h"

namespace tutela::api {

Result<record::AsOf> as_of_of(const Call&);

}  // namespace tutela::api
