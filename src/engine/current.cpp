#include "engine/current.h"

#include <algorithm>

namespace tutela::engine {

using expr::Value;

std::vector<ComputedField> computed_fields(const record::Catalog& catalog, const Snapshot& shape) {
    std::vector<ComputedField> out;
    for (const auto& d : catalog.types())
        for (const auto& f : d.fields)
            if (f.computed && f.computed.program) out.push_back({d.number, f.slot, f.computed, watch(f.computed.program->ast(), shape, d.number)});
    return out;
}

Current::Current(std::shared_ptr<const record::Catalog> catalog, const RuleBook& book, const Standards& standards)
    : catalog_(std::move(catalog)), book_(book), snapshot_(catalog_, standards), verdicts_(*catalog_, book, standards) {
    computed_ = computed_fields(*catalog_, snapshot_);
    const auto types = static_cast<size_t>(snapshot_.types());
    readers_.resize(types);
    for (size_t t = 0; t < types; ++t) readers_[t].resize(snapshot_.table(static_cast<int>(t)).names.size());
    members_.resize(types);
    judged_.resize(types + 1);
    for (size_t i = 0; i < book_.rules.size(); ++i) {
        index(static_cast<int>(i), book_.rules[i].watch);
        by_name_[book_.rules[i].name] = static_cast<int>(i);
    }
    for (size_t i = 0; i < computed_.size(); ++i) {
        index(static_cast<int>(book_.rules.size() + i), computed_[i].watch);
        for (int t : computed_[i].watch.history_types) snapshot_.keep_history(t);
    }
    for (int t : book_.history_types) snapshot_.keep_history(t);
}

int Current::type_of(int who) const {
    const auto w = static_cast<size_t>(who);
    return w < book_.rules.size() ? book_.rules[w].each : computed_[w - book_.rules.size()].type;
}

void Current::index(int who, const Watch& w) {
    for (const auto& read : w.reads) readers_[static_cast<size_t>(read.type)][static_cast<size_t>(read.slot)].push_back({who, &read});
    for (int t : w.whole_types) members_[static_cast<size_t>(t)].push_back(who);
    if (w.unknown_ways) restless_.push_back(who);
    if (int t = type_of(who); t >= 0) judged_[static_cast<size_t>(t)].push_back(who);
}

Result<void> Current::load(record::Ledger& ledger, const record::AsOf& as_of) { return snapshot_.load(ledger, as_of); }

void Current::judge_all(int32_t today) {
    verdicts_.set_today(today);
    compute_all();
    verdicts_.judge_all(snapshot_, today);
}

// ---- computed fields

bool Current::compute(size_t field, const Row& row) {
    const ComputedField& c = computed_[field];
    Value v;
    if (row.live()) {
        expr::Run run;
        v = c.value.program->evaluate(snapshot_.variables(&row, verdicts_.today()).slots, run);
        if (v.is(expr::Kind::unknown) || v.is(expr::Kind::error)) v = {};
    }
    if (!row.present() || row.get(c.slot) == v) return false;
    snapshot_.set_computed(const_cast<Row&>(row), c.slot, std::move(v));
    return true;
}

// Computed fields may read one another: at most a few rounds, as declarations hold no circles.
void Current::compute_all() {
    for (int round = 0; round < 6; ++round) {
        bool changed = false;
        for (size_t i = 0; i < computed_.size(); ++i)
            for (const Row& row : snapshot_.rows(computed_[i].type)) changed |= compute(i, row);
        if (!changed) return;
    }
}

void Current::settle_computed(Touched& t, Effort& effort) {
    const auto rules = static_cast<int>(book_.rules.size());
    for (int round = 0; round < 6; ++round) {
        std::vector<std::pair<int, uint32_t>> due;
        for (int who : t.whole)
            if (who >= rules)
                for (const Row& row : snapshot_.rows(type_of(who))) due.emplace_back(who, row.index());
        t.whole.erase(t.whole.lower_bound(rules), t.whole.end());
        auto split = std::partition(t.subjects.begin(), t.subjects.end(), [&](const auto& s) { return s.first < rules; });
        due.insert(due.end(), split, t.subjects.end());
        t.subjects.erase(split, t.subjects.end());
        if (due.empty()) return;
        std::sort(due.begin(), due.end());
        due.erase(std::unique(due.begin(), due.end()), due.end());
        for (const auto& [who, index] : due) {
            const auto field = static_cast<size_t>(who - rules);
            const Row& row = snapshot_.rows(computed_[field].type)[index];
            ++effort.computed;
            if (compute(field, row)) touch(t, row, {computed_[field].slot});
        }
    }
}

// ---- what a change touches

void Current::touch_slot(Touched& t, const Row& row, int slot) const {
    for (const auto& [who, read] : readers_[static_cast<size_t>(row.type())][static_cast<size_t>(slot)]) {
        if (read->anywhere) t.whole.insert(who);
        if (t.whole.count(who)) continue;
        const int w = who;
        walk_back(snapshot_, row, read->hops, [&](const Row& subject) {
            if (subject.type() == type_of(w)) t.subjects.emplace_back(w, subject.index());
        });
    }
}

void Current::touch(Touched& t, const Row& row, const std::vector<int>& slots) const {
    for (int slot : slots) touch_slot(t, row, slot);
    t.whole.insert(restless_.begin(), restless_.end());
}

// A record that others pointed to before it was there, or the other way round: their links read differently now.
void Current::touch_pointing(Touched& t, const Row& row) const {
    for (const Link& link : snapshot_.links())
        if (const auto* from = row.pointing(link.id))
            for (const Row* r : *from) touch_slot(t, *r, link.field);
}

// The record begins or ceases to be a subject and a member of records.<type>.
void Current::touch_members(Touched& t, const Row& row) const {
    const auto type = static_cast<size_t>(row.type());
    t.whole.insert(members_[type].begin(), members_[type].end());
    for (int who : judged_[type]) t.subjects.emplace_back(who, row.index());
}

void Current::touch_excused(Touched& t, const Row& row) const {
    const auto [rule, record] = verdicts_.exceptions().about(row);
    auto it = by_name_.find(rule);
    if (it == by_name_.end()) return;
    const Rule& r = book_.rules[static_cast<size_t>(it->second)];
    const Row* subject = record.empty() ? nullptr : snapshot_.find(record);
    if (subject && subject->type() == r.each) t.subjects.emplace_back(it->second, subject->index());
    else t.whole.insert(it->second);
}

void Current::apply_one(Touched& t, const record::Committed& c) {
    if (c.record.type < 0) return;
    const Row* old = snapshot_.find(c.record.id);
    const bool known = old && old->present(), shadow = old && !old->present();
    if (known && old->position() >= c.position) return;          // came with the load
    const auto slots = snapshot_.changed_slots(c.record);
    const bool flipped = slots.size() == snapshot_.table(c.record.type).names.size();
    const bool exception = c.record.type == verdicts_.exceptions().type();
    if (known) {
        touch(t, *old, slots);
        if (exception) touch_excused(t, *old);
    }
    const Row& row = snapshot_.put(c.record, c.move);
    touch(t, row, slots);
    if (shadow) touch_pointing(t, row);
    if (flipped) touch_members(t, row);
    if (exception) touch_excused(t, row);
    if (exception || c.record.type == verdicts_.judgements().type()) t.people = true;
}

Effort Current::apply(const std::vector<record::Committed>& entries) {
    Touched t;
    for (const auto& c : entries) apply_one(t, c);
    if (!entries.empty()) snapshot_.set_position(std::max(snapshot_.position(), entries.back().position));
    return settle(std::move(t));
}

Effort Current::settle(Touched t) {
    Effort effort;
    settle_computed(t, effort);
    if (t.people) verdicts_.read_people(snapshot_);
    std::sort(t.subjects.begin(), t.subjects.end());
    t.subjects.erase(std::unique(t.subjects.begin(), t.subjects.end()), t.subjects.end());
    for (int who : t.whole) {
        verdicts_.judge_rule(snapshot_, static_cast<size_t>(who));
        ++effort.whole_rules;
        if (slice_) slice_();
    }
    int64_t since = 0;
    for (const auto& [who, index] : t.subjects) {
        if (t.whole.count(who)) continue;
        verdicts_.judge_subject(snapshot_, static_cast<size_t>(who), index);
        ++effort.subjects;
        if (slice_ && ++since % 512 == 0) slice_();
    }
    return effort;
}

Effort Current::set_settings(const std::vector<std::pair<std::string, Value>>& values) {
    Touched t;
    const auto before = snapshot_.variables(nullptr, 0).slots[static_cast<size_t>(record::Name::settings)].as_object();
    std::vector<Value> old;
    const auto n = catalog_->settings().size();
    for (size_t i = 0; i < n; ++i) old.push_back(before->get(static_cast<int>(i)));
    snapshot_.set_settings(values);
    auto reads = [&](const Watch& w, int who) {
        for (int slot : w.settings)
            if (!(old[static_cast<size_t>(slot)] == before->get(slot))) t.whole.insert(who);
    };
    for (size_t i = 0; i < book_.rules.size(); ++i) reads(book_.rules[i].watch, static_cast<int>(i));
    for (size_t i = 0; i < computed_.size(); ++i) reads(computed_[i].watch, static_cast<int>(book_.rules.size() + i));
    return settle(std::move(t));
}

Effort Current::set_today(int32_t today) {
    if (today == verdicts_.today()) return {};
    Effort effort;
    if (today < verdicts_.today()) {             // a day that is past: what turned must turn back
        judge_all(today);
        effort.whole_rules = static_cast<int64_t>(book_.rules.size());
        return effort;
    }
    verdicts_.set_today(today);
    Touched t;
    for (size_t i = 0; i < computed_.size(); ++i)
        if (computed_[i].watch.uses_today) t.whole.insert(static_cast<int>(book_.rules.size() + i));
    const auto& columns = verdicts_.columns();
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].whole_turn <= today) t.whole.insert(static_cast<int>(i));
        for (size_t k = 0; k < columns[i].turns.size(); ++k)
            if (columns[i].turns[k] <= today) t.subjects.emplace_back(static_cast<int>(i), static_cast<uint32_t>(k));
    }
    return settle(std::move(t));
}

}  // namespace tutela::engine
