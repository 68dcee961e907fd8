// What people decided beside the rules: exceptions that excuse gaps, and judgements where a record cannot tell.
// Kernel types: `exception` in state approved, `judgement` in state given (src/record/kernel).
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/judge.h"
#include "engine/snapshot.h"
#include "engine/standard.h"

namespace tutela::engine {

class Exceptions {
public:
    explicit Exceptions(const record::Catalog&);
    void read(const Snapshot&);                  // all of them anew
    // Last day on which a gap of the rule on the record is excused, or `none`. Record empty: the organisation.
    int32_t until(const std::string& rule, std::string_view record) const;
    bool any(const std::string& rule) const { return by_rule_.count(rule) != 0; }
    int type() const { return type_; }
    // Rule and record a record of the type speaks of; record empty: all.
    std::pair<std::string, std::string> about(const Row&) const;
    static constexpr int32_t none = std::numeric_limits<int32_t>::min();

private:
    int type_ = -1, rule_ = -1, record_ = -1, until_ = -1;
    std::unordered_map<std::string, std::map<std::string, int32_t, std::less<>>> by_rule_;
};

struct Judgement { const Row* row = nullptr; bool conforms = false; int32_t from = 0, until = 0; };

class Judgements {
public:
    explicit Judgements(const record::Catalog&);
    void read(const Snapshot&);
    int type() const { return type_; }
    // All given ones for an item, newest first.
    const std::vector<Judgement>& of(const std::string& item) const;
    // The newest that counts on the day, or nullptr.
    const Judgement* in_force(const std::string& item, int32_t today) const;
    // The first day after today on which another one counts, or none does; `never`.
    int32_t turn(const std::string& item, int32_t today) const;

private:
    int type_ = -1, item_ = -1, verdict_ = -1, on_ = -1, until_ = -1;
    std::unordered_map<std::string, std::vector<Judgement>> by_item_;
};

}  // namespace tutela::engine
