#include "record/declaration/catalog.h"

#include <array>

#include "record/declaration/builder.h"
#include "record/declaration/schema.h"

namespace tutela::record {
namespace {

const Declaration* find(const std::vector<Declaration>& types, const std::unordered_map<std::string, int>& map, std::string_view key) {
    auto found = map.find(std::string(key));
    return found == map.end() ? nullptr : &types[static_cast<size_t>(found->second)];
}

}  // namespace

const char* name_of(Implicit which) {
    constexpr std::array<const char*, static_cast<size_t>(Implicit::count)> names{
        "id", "state", "version", "domain", "created_at", "created_by", "changed_at", "changed_by", "state_since", "archived", "imported", "changes"};
    return which == Implicit::count ? "" : names[static_cast<size_t>(which)];
}

Result<std::shared_ptr<const Catalog>> Catalog::build(std::vector<Source> sources) {
    return CatalogBuilder(std::move(sources)).build();
}

Result<std::shared_ptr<const Catalog>> Catalog::with_overlays(std::vector<Source> own) const {
    std::vector<Source> all = sources_;
    for (Source& source : own) {
        if (source.path.rfind("own/", 0) != 0) source.path = "own/" + source.path;
        all.push_back(std::move(source));
    }
    return build(std::move(all));
}

const Declaration* Catalog::type(std::string_view name) const { return find(types_, by_name_, name); }
const Declaration* Catalog::type_by_path(std::string_view path) const { return find(types_, by_path_, path); }

const Declaration* Catalog::type_by_id(std::string_view id) const {
    size_t dash = id.rfind('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 >= id.size() || id.size() - dash > 16) return nullptr;
    for (char c : id.substr(dash + 1))
        if (c < '0' || c > '9') return nullptr;
    return find(types_, by_prefix_, id.substr(0, dash));
}

std::vector<const Source*> Catalog::sources_with(std::string_view suffix) const {
    std::vector<const Source*> found;
    for (const Source& source : sources_)
        if (source.path.size() >= suffix.size() && std::string_view(source.path).substr(source.path.size() - suffix.size()) == suffix) found.push_back(&source);
    return found;
}

const expr::Schema& Catalog::schema() const { return schema_->without_this(); }
const expr::Schema& Catalog::schema(std::string_view this_object) const { return schema_->with_this(this_object); }

int Catalog::slot(const Declaration& d, Implicit which) { return static_cast<int>(d.fields.size()) + static_cast<int>(which); }

int Catalog::inverse_slot(const Declaration& d, size_t index) const { return slot(d, Implicit::count) + static_cast<int>(index); }

int Catalog::inverse_slot(const Declaration& d, std::string_view name) const {
    const auto& list = inverses(d.number);
    for (size_t i = 0; i < list.size(); ++i)
        if (list[i].name == name) return inverse_slot(d, i);
    return -1;
}

}  // namespace tutela::record
