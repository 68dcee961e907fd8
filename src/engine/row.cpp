#include "engine/row.h"

#include <algorithm>

#include "base/clock.h"
#include "engine/snapshot.h"

namespace tutela::engine {

using expr::Value;
using record::Implicit;

Value SlotObject::get(int slot) const {
    return slot >= 0 && static_cast<size_t>(slot) < values.size() ? values[static_cast<size_t>(slot)] : Value();
}

int SlotObject::slot_of(std::string_view name) const {
    auto it = std::find(names_->begin(), names_->end(), name);
    return it == names_->end() ? -1 : static_cast<int>(it - names_->begin());
}

namespace {

Value moment(int64_t us) {
    int64_t s = us / 1'000'000, rest = us % 1'000'000;
    if (rest < 0) --s, rest += 1'000'000;
    return Value::timestamp(s, static_cast<int32_t>(rest * 1000));
}

}  // namespace

int Row::slot_of(std::string_view name) const {
    auto it = std::find(table_->names.begin(), table_->names.end(), name);
    return it == table_->names.end() ? -1 : static_cast<int>(it - table_->names.begin());
}

Value Row::get(int slot) const {
    if (!present_ || slot < 0) return {};
    const auto fields = table_->plain.size();
    auto s = static_cast<size_t>(slot);
    if (s < fields) {
        const Value& v = values_[s];
        if (table_->plain[s]) return v;
        if (v.is(expr::Kind::object)) {
            auto* to = static_cast<const Row*>(v.as_object());
            auto* lens = table_->snapshot->lens();
            if (!to->present_ || (lens && !(*lens)(*to))) return {};
            return table_->any[s] ? Value::string(to->id_) : v;
        }
        if (!v.is(expr::Kind::list)) return v;
        return table_->any[s] ? ids(many(v)) : many(v);
    }
    s -= fields;
    if (s < static_cast<size_t>(Implicit::count)) return implicit(static_cast<Implicit>(s));
    s -= static_cast<size_t>(Implicit::count);
    return s < table_->inverse_links.size() ? inverse(table_->inverse_links[s]) : Value();
}

// A list of links without those that are shadows or hidden; lists of parts are handed out as they are.
Value Row::many(const Value& list) const {
    const auto* lens = table_->snapshot->lens();
    if (!table_->snapshot->shadows_ && !lens) return list;
    std::vector<Value> kept;
    for (const auto& v : list.as_list()) {
        if (v.is(expr::Kind::object))
            if (auto* row = dynamic_cast<const Row*>(v.as_object()))
                if (!row->present_ || (lens && !(*lens)(*row))) continue;
        kept.push_back(v);
    }
    return Value::list(std::move(kept));
}

Value Row::ids(const Value& list) {
    std::vector<Value> out;
    for (const auto& v : list.as_list()) out.push_back(Value::string(v.as_object()->identity()));
    return Value::list(std::move(out));
}

Value Row::implicit(Implicit which) const {
    auto person = [&](const Value& id) -> Value {
        if (!id.set()) return {};
        Row* row = table_->snapshot->find(id.as_string());
        return row && row->present_ ? Value::object(row) : Value();
    };
    switch (which) {
        case Implicit::id: return Value::string(id_);
        case Implicit::state: return state_;
        case Implicit::version: return Value::integer(version_);
        case Implicit::domain: return domain_ && domain_->present_ ? Value::object(domain_) : Value();
        case Implicit::created_at: return created_at_ ? moment(created_at_) : Value();
        case Implicit::created_by: return person(created_by_);
        case Implicit::changed_at: return changed_at_ ? moment(changed_at_) : Value();
        case Implicit::changed_by: return person(changed_by_);
        case Implicit::state_since: return state_since_ ? moment(state_since_) : Value();
        case Implicit::archived: return Value::boolean(archived_);
        case Implicit::imported: return Value::boolean(imported_);
        case Implicit::changes: return changes();
        case Implicit::count: break;
    }
    return {};
}

Value Row::inverse(int link) const {
    static const Value empty = Value::list({});
    const auto* lens = table_->snapshot->lens();
    for (const auto& b : back_) {
        if (b.link != link) continue;
        if (b.cache.set() && !lens) return b.cache;
        std::vector<Value> rows;
        rows.reserve(b.rows.size());
        for (Row* r : b.rows)
            if (r->live() && (!lens || (*lens)(*r))) rows.push_back(Value::object(r));
        Value list = Value::list(std::move(rows));
        if (!lens) b.cache = list;
        return list;
    }
    return empty;
}

Value Row::changes() const {
    using record::ChangeField;
    if (changes_cache_.set()) return changes_cache_;
    std::vector<Value> list;
    change_objects_.clear();
    for (const auto& n : history()) {
        auto object = std::make_unique<SlotObject>("change", id_ + "#" + std::to_string(n.position), &table_->snapshot->change_names_);
        auto at = [&](ChangeField f) -> Value& { return object->values[static_cast<size_t>(f)]; };
        at(ChangeField::position) = Value::integer(n.position);
        at(ChangeField::at) = moment(n.at);
        Row* by = table_->snapshot->find(n.by);
        if (by && by->present_) at(ChangeField::by) = Value::object(by);
        if (!n.move.empty()) at(ChangeField::move) = Value::string(n.move);
        std::vector<Value> fields;
        for (const auto& [slot, value] : n.fields) fields.push_back(Value::string(table_->names[static_cast<size_t>(slot)]));
        at(ChangeField::fields) = Value::list(std::move(fields));
        list.push_back(Value::object(object.get()));
        change_objects_.push_back(std::move(object));
    }
    return changes_cache_ = Value::list(std::move(list));
}

const std::vector<HistoryNote>& Row::history() const {
    static const std::vector<HistoryNote> none;
    const auto& source = table_->snapshot->history_source_;
    if (!history_ && present_ && table_->history && source) history_ = std::make_unique<std::vector<HistoryNote>>(source(*this));
    return history_ ? *history_ : none;
}

std::string Row::title() const {
    const record::Field* f = table_->declaration->title_field();
    if (present_ && f && f->slot >= 0) {
        const Value& v = values_[static_cast<size_t>(f->slot)];
        if (v.is(expr::Kind::string) && !v.as_string().empty()) return std::string(v.as_string());
    }
    return id_;
}

void Row::targets(const Link& link, std::vector<Row*>& out) const {
    if (!present_) return;
    auto add = [&](const Value& v) {
        auto* r = const_cast<Row*>(static_cast<const Row*>(v.as_object()));
        if (std::find(out.begin(), out.end(), r) == out.end()) out.push_back(r);
    };
    auto each = [&](const Value& v) {
        if (v.is(expr::Kind::object)) add(v);
        else if (v.is(expr::Kind::list))
            for (const auto& e : v.as_list()) if (e.is(expr::Kind::object)) add(e);
    };
    if (link.part < 0) return each(values_[static_cast<size_t>(link.field)]);
    for (const auto& [slot, parts] : parts_)
        if (slot == link.field)
            for (const auto& p : parts.objects) each(p->values[static_cast<size_t>(link.part)]);
}

const std::vector<Row*>* Row::pointing(int link) const {
    for (const auto& b : back_)
        if (b.link == link) return &b.rows;
    return nullptr;
}

record::Record Row::record() const {
    record::Record r;
    r.type = table_->type, r.number = number_, r.id = id_, r.version = version_, r.position = position_;
    r.archived = archived_, r.imported = imported_;
    r.created_at = created_at_, r.changed_at = changed_at_, r.state_since = state_since_;
    auto text = [](const Value& v) { return v.is(expr::Kind::string) ? std::string(v.as_string()) : std::string(); };
    r.state = text(state_), r.created_by = text(created_by_), r.changed_by = text(changed_by_);
    if (domain_) r.domain = domain_->id_;
    const auto& fields = table_->declaration->fields;
    r.values.resize(fields.size());
    if (!present_) return r;
    for (size_t i = 0; i < fields.size(); ++i) {
        const Value& v = values_[i];
        if (table_->plain[i]) r.values[i] = v;
        else if (v.is(expr::Kind::object)) r.values[i] = Value::string(v.as_object()->identity());
        else if (fields[i].type == record::FieldType::links && v.is(expr::Kind::list)) {
            std::vector<Value> ids;
            for (const auto& e : v.as_list()) ids.push_back(Value::string(e.as_object()->identity()));
            r.values[i] = Value::list(std::move(ids));
        } else {
            for (const auto& [slot, parts] : parts_) if (slot == static_cast<int>(i)) r.values[i] = parts.raw;
        }
    }
    return r;
}

}  // namespace tutela::engine
