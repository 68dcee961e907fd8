#include "record/declaration/declaration.h"

#include <algorithm>
#include <array>

namespace tutela::record {
namespace {

constexpr std::array<const char*, 16> type_names{"line", "text", "number", "money", "date", "datetime", "duration", "flag",
                                                 "choice", "scale", "range", "link", "links", "file", "tags", "parts"};

bool among(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

const char* name_of(FieldType type) { return type_names[static_cast<size_t>(type)]; }

std::optional<FieldType> field_type_of(std::string_view name) {
    for (size_t i = 0; i < type_names.size(); ++i)
        if (name == type_names[i]) return static_cast<FieldType>(i);
    return std::nullopt;
}

const Field* Declaration::field(std::string_view wanted) const {
    for (const Field& f : fields)
        if (f.name == wanted) return &f;
    for (const Field& f : fields)
        if (among(f.was, wanted)) return &f;
    return nullptr;
}

const Field* Declaration::title_field() const {
    const Field* first = nullptr;
    for (const Field& f : fields) {
        if (f.name == "title") return &f;
        if (!first && f.type == FieldType::line) first = &f;
    }
    return first;
}

const Move* Declaration::move(std::string_view wanted) const {
    for (const Move& m : moves)
        if (m.name == wanted) return &m;
    return nullptr;
}

bool Declaration::has_state(std::string_view wanted) const {
    return std::any_of(states.begin(), states.end(), [&](const State& s) { return s.name == wanted; });
}

std::string_view Declaration::current_state(std::string_view recorded) const {
    for (const State& s : states)
        if (among(s.was, recorded)) return s.name;
    return recorded;
}

}  // namespace tutela::record
