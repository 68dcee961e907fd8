#include "record/ledger/view.h"

#include "record/ledger/encoding.h"

namespace tutela::record {

using expr::Value;

class Views::PartView final : public expr::ObjectRef {
public:
    PartView(Views& home, const Field& field, Value map, std::string type, std::string id)
        : home_(home), field_(field), map_(std::move(map)), type_(std::move(type)), id_(std::move(id)) {}
    Value get(int slot) const override;
    std::string_view type_name() const override { return type_; }
    std::string_view identity() const override { return id_; }
    int slot_of(std::string_view name) const override {
        for (const Field& f : field_.parts) if (f.name == name) return f.slot;
        return -1;
    }

private:
    Views& home_;
    const Field& field_;
    Value map_;
    std::string type_, id_;
};

class Views::RecordView final : public expr::ObjectRef {
public:
    RecordView(Views& home, Record record) : home_(home), type_(home.projection_.catalog().types()[static_cast<size_t>(record.type)]), record_(std::move(record)) {}
    Value get(int slot) const override;
    std::string_view type_name() const override { return type_.name; }
    std::string_view identity() const override { return record_.id; }
    int slot_of(std::string_view name) const override;
    void renew(const Record& r) { record_ = r; }

private:
    Value field(const Field&) const;
    Value implicit(Implicit) const;
    Views& home_;
    const Declaration& type_;
    Record record_;
};

class Views::SettingsView final : public expr::ObjectRef {
public:
    explicit SettingsView(const Settings& settings) : settings_(settings) {}
    Value get(int slot) const override { return slot >= 0 && static_cast<size_t>(slot) < settings_.size() ? settings_[static_cast<size_t>(slot)].second : Value(); }
    std::string_view type_name() const override { return "settings"; }
    std::string_view identity() const override { return "settings"; }

private:
    const Settings& settings_;
};

class Views::RecordsView final : public expr::ObjectRef {
public:
    explicit RecordsView(Views& home) : home_(home) {}
    Value get(int slot) const override {
        const auto& types = home_.projection_.catalog().types();
        return slot >= 0 && static_cast<size_t>(slot) < types.size() ? home_.all(types[static_cast<size_t>(slot)]) : Value::list({});
    }
    std::string_view type_name() const override { return "records"; }
    std::string_view identity() const override { return "records"; }

private:
    Views& home_;
};

namespace {
Value link_value(const expr::ObjectRef* target) { return target ? Value::object(target) : Value(); }
}  // namespace

Value Views::PartView::get(int slot) const {
    if (slot < 0 || static_cast<size_t>(slot) >= field_.parts.size()) return {};
    const Field& part = field_.parts[static_cast<size_t>(slot)];
    for (const auto& [key, value] : map_.as_map())
        if (key.as_string() == part.name) return part.type == FieldType::link && part.to != "any" && value.set() ? link_value(home_.load(value.as_string())) : value;
    return {};
}

Value Views::RecordView::field(const Field& f) const {
    const Value& v = record_.values[static_cast<size_t>(f.slot)];
    if (f.to == "any") return v;                            // declared to expressions as the id's text
    if (f.type == FieldType::link) return v.set() ? link_value(home_.load(v.as_string())) : Value();
    if (f.type != FieldType::links && f.type != FieldType::parts) return v;
    std::vector<Value> items;
    if (v.set())
        for (const Value& item : v.as_list()) {
            if (f.type == FieldType::links) {
                if (const auto* target = home_.load(item.as_string())) items.push_back(Value::object(target));
            } else {
                home_.held_.push_back(std::make_unique<PartView>(home_, f, item, type_.name + "." + f.name,
                                                                 record_.id + "." + f.name + "[" + std::to_string(items.size()) + "]"));
                items.push_back(Value::object(home_.held_.back().get()));
            }
        }
    return Value::list(std::move(items));
}

Value Views::RecordView::implicit(Implicit which) const {
    const auto person = [&](const std::string& id) { return link_value(home_.load(id)); };
    switch (which) {
        case Implicit::id: return record_.id.empty() ? Value() : Value::string(record_.id);
        case Implicit::state: return Value::string(record_.state);
        case Implicit::version: return Value::integer(record_.version);
        case Implicit::domain: return record_.domain.empty() ? Value() : link_value(home_.load(record_.domain));
        case Implicit::created_at: return record_.created_at ? timestamp_of(record_.created_at) : Value();
        case Implicit::created_by: return person(record_.created_by);
        case Implicit::changed_at: return record_.changed_at ? timestamp_of(record_.changed_at) : Value();
        case Implicit::changed_by: return person(record_.changed_by);
        case Implicit::state_since: return record_.state_since ? timestamp_of(record_.state_since) : Value();
        case Implicit::archived: return Value::boolean(record_.archived);
        case Implicit::imported: return Value::boolean(record_.imported);
        default: return Value::list({});                    // changes: the engine's snapshot knows them
    }
}

Value Views::RecordView::get(int slot) const {
    const auto fields = static_cast<int>(type_.fields.size()), implicits = static_cast<int>(Implicit::count);
    if (slot < 0) return {};
    if (slot < fields) return field(type_.fields[static_cast<size_t>(slot)]);
    if (slot < fields + implicits) return implicit(static_cast<Implicit>(slot - fields));
    const auto& catalog = home_.projection_.catalog();
    const auto& inverses = catalog.inverses(type_.number);
    const auto at = static_cast<size_t>(slot - fields - implicits);
    if (at >= inverses.size()) return {};
    const Declaration& source = catalog.types()[static_cast<size_t>(inverses[at].source_type)];
    return home_.linking(source, source.fields[static_cast<size_t>(inverses[at].field)], record_);
}

int Views::RecordView::slot_of(std::string_view name) const {
    if (const Field* f = type_.field(name)) return f->slot;
    for (int i = 0; i < static_cast<int>(Implicit::count); ++i)
        if (name == name_of(static_cast<Implicit>(i))) return Catalog::slot(type_, static_cast<Implicit>(i));
    return home_.projection_.catalog().inverse_slot(type_, name);
}

Views::Views(const Projection& projection, store::Connection& connection, const Settings& settings, int32_t today)
    : projection_(projection), connection_(connection), settings_(settings), today_(today) {}
Views::~Views() = default;

const Views::RecordView* Views::of(const Record& r) {
    auto view = std::make_unique<RecordView>(*this, r);
    const RecordView* made = view.get();
    held_.push_back(std::move(view));
    return made;
}

const expr::ObjectRef* Views::load(std::string_view id) {
    if (const auto found = by_id_.find(std::string(id)); found != by_id_.end()) return found->second;
    auto record = projection_.find(connection_, id);
    const RecordView* view = record && record.value() ? of(*record.value()) : nullptr;
    by_id_.emplace(std::string(id), view);
    return view;
}

Value Views::objects(store::Rows& rows, const Declaration& d) {
    std::vector<Record> records;
    for (auto more = rows.next(); more && more.value(); more = rows.next()) records.push_back(projection_.table(d.number).record(rows));
    std::vector<Value> out;
    for (Record& r : records) {
        const auto [place, fresh] = by_id_.try_emplace(r.id, nullptr);
        if (fresh || !place->second) place->second = of(r);
        out.push_back(Value::object(place->second));
    }
    return Value::list(std::move(out));
}

Value Views::all(const Declaration& d) {
    const Table& t = projection_.table(d.number);
    auto rows = connection_.query("SELECT " + t.names("t") + " FROM \"" + t.records() + "\" t WHERE t.archived = 0 ORDER BY t.id");
    return rows ? objects(rows.value(), d) : Value::error(rows.error().message);
}

Value Views::linking(const Declaration& source, const Field& f, const Record& target) {
    const Table& t = projection_.table(source.number);
    const Cell cell = t.link_cell(f, target.id);
    if (target.id.empty()) return Value::list({});
    const std::string which = f.type == FieldType::links
        ? "EXISTS (SELECT 1 FROM \"" + t.links(f) + "\" l WHERE l.target = ?1 AND l.source = t.id AND l.\"_to\" = " + std::to_string(forever) + ")"
        : "t.\"" + f.name + "\" = ?1";
    auto rows = connection_.query("SELECT " + t.names("t") + " FROM \"" + t.records() + "\" t WHERE " + which + " AND t.archived = 0 ORDER BY t.id", cell.parameter());
    return rows ? objects(rows.value(), source) : Value::error(rows.error().message);
}

Value Views::evaluate(const Expression& e, const Record& r) {
    if (!e || !e.program) return {};
    Value variables[static_cast<size_t>(Name::count)];
    held_.push_back(std::make_unique<SettingsView>(settings_));
    const auto* settings = held_.back().get();
    held_.push_back(std::make_unique<RecordsView>(*this));
    const auto* records = held_.back().get();
    variables[static_cast<size_t>(Name::this_record)] = Value::object(of(r));
    variables[static_cast<size_t>(Name::today)] = Value::date(today_);
    variables[static_cast<size_t>(Name::settings)] = Value::object(settings);
    variables[static_cast<size_t>(Name::records)] = Value::object(records);
    return e.program->evaluate(variables);
}

bool Views::holds(const Expression& e, const Record& r) {
    const Value v = evaluate(e, r);
    return v.is(expr::Kind::boolean) && v.as_bool();
}

}  // namespace tutela::record
