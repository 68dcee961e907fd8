// Builds a catalog out of texts: reads all, then resolves all names, then compiles all expressions. Faults of all
// files are gathered; each phase runs only if those before it found none that would make it stumble.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/yaml_map.h"
#include "record/declaration/catalog.h"

namespace tutela::record {

class CatalogBuilder {
public:
    explicit CatalogBuilder(std::vector<Source> sources);
    Result<std::shared_ptr<const Catalog>> build();

private:
    enum class Sort { other, record, fields, process, roles, settings, items };
    static Sort sort_of(std::string_view path);

    void read_all();
    void read_file(const Source&, Sort);
    void read_process(const Source&, const yaml::Node&);
    void read_roles(const yaml::Node* map, std::string_view file);
    void read_settings(const yaml::Node* map, std::string_view file, const std::string& process);
    void read_items(const Source&, const yaml::Node&);
    void read_record(const Source&, const yaml::Node&);
    void read_own_fields();

    void index_types();                                  // names, paths, prefixes
    void resolve_links();
    void resolve_link(const Declaration& owner, Field&, bool in_parts);
    void resolve_scales();
    void resolve_scale(const Declaration& owner, Field&, const std::string& what);
    void resolve_people();                               // moves and permissions
    void resolve_move(const Declaration&, const Move&);
    void resolve_may(const Declaration&, const Permission&);
    void resolve_states(const Declaration&);
    void resolve_evidence();

    void complain(std::string_view place, std::string_view text);     // place is "file:line"
    std::vector<std::string> type_names() const;
    std::vector<std::string> who_names(const Declaration&) const;
    bool is_role(std::string_view) const;
    static const Field* person_field(const Declaration&, std::string_view);

    std::shared_ptr<Catalog> catalog_;
    yaml::Complaints complaints_;
    struct OwnFields { std::string file; yaml::Node node; };
    std::vector<OwnFields> own_fields_;
};

}  // namespace tutela::record
