#include "record/declaration/condition_check.h"

#include "base/yaml_map.h"
#include "record/filter/translator.h"

namespace tutela::record {

Result<void> check_conditions(const Catalog& catalog) {
    yaml::Complaints complaints;
    std::vector<std::pair<std::string, expr::Value>> settings;
    for (const Setting& s : catalog.settings()) settings.emplace_back(s.name, s.value);
    Folding folding(catalog, 0, settings);
    for (const Declaration& d : catalog.types())
        for (const Permission& p : d.may)
            for (auto engine : {store::Engine::sqlite, store::Engine::postgres}) {
                if (!p.when) continue;
                Sql sql;
                auto condition = Translator(catalog, sql, folding, nullptr, std::nullopt, engine).condition(*p.when.program->ast().root, d, "t");
                if (condition) continue;
                complaints.add(invalid(p.when.place + ": may of " + d.name + "." + p.who + ", 'when': " + condition.error().message));
                break;
            }
    if (!complaints.none()) return complaints.error("The permissions have");
    return {};
}

}  // namespace tutela::record
