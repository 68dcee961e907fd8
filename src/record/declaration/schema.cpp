#include "record/declaration/schema.h"

namespace tutela::record {

using expr::Type;
using expr::TypeKind;

class CatalogSchema::View : public expr::Schema {
public:
    View(const CatalogSchema& owner, std::string this_object) : owner_(owner) {
        auto add = [&](const char* name, Type type, Name slot) { variables_.push_back({name, {std::move(type), static_cast<int>(slot)}}); };
        if (!this_object.empty()) add("this", Type::object(std::move(this_object)), Name::this_record);
        add("today", TypeKind::date, Name::today);
        add("settings", Type::object("settings"), Name::settings);
        add("records", Type::object("records"), Name::records);
    }
    const expr::Variable* variable(std::string_view name) const override {
        for (auto& [known, variable] : variables_)
            if (known == name) return &variable;
        return nullptr;
    }
    const expr::Field* field(std::string_view object, std::string_view name) const override {
        auto found = owner_.objects_.find(std::string(object));
        if (found == owner_.objects_.end()) return nullptr;
        auto field = found->second.fields.find(std::string(name));
        return field == found->second.fields.end() ? nullptr : &field->second;
    }
    std::vector<std::string> variable_names() const override {
        std::vector<std::string> names;
        for (auto& [name, variable] : variables_) names.push_back(name);
        return names;
    }
    std::vector<std::string> field_names(std::string_view object) const override {
        auto found = owner_.objects_.find(std::string(object));
        return found == owner_.objects_.end() ? std::vector<std::string>{} : found->second.order;
    }

private:
    const CatalogSchema& owner_;
    std::vector<std::pair<std::string, expr::Variable>> variables_;
};

Type expression_type(const Field& f, std::string_view object) {
    switch (f.type) {
        case FieldType::line: case FieldType::text: case FieldType::choice: case FieldType::file: return TypeKind::string;
        case FieldType::number: return f.places == 0 ? TypeKind::integer : TypeKind::real;
        case FieldType::scale: return TypeKind::integer;
        case FieldType::money: return TypeKind::real;
        case FieldType::date: return TypeKind::date;
        case FieldType::datetime: return TypeKind::timestamp;
        case FieldType::duration: return TypeKind::duration;
        case FieldType::flag: return TypeKind::boolean;
        case FieldType::range: return Type::map(TypeKind::string, TypeKind::real);
        case FieldType::link: return f.to == "any" ? Type(TypeKind::string) : Type::object(f.to);
        case FieldType::links: return Type::list(f.to == "any" ? Type(TypeKind::string) : Type::object(f.to));
        case FieldType::tags: return Type::list(TypeKind::string);
        case FieldType::parts: return Type::list(Type::object(std::string(object) + "." + f.name));
    }
    return TypeKind::dyn;
}

namespace {

std::vector<std::string> names_of(const std::vector<Choice>& choices) {
    std::vector<std::string> names;
    for (const Choice& c : choices) names.push_back(c.name);
    return names;
}

Type implicit_type(Implicit which) {
    switch (which) {
        case Implicit::version: return TypeKind::integer;
        case Implicit::domain: return Type::object("domain");
        case Implicit::created_by: case Implicit::changed_by: return Type::object("person");
        case Implicit::created_at: case Implicit::changed_at: case Implicit::state_since: return TypeKind::timestamp;
        case Implicit::archived: case Implicit::imported: return TypeKind::boolean;
        case Implicit::changes: return Type::list(Type::object("change"));
        default: return TypeKind::string;
    }
}

}  // namespace

void CatalogSchema::add(Fields& fields, std::vector<std::string>& order, std::string name, Type type, int slot, bool optional,
                        std::vector<std::string> choices) {
    order.push_back(name);
    fields.emplace(std::move(name), expr::Field{std::move(type), slot, optional, std::move(choices)});
}

void CatalogSchema::add_type(const Declaration& d, const std::vector<Inverse>& inverses, const std::vector<Declaration>& types) {
    Object& object = objects_[d.name];
    for (const Field& f : d.fields) {
        add(object.fields, object.order, f.name, expression_type(f, d.name), f.slot, !f.required,
            f.type == FieldType::choice ? names_of(f.choices) : std::vector<std::string>{});
        if (f.type != FieldType::parts) continue;
        std::string inner = d.name + "." + f.name;
        Object& part = objects_[inner];
        for (const Field& p : f.parts)
            add(part.fields, part.order, p.name, expression_type(p, inner), p.slot, !p.required,
                p.type == FieldType::choice ? names_of(p.choices) : std::vector<std::string>{});
    }
    std::vector<std::string> states;
    for (const State& s : d.states) states.push_back(s.name);
    for (int i = 0; i < static_cast<int>(Implicit::count); ++i) {
        auto which = static_cast<Implicit>(i);
        add(object.fields, object.order, name_of(which), implicit_type(which), Catalog::slot(d, which), which == Implicit::domain,
            which == Implicit::state ? states : std::vector<std::string>{});
    }
    for (size_t i = 0; i < inverses.size(); ++i)
        add(object.fields, object.order, inverses[i].name, Type::list(Type::object(types[static_cast<size_t>(inverses[i].source_type)].name)),
            Catalog::slot(d, Implicit::count) + static_cast<int>(i), true);
}

void CatalogSchema::add_fixed() {
    Object& item = objects_["standard_item"];
    const char* names[] = {"id", "title", "kind", "standard", "clause", "theme", "answered_by"};
    for (int i = 0; i < static_cast<int>(StandardItem::count); ++i)
        add(item.fields, item.order, names[i], i == static_cast<int>(StandardItem::answered_by) ? Type::list(TypeKind::dyn) : Type(TypeKind::string), i,
            i >= static_cast<int>(StandardItem::clause), i == static_cast<int>(StandardItem::kind) ? std::vector<std::string>{"obligation", "control", "process"} : std::vector<std::string>{});
    Object& change = objects_["change"];
    add(change.fields, change.order, "position", TypeKind::integer, 0, false);
    add(change.fields, change.order, "at", TypeKind::timestamp, 1, false);
    add(change.fields, change.order, "by", Type::object("person"), 2, true);
    add(change.fields, change.order, "move", TypeKind::string, 3, true);
    add(change.fields, change.order, "fields", Type::list(TypeKind::string), 4, true);
}

CatalogSchema::CatalogSchema(const std::vector<Declaration>& types, const std::vector<std::vector<Inverse>>& inverses,
                             const std::vector<Setting>& settings) {
    objects_.reserve(types.size() * 4);
    Object records;
    for (size_t i = 0; i < types.size(); ++i) {
        add_type(types[i], inverses[i], types);
        add(records.fields, records.order, types[i].name, Type::list(Type::object(types[i].name)), static_cast<int>(i), true);
    }
    add(records.fields, records.order, "standard_item", Type::list(Type::object("standard_item")), static_cast<int>(types.size()), true);
    objects_["records"] = std::move(records);
    Object set;
    for (size_t i = 0; i < settings.size(); ++i) {
        Field f;
        f.type = settings[i].type;
        f.places = settings[i].places;
        add(set.fields, set.order, settings[i].name, expression_type(f, "settings"), static_cast<int>(i), !settings[i].value.set(), names_of(settings[i].choices));
    }
    objects_["settings"] = std::move(set);
    add_fixed();
    plain_ = std::make_unique<View>(*this, "");
    for (auto& [name, object] : objects_)
        if (name != "settings" && name != "records") views_[name] = std::make_unique<View>(*this, name);
}

CatalogSchema::~CatalogSchema() = default;

const expr::Schema& CatalogSchema::with_this(std::string_view object) const {
    auto found = views_.find(std::string(object));
    return found == views_.end() ? *plain_ : *found->second;
}

}  // namespace tutela::record
