// Records written down in a rule's examples, and the running of the rule over them.
#pragma once
#include <string>
#include <vector>

#include "base/yaml_map.h"
#include "engine/rule.h"

namespace tutela::engine {

// Reads one example of a rule. Complains about unknown types, fields and ids with another type's prefix.
RuleExample read_example(const yaml::Node&, const std::string& file, const record::Catalog&, yaml::Complaints&);

// What the rule says about an example differs from what the example says: a sentence, or empty.
std::string run_example(const Rule&, const RuleExample&, std::shared_ptr<const record::Catalog>, const Standards&);

}  // namespace tutela::engine
