#include "engine/verdicts.h"

#include <algorithm>

namespace tutela::engine {

Verdicts::Verdicts(const record::Catalog& catalog, const RuleBook& book, const Standards& standards)
    : book_(book), standards_(standards), exceptions_(catalog), judgements_(catalog), columns_(book.rules.size()) {}

void Verdicts::read_people(const Snapshot& s) {
    exceptions_.read(s);
    judgements_.read(s);
}

void Verdicts::judge_all(const Snapshot& s, int32_t today) {
    today_ = today;
    read_people(s);
    for (size_t i = 0; i < book_.rules.size(); ++i) judge_rule(s, i);
}

// An exception makes a gap excused until its last day; on the day after, the verdict turns.
Outcome Verdicts::pardoned(size_t rule, Outcome o, std::string_view record, bool& excused) const {
    excused = false;
    if (o.mark != Mark::gap || !exceptions_.any(book_.rules[rule].name)) return o;
    const int32_t last = exceptions_.until(book_.rules[rule].name, record);
    excused = last >= today_ && last != Exceptions::none;
    if (excused) o.turn = std::min(o.turn, last + 1);
    return o;
}

void Verdicts::judge_rule(const Snapshot& s, size_t rule) {
    const Rule& r = book_.rules[rule];
    Column column = engine::judge_all(r, s, today_);
    if (exceptions_.any(r.name))
        for (size_t i = 0; i < column.marks.size(); ++i) {
            if (column.marks[i] != Mark::gap) continue;
            bool excused = false;
            Outcome o{Mark::gap, i < column.turns.size() ? column.turns[i] : never, {}};
            o = pardoned(rule, o, s.subject(r.each, i)->identity(), excused);
            column.set(i, Mark::gap, excused, o.turn);
        }
    columns_[rule] = std::move(column);
    finish_whole(s, rule);
}

void Verdicts::judge_subject(const Snapshot& s, size_t rule, size_t index) {
    const Rule& r = book_.rules[rule];
    bool excused = false;
    Outcome o = pardoned(rule, judge(r, s, index, today_), s.subject(r.each, index)->identity(), excused);
    columns_[rule].set(index, o.mark, excused, o.turn);
    finish_whole(s, rule);
}

void Verdicts::finish_whole(const Snapshot&, size_t rule) {
    Column& c = columns_[rule];
    judge_count(book_.rules[rule], c);
    Outcome o{c.whole, book_.rules[rule].each < 0 ? c.whole_turn : never, {}};
    o = pardoned(rule, o, {}, c.whole_excused);
    c.whole_turn = o.turn;
}

int32_t Verdicts::excused_until(size_t rule, const Snapshot& s, size_t index) const {
    const Rule& r = book_.rules[rule];
    return exceptions_.until(r.name, index == SIZE_MAX ? std::string_view() : s.subject(r.each, index)->identity());
}

Verdict Verdicts::of_rule(size_t rule) const {
    const Column& c = columns_[rule];
    Verdict v = verdict_of(c.whole, c.whole_excused);
    if (c.gaps) v = worst(v, Verdict::gap);
    if (c.unknown + c.broken) v = worst(v, Verdict::cannot_judge);
    if (c.excused_gaps) v = worst(v, Verdict::excused);
    if (c.conforming) v = worst(v, Verdict::conforms);
    return v;
}

ItemState Verdicts::of_item(size_t index) const {
    const Item& item = standards_.items[index];
    ItemState state;
    bool also = item.judged != Judged::machine;
    for (int rule : book_.by_item[index]) {
        const Rule& r = book_.rules[static_cast<size_t>(rule)];
        const Verdict v = of_rule(static_cast<size_t>(rule));
        state.verdict = worst(state.verdict, v);
        if (v == Verdict::gap) state.severity = worst(state.severity, std::min(r.severity, item.ceiling()));
        also |= r.judged_also;
    }
    state.uncovered = book_.by_item[index].empty() && !also;
    if (!also) return state;
    const Judgement* j = judgements_.in_force(item.id, today_);
    state.judgement = !j ? "missing" : j->conforms ? "conforms" : "gap";
    state.verdict = worst(state.verdict, !j ? Verdict::cannot_judge : j->conforms ? Verdict::conforms : Verdict::gap);
    if (j && !j->conforms) state.severity = worst(state.severity, std::min(Severity::minor, item.ceiling()));
    return state;
}

void add_to(Counts& c, const ItemState& s) {
    switch (s.verdict) {
        case Verdict::gap: ++(s.severity == Severity::major ? c.major : s.severity == Severity::minor ? c.minor : c.observation); break;
        case Verdict::cannot_judge: ++c.cannot_judge; break;
        case Verdict::excused: ++c.excused; break;
        case Verdict::conforms: ++c.conforms; break;
        case Verdict::nothing: ++c.nothing; break;
    }
    c.uncovered += s.uncovered;
}

Counts& operator+=(Counts& a, const Counts& b) {
    a.major += b.major, a.minor += b.minor, a.cannot_judge += b.cannot_judge, a.observation += b.observation;
    a.excused += b.excused, a.conforms += b.conforms, a.nothing += b.nothing, a.uncovered += b.uncovered;
    return a;
}

Tree Verdicts::tree(int64_t position) const {
    Tree t;
    t.position = position, t.today = today_;
    t.items.reserve(standards_.items.size());
    for (size_t i = 0; i < standards_.items.size(); ++i) t.items.push_back(of_item(i));
    for (const auto& standard : standards_.all) {
        std::vector<ClauseState> clauses(standard.clauses.size());
        Counts counts;
        // From the last to the first, so that a clause is complete before it is added to the one above.
        for (size_t i = standard.clauses.size(); i-- > 0;) {
            ClauseState& c = clauses[i];
            for (int item : standard.clauses[i].items) {
                const ItemState& s = t.items[static_cast<size_t>(item)];
                c.verdict = worst(c.verdict, s.verdict);
                c.severity = worst(c.severity, s.severity);
                add_to(c.counts, s);
            }
            const int up = standard.clauses[i].parent;
            if (up < 0) {
                counts += c.counts;
                continue;
            }
            ClauseState& parent = clauses[static_cast<size_t>(up)];
            parent.verdict = worst(parent.verdict, c.verdict);
            parent.severity = worst(parent.severity, c.severity);
            parent.counts += c.counts;
        }
        t.clauses.push_back(std::move(clauses));
        t.counts.push_back(counts);
    }
    return t;
}

}  // namespace tutela::engine
