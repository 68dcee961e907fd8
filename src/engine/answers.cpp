#include "engine/answers.h"

#include <algorithm>

#include "base/clock.h"
#include "engine/reason.h"

namespace tutela::engine {

bool Eyes::see(const Row& row) const {
    if (!sees_) return true;
    auto [it, fresh] = known_.try_emplace(&row, false);
    if (fresh) it->second = sees_(row.record());
    return it->second;
}

namespace {

// While it lives, records hidden from the reader are absent from links.
class Lens {
public:
    Lens(const Snapshot& s, const Eyes& eyes) : s_(s), filter_([&eyes](const Row& r) { return eyes.see(r); }) {
        if (!eyes.all()) s_.set_lens(&filter_);
    }
    ~Lens() { s_.set_lens(nullptr); }
    Lens(const Lens&) = delete;

private:
    const Snapshot& s_;
    std::function<bool(const Row&)> filter_;
};

bool failing(Mark m) { return m == Mark::gap || m == Mark::unknown || m == Mark::broken; }

bool excused_at(const Column& c, size_t i) { return i < c.excused.size() && c.excused[i]; }

const Row* row_at(const Rule& rule, const Snapshot& s, size_t index) {
    return rule.each < 0 || rule.each == s.item_type() || index == SIZE_MAX ? nullptr : &s.rows(rule.each)[index];
}

// The heaviest a rule's gap weighs for the items it answers, all or those of one standard (-1: all).
Severity weight(const Rule& rule, const Standards& standards, int standard) {
    Severity s = Severity::none;
    for (int i : rule.items) {
        const Item& item = standards.items[static_cast<size_t>(i)];
        if (standard < 0 || item.standard == standard) s = worst(s, std::min(rule.severity, item.ceiling()));
    }
    return s;
}

bool answers(const Rule& rule, const Standards& standards, size_t standard) {
    return std::any_of(rule.items.begin(), rule.items.end(), [&](int i) { return standards.items[static_cast<size_t>(i)].standard == static_cast<int>(standard); });
}

ObligationResult obligation(const Standards& standards, const RuleBook& book, const Tree& tree, int index) {
    const Item& item = standards.items[static_cast<size_t>(index)];
    const ItemState& s = tree.items[static_cast<size_t>(index)];
    ObligationResult o{item.id, item.title, item.kind, s.verdict, s.severity, {}, s.judgement, item.assessability(), s.uncovered};
    for (int r : book.by_item[static_cast<size_t>(index)]) o.rules.push_back(book.rules[static_cast<size_t>(r)].name);
    return o;
}

}  // namespace

Check check_tree(const Standards& standards, const RuleBook& book, const Tree& tree, size_t standard) {
    const Standard& s = standards.all[standard];
    Check c;
    c.standard = s.id, c.title = s.title, c.at = clock::date_text(tree.today), c.position = tree.position;
    c.counts = tree.counts[standard];
    for (size_t i = 0; i < s.clauses.size(); ++i) {
        const ClauseState& state = tree.clauses[standard][i];
        ClauseResult r{s.clauses[i].id, s.clauses[i].title, s.clauses[i].level, state.verdict, state.severity, state.counts, {}};
        for (int item : s.clauses[i].items) r.obligations.push_back(obligation(standards, book, tree, item));
        c.clauses.push_back(std::move(r));
    }
    return c;
}

Gap gap_of(const House& h, size_t rule, size_t index, Mark mark, bool excused, const Eyes& eyes) {
    const Rule& r = h.book.rules[rule];
    const Snapshot& s = h.snapshot;
    const int32_t today = h.verdicts.today();
    Lens lens(s, eyes);
    Gap g;
    g.rule = r.name, g.says = r.says, g.remedy = r.remedy, g.obligations = r.clauses;
    g.severity = weight(r, h.standards, -1);
    g.verdict = verdict_of(mark, excused);
    g.broken = mark == Mark::broken;
    if (const Row* row = row_at(r, s, index)) {
        g.record = row->id(), g.record_title = row->title();
        g.type = row->table().declaration->name, g.path = row->table().declaration->path;
    } else if (index != SIZE_MAX && r.each == s.item_type()) {
        const Item& item = h.standards.items[index];
        g.record = item.id, g.record_title = item.title, g.type = "standard_item";
    }
    g.reason = reason_of(r, s, index, today, mark);
    if (const Row* who = who_of(r, s, index, today); who && eyes.see(*who)) g.who = who->id(), g.who_title = who->title();
    if (excused) g.until = clock::date_text(h.verdicts.excused_until(rule, s, index));
    return g;
}

namespace {

// Walks a rule's findings of one kind until `take` has enough.
void findings(const House& h, size_t rule, bool (*wanted)(Mark, bool), const std::function<bool(size_t, Mark, bool)>& take) {
    const Column& c = h.verdicts.columns()[rule];
    if (wanted(c.whole, c.whole_excused) && !take(SIZE_MAX, c.whole, c.whole_excused)) return;
    for (size_t i = 0; i < c.marks.size(); ++i)
        if (wanted(c.marks[i], excused_at(c, i)) && !take(i, c.marks[i], excused_at(c, i))) return;
}

bool is_gap(Mark m, bool excused) { return m == Mark::gap && !excused; }
bool is_doubt(Mark m, bool) { return m == Mark::unknown || m == Mark::broken; }
bool is_excused(Mark m, bool excused) { return m == Mark::gap && excused; }
bool is_good(Mark m, bool) { return m == Mark::conforms; }

}  // namespace

void add_gaps(Check& check, const House& h, size_t standard, const Eyes& eyes, int limit, bool excused) {
    std::vector<size_t> order;
    int64_t total = 0;
    for (size_t i = 0; i < h.book.rules.size(); ++i) {
        if (!answers(h.book.rules[i], h.standards, standard)) continue;
        order.push_back(i);
        const Column& c = h.verdicts.columns()[i];
        total += c.gaps + c.unknown + c.broken + (excused ? c.excused_gaps : 0);
        if (failing(c.whole) && (excused || !c.whole_excused)) ++total;
    }
    const int n = static_cast<int>(standard);
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return weight(h.book.rules[a], h.standards, n) > weight(h.book.rules[b], h.standards, n); });
    auto pass = [&](bool (*wanted)(Mark, bool)) {
        for (size_t rule : order)
            findings(h, rule, wanted, [&](size_t index, Mark mark, bool pardoned) {
                if (check.gaps.size() >= static_cast<size_t>(limit)) return false;
                const Row* row = row_at(h.book.rules[rule], h.snapshot, index);
                if (row && !eyes.see(*row)) return true;
                check.gaps.push_back(gap_of(h, rule, index, mark, pardoned, eyes));
                check.gaps.back().severity = weight(h.book.rules[rule], h.standards, n);
                return true;
            });
    };
    pass(is_gap);
    pass(is_doubt);
    if (excused) pass(is_excused);
    check.more = total - static_cast<int64_t>(check.gaps.size());
}

