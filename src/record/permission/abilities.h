// What one may do to one record, for the record page.
#pragma once
#include <string>
#include <vector>

namespace tutela::record {

struct MoveAbility { std::string name, why_not; bool allowed = false; };

struct Abilities {
    bool change = false, every_field = false, archive = false;
    std::vector<std::string> fields;                 // those that may be changed, unless every_field
    std::vector<MoveAbility> moves;                  // those that begin in the record's state, in order of declaration
};

}  // namespace tutela::record
