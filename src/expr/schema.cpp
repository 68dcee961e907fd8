#include "expr/schema.h"

namespace tutela::expr {

int TableSchema::add_variable(std::string name, Type type) {
    int slot = static_cast<int>(variables_.size());
    variables_[std::move(name)] = Variable{std::move(type), slot};
    return slot;
}

int TableSchema::add_field(std::string object, std::string name, Type type, std::vector<std::string> choices) {
    auto& fields = fields_[std::move(object)];
    int slot = static_cast<int>(fields.size());
    fields[std::move(name)] = Field{std::move(type), slot, true, std::move(choices)};
    return slot;
}

void TableSchema::add_function(Function function) {
    std::string name = function.name;
    functions_.emplace(std::move(name), std::move(function));
}

const Variable* TableSchema::variable(std::string_view name) const {
    auto found = variables_.find(name);
    return found == variables_.end() ? nullptr : &found->second;
}

const Field* TableSchema::field(std::string_view object, std::string_view name) const {
    auto fields = fields_.find(object);
    if (fields == fields_.end()) return nullptr;
    auto found = fields->second.find(name);
    return found == fields->second.end() ? nullptr : &found->second;
}

std::vector<std::string> TableSchema::variable_names() const {
    std::vector<std::string> names;
    for (auto& [name, variable] : variables_) names.push_back(name);
    return names;
}

std::vector<std::string> TableSchema::field_names(std::string_view object) const {
    std::vector<std::string> names;
    if (auto fields = fields_.find(object); fields != fields_.end())
        for (auto& [name, field] : fields->second) names.push_back(name);
    return names;
}

std::vector<const Function*> TableSchema::functions(std::string_view name) const {
    std::vector<const Function*> found;
    for (auto [at, end] = functions_.equal_range(name); at != end; ++at) found.push_back(&at->second);
    return found;
}

}  // namespace tutela::expr