std::vector<Gap> gaps_of_row(const House& h, const Row& row, const Eyes& eyes) {
    std::vector<Gap> out;
    if (!eyes.see(row)) return out;
    const auto& columns = h.verdicts.columns();
    for (size_t i = 0; i < columns.size(); ++i) {
        if (h.book.rules[i].each != row.type() || row.index() >= columns[i].marks.size()) continue;
        const Mark m = columns[i].marks[row.index()];
        if (failing(m)) out.push_back(gap_of(h, i, row.index(), m, excused_at(columns[i], row.index()), eyes));
    }
    std::stable_sort(out.begin(), out.end(), [](const Gap& a, const Gap& b) { return a.verdict != b.verdict ? a.verdict > b.verdict : a.severity > b.severity; });
    return out;
}

std::vector<Gap> gaps_for_person(const House& h, std::string_view person, const Eyes& eyes) {
    std::vector<Gap> out;
    const Snapshot& s = h.snapshot;
    for (size_t i = 0; i < h.book.rules.size(); ++i) {
        if (!h.book.rules[i].who.program) continue;
        auto take = [&](size_t index, Mark m, bool excused) {
            const Row* who = who_of(h.book.rules[i], s, index, h.verdicts.today());
            const Row* row = row_at(h.book.rules[i], s, index);
            if (who && who->id() == person && (!row || eyes.see(*row))) out.push_back(gap_of(h, i, index, m, excused, eyes));
            return out.size() < 1000;
        };
        findings(h, i, is_gap, take);
        findings(h, i, is_doubt, take);
    }
    std::stable_sort(out.begin(), out.end(), [](const Gap& a, const Gap& b) { return a.verdict != b.verdict ? a.verdict > b.verdict : a.severity > b.severity; });
    return out;
}

// ---- one obligation or control

