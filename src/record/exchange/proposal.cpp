#include "record/exchange/proposal.h"

#include <algorithm>
#include <set>

#include "record/exchange/cell_reader.h"
#include "record/exchange/table_finder.h"

namespace tutela::record {
namespace {

// Tables with the same headings belong together, also over several sheets.
struct Group {
    std::vector<const FoundTable*> tables;
    size_t rows = 0;
    std::vector<ColumnFacts> facts;                         // by column
    const std::vector<std::string>& headings() const { return tables.front()->headings; }
};

struct Guess { std::string field; int confidence = 0, column = 0, fit = 0; size_t rank = 0; bool part = false; };

struct Scored { const TypeWords* words = nullptr; const Group* group = nullptr; int confidence = 0; std::vector<ColumnMap> columns; };

constexpr int sure_enough = 50;
constexpr size_t most_columns = 500;                        // no register is wider; looking at 16,384 takes seconds

std::vector<Group> groups_of(const sheet::Workbook& book, const std::vector<FoundTable>& tables) {
    std::vector<Group> out;
    for (const auto& t : tables) {
        if (t.hidden || t.headings.size() > most_columns) continue;
        auto same = std::find_if(out.begin(), out.end(), [&](const Group& g) { return g.headings() == t.headings && (g.tables.front()->heading_row > 0) == (t.heading_row > 0); });
        if (same == out.end() || t.heading_row == 0) same = out.insert(out.end(), Group{});
        same->tables.push_back(&t);
        same->rows += t.rows.size();
    }
    for (auto& g : out)
        for (size_t c = 0; c < g.headings().size(); ++c) g.facts.push_back(column_facts(book, g.tables, static_cast<int>(c)));
    return out;
}

class Matcher {
public:
    Matcher(const Catalog& catalog, const Vocabulary& vocabulary) : catalog_(catalog), vocabulary_(vocabulary) {}

    Scored match(const TypeWords& words, const Group& group) const {
        Scored out{&words, &group, 0, {}};
        const CellReader reader(catalog_, words);
        auto guesses = guesses_of(words, group, reader, out.columns);
        // The surest first; what is equal is decided by the words themselves, never by the order of columns.
        std::sort(guesses.begin(), guesses.end(), [&](const Guess& a, const Guess& b) {
            const auto key = [&](const Guess& g) { return std::tuple(-g.confidence, -g.fit, g.rank, g.field, group.headings()[static_cast<size_t>(g.column)], g.column); };
            return key(a) < key(b);
        });
        std::map<std::string, int> taken;
        for (const auto& g : guesses) {
            auto& column = out.columns[static_cast<size_t>(g.column)];
            if (!column.field.empty()) continue;
            if (const auto other = taken.find(g.field); other != taken.end()) {
                if (column.why.empty() && g.confidence >= 90) column.why = g.field + " comes from column " + sheet::column_letters(static_cast<uint32_t>(other->second)) + " already";
                continue;
            }
            column.field = g.field;
            column.confidence = g.confidence;
            column.why = g.part ? "part of the heading" : "heading";
            taken[g.field] = g.column;
        }
        score(out, taken);
        return out;
    }

private:
    std::vector<Guess> guesses_of(const TypeWords& words, const Group& group, const CellReader& reader, std::vector<ColumnMap>& columns) const {
        std::vector<Guess> out;
        for (size_t c = 0; c < group.headings().size(); ++c) {
            ColumnMap map;
            map.column = static_cast<int>(c);
            map.heading = group.headings()[c];
            if (map.heading.empty()) map.why = "no heading";
            const auto& facts = group.facts[c];
            for (const auto& m : Vocabulary::matches(words, map.heading)) {
                if (map.heading.empty()) break;
                const auto path = field_path(*words.type, m.field);
                const bool state = m.field == "state";
                if (!path.field && !state) continue;
                if (path.field && path.field->computed) continue;
                const int fit = state ? reader.fit_state(facts) : reader.fit(path.read(), facts);
                if (fit == 0) {
                    if (m.confidence >= 93 && map.why.empty()) map.why = why_not(m.field, state ? nullptr : &path.read(), facts);
                    continue;
                }
                const bool typed = state || (path.field->type != FieldType::line && path.field->type != FieldType::text && path.field->type != FieldType::link && path.field->type != FieldType::links);
                const int confidence = typed && fit < 50 ? m.confidence * (50 + fit) / 100 : m.confidence;
                out.push_back({m.field, confidence, static_cast<int>(c), fit, m.rank, m.confidence < 93});
            }
            columns.push_back(std::move(map));
        }
        return out;
    }

