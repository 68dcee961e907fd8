#include "engine/snapshot.h"

#include <algorithm>
#include <charconv>

#include "base/log.h"

namespace tutela::engine {

using expr::Kind;
using expr::Value;
using record::FieldType;
using record::Implicit;

// The object `records`: a list of live rows for each type, then the items of the standards.
class Snapshot::Everything final : public expr::ObjectRef {
public:
    explicit Everything(const Snapshot& s) : s_(s) {}
    std::string_view type_name() const override { return "records"; }
    std::string_view identity() const override { return "records"; }
    Value get(int slot) const override {
        if (slot == s_.types()) return s_.items_list_;
        if (slot < 0 || slot > s_.types()) return {};
        const Table& t = s_.table(slot);
        if (t.live_known && !s_.lens_) return t.live;
        std::vector<Value> rows;
        for (const Row& r : s_.rows(slot))
            if (r.live() && (!s_.lens_ || (*s_.lens_)(r))) rows.push_back(Value::object(&r));
        Value list = Value::list(std::move(rows));
        if (!s_.lens_) t.live = list, t.live_known = true;
        return list;
    }
    int slot_of(std::string_view name) const override {
        if (name == "standard_item") return s_.types();
        for (int t = 0; t < s_.types(); ++t)
            if (s_.table(t).declaration->name == name) return t;
        return -1;
    }

private:
    const Snapshot& s_;
};

namespace {

std::vector<std::string> names_of_slots(const record::Catalog& catalog, const record::Declaration& d) {
    std::vector<std::string> names;
    for (const auto& f : d.fields) names.push_back(f.name);
    for (int i = 0; i < static_cast<int>(Implicit::count); ++i) names.push_back(record::name_of(static_cast<Implicit>(i)));
    for (const auto& inverse : catalog.inverses(d.number)) names.push_back(inverse.name);
    return names;
}

bool is_link(FieldType t) { return t == FieldType::link || t == FieldType::links; }

}  // namespace

Snapshot::~Snapshot() = default;

Snapshot::Snapshot(std::shared_ptr<const record::Catalog> catalog, const Standards& standards) : catalog_(std::move(catalog)) {
    item_names_ = {"id", "title", "kind", "standard", "clause", "theme", "answered_by"};
    change_names_ = {"position", "at", "by", "move", "fields"};
    for (const auto& d : catalog_->types()) {
        Table t;
        t.snapshot = this, t.type = d.number, t.declaration = &d;
        t.names = names_of_slots(*catalog_, d);
        for (const auto& f : d.fields) {
            t.plain.push_back(!is_link(f.type) && f.type != FieldType::parts);
            t.any.push_back(is_link(f.type) && f.to_type < 0);
            auto add = [&](const record::Field& link, int part) {
                Link l{static_cast<int>(links_.size()), d.number, f.slot, part, link.type == FieldType::links, link.to_type};
                t.links.push_back(l.id);
                links_.push_back(l);
            };
            if (is_link(f.type)) add(f, -1);
            if (f.type != FieldType::parts) continue;
            names_.emplace_back();
            for (const auto& p : f.parts) {
                names_.back().push_back(p.name);
                if (is_link(p.type) && p.to_type >= 0) add(p, p.slot);
            }
            part_types_[&f] = {d.name + "." + f.name, &names_.back()};
        }
        by_prefix_[d.prefix] = d.number;
        tables_.push_back(std::move(t));
    }
    for (auto& t : tables_)
        for (const auto& inverse : catalog_->inverses(t.type)) {
            int id = -1;
            for (const auto& l : links_)
                if (l.source == inverse.source_type && l.field == inverse.field && l.part < 0) id = l.id;
            t.inverse_links.push_back(id);
        }
    rows_.resize(tables_.size());
    by_number_.resize(tables_.size());
    for (const auto& s : catalog_->settings()) setting_names_.push_back(s.name);
    settings_ = std::make_unique<SlotObject>("settings", "settings", &setting_names_);
    for (size_t i = 0; i < catalog_->settings().size(); ++i) settings_->values[i] = catalog_->settings()[i].value;
    std::vector<Value> list;
    for (const auto& item : standards.items) {
        items_.emplace_back("standard_item", item.id, &item_names_);
        auto at = [&](record::StandardItem f) -> Value& { return items_.back().values[static_cast<size_t>(f)]; };
        at(record::StandardItem::id) = intern(item.id);
        at(record::StandardItem::title) = intern(item.title);
        at(record::StandardItem::kind) = intern(item.kind);
        at(record::StandardItem::standard) = intern(standards.all[static_cast<size_t>(item.standard)].id);
        at(record::StandardItem::clause) = intern(item.clause);
        if (!item.theme.empty()) at(record::StandardItem::theme) = intern(item.theme);
        list.push_back(Value::object(&items_.back()));
    }
    items_list_ = Value::list(std::move(list));
    everything_ = std::make_unique<Everything>(*this);
}

Value Snapshot::intern(std::string_view text) {
    if (text.empty()) return {};
    auto [it, fresh] = interned_.try_emplace(std::string(text));
    if (fresh) it->second = Value::string(text);
    return it->second;
}

int Snapshot::type_of(std::string_view id, int64_t& number) const {
    auto dash = id.rfind('-');
    if (dash == std::string_view::npos) return -1;
    auto it = by_prefix_.find(std::string(id.substr(0, dash)));
    if (it == by_prefix_.end()) return -1;
    auto digits = id.substr(dash + 1);
    auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return ec == std::errc() && end == digits.data() + digits.size() ? it->second : -1;
}

Row* Snapshot::find(std::string_view id) const {
    int64_t number = 0;
    int type = type_of(id, number);
    if (type < 0) return nullptr;
    const auto& map = by_number_[static_cast<size_t>(type)];
    auto it = map.find(number);
    return it == map.end() ? nullptr : it->second;
}

Row& Snapshot::row_for(int type, int64_t number, std::string_view id) {
    auto t = static_cast<size_t>(type);
    Row*& slot = by_number_[t][number];
    if (!slot) {
        rows_[t].emplace_back(tables_[t], static_cast<uint32_t>(rows_[t].size()), std::string(id), number);
        slot = &rows_[t].back();
        ++shadows_;
    }
    return *slot;
}

Row* Snapshot::target(std::string_view id) {
    int64_t number = 0;
    int type = type_of(id, number);
    return type < 0 ? nullptr : &row_for(type, number, id);
}

// What an expression is handed for a raw value: links as objects, choices interned, the rest as it is.
Value Snapshot::field_value(const record::Field& f, const Value& raw) {
    if (f.type == FieldType::link && raw.is(Kind::string)) {
        Row* to = target(raw.as_string());
        return to ? Value::object(to) : Value();
    }
    if (f.type == FieldType::links && raw.is(Kind::list)) {
        std::vector<Value> list;
        for (const auto& v : raw.as_list())
            if (v.is(Kind::string))
                if (Row* to = target(v.as_string())) list.push_back(Value::object(to));
        return Value::list(std::move(list));
    }
    if (f.type == FieldType::choice && raw.is(Kind::string)) return intern(raw.as_string());
    if (f.type == FieldType::file && raw.is(Kind::map))      // expressions see a file by its name
        for (const auto& [key, value] : raw.as_map())
            if (key.is(Kind::string) && key.as_string() == "name") return value;
    return raw;
}

void Snapshot::put_parts(Row& row, const record::Field& f, const Value& raw) {
    auto at = std::find_if(row.parts_.begin(), row.parts_.end(), [&](const auto& p) { return p.first == f.slot; });
    if (at == row.parts_.end()) at = row.parts_.emplace(row.parts_.end(), f.slot, Row::Parts{});
    Row::Parts& parts = at->second;
    parts.raw = raw;
    parts.objects.clear();
    std::vector<Value> list;
    const auto& [type, names] = part_types_.at(&f);
    if (raw.is(Kind::list))
        for (const auto& map : raw.as_list()) {
            auto object = std::make_unique<SlotObject>(type, row.id_ + "/" + f.name + "/" + std::to_string(list.size()), names);
            if (map.is(Kind::map))
                for (const auto& [key, value] : map.as_map())
                    for (const auto& p : f.parts)
                        if (key.is(Kind::string) && key.as_string() == p.name)
                            object->values[static_cast<size_t>(p.slot)] = is_link(p.type) && p.to_type < 0 ? value : field_value(p, value);
            list.push_back(Value::object(object.get()));
            parts.objects.push_back(std::move(object));
        }
    row.values_[static_cast<size_t>(f.slot)] = raw.set() ? Value::list(std::move(list)) : Value();
}

void Snapshot::unlink(Row& row, const Link& link) {
    std::vector<Row*> to;
    row.targets(link, to);
    for (Row* t : to)
        for (auto b = t->back_.begin(); b != t->back_.end(); ++b) {
            if (b->link != link.id) continue;
            b->rows.erase(std::remove(b->rows.begin(), b->rows.end(), &row), b->rows.end());
            b->cache = {};
            if (b->rows.empty()) t->back_.erase(b);
            break;
        }
}

void Snapshot::relink(Row& row, const Link& link) {
    std::vector<Row*> to;
    row.targets(link, to);
    for (Row* t : to) {
        auto b = std::find_if(t->back_.begin(), t->back_.end(), [&](const auto& x) { return x.link == link.id; });
        if (b == t->back_.end()) b = t->back_.insert(b, Row::Back{link.id, {}, {}});
        // By number, so that lists read the same however the records came in.
        auto place = std::lower_bound(b->rows.begin(), b->rows.end(), &row, [](const Row* x, const Row* y) { return x->number_ < y->number_; });
        if (place == b->rows.end() || *place != &row) b->rows.insert(place, &row);
        b->cache = {};
    }
}

std::vector<int> Snapshot::changed_slots(const record::Record& r) const {
    const Table& t = table(r.type);
    std::vector<int> slots;
    const auto& known = by_number_[static_cast<size_t>(r.type)];
    auto it = known.find(r.number);
    if (it == known.end() || !it->second->present_ || it->second->archived_ != r.archived) {
        for (int i = 0; i < static_cast<int>(t.names.size()); ++i) slots.push_back(i);
        return slots;
    }
    const Row& row = *it->second;
    record::Record held = row.record();
    const auto fields = t.declaration->fields.size();
    for (size_t i = 0; i < fields; ++i) {
        if (t.declaration->fields[i].computed) continue;
        const Value now = i < r.values.size() ? r.values[i] : Value();
        if (!(held.values[i] == now)) slots.push_back(static_cast<int>(i));
    }
    auto add = [&](Implicit which, bool differs) { if (differs) slots.push_back(record::Catalog::slot(*t.declaration, which)); };
    add(Implicit::state, held.state != r.state);
    add(Implicit::version, held.version != r.version);
    add(Implicit::domain, held.domain != r.domain);
    add(Implicit::changed_at, held.changed_at != r.changed_at);
    add(Implicit::changed_by, held.changed_by != r.changed_by);
    add(Implicit::state_since, held.state_since != r.state_since);
    add(Implicit::imported, held.imported != r.imported);
    add(Implicit::changes, held.position != r.position);
    return slots;
}

Row& Snapshot::put(const record::Record& r, std::string_view move) {
    Row& row = row_for(r.type, r.number, r.id);
    Table& t = tables_[static_cast<size_t>(r.type)];
    const auto& fields = t.declaration->fields;
    const bool fresh = !row.present_, flipped = fresh || row.archived_ != r.archived;
    if (t.history && (row.history_ || !history_source_)) note(row, r, changed_slots(r), move);
    row.changes_cache_ = {};
    if (fresh) {
        row.values_ = std::make_unique<Value[]>(fields.size());
        row.present_ = true;
        --shadows_, ++size_;
    }
    if (!fresh) for (int id : t.links) unlink(row, links_[static_cast<size_t>(id)]);
    for (size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].computed) continue;
        const Value raw = i < r.values.size() ? r.values[i] : Value();
        if (fields[i].type == FieldType::parts) put_parts(row, fields[i], raw);
        else row.values_[i] = field_value(fields[i], raw);
    }
    row.version_ = r.version, row.position_ = r.position;
    row.state_ = intern(r.state);
    row.created_at_ = r.created_at, row.changed_at_ = r.changed_at, row.state_since_ = r.state_since;
    row.created_by_ = intern(r.created_by), row.changed_by_ = intern(r.changed_by);
    row.domain_ = r.domain.empty() ? nullptr : target(r.domain);
    row.archived_ = r.archived, row.imported_ = r.imported;
    for (int id : t.links) relink(row, links_[static_cast<size_t>(id)]);
    if (flipped) t.live = {}, t.live_known = false;
    position_ = std::max(position_, r.position);
    return row;
}