namespace {

Finding finding(const House& h, size_t rule, size_t index, Mark mark, bool excused, const Eyes& eyes) {
    const Rule& r = h.book.rules[rule];
    Finding f;
    f.verdict = verdict_of(mark, excused);
    if (mark != Mark::conforms) {
        Gap g = gap_of(h, rule, index, mark, excused, eyes);
        f.record = g.record, f.title = g.record_title, f.path = g.path, f.reason = g.reason, f.who = g.who, f.who_title = g.who_title;
    }
    if (const Row* row = row_at(r, h.snapshot, index)) {
        f.record = row->id(), f.title = row->title(), f.path = row->table().declaration->path, f.position = row->position();
    } else if (index != SIZE_MAX && r.each == h.snapshot.item_type()) {
        f.record = h.standards.items[index].id, f.title = h.standards.items[index].title;
    }
    return f;
}

RuleResult rule_result(const House& h, size_t rule, const Item& item, const Eyes& eyes) {
    const Rule& r = h.book.rules[rule];
    const Column& c = h.verdicts.columns()[rule];
    RuleResult out;
    out.rule = r.name, out.says = r.says, out.remedy = r.remedy;
    out.each = r.each_name.empty() ? "organisation" : r.each_name;
    out.where = r.where.text, out.expect = r.expect.text;
    out.severity = std::min(r.severity, item.ceiling());
    out.verdict = h.verdicts.of_rule(rule);
    const bool whole = c.whole != Mark::outside;
    out.population = c.population + (r.each < 0 && whole);
    out.failing = c.gaps + (c.whole == Mark::gap && !c.whole_excused);
    out.unknown = c.unknown + c.broken + is_doubt(c.whole, false);
    out.excused = c.excused_gaps + (c.whole == Mark::gap && c.whole_excused);
    out.conforming = c.conforming + (c.whole == Mark::conforms);
    for (auto wanted : {is_gap, is_doubt, is_excused, is_good})
        findings(h, rule, wanted, [&](size_t index, Mark m, bool excused) {
            if (out.results.size() >= 100) return false;
            const Row* row = row_at(r, h.snapshot, index);
            if (!row || eyes.see(*row)) out.results.push_back(finding(h, rule, index, m, excused, eyes));
            return true;
        });
    out.more = out.failing + out.unknown + out.excused + out.conforming - static_cast<int64_t>(out.results.size());
    return out;
}

JudgementResult judgement_result(const Judgement& j, int32_t today) {
    const Row& row = *j.row;
    const auto& d = *row.table().declaration;
    auto at = [&](const char* name) {
        const auto* f = d.field(name);
        return f ? row.get(f->slot) : expr::Value();
    };
    JudgementResult out;
    out.id = row.id(), out.title = row.title(), out.path = d.path;
    out.verdict = j.conforms ? "conforms" : "gap";
    if (auto g = at("grounds"); g.is(expr::Kind::string)) out.grounds = g.as_string();
    if (auto a = at("author"); a.is(expr::Kind::object))
        if (const auto* who = dynamic_cast<const Row*>(a.as_object())) out.author = who->id(), out.author_title = who->title();
    if (j.from != Exceptions::none) out.from = clock::date_text(j.from);
    out.until = clock::date_text(j.until);
    out.in_force = j.from <= today && today <= j.until;
    return out;
}

}  // namespace

ItemResult item_result(const House& h, const Tree& tree, size_t index, const Eyes& eyes) {
    const Item& item = h.standards.items[index];
    const ItemState& state = tree.items[index];
    ItemResult out;
    out.id = item.id, out.title = item.title, out.asks = item.asks, out.clause = item.clause, out.kind = item.kind;
    out.standard = h.standards.all[static_cast<size_t>(item.standard)].id;
    out.force = item.force(), out.basis = item.basis(), out.assessability = item.assessability(), out.judged = item.judged_name();
    out.verdict = state.verdict, out.severity = state.severity, out.uncovered = state.uncovered;
    out.position = tree.position;
    for (int rule : h.book.by_item[index]) {
        out.rules.push_back(rule_result(h, static_cast<size_t>(rule), item, eyes));
        for (const auto& id : h.book.rules[static_cast<size_t>(rule)].clauses)
            if (id != item.id && std::find(out.also.begin(), out.also.end(), id) == out.also.end()) out.also.push_back(id);
    }
    for (const auto& j : h.verdicts.judgements().of(item.id))
        if (eyes.see(*j.row)) out.judgements.push_back(judgement_result(j, tree.today));
    const Snapshot& s = h.snapshot;
    for (const auto& d : s.catalog().types()) {
        if (std::find(d.evidence_for.begin(), d.evidence_for.end(), item.id) == d.evidence_for.end()) continue;
        int64_t n = 0;
        for (const Row& row : s.rows(d.number)) n += row.live() && eyes.see(row);
        out.record_types.push_back({d.name, d.title_many, d.path, n});
    }
    return out;
}

Coverage coverage(const record::Catalog& catalog, const Standards& standards, const RuleBook& book, std::string_view standard) {
    Coverage out;
    for (size_t i = 0; i < standards.items.size(); ++i) {
        const Item& item = standards.items[i];
        if (!standard.empty() && standards.all[static_cast<size_t>(item.standard)].id != standard) continue;
        CoverageItem c{item.id, item.title, item.clause, item.kind, item.assessability(), item.judged_name(), item.force(), item.basis(), {}, {}, false};
        for (int r : book.by_item[i]) c.rules.push_back(book.rules[static_cast<size_t>(r)].name);
        for (const auto& d : catalog.types())
            if (std::find(d.evidence_for.begin(), d.evidence_for.end(), item.id) != d.evidence_for.end()) c.records.push_back(d.name);
        c.hole = c.rules.empty() && item.judged != Judged::human;
        out.items.push_back(std::move(c));
    }
    return out;
}

}  // namespace tutela::engine
