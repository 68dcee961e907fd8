// What is wrong with a value, at the place where it was sent.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace tutela::record {

// `pointer` may be empty: then the value as a whole is meant.
inline Error wrong(std::string message, std::string_view pointer) {
    Error e = invalid(std::move(message));
    e.faults.push_back({std::string(pointer), e.message});
    return e;
}

}  // namespace tutela::record
