#include "record/declaration/headings_check.h"

#include <algorithm>

#include "base/spelling.h"
#include "base/yaml_map.h"

namespace tutela::record {
namespace {

using yaml::MapReader;
using yaml::Node;

std::vector<std::string> names_of(const std::vector<Field>& fields) {
    std::vector<std::string> names;
    for (const Field& f : fields) names.push_back(f.name);
    return names;
}

const Field* by_name(const std::vector<Field>& fields, std::string_view name) {
    auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

std::string hinted(std::string_view word, const std::vector<std::string>& known) {
    std::string hint = did_you_mean(word, known);
    return hint.empty() ? "remove it" : hint;
}

class Checker {
public:
    Checker(const Catalog& catalog, const Source& source, yaml::Complaints& complaints) : catalog_(catalog), source_(source), complaints_(complaints) {}

    void run() {
        auto node = yaml::read(source_.text, source_.path);
        if (!node) return complaints_.add(node.error());
        MapReader map(*node, source_.path, "headings", complaints_);
        std::string type = map.need_text("for");
        map.take("title");
        map.take("key");
        map.take("key_else");                            // where the key is empty
        map.take("fields");
        map.take("choices");
        map.take("states");
        map.finish();
        if (type.empty()) return;
        const Declaration* d = catalog_.type(type);
        if (!d) return map.complain(*node->find("for"), "there is no record type '" + type + "'");
        for (const char* which : {"key", "key_else"})
            if (const Node* key = node->find(which); key && key->kind == Node::text) field(*d, key->value, key->line);
        if (const Node* fields = node->find("fields"))
            for (const yaml::Key& key : fields->keys)
                if (key.name != "state") field(*d, key.name, key.line);
        if (const Node* choices = node->find("choices")) each_choice(*d, *choices);
        if (const Node* states = node->find("states"))
            for (const yaml::Key& key : states->keys)
                if (!d->has_state(key.name)) complain(key.line, d->name + " has no state '" + key.name + "'; remove it");
    }

private:
    void complain(int line, const std::string& text) { complaints_.add(source_.path, line, "headings: " + text); }

    // "owner", or "impacts.financial": a field of a part, or a choice of its choice field.
    const Field* field(const Declaration& d, const std::string& path, int line) {
        size_t dot = path.find('.');
        const Field* f = by_name(d.fields, path.substr(0, dot));
        if (!f) {
            complain(line, d.name + " has no field '" + path.substr(0, dot) + "'; " + hinted(path.substr(0, dot), names_of(d.fields)));
            return nullptr;
        }
        if (dot == std::string::npos) return f;
        std::string inner = path.substr(dot + 1);
        if (f->type == FieldType::range && (inner == "low" || inner == "likely" || inner == "high")) return f;
        if (const Field* part = by_name(f->parts, inner)) return part;
        for (const Field& part : f->parts)
            for (const Choice& c : part.choices)
                if (c.name == inner) return &part;
        complain(line, d.name + "." + f->name + " has no part '" + inner + "'; " + hinted(inner, names_of(f->parts)));
        return nullptr;
    }

    // "treatment.option" of this type, or "option" alone; "flag" and "scale" are words for all fields of that type.
    void each_choice(const Declaration& d, const Node& choices) {
        for (size_t i = 0; i < choices.keys.size(); ++i) {
            std::string path = choices.keys[i].name;
            if (path.rfind(d.name + ".", 0) == 0) path = path.substr(d.name.size() + 1);
            if (path == "flag" || path == "scale") continue;
            if (path == "state") {
                for (const yaml::Key& key : choices.items[i].keys)
                    if (!d.has_state(key.name)) complain(key.line, d.name + " has no state '" + key.name + "'; remove it");
                continue;
            }
            const Field* f = field(d, path, choices.keys[i].line);
            if (!f || f->choices.empty()) continue;
            std::vector<std::string> names;
            for (const Choice& c : f->choices) names.push_back(c.name);
            for (const yaml::Key& key : choices.items[i].keys)
                if (std::find(names.begin(), names.end(), key.name) == names.end())
                    complain(key.line, d.name + "." + f->name + " has no choice '" + key.name + "'; " + hinted(key.name, names));
        }
    }

    const Catalog& catalog_;
    const Source& source_;
    yaml::Complaints& complaints_;
};

}  // namespace

Result<void> check_headings(const Catalog& catalog) {
    yaml::Complaints complaints;
    for (const Source* source : catalog.sources_with(".headings.yaml")) Checker(catalog, *source, complaints).run();
    if (!complaints.none()) return complaints.error("The headings have");
    return {};
}

}  // namespace tutela::record
