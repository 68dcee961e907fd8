#include "record/declaration/builder.h"

#include <algorithm>

#include "base/digest.h"
#include "base/spelling.h"
#include "record/declaration/field_reader.h"
#include "record/declaration/programs.h"
#include "record/declaration/schema.h"
#include "record/declaration/type_reader.h"

namespace tutela::record {
namespace {

using yaml::MapReader;
using yaml::Node;

bool ends_with(std::string_view text, std::string_view end) { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }
bool begins_with(std::string_view text, std::string_view begin) { return text.substr(0, begin.size()) == begin; }

// Built-in kernel first, then the rooms, then an organisation's own: numbers of built-in types do not move when
// own ones are added.
int rank(std::string_view path) { return begins_with(path, "own/") ? 2 : begins_with(path, "src/record/kernel/") ? 0 : 1; }

std::string digest_of(const std::vector<Source>& sources) {
    std::string all;
    for (const Source& s : sources) {
        for (const std::string* piece : {&s.path, &s.text}) {
            all += std::to_string(piece->size());
            all += ':';
            all += *piece;
        }
    }
    return digest::hex(digest::sha256(all));
}

// "processes/risk_assessment/risk.record.yaml" is "risk_assessment".
std::string room_of(std::string_view path) {
    if (!begins_with(path, "processes/")) return {};
    path.remove_prefix(10);
    return std::string(path.substr(0, path.find('/')));
}

}  // namespace

CatalogBuilder::CatalogBuilder(std::vector<Source> sources) : catalog_(std::make_shared<Catalog>()) {
    std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
        return std::pair(rank(a.path), std::string_view(a.path)) < std::pair(rank(b.path), std::string_view(b.path)); });
    catalog_->sources_ = std::move(sources);
}

CatalogBuilder::Sort CatalogBuilder::sort_of(std::string_view path) {
    if (ends_with(path, ".record.yaml")) return Sort::record;
    if (ends_with(path, ".fields.yaml")) return Sort::fields;
    if (ends_with(path, "/process.yaml")) return Sort::process;
    if (ends_with(path, "/roles.yaml")) return Sort::roles;
    if (ends_with(path, "/settings.yaml")) return Sort::settings;
    bool items = ends_with(path, "/clauses.yaml") || ends_with(path, "/annex_a.yaml") || ends_with(path, "/processes.yaml");
    return items && (begins_with(path, "standards/") || begins_with(path, "own/")) ? Sort::items : Sort::other;
}

Result<std::shared_ptr<const Catalog>> CatalogBuilder::build() {
    Catalog& c = *catalog_;
    for (size_t i = 1; i < c.sources_.size(); ++i)
        if (c.sources_[i].path == c.sources_[i - 1].path) complaints_.add(c.sources_[i].path, 1, "this file is given twice; name one of them otherwise");
    c.digest_ = digest_of(c.sources_);
    read_all();
    c.inverses_.resize(c.types_.size());
    index_types();
    resolve_links();
    resolve_scales();
    resolve_people();
    resolve_evidence();
    if (!complaints_.none()) return complaints_.error("The declarations have");
    c.schema_ = std::make_shared<CatalogSchema>(c.types_, c.inverses_, c.settings_);
    for (Declaration& d : c.types_) compile_expressions(c, d, complaints_);
    if (!complaints_.none()) return complaints_.error("The declarations have");
    return std::shared_ptr<const Catalog>(catalog_);
}

void CatalogBuilder::complain(std::string_view place, std::string_view text) {
    size_t colon = place.rfind(':');
    auto line = colon == std::string_view::npos ? std::nullopt : yaml::whole_number(place.substr(colon + 1));
    complaints_.add(place.substr(0, line ? colon : std::string_view::npos), static_cast<int>(line.value_or(1)), text);
}

void CatalogBuilder::read_all() {
    for (const Source& source : catalog_->sources_)
        if (Sort sort = sort_of(source.path); sort != Sort::other) read_file(source, sort);
    read_own_fields();
}

void CatalogBuilder::read_file(const Source& source, Sort sort) {
    auto node = yaml::read(source.text, source.path);
    if (!node) return complaints_.add(node.error());
    switch (sort) {
        case Sort::record: return read_record(source, *node);
        case Sort::fields: own_fields_.push_back({source.path, node.take()}); return;
        case Sort::process: return read_process(source, *node);
        case Sort::roles: {
            MapReader map(*node, source.path, "roles", complaints_);
            read_roles(map.need("roles"), source.path);
            return map.finish();
        }
        case Sort::settings: {
            MapReader map(*node, source.path, "settings", complaints_);
            read_settings(map.need("settings"), source.path, "");
            return map.finish();
        }
        case Sort::items: return read_items(source, *node);
        case Sort::other: return;
    }
}

