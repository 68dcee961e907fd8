#include "engine/explain.h"

#include <algorithm>

#include "base/spelling.h"

namespace tutela::engine {

namespace {

// Lines of "name  text", the text set in columns of 78 letters.
class Page {
public:
    void line(const std::string& text) { out += text + "\n"; }
    void gap() { out += "\n"; }
    void pair(const std::string& name, const std::string& text) {
        if (text.empty()) return;
        std::string rest = text;
        bool first = true;
        while (!rest.empty()) {
            size_t cut = rest.find('\n');
            if (cut == std::string::npos) cut = rest.size();
            if (cut > 64) {
                cut = rest.rfind(' ', 64);
                if (cut == std::string::npos || cut == 0) cut = std::min(rest.find(' '), rest.size());
            }
            std::string name_part = first ? name : "";
            name_part.resize(std::max<size_t>(14, name_part.size() + 1), ' ');
            out += "  " + name_part + rest.substr(0, cut) + "\n";
            rest = cut < rest.size() ? rest.substr(cut + 1) : "";
            first = false;
        }
    }
    std::string out;
};

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& s : list) out += (out.empty() ? "" : ", ") + s;
    return out;
}

void rule_page(Page& p, const Rule& r, const Standards& standards) {
    p.line("Rule " + r.name);
    p.line(r.says);
    p.gap();
    std::vector<std::string> answers;
    for (int i : r.items) answers.push_back(standards.items[static_cast<size_t>(i)].id + " " + standards.items[static_cast<size_t>(i)].title);
    p.pair("answers", joined(answers));
    p.pair("severity", name_of(r.severity));
    p.pair("each", r.each_name.empty() ? "the organisation as a whole" : r.each_name);
    p.pair("where", r.where.text);
    p.pair("expect", r.expect.text);
    if (r.at_least) p.pair("at least", std::to_string(r.at_least));
    p.pair("who", r.who.text);
    p.pair("remedy", r.remedy);
    p.pair("declared in", r.place);
    for (const auto& ex : r.examples)
        p.pair("example", ex.name + ": finds " + (ex.finds.empty() ? "nothing" : joined(ex.finds)) + (ex.cannot_judge.empty() ? "" : ", cannot judge " + joined(ex.cannot_judge)));
}

void item_page(Page& p, const Item& item, size_t index, const record::Catalog& catalog, const Standards& standards, const RuleBook& book) {
    p.line(item.id + " " + item.title);
    p.line(item.asks);
    p.gap();
    p.pair("standard", standards.all[static_cast<size_t>(item.standard)].title);
    p.pair("clause", item.clause);
    p.pair("kind", item.kind);
    p.pair("force", std::string(item.force()) + (item.ceiling() == Severity::observation ? ": makes at most an observation" : ""));
    p.pair("judged by", item.judged == Judged::machine ? "rules" : item.judged == Judged::also ? "rules and a person" : "a person");
    std::vector<std::string> rules, types;
    for (int r : book.by_item[index]) rules.push_back(book.rules[static_cast<size_t>(r)].name);
    for (const auto& d : catalog.types())
        if (std::find(d.evidence_for.begin(), d.evidence_for.end(), item.id) != d.evidence_for.end()) types.push_back(d.title_many);
    p.pair("rules", rules.empty() ? "none: nothing judges this yet" : joined(rules));
    p.pair("records", types.empty() ? "none" : joined(types));
    p.pair("usual record", item.record);
}

void clause_page(Page& p, const Standard& s, const Clause& c, const Standards& standards) {
    p.line("Clause " + c.id + " " + c.title);
    p.line(s.title);
    p.gap();
    for (int i : c.items) p.pair(standards.items[static_cast<size_t>(i)].id, standards.items[static_cast<size_t>(i)].title);
    for (const auto& below : s.clauses)
        if (below.parent >= 0 && &s.clauses[static_cast<size_t>(below.parent)] == &c) p.pair(below.id, below.title);
}

