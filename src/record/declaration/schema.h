// The expression schema over a catalog: variables, record objects, parts, settings, items of standards.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "expr/schema.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

class CatalogSchema {
public:
    CatalogSchema(const std::vector<Declaration>&, const std::vector<std::vector<Inverse>>&, const std::vector<Setting>&);

    const expr::Schema& without_this() const { return *plain_; }
    const expr::Schema& with_this(std::string_view object) const;      // unknown object: without `this`

private:
    using Fields = std::unordered_map<std::string, expr::Field>;
    class View;
    void add(Fields&, std::vector<std::string>& order, std::string name, expr::Type, int slot, bool optional, std::vector<std::string> choices = {});
    void add_type(const Declaration&, const std::vector<Inverse>&, const std::vector<Declaration>&);
    void add_fixed();

    struct Object { Fields fields; std::vector<std::string> order; };
    std::unordered_map<std::string, Object> objects_;
    std::unordered_map<std::string, std::unique_ptr<expr::Schema>> views_;
    std::unique_ptr<expr::Schema> plain_;

public:
    ~CatalogSchema();
};

// How an expression sees a field.
expr::Type expression_type(const Field&, std::string_view object);

}  // namespace tutela::record