    static std::string why_not(const std::string& name, const Field* f, const ColumnFacts& facts) {
        const auto example = facts.distinct.empty() ? std::string() : " (\"" + facts.distinct.front().substr(0, 40) + "\", …)";
        if (f && f->unique && facts.repeats) return "looks like " + name + ", but many of its values stand there several times";
        if (!f) return "looks like the state, but none of its values is one here" + example;
        return "looks like " + name + ", but none of its values can be one" + example;
    }

    // How many types know a heading: "Owner" tells little, "Likelihood" much.
    double weight(const std::string& heading) const {
        int knowing = 0;
        for (const auto& t : vocabulary_.types()) {
            if (t.own_only) continue;
            const auto m = Vocabulary::matches(t, heading);
            knowing += !m.empty() && m.front().confidence >= 80;
        }
        return 1.0 / std::max(1, knowing);
    }

    // The share of columns that have a place, weighed by how much each tells; no name and no key make it doubtful.
    void score(Scored& s, const std::map<std::string, int>& taken) const {
        const Declaration& type = *s.words->type;
        double matched = 0, all = 0, telling = 0;
        for (const auto& c : s.columns) {
            if (c.heading.empty()) continue;
            all += 100;
            matched += c.confidence;
            if (!c.field.empty()) telling += weight(c.heading) * c.confidence / 100;
        }
        if (all == 0) return;
        if (taken.size() < 2) { s.confidence = static_cast<int>(std::min(20.0, 100 * matched / all)); return; }   // only for who named the type
        double confidence = 100 * matched / all;
        const auto* title = type.title_field();
        const bool named = title && taken.count(title->name);
        const bool keyed = taken.count(s.words->key) || (!s.words->key_else.empty() && taken.count(s.words->key_else));
        const bool told = std::any_of(type.fields.begin(), type.fields.end(), [&](const Field& f) { return f.search && taken.count(f.name); });
        if (!named) confidence *= told ? 0.95 : 0.75;
        if (!keyed) confidence *= 0.7;
        if (!named && !keyed) confidence *= 0.5;
        if (telling < 1) confidence *= 0.6;
        confidence += std::min(10.0, telling);                  // among types that fit alike, the one whose own words these are
        s.confidence = static_cast<int>(std::min(99.0, confidence));
    }