std::string field_words(const record::Field& f) {
    std::string out = record::name_of(f.type);
    if (!f.to.empty()) out += " to " + f.to;
    if (f.required) out += ", required";
    if (f.derived) out += ", derived";
    if (f.computed) out += ", computed";
    return out;
}

void type_page(Page& p, const record::Declaration& d, const record::Catalog& catalog) {
    p.line(d.title_one + " (" + d.name + ")");
    p.line(d.says);
    p.gap();
    for (const auto& f : d.fields) p.pair(f.name, field_words(f) + (f.hint.empty() ? "" : ". " + f.hint));
    std::vector<std::string> states, inverses;
    for (const auto& s : d.states) states.push_back(s.name);
    for (const auto& i : catalog.inverses(d.number)) inverses.push_back(i.name);
    p.pair("states", joined(states));
    for (const auto& m : d.moves) p.pair("move " + m.name, (m.from.empty() ? "any" : joined(m.from)) + " to " + m.to + (m.by.empty() ? "" : ", by " + joined(m.by)));
    p.pair("seen from", joined(inverses));
    p.pair("evidence for", joined(d.evidence_for));
}

void field_page(Page& p, const record::Declaration& d, const record::Field& f) {
    p.line(d.name + "." + f.name + ": " + f.title);
    if (!f.hint.empty()) p.line(f.hint);
    p.gap();
    p.pair("type", field_words(f));
    p.pair("unit", f.unit);
    std::vector<std::string> choices;
    for (const auto& c : f.choices) choices.push_back(c.name);
    p.pair("choices", joined(choices));
    p.pair("seen as", f.inverse);
    p.pair("default", f.fallback.text);
    p.pair("derived", f.derived.text);
    p.pair("computed", f.computed.text);
    p.pair("declared in", f.place);
}

bool other_page(Page& p, std::string_view name, const record::Catalog& catalog, const ReportBook& reports) {
    for (const auto& s : catalog.settings())
        if (s.name == name) {
            p.line("Setting " + s.name);
            p.line(s.says);
            p.gap();
            p.pair("type", record::name_of(s.type));
            p.pair("unit", s.unit);
            p.pair("process", s.process);
            return true;
        }
    const auto* r = reports.report(name);
    if (!r) return false;
    p.line("Report " + r->name + ": " + r->title);
    p.line(r->says);
    p.gap();
    p.pair("each", r->each);
    p.pair("where", r->where.text);
    for (const auto& c : r->columns) p.pair("column", c.title);
    return true;
}

}  // namespace

Result<std::string> explain(std::string_view name, const record::Catalog& catalog, const Standards& standards, const RuleBook& book, const ReportBook& reports) {
    Page p;
    if (const Rule* r = book.rule(name)) return rule_page(p, *r, standards), p.out;
    if (int i = standards.item_index(name); i >= 0)
        return item_page(p, standards.items[static_cast<size_t>(i)], static_cast<size_t>(i), catalog, standards, book), p.out;
    for (const auto& s : standards.all)
        for (const auto& c : s.clauses)
            if (c.id == name || s.id + ":" + c.id == name) return clause_page(p, s, c, standards), p.out;
    const auto dot = name.find('.');
    const auto* d = catalog.type(name.substr(0, dot));
    if (d && dot == std::string_view::npos) return type_page(p, *d, catalog), p.out;
    if (d)
        if (const auto* f = d->field(name.substr(dot + 1))) return field_page(p, *d, *f), p.out;
    if (other_page(p, name, catalog, reports)) return p.out;
    std::vector<std::string> known;
    for (const auto& r : book.rules) known.push_back(r.name);
    for (const auto& i : standards.items) known.push_back(i.id);
    for (const auto& t : catalog.types()) known.push_back(t.name);
    for (const auto& s : catalog.settings()) known.push_back(s.name);
    const auto near = nearest(name, known);
    return missing("Nothing here is called \"" + std::string(name) + "\"; " + (near.empty() ? "ask for a rule, an item, a clause, a type, a field (risk.level), a setting or a report." : "did you mean \"" + near + "\"?"));
}

}  // namespace tutela::engine
