// What becomes of one row: links looked up, the record it is about found, values compared, the write rehearsed.
#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "record/exchange/planner.h"
#include "record/values.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Value;
using FT = FieldType;

bool waits(const Value& v) { return v.is(Kind::string) && v.as_string().starts_with("new:"); }

bool waits_somewhere(const Value& v) {
    if (!v.is(Kind::list)) return waits(v);
    return std::any_of(v.as_list().begin(), v.as_list().end(), waits);
}

// Lists of links and tags are the same in any order.
bool same(const Value& a, const Value& b) {
    if (!a.is(Kind::list) || !b.is(Kind::list) || a.as_list().size() != b.as_list().size()) return a == b;
    return std::all_of(a.as_list().begin(), a.as_list().end(), [&](const Value& x) { return std::find(b.as_list().begin(), b.as_list().end(), x) != b.as_list().end(); });
}

// "Ana Lopes" is somebody; "SOC Manager", "CFO" and "Head of Sales" are functions.
bool looks_like_person(const std::string& name) {
    static const std::set<std::string> functions = {"lead", "manager", "head", "officer", "team", "director", "owner", "operations", "department", "dept", "security", "service", "desk", "office",
        "board", "committee", "admin", "administrator", "engineer", "analyst", "vendor", "supplier", "legal", "finance", "facilities", "procurement", "marketing", "sales", "compliance", "audit",
        "platform", "chief", "leiter", "leiterin", "leitung", "abteilung", "direction", "responsable", "direktion", "einkauf", "vertrieb", "personal", "service", "general", "managing", "internal"};
    size_t words = 0;
    std::string word;
    for (size_t i = 0; i <= name.size(); ++i) {
        if (i < name.size() && name[i] != ' ') { word += name[i]; continue; }
        if (word.empty()) return false;
        ++words;
        const auto folded = utf8::fold(word);
        const bool capital = (word[0] >= 'A' && word[0] <= 'Z') || static_cast<unsigned char>(word[0]) >= 0xC3;
        const bool rest_small = word.size() > 1 && std::none_of(word.begin() + 1, word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '&'; });
        if (!capital || !rest_small || functions.count(folded)) return false;
        word.clear();
    }
    return words == 2 || words == 3;
}

std::string cut(std::string text, size_t most) {
    for (char& c : text) if (c == '\n' || c == '\t' || c == '\r') c = ' ';
    if (utf8::count(text) <= most) return text;
    size_t at = 0;
    for (size_t n = 0; n + 1 < most && at < text.size(); ++n) utf8::decode(text, at);
    const auto blank = text.rfind(' ', at);
    return text.substr(0, blank == std::string::npos || blank < at / 2 ? at : blank) + "…";
}

}  // namespace

Result<Value> Planner::to_create(const Field& f, const std::string& name) {
    const auto& target = catalog_.types()[static_cast<size_t>(f.to_type)];
    const auto [at, fresh] = created_.emplace(target.name + "\n" + key_words(name), plan_.linked.size());
    if (fresh) {
        Write w;
        w.act = Write::import_record;
        w.type = target.name;
        w.origin = "import";
        const Field* title = target.title_field();
        w.values.emplace_back(title ? title->name : "title", Value::string(name));
        if (target.name == "person") {
            w.values.emplace_back("kind", Value::string(looks_like_person(name) ? "person" : "function"));
            if (name.find('@') != std::string::npos && name.find(' ') == std::string::npos) w.values.emplace_back("email", Value::string(name));
        } else if (target.field("reference") && name.find(' ') == std::string::npos && name.find_first_of("0123456789") != std::string::npos) {
            w.values.emplace_back("reference", Value::string(name));
        }
        plan_.linked.push_back(std::move(w));
    }
    return Value::string("new:" + std::to_string(at->second));
}

// The id for a name, a placeholder for one to be created, or nothing with a warning.
Result<std::optional<std::string>> Planner::link(const Bound& b, const std::string& name, Row& row) {
    const Field& f = *b.path.field;
    if (f.to_type < 0) {
        if (catalog_.type_by_id(name)) return std::optional(name);
    } else if (auto id = TRY(directory_.meant(f.to_type, name)); !id.empty()) {
        return std::optional(std::move(id));
    }
    const auto rule = mapping_->link_rules.find(b.map.field);
    const bool create = rule == mapping_->link_rules.end() ? f.to == "person" : rule->second == "create";
    if (rule != mapping_->link_rules.end() && rule->second == "ignore") return std::optional<std::string>();
    if (create && f.to_type >= 0 && utf8::count(name) <= 120) return std::optional(std::string(TRY(to_create(f, name)).as_string()));
    const auto what = f.to_type < 0 ? std::string("record") : catalog_.types()[static_cast<size_t>(f.to_type)].title_one;
    fault(row, &b, b.map.field, name, "There is no " + what + " of this name, reference or id here; the link is left out. Create it first, or let the import create it.", true);
    return std::optional<std::string>();
}

