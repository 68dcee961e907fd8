#include "engine/judge.h"

#include <algorithm>

namespace tutela::engine {

using expr::Kind;
using expr::Value;

namespace {

// The value of an expression that must be true or false.
Value decide(const record::Expression& e, const Snapshot::Variables& v, int32_t& turn) {
    expr::Run run;
    Value result = e.program->evaluate(v.slots, run);
    if (run.turns) turn = std::min(turn, *run.turns);
    return result;
}

Mark mark_of(const Value& v) {
    if (v.is(Kind::boolean)) return v.as_bool() ? Mark::conforms : Mark::gap;
    return v.is(Kind::unknown) || v.is(Kind::unset) ? Mark::unknown : Mark::broken;
}

Outcome judge_values(const Rule& rule, const Snapshot::Variables& v) {
    Outcome o;
    if (rule.where) {
        Value in = decide(rule.where, v, o.turn);
        if (!in.is(Kind::boolean)) return o.mark = mark_of(in), o.why = std::move(in), o;
        if (!in.as_bool()) return o;
    }
    if (!rule.expect) return o.mark = Mark::conforms, o;
    Value good = decide(rule.expect, v, o.turn);
    o.mark = mark_of(good);
    if (!good.is(Kind::boolean)) o.why = std::move(good);
    return o;
}

}  // namespace

Verdict verdict_of(Mark m, bool excused) {
    switch (m) {
        case Mark::outside: return Verdict::nothing;
        case Mark::conforms: return Verdict::conforms;
        case Mark::gap: return excused ? Verdict::excused : Verdict::gap;
        case Mark::unknown:
        case Mark::broken: return Verdict::cannot_judge;
    }
    return Verdict::nothing;
}

Outcome judge(const Rule& rule, const Snapshot& s, size_t index, int32_t today) {
    if (!s.live(rule.each, index)) return {};
    return judge_values(rule, s.variables(s.subject(rule.each, index), today));
}

Outcome judge_whole(const Rule& rule, const Snapshot& s, int32_t today) {
    return judge_values(rule, s.variables(nullptr, today));
}

void Column::set(size_t index, Mark m, bool pardon, int32_t turn) {
    auto count = [&](Mark mark, bool ex, int64_t by) {
        if (mark != Mark::outside) population += by;
        if (mark == Mark::conforms) conforming += by;
        if (mark == Mark::gap) (ex ? excused_gaps : gaps) += by;
        if (mark == Mark::unknown) unknown += by;
        if (mark == Mark::broken) broken += by;
    };
    if (index >= marks.size()) marks.resize(index + 1, Mark::outside);
    count(marks[index], index < excused.size() && excused[index], -1);
    marks[index] = m;
    pardon = pardon && m == Mark::gap;
    if (pardon || index < excused.size()) {
        if (excused.size() <= index) excused.resize(marks.size(), 0);
        excused[index] = pardon;
    }
    if (turn != never || index < turns.size()) {
        if (turns.size() <= index) turns.resize(marks.size(), never);
        turns[index] = turn;
    }
    count(m, pardon, 1);
}

void judge_count(const Rule& rule, Column& c) {
    if (rule.each < 0 || rule.at_least == 0) return;
    c.whole = c.population < rule.at_least ? Mark::gap : Mark::outside;
}

Column judge_all(const Rule& rule, const Snapshot& s, int32_t today) {
    Column c;
    if (rule.each < 0) {
        Outcome o = judge_whole(rule, s, today);
        c.whole = o.mark, c.whole_turn = o.turn;
        return c;
    }
    const size_t n = s.subjects(rule.each);
    c.marks.resize(n, Mark::outside);
    Snapshot::Variables v = s.variables(nullptr, today);
    for (size_t i = 0; i < n; ++i) {
        if (!s.live(rule.each, i)) continue;
        v.slots[static_cast<size_t>(record::Name::this_record)] = Value::object(s.subject(rule.each, i));
        Outcome o = judge_values(rule, v);
        c.set(i, o.mark, false, o.turn);
    }
    judge_count(rule, c);
    return c;
}

}  // namespace tutela::engine
