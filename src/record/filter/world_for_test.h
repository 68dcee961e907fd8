// A small world with every kind of field, and an oracle: CEL's evaluator over copies of the stored records in memory.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "record/ledger/encoding.h"
#include "record/ledger/filter.h"
#include "record/ledger/ledger_for_test.h"

namespace tutela::record::testing {

using expr::Value;

inline std::shared_ptr<const Catalog> world_catalog() {
    static const auto built = [] {
        std::vector<Source> from;
        for (const Source& s : sources()) if (s.path.starts_with("src/")) from.push_back(s);
        from.push_back({"processes/room/process.yaml", "process: room\ntitle: Room\nsays: A room.\norder: 1\n"
                        "settings:\n  limit: {type: number, default: 3, says: A limit.}\n  nothing: {type: number, default: 1, says: Taken away by the test.}\n"});
        const std::string may = "may:\n  reader: [read]\n  administrator: [read, create, change, archive]\n";
        from.push_back({"processes/room/asset.record.yaml", "record: asset\ntitle: {one: Asset, many: Assets}\nprefix: A\nsays: Something of worth.\n"
            "fields:\n  title: {type: line, required: true}\n  note: {type: text}\n  worth: {type: money}\n  amount: {type: number}\n  bought: {type: date}\n  critical: {type: flag}\n"
            "  keeper: {type: link, to: person, inverse: kept}\n  part_of: {type: link, to: asset, inverse: pieces}\n  words: {type: tags}\n"
            "  levels: {type: parts, fields: {level: {type: number, required: true}, title: {type: line, required: true}}}\n" + may});
        from.push_back({"processes/room/thing.record.yaml", "record: thing\ntitle: {one: Thing, many: Things}\nprefix: TH\nsays: All kinds of fields.\n"
            "fields:\n"
            "  title: {type: line, required: true}\n  reference: {type: line}\n  note: {type: text}\n  other: {type: text}\n"
            "  amount: {type: number}\n  weight: {type: number, index: true}\n  rate: {type: number, places: 3}\n  fine: {type: number, places: 9}\n  worth: {type: money}\n"
            "  twice: {type: number, derived: 'this.weight * 2', index: true}\n"
            "  seen: {type: date}\n  due: {type: date, index: true}\n  at: {type: datetime}\n  lasts: {type: duration}\n"
            "  open: {type: flag}\n  urgent: {type: flag}\n"
            "  kind: {type: choice, choices: {theft: Theft, fire: Fire, flood: Flood}}\n"
            "  words: {type: tags}\n  marks: {type: tags, choices: {red: Red, blue: Blue}}\n"
            "  method: {type: link, to: asset, inverse: measured}\n  level: {type: scale, of: method.levels}\n"
            "  loss: {type: range, places: 2}\n"
            "  owner: {type: link, to: person, inverse: owned}\n  second: {type: link, to: person, inverse: seconded}\n"
            "  parent: {type: link, to: thing, inverse: children}\n  peers: {type: links, to: thing, inverse: peer_of}\n  assets: {type: links, to: asset, inverse: things}\n"
            "  about: {type: link, to: any}\n  abouts: {type: links, to: any}\n"
            "  causes: {type: parts, fields: {text: {type: line, required: true}, weight: {type: number}}}\n"
            "states:\n  initial: draft\n  moves:\n    start: {from: draft, to: started, by: [administrator]}\n    end: {from: any, to: ended, by: [administrator]}\n" + may});
        return sure(catalog_of(std::move(from))->with_overlays({{"OV-001.fields.yaml", "for: thing\nfields:\n  own_line: {type: line}\n  own_kind: {type: choice, choices: {x: X, y: Y}}\n  own_number: {type: number}\n"
            "  own_rate: {type: number, places: 3}\n  own_day: {type: date}\n  own_flag: {type: flag}\n  own_words: {type: tags}\n  own_person: {type: link, to: person, inverse: own_things}\n"}}));
    }();
    return built;
}

// Texts and numbers that expressions and records both draw from, so that they meet.
inline const std::vector<std::string> some_texts = {"Ärger", "ärger", "Arger", "a", "A", "Öl im Öltank", "zebra", "Zebra", "naïve café", "日本語テスト", "it's 100% \\ \"done\"", "_", "%",
                                                   "Straße", "STRASSE", "üü", "aaa", " lead", "ß", "😀 smile", "x-1", "e\xCC\x81", "é"};
inline const std::vector<int64_t> some_numbers = {0, 1, -1, 2, 3, 5, 7, 10, 100, -100, 4503599627370496, 4503599627370497, 9007199254740991, -9007199254740991, 9007199254740990};
inline const std::vector<int32_t> some_days = {0, -1, 11016, 19782, 19783, 19417, 20605, 20606, 20607, 20665, 20575, -719162, 2932896, 21243};   // 11016: 2000-02-29, 19782: 2024-02-29
inline const std::vector<std::string> some_words = {"red", "blue", "Grün", "über", "a", "b"};
inline constexpr int32_t test_today = 20606;                                          // 2026-06-02

class Dice {
public:
    explicit Dice(uint64_t seed) : random_(seed) {}
    size_t below(size_t n) { return static_cast<size_t>(random_() % n); }
    bool chance(int percent) { return below(100) < static_cast<size_t>(percent); }
    template <class T>
    const T& of(const std::vector<T>& list) { return list[below(list.size())]; }

private:
    std::mt19937_64 random_;
};

inline int64_t scaled_of(Dice& d, int places) {
    static const std::vector<int64_t> some = {0, 1, -1, 500, 1500, 1499, 1501, 100, 150, 250, 3000, 123456789, 9007199254740993, -9007199254740993, 900719925474099301, 1000000000};
    return d.chance(50) ? d.of(some) : static_cast<int64_t>(d.below(4000)) * (places > 3 ? 1000000 : 1) - 1000;
}

// A value for the field, or unset. `ids`: how many records of each type links may point to.
inline Value some_value(Dice& d, const Field& f, const std::map<std::string, int>& ids) {
    const auto id = [&](const std::string& type) { return Value::string(id_text(*world_catalog()->type(type), 1 + static_cast<int64_t>(d.below(static_cast<size_t>(ids.at(type)))))); };
    const auto target = [&] { return f.to == "any" ? (d.chance(50) ? id("thing") : id("asset")) : id(f.to); };
    if (f.derived || (!f.required && d.chance(30))) return {};
    switch (f.type) {
        case FieldType::line: case FieldType::text: return Value::string(d.of(some_texts));
        case FieldType::number: return f.places ? Value::decimal(scaled_of(d, f.places), f.places) : Value::integer(f.name == "weight" ? static_cast<int64_t>(d.below(12)) : d.of(some_numbers));
        case FieldType::money: return Value::decimal(scaled_of(d, f.places), f.places);
        case FieldType::date: return Value::date(d.of(some_days));
        case FieldType::datetime: return timestamp_of((d.of(some_days) * int64_t{86400} + static_cast<int64_t>(d.below(3)) * 3600) * 1'000'000 + static_cast<int64_t>(d.below(2)));
        case FieldType::duration: return duration_of((static_cast<int64_t>(d.below(5)) - 1) * 1800 * 1'000'000 + static_cast<int64_t>(d.below(2)));
        case FieldType::flag: return Value::boolean(d.chance(50));
        case FieldType::choice: return Value::string(d.of(f.choices).name);
        case FieldType::scale: return Value::integer(1 + static_cast<int64_t>(d.below(5)));
        case FieldType::range: {
            const int64_t low = scaled_of(d, 2) % 100000, more = static_cast<int64_t>(d.below(300));
            std::vector<std::pair<Value, Value>> parts = {{Value::string("low"), Value::decimal(low, f.places)}};
            if (d.chance(60)) parts.emplace_back(Value::string("likely"), Value::decimal(low + more / 2, f.places));
            parts.emplace_back(Value::string("high"), Value::decimal(low + more, f.places));
            return Value::map(std::move(parts));
        }
        case FieldType::link: return target();
        case FieldType::links: case FieldType::tags: {
            std::vector<Value> items;
            for (size_t i = d.below(4); i > 0; --i) {
                Value one = f.type == FieldType::links ? target() : Value::string(f.closed_tags ? d.of(f.choices).name : d.of(some_words));
                if (std::find(items.begin(), items.end(), one) == items.end()) items.push_back(std::move(one));
            }
            return items.empty() ? Value() : Value::list(std::move(items));
        }
        case FieldType::parts: return Value::list({Value::map({{Value::string(f.parts[0].name), f.parts[0].type == FieldType::line ? Value::string("x") : Value::integer(1)},
                                                               {Value::string(f.parts[1].name), f.parts[1].type == FieldType::line ? Value::string("y") : Value::integer(2)}})});
        case FieldType::file: return {};
    }
    return {};
}

// Which linked records the asker may not see, in both worlds.
inline int hidden_rest(const Declaration& d) { return d.name == "thing" ? 5 : d.name == "asset" ? 3 : d.name == "person" ? 4 : 2; }
inline bool is_hidden(const Declaration& d, int64_t number) { return number % hidden_rest(d) == 1; }
inline Result<std::string> sql_seen(const Declaration& d, std::string_view alias, Sql& sql) {
    const std::string rest = sql.bind(Cell(int64_t{1}));
    return std::string(alias) + ".id % " + std::to_string(hidden_rest(d)) + " <> CAST(" + rest + " AS BIGINT)";
}

// All records at one moment, as the evaluator sees them.
class Memory {
public:
    Memory(const Catalog& catalog, bool hiding) : catalog_(catalog), hiding_(hiding) {}
    void add(Record r) { auto id = r.id; views_.emplace(std::move(id), std::make_unique<View>(*this, std::move(r))); }
    std::vector<std::string> of_type(int type) const {
        std::vector<std::string> out;
        for (const auto& [id, view] : views_) if (view->record.type == type) out.push_back(id);
        return out;
    }
    Value evaluate(const expr::Program& p, const std::string& id, const expr::ObjectRef& settings) const {
        Value variables[static_cast<size_t>(Name::count)];
        variables[static_cast<size_t>(Name::this_record)] = Value::object(views_.at(id).get());
        variables[static_cast<size_t>(Name::today)] = Value::date(test_today);
        variables[static_cast<size_t>(Name::settings)] = Value::object(&settings);
        return p.evaluate(variables);
    }
    int64_t number(const std::string& id) const { return views_.at(id)->record.number; }
    const Record& record(const std::string& id) const { return views_.at(id)->record; }

private:
    struct View final : expr::ObjectRef {
        View(const Memory& m, Record r) : home(m), type(m.catalog_.types()[static_cast<size_t>(r.type)]), record(std::move(r)) {}
        Value get(int slot) const override {
            const auto place = static_cast<size_t>(slot);
            if (place >= kept.size()) kept.resize(place + 1);
            if (!kept[place].first) kept[place] = {true, home.value(*this, slot)};
            return kept[place].second;
        }
        std::string_view type_name() const override { return type.name; }
        std::string_view identity() const override { return record.id; }
        const Memory& home;
        const Declaration& type;
        Record record;
        mutable std::vector<std::pair<bool, Value>> kept;
    };

