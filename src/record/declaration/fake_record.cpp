#include "record/declaration/fake_record.h"

#include "record/record.h"
#include "record/values.h"

namespace tutela::record {

using expr::Kind;
using expr::Value;

class FakeWorld::Plain : public expr::ObjectRef {
public:
    Plain(std::string name, std::vector<Value> values) : name_(std::move(name)), values_(std::move(values)) {}
    Value get(int slot) const override { return slot >= 0 && static_cast<size_t>(slot) < values_.size() ? values_[static_cast<size_t>(slot)] : Value(); }
    std::string_view type_name() const override { return name_; }
    std::string_view identity() const override { return name_; }

private:
    std::string name_;
    std::vector<Value> values_;
};

class FakeWorld::Part : public expr::ObjectRef {
public:
    Part(FakeWorld& world, const Field& field, const Value& map, std::string type, std::string id)
        : world_(world), field_(field), map_(map), type_(std::move(type)), id_(std::move(id)) {}
    Value get(int slot) const override {
        if (slot < 0 || static_cast<size_t>(slot) >= field_.parts.size()) return {};
        const Field& part = field_.parts[static_cast<size_t>(slot)];
        for (auto& [key, value] : map_.as_map())
            if (key.as_string() == part.name) return world_.field_value(part, value, id_);
        return {};
    }
    std::string_view type_name() const override { return type_; }
    std::string_view identity() const override { return id_; }

private:
    FakeWorld& world_;
    const Field& field_;
    Value map_;
    std::string type_, id_;
};

class FakeWorld::Row : public expr::ObjectRef {
public:
    Row(FakeWorld& world, const Entry& entry) : world_(world), entry_(entry) {}
    Value get(int slot) const override {
        size_t fields = entry_.type->fields.size();
        if (slot < 0) return {};
        if (static_cast<size_t>(slot) < fields)
            return world_.field_value(entry_.type->fields[static_cast<size_t>(slot)], entry_.values[static_cast<size_t>(slot)], entry_.id);
        switch (static_cast<Implicit>(slot - static_cast<int>(fields))) {
            case Implicit::id: return Value::string(entry_.id);
            case Implicit::state: return Value::string(entry_.state);
            case Implicit::version: return Value::integer(1);
            case Implicit::archived: case Implicit::imported: return Value::boolean(false);
            case Implicit::domain: case Implicit::created_at: case Implicit::created_by: case Implicit::changed_at:
            case Implicit::changed_by: case Implicit::state_since: return {};
            default: return Value::list({});
        }
    }
    std::string_view type_name() const override { return entry_.type->name; }
    std::string_view identity() const override { return entry_.id; }

private:
    FakeWorld& world_;
    const Entry& entry_;
};

FakeWorld::FakeWorld(const Catalog& catalog, int32_t today) : catalog_(catalog), today_(today) {
    for (const Setting& s : catalog.settings()) settings_.push_back(s.value);
}
FakeWorld::~FakeWorld() = default;

void FakeWorld::set_setting(size_t index, Value value) { settings_[index] = std::move(value); }

FakeWorld::Entry& FakeWorld::add(const Declaration& type, std::string id) {
    if (id.empty()) id = id_text(type, next_++);
    Entry& e = entries_[id];
    e = {&type, id, type.initial, std::vector<Value>(type.fields.size())};
    return e;
}

FakeWorld::Entry* FakeWorld::find(std::string_view id) {
    auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
}

std::string FakeWorld::id_for(const Declaration& type, const std::string& key) {
    if (catalog_.type_by_id(key) == &type) {
        if (!find(key)) add(type, key);
        return key;
    }
    std::string& id = keys_[type.name + "/" + key];
    if (id.empty()) id = add(type, "").id;
    return id;
}

Value FakeWorld::object(std::string_view id) {
    Entry* entry = find(id);
    if (!entry) return {};
    held_.push_back(std::make_unique<Row>(*this, *entry));
    return Value::object(held_.back().get());
}

Value FakeWorld::field_value(const Field& f, const Value& v, const std::string& id) {
    bool list = f.type == FieldType::links || f.type == FieldType::parts || f.type == FieldType::tags;
    if (!v.set()) return list ? Value::list({}) : Value();
    if (f.type == FieldType::file) {
        for (auto& [key, value] : v.as_map())
            if (key.as_string() == "hash") return value;
        return {};
    }
    if (f.to_type >= 0 && f.type == FieldType::link) return object(v.as_string());
    bool objects = f.type == FieldType::parts || (f.type == FieldType::links && f.to_type >= 0);
    if (!objects) return v;
    std::vector<Value> items;
    const Entry* owner = find(id);
    for (size_t i = 0; i < v.as_list().size(); ++i) {
        const Value& item = v.as_list()[i];
        if (f.type == FieldType::links) {
            items.push_back(object(item.as_string()));
            continue;
        }
        held_.push_back(std::make_unique<Part>(*this, f, item, (owner ? owner->type->name : "") + "." + f.name, id + "." + f.name + "." + std::to_string(i)));
        items.push_back(Value::object(held_.back().get()));
    }
    return Value::list(std::move(items));
}

Result<Value> FakeWorld::evaluate_for(const Field& f, const Expression& e, const Entry& entry) {
    Row self(*this, entry);
    Plain settings("settings", settings_);
    Plain records("records", std::vector<Value>(catalog_.types().size() + 1, Value::list({})));
    std::vector<Value> variables(static_cast<size_t>(Name::count));
    variables[static_cast<size_t>(Name::this_record)] = Value::object(&self);
    variables[static_cast<size_t>(Name::today)] = Value::date(today_);
    variables[static_cast<size_t>(Name::settings)] = Value::object(&settings);
    variables[static_cast<size_t>(Name::records)] = Value::object(&records);
    auto fitted = value_from_expression(f, e.program->evaluate(variables));
    held_.clear();
    return fitted;
}

}  // namespace tutela::record
