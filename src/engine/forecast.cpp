// What will turn by itself, and when, if nobody acts: only what has a next day is looked at, each on its own days.
#include <algorithm>
#include <map>

#include "base/clock.h"
#include "engine/answers.h"

namespace tutela::engine {

namespace {

constexpr size_t most_turns = 5000;

struct Seen { int32_t day; size_t rule; size_t index; Verdict from, to; };

class Outlook {
public:
    Outlook(const House& h, int32_t until) : h_(h), s_(h.snapshot), until_(until) {}

    std::vector<Seen> all() {
        const auto& columns = h_.verdicts.columns();
        for (size_t rule = 0; rule < columns.size(); ++rule) {
            const Column& c = columns[rule];
            population_.clear();
            for (size_t i = 0; i < c.turns.size(); ++i)
                if (c.turns[i] <= until_) subject(rule, i, c.marks[i], i < c.excused.size() && c.excused[i], c.turns[i]);
            if (h_.book.rules[rule].each < 0) whole(rule, c);
            else count(rule, c);
        }
        return std::move(seen_);
    }

private:
    struct State { Mark mark; bool excused; int32_t turn; };

    State pardon(size_t rule, const Outcome& o, std::string_view record, int32_t day) const {
        State s{o.mark, false, o.turn};
        if (o.mark != Mark::gap) return s;
        const int32_t last = h_.verdicts.exceptions().until(h_.book.rules[rule].name, record);
        if (last != Exceptions::none && last >= day) s.excused = true, s.turn = std::min(s.turn, last + 1);
        return s;
    }

    void emit(int32_t day, size_t rule, size_t index, State from, State to) {
        const Verdict a = verdict_of(from.mark, from.excused), b = verdict_of(to.mark, to.excused);
        if (a != b) seen_.push_back({day, rule, index, a, b});
    }

    void subject(size_t rule, size_t index, Mark mark, bool excused, int32_t turn) {
        const Rule& r = h_.book.rules[rule];
        const std::string_view id = s_.subject(r.each, index)->identity();
        State now{mark, excused, turn};
        while (now.turn <= until_) {
            const int32_t day = now.turn;
            State next = pardon(rule, judge(r, s_, index, day), id, day);
            emit(day, rule, index, now, next);
            population_[day] += (next.mark != Mark::outside) - (now.mark != Mark::outside);
            now = next;
            if (now.turn <= day) break;
        }
    }

    void whole(size_t rule, const Column& c) {
        State now{c.whole, c.whole_excused, c.whole_turn};
        while (now.turn <= until_) {
            const int32_t day = now.turn;
            State next = pardon(rule, judge_whole(h_.book.rules[rule], s_, day), {}, day);
            emit(day, rule, SIZE_MAX, now, next);
            now = next;
            if (now.turn <= day) break;
        }
    }

    // Fewer or more subjects than `at_least`, as they come and go, and the end of an exception for that.
    void count(size_t rule, const Column& c) {
        const Rule& r = h_.book.rules[rule];
        if (!r.at_least) return;
        if (c.whole_turn <= until_) population_[c.whole_turn] += 0;
        State now{c.whole, c.whole_excused, never};
        int64_t n = c.population;
        for (const auto& [day, change] : population_) {
            n += change;
            State next = pardon(rule, {n < r.at_least ? Mark::gap : Mark::outside, never, {}}, {}, day);
            emit(day, rule, SIZE_MAX, now, next);
            now = next;
        }
    }

    const House& h_;
    const Snapshot& s_;
    int32_t until_;
    std::map<int32_t, int64_t> population_;
    std::vector<Seen> seen_;
};

Turn turn_of(const House& h, const Seen& x) {
    const Rule& rule = h.book.rules[x.rule];
    Turn t{clock::date_text(x.day), rule.name, rule.says, {}, {}, {}, x.from, x.to};
    const Snapshot& s = h.snapshot;
    if (x.index == SIZE_MAX) return t;
    if (rule.each == s.item_type()) {
        t.record = h.standards.items[x.index].id, t.record_title = h.standards.items[x.index].title;
    } else {
        const Row& row = s.rows(rule.each)[x.index];
        t.record = row.id(), t.record_title = row.title(), t.path = row.table().declaration->path;
    }
    return t;
}

// Judgements that begin or cease to count.
void add_judgements(const House& h, int32_t until, const Eyes& eyes, std::vector<Turn>& out) {
    const auto& judgements = h.verdicts.judgements();
    auto verdict = [](const Judgement* j) { return !j ? Verdict::cannot_judge : j->conforms ? Verdict::conforms : Verdict::gap; };
    for (const auto& item : h.standards.items) {
        int32_t day = h.verdicts.today();
        const Judgement* now = judgements.in_force(item.id, day);
        for (int32_t next = judgements.turn(item.id, day); next <= until; next = judgements.turn(item.id, next)) {
            const Judgement* then = judgements.in_force(item.id, next);
            const Judgement* named = then ? then : now;
            if (verdict(now) != verdict(then) && (!named || eyes.see(*named->row))) {
                Turn t{clock::date_text(next), "judgement", "A person's judgement on " + item.id + ", " + item.title + ".", {}, {}, {}, verdict(now), verdict(then)};
                if (named) t.record = named->row->id(), t.record_title = named->row->title(), t.path = named->row->table().declaration->path;
                out.push_back(std::move(t));
            }
            now = then;
        }
    }
}

}  // namespace

Forecast forecast(const House& h, const Tree& tree, int32_t until, const Eyes& eyes) {
    Forecast f;
    f.from = clock::date_text(tree.today), f.until = clock::date_text(until), f.position = tree.position;
    auto seen = Outlook(h, until).all();
    std::stable_sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.day < b.day; });
    const Snapshot& s = h.snapshot;
    for (const auto& x : seen) {
        const int each = h.book.rules[x.rule].each;
        const Row* row = x.index == SIZE_MAX || each == s.item_type() ? nullptr : &s.rows(each)[x.index];
        if (f.turns.size() >= most_turns || (row && !eyes.see(*row))) ++f.more;
        else f.turns.push_back(turn_of(h, x));
    }
    add_judgements(h, until, eyes, f.turns);
    std::stable_sort(f.turns.begin(), f.turns.end(), [](const Turn& a, const Turn& b) { return a.date < b.date; });
    return f;
}

}  // namespace tutela::engine
