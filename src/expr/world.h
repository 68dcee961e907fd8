// Test world: a handful of records read from cases/world.json, with links, inverses and unset fields.
#pragma once
#include <boost/json.hpp>
#include <deque>
#include <map>
#include <string>

#include "expr/schema.h"
#include "expr/value.h"

namespace tutela::expr::testing {

class Thing : public ObjectRef {
public:
    Value get(int slot) const override { return static_cast<size_t>(slot) < fields.size() ? fields[static_cast<size_t>(slot)] : Value(); }
    std::string_view type_name() const override { return type; }
    std::string_view identity() const override { return id; }
    int slot_of(std::string_view name) const override;
    std::string type, id;
    std::vector<Value> fields;
    const Schema* schema = nullptr;
};

class World {
public:
    explicit World(const std::string& path);
    const Schema& schema() const { return schema_; }
    // Values of this, today, settings, records, any; an empty `any` is unset.
    std::vector<Value> variables(const std::string& self, const std::string& today, Value any = {}) const;
    const Thing* thing(const std::string& id) const { return things_.at(id).get(); }

private:
    void declare(const boost::json::object& types);
    void add_functions();
    Value field_value(const boost::json::value&) const;
    TableSchema schema_;
    std::map<std::string, std::unique_ptr<Thing>> things_;
};

}  // namespace tutela::expr::testing
