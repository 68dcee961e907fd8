// Records held in memory for examples, as expressions see them.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "expr/value.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

class FakeWorld {
public:
    FakeWorld(const Catalog& catalog, int32_t today);
    ~FakeWorld();

    // A new record with nothing in it; an empty id gets the next one of its type.
    struct Entry { const Declaration* type; std::string id, state; std::vector<expr::Value> values; };
    Entry& add(const Declaration&, std::string id);
    Entry* find(std::string_view id);
    // The id that a key of the example stands for: the key itself if it is an id of the type.
    std::string id_for(const Declaration&, const std::string& key);

    // What the expression gives for the field of this record.
    Result<expr::Value> evaluate_for(const Field&, const Expression&, const Entry&);
    void set_setting(size_t index, expr::Value);

private:
    class Row;
    class Part;
    class Plain;
    expr::Value field_value(const Field&, const expr::Value&, const std::string& id);
    expr::Value object(std::string_view id);

    const Catalog& catalog_;
    int32_t today_;
    std::vector<expr::Value> settings_;
    std::map<std::string, Entry, std::less<>> entries_;
    std::map<std::string, std::string> keys_;
    std::deque<std::unique_ptr<expr::ObjectRef>> held_;
    int next_ = 900;
};

}  // namespace tutela::record
