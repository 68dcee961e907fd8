#include "engine/example.h"

#include <algorithm>
#include <cstdlib>

#include "base/clock.h"
#include "base/spelling.h"
#include "engine/judge.h"
#include "record/yaml_value.h"

namespace tutela::engine {

using expr::Value;

namespace {

constexpr int64_t day_us = 86'400'000'000;

// A moment, or a day for its first moment.
Result<int64_t> moment_us(const std::string& text) {
    if (auto day = clock::parse_date(text)) return static_cast<int64_t>(*day) * day_us;
    return clock::parse_moment(text);
}

Result<int64_t> whole(const std::string& text) {
    if (auto n = yaml::whole_number(text)) return *n;
    return invalid("'" + text + "' is no whole number");
}

// Checked like a value typed by a person, but not whether what it names exists; parts may lack what is required of
// them, because an example shows only what the rule looks at.
Result<Value> field_value(const record::Field& f, const yaml::Node& n) {
    auto strict = record::value_from_yaml(f, n, nullptr, "/" + f.name);
    if (strict || f.type != record::FieldType::parts) return strict;
    auto shape = record::json_from_yaml(f, n, "/" + f.name);
    if (!shape) return strict;
    return record::value_from_entry(f, *shape);
}

// Reads `{id: R-1, field: value, …}` into a record as the ledger would give it.
class GivenReader {
public:
    GivenReader(const record::Declaration& d, const std::string& file, yaml::Complaints& complaints, RuleExample& out)
        : d_(d), file_(file), complaints_(complaints), out_(out) {}

    void read(const yaml::Node& n) {
        if (n.kind != yaml::Node::map) return complaints_.add(file_, n.line, "a record {id: …, field: value} is due here");
        record::Record r;
        r.type = d_.number, r.version = 1, r.state = d_.initial;
        r.created_at = r.changed_at = r.state_since = static_cast<int64_t>(out_.today) * day_us;
        r.values.resize(d_.fields.size());
        std::vector<HistoryNote> history;
        for (size_t i = 0; i < n.keys.size(); ++i) {
            const auto& v = n.items[i];
            Result<void> done = n.keys[i].name == "changes" ? changes(v, history) : set(r, n.keys[i].name, v);
            if (!done) complaints_.add(file_, v.line, "example: " + n.keys[i].name + ": " + done.error().message);
        }
        if (r.id.empty()) return complaints_.add(file_, n.line, "example: a given " + d_.name + " has no id; add `id: " + d_.prefix + "-1`");
        auto prefix = r.id.rfind('-');
        if (prefix == std::string::npos || r.id.substr(0, prefix) != d_.prefix)
            return complaints_.add(file_, n.line, "example: the id " + r.id + " is not one of a " + d_.name + "; write `" + d_.prefix + "-1`");
        r.number = std::atoll(r.id.c_str() + prefix + 1);
        out_.given.push_back(std::move(r));
        out_.history.push_back(std::move(history));
    }

private:
    Result<void> set(record::Record& r, const std::string& name, const yaml::Node& v) {
        if (name == "id") return r.id = v.value, Result<void>();
        if (name == "state") {
            if (!d_.has_state(v.value)) return invalid("a " + d_.name + " has no state '" + v.value + "'");
            return r.state = v.value, Result<void>();
        }
        if (name == "domain") return r.domain = v.value, Result<void>();
        if (name == "created_by") return r.created_by = v.value, Result<void>();
        if (name == "changed_by") return r.changed_by = v.value, Result<void>();
        if (name == "archived") return r.archived = v.value == "true", Result<void>();
        if (name == "imported") return r.imported = v.value == "true", Result<void>();
        if (name == "version") return r.version = TRY(whole(v.value)), Result<void>();
        if (name == "created_at") return r.created_at = TRY(moment_us(v.value)), Result<void>();
        if (name == "changed_at") return r.changed_at = TRY(moment_us(v.value)), Result<void>();
        if (name == "state_since") return r.state_since = TRY(moment_us(v.value)), Result<void>();
        const record::Field* f = d_.field(name);
        if (!f) {
            std::vector<std::string> names;
            for (const auto& x : d_.fields) names.push_back(x.name);
            return invalid("a " + d_.name + " has no such field; " + did_you_mean(name, names));
        }
        r.values[static_cast<size_t>(f->slot)] = TRY(field_value(*f, v));
        return {};
    }

    Result<void> changes(const yaml::Node& list, std::vector<HistoryNote>& out) {
        if (list.kind != yaml::Node::list) return invalid("a list [{at: …, by: …, move: …}, …] is due here");
        for (const auto& n : list.items) {
            HistoryNote note;
            note.position = static_cast<int64_t>(out.size()) + 1;
            for (size_t i = 0; i < n.keys.size(); ++i) {
                const auto& v = n.items[i];
                if (n.keys[i].name == "at") note.at = TRY(moment_us(v.value));
                else if (n.keys[i].name == "by") note.by = v.value;
                else if (n.keys[i].name == "move") note.move = v.value;
                else if (n.keys[i].name == "position") note.position = TRY(whole(v.value));
                else if (n.keys[i].name == "fields" && v.kind == yaml::Node::map) {
                    for (size_t k = 0; k < v.keys.size(); ++k)
                        if (const auto* f = d_.field(v.keys[k].name)) note.fields.emplace_back(f->slot, TRY(field_value(*f, v.items[k])));
                } else return invalid("a change has at, by, move, position and fields: {field: value after}");
            }
            out.push_back(std::move(note));
        }
        return {};
    }