    Value link(const std::string& id) const {
        const auto found = views_.find(id);
        if (found == views_.end() || (hiding_ && is_hidden(found->second->type, found->second->record.number))) return {};
        return Value::object(found->second.get());
    }
    Value value(const View& v, int slot) const {
        const auto fields = static_cast<int>(v.type.fields.size()), implicits = static_cast<int>(Implicit::count);
        if (slot >= fields + implicits) return inverse(v, catalog_.inverses(v.type.number)[static_cast<size_t>(slot - fields - implicits)]);
        if (slot >= fields) return implicit(v.record, static_cast<Implicit>(slot - fields));
        const Field& f = v.type.fields[static_cast<size_t>(slot)];
        const Value& raw = v.record.values[static_cast<size_t>(slot)];
        if (!raw.set() || f.to == "any") return raw;                       // declared as the id's text
        if (f.type == FieldType::link) return link(std::string(raw.as_string()));
        if (f.type != FieldType::links) return raw;
        std::vector<Value> items;
        for (const Value& id : raw.as_list())
            if (Value to = link(std::string(id.as_string())); to.set()) items.push_back(std::move(to));
        return Value::list(std::move(items));
    }
    Value implicit(const Record& r, Implicit which) const {
        switch (which) {
            case Implicit::id: return Value::string(r.id);
            case Implicit::state: return Value::string(r.state);
            case Implicit::version: return Value::integer(r.version);
            case Implicit::domain: return link(r.domain);
            case Implicit::created_at: return timestamp_of(r.created_at);
            case Implicit::created_by: return link(r.created_by);
            case Implicit::changed_at: return timestamp_of(r.changed_at);
            case Implicit::changed_by: return link(r.changed_by);
            case Implicit::state_since: return timestamp_of(r.state_since);
            case Implicit::archived: return Value::boolean(r.archived);
            case Implicit::imported: return Value::boolean(r.imported);
            default: return Value::list({});
        }
    }
    Value inverse(const View& target, const Inverse& i) const {
        std::vector<Value> items;
        for (const auto& [id, view] : views_) {
            if (view->record.type != i.source_type || view->record.archived || (hiding_ && is_hidden(view->type, view->record.number))) continue;
            const Value& v = view->record.values[static_cast<size_t>(i.field)];
            const auto same = [&](const Value& to) { return to.as_string() == target.record.id; };
            const bool points = v.is(expr::Kind::list) ? std::any_of(v.as_list().begin(), v.as_list().end(), same) : v.set() && same(v);
            if (points) items.push_back(Value::object(view.get()));
        }
        return Value::list(std::move(items));
    }

    const Catalog& catalog_;
    bool hiding_;
    std::map<std::string, std::unique_ptr<View>> views_;
};

}  // namespace tutela::record::testing
