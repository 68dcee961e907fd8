// A world: an organisation told as the history its people would have written (tests/worlds/README.md), played into
// an empty ledger in order of time, every step as the person named and through the same checks as real work.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/yaml.h"
#include "record/ledger/ledger.h"

namespace tutela::record {

struct StoryStep {
    enum Act : uint8_t { create, change, move, archive } act = create;
    int day = 0;                             // from the reference date
    std::string by, key, type, move_name, reason, place;    // key: of the record; place: file:line
    std::vector<std::pair<std::string, yaml::Node>> values;
};

struct StoryGap { std::string name, says; std::vector<std::string> rules, finds; };

class Story {
public:
    // `files` hold world.yaml, its parts and layers, by path. Errors name file, line and remedy.
    static Result<Story> read(const std::vector<Source>& files, bool with_layer);

    // Plays into a seeding ledger; the reference date is `today` (days since 1970), no step lies after `now` (µs).
    // Gives the ids of all keys. Errors name the step's place and what refused it.
    Result<std::map<std::string, std::string>> play(Ledger&, const Catalog&, int32_t today, int64_t now) const;

    const std::vector<StoryStep>& steps() const { return steps_; }
    const std::vector<StoryGap>& gaps() const { return gaps_; }    // what the layer must be found by
    const std::vector<std::pair<std::string, yaml::Node>>& settings() const { return settings_; }

private:
    friend class StoryReader;
    std::vector<StoryStep> steps_;           // in order of time
    std::vector<StoryGap> gaps_;
    std::vector<std::pair<std::string, yaml::Node>> settings_;
};

// What every organisation begins with: a record for each declared role, and one person who may do everything.
Result<std::string> found_organisation(Ledger&, const Catalog&, const std::string& person);

}  // namespace tutela::record
