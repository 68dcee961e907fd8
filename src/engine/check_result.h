// What a check says, as values: the tree of clauses and obligations, and the gaps with their reasons.
// JSON in the shapes of docs/reference/http.md, readable text, and SARIF 2.1.0.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/verdict.h"

namespace tutela::engine {

// One record (or the organisation) that a rule does not find in order. `verdict` gap, cannot_judge or excused.
struct Gap {
    std::string rule, says;
    Severity severity = Severity::none;
    Verdict verdict = Verdict::gap;
    bool broken = false;                         // cannot judge because the expression failed, not because of a blank
    std::string record, record_title, type, path;    // record empty: the organisation as a whole
    std::vector<std::string> obligations;        // ids the rule answers
    std::string reason, remedy;
    std::string who, who_title;                  // person who must act; empty: nobody named
    std::string until;                           // excused: last day; else the day the verdict turns by itself; or empty
};

struct Counts {
    int64_t major = 0, minor = 0, cannot_judge = 0, observation = 0, excused = 0, conforms = 0, nothing = 0;
    int64_t uncovered = 0;                       // of `nothing`: no rule and no judgement answers it
};

struct ObligationResult {
    std::string id, title, kind;
    Verdict verdict = Verdict::nothing;
    Severity severity = Severity::none;          // of the worst gap
    std::vector<std::string> rules;
    std::string judgement;                       // "" not asked, "in_force", "missing"; a person's verdict
    std::string assessability;                   // machine, partial, human
    bool uncovered = false;                      // a hole: nothing answers it
};

struct ClauseResult {
    std::string id, title;                       // "6.1.3"
    int level = 1;                               // dots in the number plus one
    Verdict verdict = Verdict::nothing;          // worst of own obligations and clauses below
    Severity severity = Severity::none;
    Counts counts;                               // over the obligations here and below
    std::vector<ObligationResult> obligations;   // its own
};

struct Check {
    std::string standard, title, at, catalog;
    int64_t position = 0, took_us = 0;
    Counts counts;                               // over obligations
    std::vector<ClauseResult> clauses;           // in the order of the standard, a clause before those below it
    std::vector<Gap> gaps;                       // worst first; at most the limit asked for
    int64_t more = 0;                            // gaps left out: beyond the limit, or not the reader's to see
    bool clean() const { return counts.major + counts.minor + counts.observation + counts.cannot_judge == 0; }
};

struct Turn {
    std::string date, rule, says, record, record_title, path;
    Verdict from = Verdict::nothing, to = Verdict::nothing;
};

// Turns in the order of their days; `more`: beyond the first 5,000, or not the reader's to see.
struct Forecast { std::string from, until; int64_t position = 0; std::vector<Turn> turns; int64_t more = 0; };

struct CoverageItem {
    std::string id, title, clause, kind, assessability, judged, force, basis;
    std::vector<std::string> rules, records;     // names of rules, names of record types that give evidence
    bool hole = false;                           // no rule, no judgement asked, no evidence
};
struct Coverage { std::vector<CoverageItem> items; };

// One record under one rule on an obligation's page.
struct Finding {
    std::string record, title, path, reason, who, who_title;
    Verdict verdict = Verdict::nothing;
    int64_t position = 0;
};

struct RuleResult {
    std::string rule, says, each, where, expect, remedy;
    Severity severity = Severity::none;
    Verdict verdict = Verdict::nothing;
    int64_t population = 0, failing = 0, unknown = 0, excused = 0, conforming = 0;
    std::vector<Finding> results;                // at most 100, worst first
    int64_t more = 0;
};

struct JudgementResult { std::string id, title, verdict, grounds, author, author_title, from, until, path; bool in_force = false; };
struct EvidenceType { std::string name, title, path; int64_t count = 0; };

struct ItemResult {
    std::string id, title, asks, standard, clause, kind, force, basis, assessability, judged;
    Verdict verdict = Verdict::nothing;
    Severity severity = Severity::none;
    bool uncovered = false;
    std::vector<std::string> also;               // other items the same rules answer
    std::vector<RuleResult> rules;
    std::vector<JudgementResult> judgements;
    std::vector<EvidenceType> record_types;
    int64_t position = 0, took_us = 0;
};

std::string to_json(const Check&);
std::string to_json(const Gap&);
std::string to_json(const std::vector<Gap>&);
std::string to_json(const Forecast&);
std::string to_json(const Coverage&);
std::string to_json(const ItemResult&);

// For a terminal of `width` columns; colour by ANSI sequences where asked.
std::string to_text(const Check&, bool colour = false, int width = 100);
std::string to_text(const Forecast&, bool colour = false, int width = 100);
std::string to_text(const Coverage&, bool colour = false, int width = 100);
std::string to_text(const ItemResult&, bool colour = false, int width = 100);

// OASIS SARIF 2.1.0. Gaps are results of level error, warning or note; what cannot be judged is kind "review".
std::string to_sarif(const Check&, const std::string& program_version);

}  // namespace tutela::engine