    const Catalog& catalog_;
    const Vocabulary& vocabulary_;
};

void take(Proposal& out, const Catalog&, const Scored& best) {
    out.mapping.type = best.words->type->name;
    out.mapping.columns = best.columns;
    for (const auto* t : best.group->tables) out.mapping.tables.push_back(t->table);
    for (auto& c : out.mapping.columns) {
        if (c.field.empty()) {
            if (c.why.empty()) c.why = "no field is called like this";
            continue;
        }
        const auto& facts = best.group->facts[static_cast<size_t>(c.column)];
        const auto path = field_path(*best.words->type, c.field);
        if (!path.field) continue;
        if ((path.field->type == FieldType::date || path.field->type == FieldType::datetime) && (facts.date_order == "dmy" || facts.date_order == "mdy")) c.date_order = facts.date_order;
        if (path.field->type == FieldType::link || path.field->type == FieldType::links) out.mapping.link_rules[c.field] = path.field->to == "person" ? "create" : "link";
    }
}

}  // namespace

FieldPath field_path(const Declaration& type, std::string_view name) {
    FieldPath out;
    const auto dot = name.find('.');
    const Field* f = type.field(name.substr(0, dot));
    if (dot == std::string_view::npos) { out.field = f && f->type != FieldType::parts ? f : nullptr; return out; }
    if (!f || f->type != FieldType::parts) return out;
    for (const auto& p : f->parts) {
        if (p.type == FieldType::choice && !out.told_by)
            for (const auto& c : p.choices) if (c.name == name.substr(dot + 1)) { out.told_by = &p; out.choice = c.name; }
        if ((p.type == FieldType::number || p.type == FieldType::scale || p.type == FieldType::money) && !out.value) out.value = &p;
    }
    if (out.told_by && out.value) out.field = f;
    else out.value = nullptr;
    return out;
}

ColumnFacts column_facts(const sheet::Workbook& book, const std::vector<const FoundTable*>& tables, int column) {
    FactFinder finder;
    for (const auto* t : tables) {
        const auto* s = sheet_named(book, t->sheet);
        if (!s) continue;
        for (int number : t->rows)
            if (const auto row = row_at(*s, number)) {
                const auto cell = row->at(static_cast<uint32_t>(column));
                finder.add(cell.kind == sheet::CellKind::date ? std::string(cell.exact) : cell_text(cell, false));
            }
    }
    return finder.facts();
}

Proposal propose(const Catalog& catalog, const Vocabulary& vocabulary, const sheet::Workbook& book, const std::vector<FoundTable>& tables, std::string_view type) {
    Proposal out;
    const auto groups = groups_of(book, tables);
    const Matcher matcher(catalog, vocabulary);
    std::vector<Scored> scored;
    bool headless = false;
    size_t rows = 0;
    for (const auto& g : groups) rows += g.rows;
    for (const auto& g : groups) {
        if (g.tables.front()->heading_row == 0) headless = true;
        for (const auto& words : vocabulary.types()) {
            if (type.empty() ? words.own_only : words.type->name != type) continue;
            auto s = matcher.match(words, g);
            if (g.rows * 5 < rows) s.confidence /= 3;              // a small table beside larger ones: a legend, a list of contents
            if (s.confidence > 0 || !type.empty()) scored.push_back(std::move(s));
        }
    }
    std::stable_sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) {
        return std::tuple(-a.confidence, -static_cast<int64_t>(a.group->rows)) < std::tuple(-b.confidence, -static_cast<int64_t>(b.group->rows));
    });
    std::set<std::string> seen;
    for (const auto& s : scored)
        if (seen.insert(s.words->type->name).second && s.confidence >= 25) out.candidates.emplace_back(s.words->type->name, s.confidence);
    bool template_only = false;                              // the widest table has no rows: a form nobody filled in
    size_t widest = 0;
    for (const auto& t : tables) {
        const auto named = static_cast<size_t>(std::count_if(t.headings.begin(), t.headings.end(), [](const auto& h) { return !h.empty(); }));
        if (t.hidden || named < widest) continue;
        template_only = t.rows.empty() && (named > widest || template_only || widest == 0);
        widest = named;
    }
    for (const auto& t : tables)
        if (!t.hidden && t.rows.empty()) out.notes.push_back("The table" + (t.sheet.empty() ? std::string() : " in \"" + t.sheet + "\"") + " has headings (row " + std::to_string(t.heading_row) + ") and no rows: there is nothing in it to import.");
    if (!scored.empty() && (scored.front().confidence >= sure_enough || !type.empty())) {
        take(out, catalog, scored.front());
        std::erase_if(out.candidates, [&](const auto& c) { return c.first == out.mapping.type; });
    } else if (tables.empty()) {
        out.notes.push_back("There is no table in this file.");
    } else if (headless && groups.size() == 1) {
        out.notes.push_back("The table has no heading row, so nothing tells what its columns are. Say what it is for (--type) and which field each column holds.");
    } else if (!template_only) {
        out.notes.push_back("No kind of record kept here has columns like these. If it is one all the same, say which with --type.");
    }
    for (const auto& t : tables)
        if (!t.hidden && t.headings.size() > most_columns) out.notes.push_back("A table is wider than " + std::to_string(most_columns) + " columns and was left out; keep only the columns of the register.");
    for (const auto& t : tables)
        if (t.hidden) out.notes.push_back("The sheet \"" + t.sheet + "\" is hidden and was left out.");
    return out;
}

}  // namespace tutela::record