void Snapshot::note(Row& row, const record::Record& r, const std::vector<int>& slots, std::string_view move) {
    if (!row.history_) row.history_ = std::make_unique<std::vector<HistoryNote>>();
    HistoryNote n{r.position, r.changed_at, r.changed_by, std::string(move), {}};
    for (int s : slots)
        if (s < static_cast<int>(r.values.size()) && (row.present_ || r.values[static_cast<size_t>(s)].set()))
            n.fields.emplace_back(s, r.values[static_cast<size_t>(s)]);
    if (!row.history_->empty() && row.history_->back().position >= r.position) return;
    row.history_->push_back(std::move(n));
    row.changes_cache_ = {};
}

void Snapshot::set_computed(Row& row, int slot, Value v) { row.values_[static_cast<size_t>(slot)] = std::move(v); }

void Snapshot::set_history(Row& row, std::vector<HistoryNote> notes) {
    row.history_ = std::make_unique<std::vector<HistoryNote>>(std::move(notes));
    row.changes_cache_ = {};
}

void Snapshot::set_settings(const std::vector<std::pair<std::string, Value>>& values) {
    for (const auto& [name, value] : values) {
        int slot = settings_->slot_of(name);
        if (slot >= 0) settings_->values[static_cast<size_t>(slot)] = value;
    }
}

