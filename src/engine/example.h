// Records written down in an example: YAML values to what a field holds, and the running of a rule's examples.
#pragma once
#include <string>
#include <vector>

#include "base/yaml_map.h"
#include "engine/rule.h"

namespace tutela::engine {

// A declared field's value as YAML writes it (docs/reference/declarations.md). Invalid: what is wrong and what to write.
Result<expr::Value> field_value(const record::Field&, const yaml::Node&);

// Reads one example of a rule. Complains about unknown types, fields and ids with another type's prefix.
RuleExample read_example(const yaml::Node&, const std::string& file, const record::Catalog&, yaml::Complaints&);

// What the rule says about an example differs from what the example says: a sentence, or empty.
std::string run_example(const Rule&, const RuleExample&, std::shared_ptr<const record::Catalog>, const Standards&);

}  // namespace tutela::engine
