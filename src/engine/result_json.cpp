// Results as JSON, in the shapes of docs/reference/http.md.
#include "base/json.h"
#include "engine/check_result.h"

namespace tutela::engine {

using json::Writer;

namespace {

// Text, or null where there is none.
void put_or_null(Writer& w, std::string_view key, const std::string& text) {
    w.key(key);
    if (text.empty()) w.null();
    else w.text(text);
}

void put_list(Writer& w, std::string_view key, const std::vector<std::string>& list) {
    w.key(key).open_array();
    for (const auto& s : list) w.text(s);
    w.close_array();
}

void put_counts(Writer& w, const Counts& c) {
    w.key("counts").open_object();
    w.put("major", c.major).put("minor", c.minor).put("cannot_judge", c.cannot_judge).put("observation", c.observation);
    w.put("excused", c.excused).put("conforms", c.conforms).put("nothing", c.nothing).put("uncovered", c.uncovered);
    w.close_object();
}

void put_gap(Writer& w, const Gap& g) {
    w.open_object().put("rule", g.rule).put("says", g.says).put("severity", name_of(g.severity)).put("verdict", name_of(g.verdict));
    if (g.broken) w.put("broken", true);
    put_or_null(w, "record", g.record);
    put_or_null(w, "record_title", g.record_title);
    put_or_null(w, "type", g.type);
    put_or_null(w, "path", g.path);
    put_list(w, "obligations", g.obligations);
    w.put("reason", g.reason).put("remedy", g.remedy);
    put_or_null(w, "who", g.who);
    put_or_null(w, "who_title", g.who_title);
    put_or_null(w, "until", g.until);
    w.close_object();
}

void put_gaps(Writer& w, const std::vector<Gap>& gaps) {
    w.open_array();
    for (const auto& g : gaps) put_gap(w, g);
    w.close_array();
}

void put_clause(Writer& w, const ClauseResult& c) {
    w.open_object().put("id", c.id).put("title", c.title).put("level", c.level).put("verdict", name_of(c.verdict)).put("severity", name_of(c.severity));
    put_counts(w, c.counts);
    w.key("obligations").open_array();
    for (const auto& o : c.obligations) {
        w.open_object().put("id", o.id).put("title", o.title).put("kind", o.kind).put("verdict", name_of(o.verdict)).put("severity", name_of(o.severity));
        put_list(w, "rules", o.rules);
        put_or_null(w, "judgement", o.judgement);
        w.put("assessability", o.assessability).put("uncovered", o.uncovered).close_object();
    }
    w.close_array().close_object();
}

void put_rule(Writer& w, const RuleResult& r) {
    w.open_object().put("rule", r.rule).put("says", r.says).put("severity", name_of(r.severity)).put("each", r.each);
    w.put("where", r.where).put("expect", r.expect).put("remedy", r.remedy).put("verdict", name_of(r.verdict));
    w.put("population", r.population).put("failing", r.failing).put("unknown", r.unknown).put("excused", r.excused).put("conforming", r.conforming);
    w.key("results").open_array();
    for (const auto& f : r.results) {
        w.open_object();
        put_or_null(w, "record", f.record);
        w.put("title", f.title).put("path", f.path).put("verdict", name_of(f.verdict)).put("reason", f.reason).put("position", f.position);
        put_or_null(w, "who", f.who);
        put_or_null(w, "who_title", f.who_title);
        w.close_object();
    }
    w.close_array().put("more", r.more).close_object();
}

}  // namespace

std::string to_json(const Gap& gap) {
    std::string out;
    Writer w(out);
    put_gap(w, gap);
    return out;
}

std::string to_json(const std::vector<Gap>& gaps) {
    std::string out;
    Writer w(out);
    put_gaps(w, gaps);
    return out;
}

std::string to_json(const Check& c) {
    std::string out;
    Writer w(out);
    w.open_object().put("standard", c.standard).put("title", c.title).put("at", c.at).put("position", c.position);
    w.put("catalog", c.catalog).put("took_us", c.took_us);
    put_counts(w, c.counts);
    w.key("clauses").open_array();
    for (const auto& clause : c.clauses) put_clause(w, clause);
    w.close_array().key("gaps");
    put_gaps(w, c.gaps);
    w.put("more", c.more).close_object();
    return out;
}

std::string to_json(const Forecast& f) {
    std::string out;
    Writer w(out);
    w.open_object().put("from", f.from).put("until", f.until).put("position", f.position).key("turns").open_array();
    for (const auto& t : f.turns) {
        w.open_object().put("date", t.date).put("rule", t.rule).put("says", t.says);
        put_or_null(w, "record", t.record);
        put_or_null(w, "record_title", t.record_title);
        put_or_null(w, "path", t.path);
        w.put("from", name_of(t.from)).put("to", name_of(t.to)).close_object();
    }
    w.close_array().put("more", f.more).close_object();
    return out;
}

std::string to_json(const Coverage& c) {
    std::string out;
    Writer w(out);
    w.open_object().key("items").open_array();
    for (const auto& i : c.items) {
        w.open_object().put("id", i.id).put("title", i.title).put("clause", i.clause).put("kind", i.kind);
        w.put("assessability", i.assessability).put("judged", i.judged).put("force", i.force).put("basis", i.basis);
        put_list(w, "rules", i.rules);
        put_list(w, "records", i.records);
        w.put("hole", i.hole).close_object();
    }
    w.close_array().close_object();
    return out;
}

std::string to_json(const ItemResult& r) {
    std::string out;
    Writer w(out);
    w.open_object().put("id", r.id).put("title", r.title).put("asks", r.asks).put("standard", r.standard).put("clause", r.clause);
    w.put("kind", r.kind).put("force", r.force).put("basis", r.basis).put("assessability", r.assessability).put("judged", r.judged);
    w.put("verdict", name_of(r.verdict)).put("severity", name_of(r.severity)).put("uncovered", r.uncovered);
    put_list(w, "also", r.also);
    w.key("rules").open_array();
    for (const auto& rule : r.rules) put_rule(w, rule);
    w.close_array().key("judgements").open_array();
    for (const auto& j : r.judgements) {
        w.open_object().put("id", j.id).put("title", j.title).put("path", j.path).put("verdict", j.verdict).put("grounds", j.grounds);
        put_or_null(w, "author", j.author);
        put_or_null(w, "author_title", j.author_title);
        put_or_null(w, "from", j.from);
        put_or_null(w, "until", j.until);
        w.put("in_force", j.in_force).close_object();
    }
    w.close_array().key("record_types").open_array();
    for (const auto& t : r.record_types) w.open_object().put("name", t.name).put("title", t.title).put("path", t.path).put("count", t.count).close_object();
    w.close_array().put("position", r.position).put("took_us", r.took_us).close_object();
    return out;
}

}  // namespace tutela::engine