size_t Snapshot::subjects(int type) const {
    return type == item_type() ? items_.size() : rows_[static_cast<size_t>(type)].size();
}

const expr::ObjectRef* Snapshot::subject(int type, size_t index) const {
    if (type == item_type()) return &items_[index];
    return &rows_[static_cast<size_t>(type)][index];
}

bool Snapshot::live(int type, size_t index) const {
    return type == item_type() || rows_[static_cast<size_t>(type)][index].live();
}

Snapshot::Variables Snapshot::variables(const expr::ObjectRef* self, int32_t today) const {
    Variables v;
    auto at = [&](record::Name n) -> Value& { return v.slots[static_cast<size_t>(n)]; };
    if (self) at(record::Name::this_record) = Value::object(self);
    at(record::Name::today) = Value::date(today);
    at(record::Name::settings) = Value::object(settings_.get());
    at(record::Name::records) = Value::object(everything_.get());
    return v;
}

Result<void> Snapshot::load(record::Ledger& ledger, const record::AsOf& as_of) {
    const auto scope = record::PermissionOffice::program("job:conformity");
    set_settings(ledger.settings());
    history_source_ = [this, &ledger](const Row& row) { return history_from(ledger, row); };
    int64_t highest = 0;
    for (auto& t : tables_)
        TRY(ledger.each(scope, t.type, as_of, [&](record::Record&& r) { highest = std::max(highest, r.position); put(r); }));
    position_ = as_of.position ? *as_of.position : highest;
    if (as_of.date) position_ = TRY(ledger.position_at(*as_of.date));
    return {};
}

std::vector<HistoryNote> Snapshot::history_from(record::Ledger& ledger, const Row& row) const {
    std::vector<HistoryNote> notes;
    auto entries = ledger.history(record::PermissionOffice::program("job:conformity"), row.id());
    if (!entries) {
        log::error("the history of {} cannot be read: {}", row.id(), entries.error().message);
        return notes;
    }
    std::sort(entries->begin(), entries->end(), [](const auto& a, const auto& b) { return a.position < b.position; });
    for (const auto& e : *entries) {
        if (e.position > row.position()) continue;       // later than what this snapshot knows
        HistoryNote n{e.position, e.at, e.actor, e.move, {}};
        for (const auto& c : e.changes)
            if (const auto* f = row.table().declaration->field(c.field)) n.fields.emplace_back(f->slot, c.to);
        notes.push_back(std::move(n));
    }
    return notes;
}

}  // namespace tutela::engine