Result<void> Planner::links(Row& row) {
    for (const auto& [slot, names] : row.names) {
        const Bound& b = *row.from.at(slot);
        const Field& f = *b.path.field;
        std::vector<std::string> wanted = names;
        if (f.to_type >= 0 && names.size() == 1) {           // the whole cell may be one name: "Facilities / Site"
            const auto whole = TRY(directory_.meant(f.to_type, names[0]));
            wanted = whole.empty() ? split_names(names[0], f.type == FT::links) : names;
        }
        std::vector<Value> found;
        std::vector<std::string> over;
        for (const auto& original : wanted) {
            const auto name = translated(b.map, original).value_or(original);
            if (means_nothing(name)) continue;
            if (f.type == FT::link && !found.empty()) { over.push_back(name); continue; }
            const auto id = TRY(link(b, name, row));
            if (id && std::find(found.begin(), found.end(), Value::string(*id)) == found.end()) found.push_back(Value::string(*id));
        }
        for (const auto& name : over) fault(row, &b, b.map.field, name, label(f) + " takes one; \"" + wanted.front() + "\" is taken, this one is left out.", true);
        if (found.empty()) continue;
        row.given[slot] = f.type == FT::link ? found[0] : Value::list(std::move(found));
    }
    return {};
}

// Rows of a parts field by their choice, in the order of the choices; what the table does not name stays.
void Planner::gather_parts(Row& row, const Record* existing) {
    for (auto& [slot, given] : row.parts) {
        const Bound& b = *row.from.at(slot);
        std::vector<Value> out, kept;
        if (existing && existing->values[static_cast<size_t>(slot)].is(Kind::list)) kept = existing->values[static_cast<size_t>(slot)].as_list();
        const auto choice_of = [&](const Value& part) -> std::string {
            for (const auto& [k, v] : part.as_map()) if (k.as_string() == b.path.told_by->name) return std::string(v.as_string());
            return {};
        };
        for (const auto& choice : b.path.told_by->choices) {
            const auto mine = std::find_if(given.begin(), given.end(), [&](const auto& g) { return g.first == choice.name; });
            for (const auto& part : kept) {
                if (choice_of(part) != choice.name) continue;
                if (mine == given.end()) { out.push_back(part); continue; }
                auto map = part.as_map();                     // its other fields stay
                for (auto& [k, v] : map) if (k.as_string() == b.path.value->name) v = mine->second;
                out.push_back(Value::map(std::move(map)));
            }
            const bool there = std::any_of(kept.begin(), kept.end(), [&](const Value& p) { return choice_of(p) == choice.name; });
            if (mine != given.end() && !there)
                out.push_back(Value::map({{Value::string(b.path.told_by->name), Value::string(choice.name)}, {Value::string(b.path.value->name), mine->second}}));
        }
        row.given[slot] = Value::list(std::move(out));
    }
}

// A record needs a name: where the table has no column for it, its description or its reference gives one.
void Planner::title_from(Row& row) {
    const Field* title = type_->title_field();
    if (!title || row.given.count(title->slot)) return;
    const Field* source = nullptr;
    for (const auto wanted : {FT::text, FT::line})
        for (const auto& f : type_->fields)
            if (!source && f.search && f.type == wanted && &f != title && row.given.count(f.slot)) source = &f;
    if (const Field* key = type_->field(words_->key); !source && key && row.given.count(key->slot)) source = key;
    if (const Field* key = type_->field(words_->key_else); !source && key && row.given.count(key->slot)) source = key;
    if (!source || !row.given[source->slot].is(Kind::string)) return;
    row.given[title->slot] = Value::string(cut(std::string(row.given[source->slot].as_string()), static_cast<size_t>(title->max.value_or(200))));
    row.title_made = true;
    if (!bound_to(title->slot)) note("No column holds a title: it is taken from " + label(*source));
}

