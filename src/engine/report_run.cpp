#include "engine/report_run.h"

#include <algorithm>

#include "base/clock.h"
#include "engine/reason.h"
#include "expr/ast.h"
#include "expr/compare.h"

namespace tutela::engine {

using expr::Kind;
using expr::Value;

namespace {

// A value that can be kept after the snapshot moves on: records become their ids.
Value kept(const Value& v) {
    if (v.is(Kind::object)) return Value::string(v.as_object()->identity());
    if (!v.is(Kind::list)) return v;
    std::vector<Value> list;
    for (const auto& e : v.as_list()) list.push_back(kept(e));
    return Value::list(std::move(list));
}

std::string in_words(std::string_view name) {
    std::string out(name);
    std::replace(out.begin(), out.end(), '_', ' ');
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

// Titles of choices and states where the expression is such a field and nothing else.
std::string choice_title(const record::Catalog& catalog, const expr::Node& n, std::string_view value) {
    if (n.kind != expr::NodeKind::field || n.object.empty()) return {};
    const auto* d = catalog.type(n.object);
    if (!d) return {};
    if (n.name == "state") {
        for (const auto& s : d->states) if (s.name == value) return s.title;
        return {};
    }
    if (const auto* f = d->field(n.name))
        for (const auto& c : f->choices) if (c.name == value) return c.title;
    return {};
}

class Run {
public:
    Run(const ReportDeclaration& d, const Snapshot& s, int32_t today) : d_(d), s_(s), today_(today) {}

    Cell cell(const record::Expression& e, const std::string& show, const expr::ObjectRef* self) const {
        Cell c;
        if (!e.program) return c;
        Value v = evaluate(e, self);
        if (v.is(Kind::error)) {
            c.failed = true;
            c.text = "(failed: " + std::string(v.error_message()) + ")";
            return c;
        }
        if (v.is(Kind::unknown) || !v.set()) return c;
        c.value = kept(v);
        c.text = text(e, show, v);
        return c;
    }

    Value evaluate(const record::Expression& e, const expr::ObjectRef* self) const {
        return e.program->evaluate(s_.variables(self, today_).slots);
    }

private:
    std::string text(const record::Expression& e, const std::string& show, const Value& v) const {
        const expr::Node& root = *e.program->ast().root;
        if (v.is(Kind::string)) {
            auto title = choice_title(s_.catalog(), root, v.as_string());
            if (!title.empty()) return title;
            return show == "state" || show == "verdict" ? in_words(v.as_string()) : std::string(v.as_string());
        }
        if (v.is(Kind::list)) {
            std::string out;
            for (const auto& one : v.as_list()) {
                std::string t = one.is(Kind::string) ? std::string(one.as_string()) : one.is(Kind::object) ? std::string(one.as_object()->identity()) : words_of(one);
                if (one.is(Kind::string)) if (auto title = choice_title(s_.catalog(), root, one.as_string()); !title.empty()) t = title;
                out += (out.empty() ? "" : ", ") + t;
            }
            return out;
        }
        if (v.is(Kind::object)) {
            const auto* row = dynamic_cast<const Row*>(v.as_object());
            return row ? row->title() : std::string(v.as_object()->identity());
        }
        return words_of(v);
    }

    const ReportDeclaration& d_;
    const Snapshot& s_;
    int32_t today_;
};

// Unset, unknown and failed stand last; kinds that have no order keep the order they came in.
int compare(const Value& a, const Value& b) {
    auto rank = [](const Value& v) { return !v.set() || v.is(Kind::unknown) || v.is(Kind::error) ? 1 : 0; };
    if (rank(a) != rank(b)) return rank(a) - rank(b);
    if (rank(a)) return 0;
    auto o = expr::order(a, b);
    return o.comparable && !o.unordered ? o.sign : 0;
}

struct Sorted { const ReportDeclaration* part; const expr::ObjectRef* subject; std::vector<Value> keys; std::string group; };

// The subjects of one population that `where` lets in and the reader may see.
void gather(const ReportDeclaration& d, const Snapshot& s, const Run& run, const Eyes& eyes, std::vector<Sorted>& rows, int64_t& hidden) {
    for (size_t i = 0; i < s.subjects(d.type); ++i) {
        if (!s.live(d.type, i)) continue;
        const auto* subject = s.subject(d.type, i);
        if (d.where.program) {
            Value in = run.evaluate(d.where, subject);
            if (!in.is(Kind::boolean) || !in.as_bool()) continue;
        }
        if (const auto* row = dynamic_cast<const Row*>(subject); row && !eyes.see(*row)) {
            ++hidden;
            continue;
        }
        Sorted one{&d, subject, {}, d.group.program ? run.cell(d.group, {}, subject).text : std::string()};
        for (const auto& e : d.sort) one.keys.push_back(e.program ? run.evaluate(e, subject) : Value());
        rows.push_back(std::move(one));
    }
}

}  // namespace

ReportResult run_report(const ReportDeclaration& d, const Snapshot& s, int32_t today, const Eyes& eyes) {
    ReportResult out;
    out.declaration = &d;
    out.at = clock::date_text(today);
    out.position = s.position();
    std::function<bool(const Row&)> filter = [&eyes](const Row& r) { return eyes.see(r); };
    if (!eyes.all()) s.set_lens(&filter);        // what the reader may not see is absent, also behind links
    Run run(d, s, today);
    for (const auto& h : d.head) out.head.emplace_back(h.label, run.cell(h.value, {}, nullptr).text);
    std::vector<Sorted> rows;
    gather(d, s, run, eyes, rows, out.hidden);
    if (d.also) gather(*d.also, s, run, eyes, rows, out.hidden);
    std::stable_sort(rows.begin(), rows.end(), [](const Sorted& a, const Sorted& b) {
        for (size_t i = 0; i < a.keys.size(); ++i)
            if (int c = compare(a.keys[i], b.keys[i])) return c < 0;
        return false;
    });
    // Groups stand together, in the order in which the sorting meets them first.
    std::vector<std::string> groups;
    for (const auto& r : rows)
        if (std::find(groups.begin(), groups.end(), r.group) == groups.end()) groups.push_back(r.group);
    std::stable_sort(rows.begin(), rows.end(), [&](const Sorted& a, const Sorted& b) {
        auto place = [&](const Sorted& x) { return std::find(groups.begin(), groups.end(), x.group) - groups.begin(); };
        return groups.size() > 1 && place(a) < place(b);
    });
    for (const auto& r : rows) {
        ReportRow row{std::string(r.subject->identity()), {}, r.group, {}};
        if (const auto* known = dynamic_cast<const Row*>(r.subject)) row.path = known->table().declaration->path;
        for (const auto& c : r.part->columns) row.cells.push_back(run.cell(c.value, c.show, r.subject));
        out.rows.push_back(std::move(row));
    }
    s.set_lens(nullptr);
    return out;
}

}  // namespace tutela::engine
