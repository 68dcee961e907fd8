// A statement under construction: text with ?n, and what is bound to it.
#pragma once
#include <string>
#include <string_view>

#include "record/ledger/table.h"

namespace tutela::record {

struct Sql {
    std::string text;
    Row values;

    std::string bind(Cell cell) {
        values.push_back(std::move(cell));
        return "?" + std::to_string(values.size());
    }
    // A condition made elsewhere with ?1, ?2 … of its own: renumbered behind what is bound here.
    std::string adopt(std::string_view condition, Row bound);
};

}  // namespace tutela::record