Result<const Record*> Planner::existing(Row& row) {
    const Field* key = type_->field(words_->key);
    const auto has = [&](const Field* f) { return f && row.given.count(f->slot) && row.given[f->slot].is(Kind::string); };
    if (!has(key)) key = type_->field(words_->key_else);
    if (!has(key)) key = type_->title_field();
    if (!has(key)) return static_cast<const Record*>(nullptr);
    const std::string text(row.given[key->slot].as_string());
    const auto [at, fresh] = seen_.emplace(key->name + "\n" + key_words(text), std::pair(row.out.table, row.out.row));
    if (!fresh) {
        const auto b = row.from.find(key->slot);
        fault(row, b == row.from.end() ? nullptr : b->second, key->name, text,
              label(*key) + " stands in row " + std::to_string(at->second.second) + " already; one row per record. Remove one or give it another " + utf8::fold(label(*key)) + ".");
    }
    return TRY(directory_.with(type_->number, *key, text));
}

Result<void> Planner::compare(Row& row, const Record* known) {
    const Field* title = type_->title_field();
    Write w;
    w.origin = "import";
    if (known) {
        row.out.id = known->id;
        w.act = Write::change;
        w.id = known->id;
        w.seen_version = known->version;
        for (const auto& f : type_->fields) {
            const auto given = row.given.find(f.slot);
            if (given == row.given.end() || (&f == title && row.title_made)) continue;
            const Value& now = known->values[static_cast<size_t>(f.slot)];
            if (same(given->second, now)) continue;
            row.out.values.emplace_back(f.name, shown(f, given->second));
            row.out.from.emplace_back(f.name, shown(f, now));
            w.values.emplace_back(f.name, given->second);
        }
        if (!row.state.empty() && row.state != known->state) {
            const Bound* state = nullptr;
            for (const auto& b : columns_) if (b.state) state = &b;
            fault(row, state, "state", row.state, known->id + " is " + known->state + " here; a file does not move a record, its moves do.", true);
        }
        row.out.outcome = w.values.empty() ? "unchanged" : "changed";
    } else {
        w.act = Write::import_record;
        w.type = type_->name;
        w.state = !row.state.empty() ? row.state : mapping_->state;
        for (const auto& [f, v] : defaults_) row.given.emplace(f->slot, v);
        for (const auto& f : type_->fields)
            if (const auto given = row.given.find(f.slot); given != row.given.end()) {
                row.out.values.emplace_back(f.name, shown(f, given->second));
                w.values.emplace_back(f.name, given->second);
            }
        row.out.outcome = "new";
    }
    const auto refused = [&] { return std::any_of(row.out.faults.begin(), row.out.faults.end(), [](const auto& f) { return !f.warning; }); };
    if (row.out.outcome == "unchanged") check_derived(row, *known);
    else if (!refused()) TRY(rehearse(row, w));
    if (refused()) row.out.outcome = "refused";
    else if (row.out.outcome != "unchanged") row.out.writes.push_back(std::move(w));
    return {};
}

// Everything the ledger would say, without what waits for records yet to be created.
Result<void> Planner::rehearse(Row& row, const Write& write) {
    Write trial = write;
    std::erase_if(trial.values, [](const auto& v) { return waits_somewhere(v.second); });
    auto after = ledger_.rehearse(scope_, std::move(trial));
    if (after) {
        check_derived(row, *after);
        return {};
    }
    if (after.error().kind == ErrorKind::broken || after.error().kind == ErrorKind::busy) return std::move(after.error());
    if (after.error().faults.empty()) fault(row, nullptr, "", "", after.error().message);
    for (const auto& one : after.error().faults) {
        const auto name = one.pointer.empty() ? std::string() : one.pointer.substr(1, one.pointer.find('/', 1) - 1);
        const Field* f = type_->field(name);
        const auto from = f ? row.from.find(f->slot) : row.from.end();
        const auto given = f ? row.given.find(f->slot) : row.given.end();
        fault(row, from == row.from.end() ? nullptr : from->second, name, given == row.given.end() ? std::string() : shown(*f, given->second), one.message);
    }
    return {};
}

