#include "engine/pardon.h"

#include <algorithm>

namespace tutela::engine {

using expr::Kind;
using expr::Value;

namespace {

int slot_of(const record::Declaration* d, std::string_view name) {
    const record::Field* f = d ? d->field(name) : nullptr;
    return f ? f->slot : -1;
}

std::string text_at(const Row& row, int slot) {
    Value v = row.get(slot);
    if (v.is(Kind::object)) return std::string(v.as_object()->identity());
    return v.is(Kind::string) ? std::string(v.as_string()) : std::string();
}

bool in_state(const Row& row, std::string_view state) {
    Value v = row.get(record::Catalog::slot(*row.table().declaration, record::Implicit::state));
    return row.live() && v.is(Kind::string) && v.as_string() == state;
}

int32_t day_at(const Row& row, int slot, int32_t otherwise) {
    Value v = row.get(slot);
    return v.is(Kind::date) ? static_cast<int32_t>(v.as_int()) : otherwise;
}

}  // namespace

Exceptions::Exceptions(const record::Catalog& catalog) {
    const auto* d = catalog.type("exception");
    if (!d) return;
    type_ = d->number;
    rule_ = slot_of(d, "rule"), record_ = slot_of(d, "record"), until_ = slot_of(d, "until");
}

void Exceptions::read(const Snapshot& s) {
    by_rule_.clear();
    if (type_ < 0) return;
    for (const Row& row : s.rows(type_)) {
        if (!in_state(row, "approved")) continue;
        const int32_t last = day_at(row, until_, none);      // without an end it excuses nothing
        if (last == none) continue;
        auto& known = by_rule_[text_at(row, rule_)].try_emplace(text_at(row, record_), none).first->second;
        known = std::max(known, last);
    }
}

int32_t Exceptions::until(const std::string& rule, std::string_view record) const {
    auto of_rule = by_rule_.find(rule);
    if (of_rule == by_rule_.end()) return none;
    int32_t last = none;
    if (auto all = of_rule->second.find(""); all != of_rule->second.end()) last = all->second;
    if (auto one = of_rule->second.find(record); one != of_rule->second.end()) last = std::max(last, one->second);
    return last;
}

std::pair<std::string, std::string> Exceptions::about(const Row& row) const { return {text_at(row, rule_), text_at(row, record_)}; }

Judgements::Judgements(const record::Catalog& catalog) {
    const auto* d = catalog.type("judgement");
    if (!d) return;
    type_ = d->number;
    item_ = slot_of(d, "item"), verdict_ = slot_of(d, "verdict"), on_ = slot_of(d, "on"), until_ = slot_of(d, "until");
}

void Judgements::read(const Snapshot& s) {
    by_item_.clear();
    if (type_ < 0) return;
    for (const Row& row : s.rows(type_)) {
        if (!in_state(row, "given")) continue;
        const int32_t last = day_at(row, until_, Exceptions::none);
        if (last == Exceptions::none) continue;
        by_item_[text_at(row, item_)].push_back({&row, text_at(row, verdict_) == "conforms", day_at(row, on_, Exceptions::none), last});
    }
    for (auto& [item, list] : by_item_)
        std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.from != b.from ? a.from > b.from : a.row->number() > b.row->number(); });
}

const std::vector<Judgement>& Judgements::of(const std::string& item) const {
    static const std::vector<Judgement> none;
    auto it = by_item_.find(item);
    return it == by_item_.end() ? none : it->second;
}

const Judgement* Judgements::in_force(const std::string& item, int32_t today) const {
    for (const auto& j : of(item))
        if (j.from <= today && today <= j.until) return &j;
    return nullptr;
}

int32_t Judgements::turn(const std::string& item, int32_t today) const {
    int32_t next = never;
    for (const auto& j : of(item))
        for (int32_t day : {j.from, j.until + 1})
            if (day > today) next = std::min(next, day);
    return next;
}

}  // namespace tutela::engine