    const record::Declaration& d_;
    const std::string& file_;
    yaml::Complaints& complaints_;
    RuleExample& out_;
};

std::string joined(const std::vector<std::string>& ids) {
    std::string out;
    for (const auto& id : ids) out += (out.empty() ? "" : ", ") + id;
    return out.empty() ? "nothing" : out;
}

}  // namespace

RuleExample read_example(const yaml::Node& n, const std::string& file, const record::Catalog& catalog, yaml::Complaints& complaints) {
    RuleExample ex;
    ex.place = file + ":" + std::to_string(n.line);
    yaml::MapReader r(n, file, "example", complaints);
    ex.name = r.need_text("name");
    const yaml::Node* day = r.take("today");
    auto today = clock::parse_date(day ? day->value : "2026-06-01");
    if (today) ex.today = *today;
    else complaints.add(file, day->line, "example: today: " + today.error().message);
    if (const yaml::Node* settings = r.take("settings"))
        for (size_t i = 0; i < settings->keys.size(); ++i) {
            const auto& all = catalog.settings();
            auto s = std::find_if(all.begin(), all.end(), [&](const auto& x) { return x.name == settings->keys[i].name; });
            if (s == all.end()) {
                complaints.add(file, settings->keys[i].line, "example: there is no setting '" + settings->keys[i].name + "'; declare it in process.yaml");
                continue;
            }
            record::Field as;
            as.name = s->name, as.type = s->type, as.places = s->places, as.choices = s->choices;
            auto value = field_value(as, settings->items[i]);
            if (value) ex.settings.emplace_back(s->name, *value);
            else complaints.add(file, settings->items[i].line, "example: setting " + s->name + ": " + value.error().message);
        }
    if (const yaml::Node* given = r.take("given"))
        for (size_t i = 0; i < given->keys.size(); ++i) {
            const auto* d = catalog.type(given->keys[i].name);
            if (!d) {
                std::vector<std::string> names;
                for (const auto& t : catalog.types()) names.push_back(t.name);
                complaints.add(file, given->keys[i].line, "example: there is no record type '" + given->keys[i].name + "'; " + did_you_mean(given->keys[i].name, names));
                continue;
            }
            for (const auto& one : given->items[i].items) GivenReader(*d, file, complaints, ex).read(one);
        }
    const bool finds = n.find("finds"), cannot = n.find("cannot_judge");
    ex.finds = r.words("finds");
    ex.cannot_judge = r.words("cannot_judge");
    if (!finds && !cannot) r.complain("says neither `finds:` nor `cannot_judge:`; write `finds: []` where nothing is wrong");
    r.finish();
    return ex;
}

std::string run_example(const Rule& rule, const RuleExample& ex, std::shared_ptr<const record::Catalog> catalog, const Standards& standards) {
    Snapshot s(catalog, standards);
    for (const auto& r : ex.given) s.put(r);
    for (size_t i = 0; i < ex.given.size(); ++i)
        if (Row* row = s.find(ex.given[i].id)) s.set_history(*row, ex.history[i]);
    s.set_settings(ex.settings);
    std::vector<std::string> gaps, unknown;
    std::string broken;
    Column column = judge_all(rule, s, ex.today);
    auto name = [&](const Outcome& o, std::string id) {
        if (o.mark == Mark::gap) gaps.push_back(std::move(id));
        else if (o.mark == Mark::unknown || o.mark == Mark::broken) unknown.push_back(std::move(id));
        if (o.mark == Mark::broken) broken = o.why.is(expr::Kind::error) ? std::string(o.why.error_message()) : "failed";
    };
    if (rule.each >= 0)
        for (size_t i = 0; i < column.marks.size(); ++i) name(judge(rule, s, i, ex.today), std::string(s.subject(rule.each, i)->identity()));
    if (column.whole == Mark::gap) gaps.emplace_back("organisation");
    else if (column.whole == Mark::unknown || column.whole == Mark::broken) unknown.emplace_back("organisation");
    auto same = [](std::vector<std::string> a, std::vector<std::string> b) {
        std::sort(a.begin(), a.end());
        std::sort(b.begin(), b.end());
        return a == b;
    };
    std::string tail = broken.empty() ? "" : " (" + broken + ")";
    if (!same(gaps, ex.finds)) return "finds " + joined(gaps) + ", but the example says " + joined(ex.finds) + (unknown.empty() ? "" : "; cannot judge " + joined(unknown)) + tail;
    if (!same(unknown, ex.cannot_judge)) return "cannot judge " + joined(unknown) + ", but the example says " + joined(ex.cannot_judge) + tail;
    return {};
}

}  // namespace tutela::engine