void Planner::check_derived(Row& row, const Record& after) {
    const bool stretched = std::any_of(columns_.begin(), columns_.end(), [](const Bound& b) { return has_range(b.map); });
    for (const auto& [b, text] : row.derived) {
        const Field& f = *b->path.field;
        const Value& ours = after.values[static_cast<size_t>(f.slot)];
        const auto theirs = leading_number(text);
        if (row.asked) continue;
        if (stretched || theirs->digits.find('.') != std::string::npos) { note(label(f) + " is on another scale in the file and was not compared with what is worked out here"); continue; }
        if (!ours.is(Kind::integer)) { note(label(f) + " is worked out here from other fields; what the file says is not taken over"); continue; }
        if (std::to_string(ours.as_int()) == theirs->digits) continue;
        fault(row, b, f.name, text, "The file says " + theirs->digits + ", worked out here it is " + std::to_string(ours.as_int()) + "; ours is kept.", true);
    }
}

std::string Planner::shown(const Field& f, const Value& v) const {
    if (!v.set()) return {};
    if (waits(v)) {
        const auto& w = plan_.linked[static_cast<size_t>(std::stoul(std::string(v.as_string().substr(4))))];
        return std::string(w.values[0].second.as_string()) + " (new)";
    }
    if (v.is(Kind::list) && !v.as_list().empty() && v.as_list()[0].is(Kind::string)) {
        std::string out;
        for (const auto& item : v.as_list()) out += (out.empty() ? "" : ", ") + shown(f, item);
        return out;
    }
    if (v.is(Kind::string)) return std::string(v.as_string());
    const auto j = value_to_json(f, v);
    return j.is_string() ? std::string(j.get_string()) : json::write(j);
}

void Planner::finish() {
    for (const auto& row : plan_.rows) {
        if (row.outcome == "new") ++plan_.created;
        else if (row.outcome == "changed") ++plan_.changed;
        else if (row.outcome == "unchanged") ++plan_.unchanged;
        else ++plan_.refused;
    }
    for (const auto& [text, count] : notes_) plan_.notes.push_back(text.starts_with("rows ") ? std::to_string(count) + " " + text + "." : count > 1 ? text + " (" + std::to_string(count) + " rows)." : text + ".");
    if (!tables_.empty() && plan_.rows.empty()) plan_.notes.push_back("The table has headings and no rows: there is nothing to import.");
    // Records only refused rows would have linked to are not created.
    std::set<size_t> used;
    const auto collect = [&](const Value& v) { if (waits(v)) used.insert(std::stoul(std::string(v.as_string().substr(4)))); };
    for (const auto& row : plan_.rows)
        for (const auto& w : row.writes)
            for (const auto& [name, v] : w.values) {
                collect(v);
                if (v.is(Kind::list)) for (const auto& item : v.as_list()) collect(item);
            }
    for (size_t i = 0; i < plan_.linked.size(); ++i) if (!used.count(i)) plan_.linked[i].type.clear();
    std::map<std::string, int> made;
    for (const auto& w : plan_.linked) if (!w.type.empty()) ++made[w.type];
    for (const auto& [name, n] : made) {
        const auto* d = catalog_.type(name);
        plan_.notes.push_back(std::to_string(n) + " " + utf8::fold(n == 1 ? d->title_one : d->title_many) + " that links lead to will be created.");
    }
}

Result<void> add_scale_records(Ledger& ledger, const Scope& scope, const Catalog& catalog, Mapping& mapping) {
    const Declaration* type = catalog.type(mapping.type);
    if (!type) return {};
    Directory directory(ledger, scope, catalog);
    for (const auto& c : mapping.columns) {
        const auto path = field_path(*type, c.field);
        if (!path.field || path.field->type != FT::scale) continue;
        const Field* by = type->field(path.field->of_link);
        const auto is_by = [&](const auto& x) { return x.field == by->name; };
        if (!by || by->to_type < 0 || std::any_of(mapping.columns.begin(), mapping.columns.end(), is_by)) continue;
        if (std::any_of(mapping.defaults.begin(), mapping.defaults.end(), [&](const auto& d) { return d.first == by->name; })) continue;
        const auto& all = *TRY(directory.all(by->to_type));
        std::set<std::string> used;
        if (all.size() > 1)
            for (const auto& r : *TRY(directory.all(type->number)))
                if (const auto& v = r.values[static_cast<size_t>(by->slot)]; v.is(Kind::string)) used.insert(std::string(v.as_string()));
        if (all.size() == 1) mapping.defaults.emplace_back(by->name, all[0].id);
        else if (used.size() == 1) mapping.defaults.emplace_back(by->name, *used.begin());
    }
    return {};
}

}  // namespace tutela::record
