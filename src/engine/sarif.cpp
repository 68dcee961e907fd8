// SARIF 2.1.0 (OASIS standard, 27 March 2020; section numbers below are its own): one run, a reporting descriptor for
// each rule that found something, a result for each gap.
#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/json.h"
#include "engine/check_result.h"

namespace tutela::engine {

namespace {

const char* level_of(const Gap& g) {              // 3.27.10
    if (g.verdict != Verdict::gap) return "none";
    return g.severity == Severity::major ? "error" : g.severity == Severity::minor ? "warning" : "note";
}

const char* kind_of(const Gap& g) {               // 3.27.9: anything but "fail" goes with level "none"
    return g.verdict == Verdict::gap || g.verdict == Verdict::excused ? "fail" : "review";
}

void put_rule(json::Writer& w, const Gap& g) {    // 3.49 reportingDescriptor
    w.open_object().put("id", g.rule);
    w.key("shortDescription").open_object().put("text", g.says).close_object();
    w.key("help").open_object().put("text", g.remedy).close_object();
    w.key("defaultConfiguration").open_object();
    w.put("level", g.severity == Severity::major ? "error" : g.severity == Severity::minor ? "warning" : "note").close_object();
    w.key("properties").open_object().key("tags").open_array();
    for (const auto& o : g.obligations) w.text(o);
    w.close_array().close_object().close_object();
}

void put_result(json::Writer& w, const Gap& g, int rule_index) {
    const bool excused = g.verdict == Verdict::excused;
    w.open_object().put("ruleId", g.rule).put("ruleIndex", rule_index).put("kind", kind_of(g));
    // An excused gap keeps its weight and is suppressed (3.27.23); a viewer shows it apart.
    if (excused) w.put("level", g.severity == Severity::major ? "error" : g.severity == Severity::minor ? "warning" : "note");
    else w.put("level", level_of(g));
    w.key("message").open_object().put("text", g.reason.empty() ? g.says : g.reason).close_object();
    w.key("locations").open_array().open_object().key("logicalLocations").open_array().open_object();
    w.put("name", g.record.empty() ? std::string("organisation") : g.record_title.empty() ? g.record : g.record_title);
    w.put("fullyQualifiedName", g.record.empty() ? std::string("organisation") : g.type + "/" + g.record);
    w.put("kind", g.record.empty() ? "organisation" : "record").close_object().close_array().close_object().close_array();
    // The same gap has the same fingerprint in every run (3.27.16).
    w.key("partialFingerprints").open_object().put("ruleAndRecord/v1", digest::hex(digest::sha256(g.rule + "\n" + g.record)).substr(0, 32)).close_object();
    if (excused) {
        w.key("suppressions").open_array().open_object().put("kind", "external").put("status", "accepted");
        w.put("justification", "Excused by a dated exception" + (g.until.empty() ? std::string() : " until " + g.until) + ".").close_object().close_array();
    }
    w.key("properties").open_object().put("verdict", name_of(g.verdict)).put("severity", name_of(g.severity)).put("remedy", g.remedy);
    w.key("obligations").open_array();
    for (const auto& o : g.obligations) w.text(o);
    w.close_array();
    if (!g.who.empty()) w.put("who", g.who);
    if (!g.until.empty()) w.put("until", g.until);
    w.close_object().close_object();
}

}  // namespace

std::string to_sarif(const Check& c, const std::string& program_version) {
    std::map<std::string, int> index;
    std::vector<const Gap*> rules;
    for (const auto& g : c.gaps)
        if (index.emplace(g.rule, static_cast<int>(rules.size())).second) rules.push_back(&g);
    std::string out;
    json::Writer w(out);
    w.open_object().put("version", "2.1.0").put("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    w.key("runs").open_array().open_object();
    w.key("tool").open_object().key("driver").open_object().put("name", "Tutela");
    if (!program_version.empty()) w.put("version", program_version);
    w.key("rules").open_array();
    for (const Gap* g : rules) put_rule(w, *g);
    w.close_array().close_object().close_object();
    w.put("columnKind", "unicodeCodePoints");
    w.key("results").open_array();
    for (const auto& g : c.gaps) put_result(w, g, index[g.rule]);
    w.close_array();
    w.key("properties").open_object().put("standard", c.standard).put("at", c.at).put("position", c.position).put("catalog", c.catalog).put("more", c.more).close_object();
    w.close_object().close_array().close_object();
    return out;
}

}  // namespace tutela::engine
