// How parser and checker stop: thrown inside src/expr, turned into an Error at its edge (program.cpp).
#pragma once
#include <cstdint>
#include <string>

namespace tutela::expr {

struct Trouble {
    uint32_t offset = 0;
    std::string message;            // what is wrong and what to do
    const char* code = "cel_syntax";
};

}  // namespace tutela::expr