void CatalogBuilder::read_roles(const Node* node, std::string_view file) {
    if (!node) return;
    if (node->kind != Node::map) return complaints_.add(file, node->line, "roles: a map is due, like auditor: {title: Auditor, says: …}");
    for (size_t i = 0; i < node->keys.size(); ++i) {
        Role role;
        role.name = node->keys[i].name;
        role.place = std::string(file) + ":" + std::to_string(node->keys[i].line);
        MapReader map(node->items[i], file, "role " + role.name, complaints_);
        if (!good_name(role.name)) map.complain("the name must be snake_case");
        if (role.name == "anyone" || role.name == "creator" || role.name == "author") map.complain("'" + role.name + "' has a meaning of its own; choose another name");
        role.title = map.text("title", in_words(role.name));
        role.says = map.need_text("says");
        map.finish();
        auto same = std::find_if(catalog_->roles_.begin(), catalog_->roles_.end(), [&](const Role& r) { return r.name == role.name; });
        if (same != catalog_->roles_.end()) map.complain("the role is declared already (" + same->place + "); remove one");
        else catalog_->roles_.push_back(std::move(role));
    }
}

void CatalogBuilder::read_settings(const Node* node, std::string_view file, const std::string& process) {
    if (!node) return;
    if (node->kind != Node::map) return complaints_.add(file, node->line, "settings: a map is due, like audit_interval_months: {type: number, default: 12, says: …}");
    for (size_t i = 0; i < node->keys.size(); ++i) {
        Setting setting = read_setting(node->keys[i].name, node->items[i], file, complaints_);
        setting.process = process;
        auto same = std::find_if(catalog_->settings_.begin(), catalog_->settings_.end(), [&](const Setting& s) { return s.name == setting.name; });
        if (same != catalog_->settings_.end())
            complaints_.add(file, node->keys[i].line, "setting " + setting.name + ": declared already (" + same->place + "); remove one");
        else catalog_->settings_.push_back(std::move(setting));
    }
}

void CatalogBuilder::read_process(const Source& source, const Node& node) {
    Process p;
    MapReader map(node, source.path, "process", complaints_);
    p.name = map.need_text("process");
    const Node* name = node.find("process");
    p.place = source.path + ":" + std::to_string(name ? name->line : 1);
    std::string room = room_of(source.path);
    if (!room.empty() && !p.name.empty() && p.name != room) map.complain(*name, "the folder is '" + room + "', the process '" + p.name + "'; give both the same name");
    p.item = map.text("item");
    p.title = map.need_text("title");
    p.says = map.need_text("says");
    p.order = static_cast<int>(map.whole("order").value_or(0));
    map.words("outcomes");
    read_settings(map.take("settings"), source.path, p.name);
    read_roles(map.take("roles"), source.path);
    map.finish();
    catalog_->processes_.push_back(std::move(p));
}

void CatalogBuilder::read_items(const Source& source, const Node& node) {
    const Node* items = node.find("items");
    if (!items) return;
    const Node* standard = node.find("standard");
    const char* kind = ends_with(source.path, "annex_a.yaml") ? "control" : ends_with(source.path, "processes.yaml") ? "process" : "obligation";
    for (const Node& entry : items->items) {
        const Node *id = entry.find("id"), *title = entry.find("title"), *own_kind = entry.find("kind");
        if (!id || id->kind != Node::text || id->value.empty()) {
            complaints_.add(source.path, entry.line, "item: 'id' is missing; add it");
            continue;
        }
        catalog_->items_.push_back({id->value, own_kind ? own_kind->value : kind, title ? title->value : "", standard ? standard->value : ""});
    }
}

void CatalogBuilder::read_record(const Source& source, const Node& node) {
    Declaration d = read_type(node, source.path, complaints_);
    if (d.name.empty()) return;
    std::string_view file = std::string_view(source.path).substr(source.path.rfind('/') + 1);
    if (rank(source.path) < 2 && file.substr(0, file.size() - 12) != d.name) complain(d.place, "record type " + d.name + ": the file must be called " + d.name + ".record.yaml");
    d.kernel = rank(source.path) == 0;
    d.process = room_of(source.path);
    if (rank(source.path) == 2)
        for (Field& f : d.fields) f.own = true;
    d.number = static_cast<int>(catalog_->types_.size());
    catalog_->types_.push_back(std::move(d));
}

void CatalogBuilder::read_own_fields() {
    for (const OwnFields& own : own_fields_) {
        MapReader map(own.node, own.file, "own fields", complaints_);
        std::string type = map.need_text("for");
        const Node* fields = map.need("fields");
        map.finish();
        auto& types = catalog_->types_;
        auto target = std::find_if(types.begin(), types.end(), [&](const Declaration& d) { return d.name == type; });
        if (type.empty() || !fields) continue;
        if (target == types.end()) map.complain("there is no record type '" + type + "'; " + did_you_mean(type, type_names()));
        else if (fields->kind != Node::map || fields->items.empty()) map.complain(*fields, "'fields' must be a map of fields and not empty");
        else read_fields(*target, *fields, own.file, true, complaints_);
    }
}

}  // namespace tutela::record
