// Writes random conditions over the test world, and notes which features each of them has.
#pragma once
#include <set>

#include "base/clock.h"
#include "record/filter/world_for_test.h"

namespace tutela::record::testing {

class Author {
public:
    explicit Author(uint64_t seed) : d_(seed) {}

    std::string expression() {
        features.clear();
        here_ = {{"this", world_catalog()->type("thing")}};
        negations_ = quantifiers_ = 0;
        return condition(static_cast<int>(1 + d_.below(3)));
    }
    std::set<std::string> features;

private:
    struct Place { std::string text; const Declaration* type; };

    std::string note(const char* feature, std::string text) {
        features.insert(feature);
        return text;
    }

    std::string condition(int depth) {
        if (depth <= 0 || d_.chance(15)) return atom();
        switch (d_.below(12)) {
            case 0: case 1: case 2: return joined(depth, d_.chance(50) ? " && " : " || ");
            case 3: case 4: {
                ++negations_;
                auto inner = condition(depth - 1);
                --negations_;
                return note("negation", "!(" + inner + ")");
            }
            case 5: {
                ++negations_;                              // the condition of ? : is asked both ways
                auto first = condition(depth - 1);
                --negations_;
                return note("ternary of conditions", "(" + first + " ? " + condition(depth - 1) + " : " + condition(depth - 1) + ")");
            }
            case 6: {
                ++negations_;
                auto text = "((" + condition(depth - 1) + ") " + (d_.chance(50) ? "==" : "!=") + " (" + condition(depth - 1) + "))";
                --negations_;
                return note("conditions compared", text);
            }
            case 7: case 8: case 9: case 10: return quantifier(depth);
            default: return atom();
        }
    }

    std::string joined(int depth, const std::string& sign) {
        std::string out = "(";
        const size_t parts = 2 + d_.below(3);
        for (size_t i = 0; i < parts; ++i) out += (i ? sign : "") + condition(depth - 1);
        return out + ")";
    }

    // A record in scope, or one behind links of it.
    Place place() {
        Place p = here_[d_.chance(70) ? here_.size() - 1 : d_.below(here_.size())];
        int hops = 0;
        while (hops < 3 && d_.chance(25)) {
            std::vector<const Field*> links;
            for (const Field& f : p.type->fields) if (f.type == FieldType::link && f.to != "any" && !f.own) links.push_back(&f);
            if (d_.chance(12)) { p = {p.text + ".domain", world_catalog()->type("domain")}; features.insert("domain"); }
            else if (d_.chance(15)) { p = {p.text + (d_.chance(50) ? ".created_by" : ".changed_by"), world_catalog()->type("person")}; features.insert("who did it"); }
            else if (links.empty()) break;
            else { const Field* f = d_.of(links); p = {p.text + "." + f->name, world_catalog()->type(f->to)}; }
            features.insert(++hops > 1 ? "path of several links" : "path through a link");
        }
        return p;
    }

    template <class Fits>
    std::pair<Place, const Field*> field(Fits fits) {
        for (int i = 0; i < 50; ++i) {
            const Place p = i < 40 ? place() : here_[0];
            std::vector<const Field*> found;
            for (const Field& f : p.type->fields) if (fits(f)) found.push_back(&f);
            if (found.empty()) continue;
            const Field* f = d_.of(found);
            if (f->own) features.insert("own fields");
            return {p, f};
        }
        throw std::logic_error("no such field");
    }
    std::pair<Place, const Field*> field(FieldType t) { return field([=](const Field& f) { return f.type == t; }); }

    std::string order() { static const std::vector<std::string> all = {" < ", " <= ", " > ", " >= ", " == ", " != "}; return d_.of(all); }
    std::string equality() { return d_.chance(50) ? " == " : " != "; }
    static std::string quote(const std::string& s) {
        std::string out = "\"";
        for (char c : s) { if (c == '"' || c == '\\') out += '\\'; out += c; }
        return out + "\"";
    }
    std::string text_constant() {
        const std::string t = d_.chance(6) ? "" : d_.of(some_texts);
        if (t.empty()) features.insert("empty text");
        for (unsigned char c : t) if (c >= 0x80) features.insert("letters beyond ASCII");
        return quote(t);
    }
    std::string whole_constant() {
        static const std::vector<std::string> large = {"9223372036854775807", "-9223372036854775807", "9007199254740992", "9007199254740993", "18014398509481985", "4611686018427387904"};
        if (d_.chance(12)) return note("large whole numbers", d_.of(large));
        if (d_.chance(8)) return note("settings", "settings.limit");
        if (d_.chance(4)) return note("unset settings", "settings.nothing");
        const int64_t n = d_.of(some_numbers);
        if (n > 1000000 || n < -1000000) features.insert("large whole numbers");
        return std::to_string(n);
    }
    std::string real_constant() {
        static const std::vector<std::string> all = {"0.0", "1.0", "-1.0", "1.5", "1.499", "0.1", "0.3", "2.5", "5.0", "0.001", "-0.5", "9007199254740992.0", "9.007199254740991e15", "4503599627370496.5", "1e300", "-1e300",
                                                     "0.000000001", "9007199254.740993", "1e-300", "3.0000000000000004", "0.1 + 0.2", "123.456789", "1.5e0", "9223372036854775807.0"};
        return note("decimals", d_.of(all));
    }
    std::string date_constant() {
        const int32_t day = d_.of(some_days);
        if (day == 11016 || day == 19782) features.insert("leap days");
        if (d_.chance(30)) {
            static const std::vector<std::string> all = {"today", "today - days(1)", "today + months(1)", "today - months(28)", "today - years(2)", "today + days(59)", "date(\"2024-01-31\") + months(1)"};
            const std::string t = d_.of(all);
            features.insert(t.starts_with("date") ? "leap days" : "today");
            return t;
        }
        return "date(\"" + clock::date_text(day) + "\")";
    }
    std::string moment_constant() {
        const int32_t day = d_.of(some_days);
        return d_.chance(50) ? "timestamp(\"" + clock::date_text(day) + "T01:00:00" + (d_.chance(50) ? ".000001" : "") + "Z\")" : "timestamp(date(\"" + clock::date_text(day) + "\"))";
    }

    std::string text_value() {
        if (d_.chance(8)) return note("ternary of values", "(" + atom() + " ? " + text_field() + " : " + (d_.chance(50) ? text_constant() : text_field()) + ")");
        std::string t = text_field();
        if (d_.chance(8)) return note("lowerAscii, upperAscii", t + (d_.chance(50) ? ".lowerAscii()" : ".upperAscii()"));
        return t;
    }
    std::string text_field() {
        const auto [p, f] = field([](const Field& x) { return x.type == FieldType::line || x.type == FieldType::text; });
        return p.text + "." + f->name;
    }
    std::string whole_value() {
        if (d_.chance(12)) return note("size of text", "size(" + text_value() + ")");
        if (d_.chance(15)) return note("size of list", "size(" + list().first + ")");
        if (d_.chance(10)) return place().text + ".version";
        if (d_.chance(8)) return note("ternary of values", "(" + atom() + " ? " + whole_constant() + " : " + whole_value() + ")");
        if (d_.chance(10)) return note("scale", here_[0].text + ".level");
        const auto [p, f] = field([](const Field& x) { return x.type == FieldType::number && x.places == 0; });
        return p.text + "." + f->name;
    }
    std::string real_value() {
        features.insert("decimals");
        if (d_.chance(20)) {
            static const std::vector<std::string> all = {".loss.low", ".loss.likely", ".loss.high"};
            return note("range", here_[0].text + d_.of(all));
        }
        if (d_.chance(5)) return note("ternary of values", "(" + atom() + " ? " + real_constant() + " : " + real_value() + ")");
        const auto [p, f] = field([](const Field& x) { return x.type == FieldType::money || (x.type == FieldType::number && x.places > 0); });
        return p.text + "." + f->name;
    }
    // A list of records or texts, and the type of its elements (nullptr: text).
    std::pair<std::string, const Declaration*> list() {
        const Place p = place();
        struct Choice { std::string text; const Declaration* type; const char* feature; };
        std::vector<Choice> all;
        for (const Field& f : p.type->fields) {
            if (f.type == FieldType::links) all.push_back({p.text + "." + f.name, f.to == "any" ? nullptr : world_catalog()->type(f.to), "lists of links"});
            if (f.type == FieldType::tags && !f.own) all.push_back({p.text + "." + f.name, nullptr, "tags"});
        }
        for (const Inverse& i : world_catalog()->inverses(p.type->number)) {
            const auto& source = world_catalog()->types()[static_cast<size_t>(i.source_type)];
            if (source.fields[static_cast<size_t>(i.field)].own) continue;
            if (source.name == "thing" || source.name == "asset") all.push_back({p.text + "." + i.name, &source, "inverses"});
        }
        if (all.empty()) return list();
        const Choice& c = d_.of(all);
        features.insert(c.feature);
        return {c.text, c.type};
    }

    std::string quantifier(int depth) {
        if (quantifiers_ >= 2) return atom();
        const auto [text, type] = list();
        static const std::vector<std::string> all = {"exists", "exists", "exists", "all", "all", "exists_one"};
        const std::string macro = d_.of(all), name = std::string(1, static_cast<char>('u' + here_.size()));
        if (quantifiers_) features.insert("nested quantifiers");
        features.insert(macro == "exists" ? "exists" : macro == "all" ? "all" : "exists_one");
        if (negations_) features.insert(macro == "exists" ? "negated exists" : macro == "all" ? "negated all" : "negated exists_one");
        std::string body;
        ++quantifiers_;
        if (type) {
            here_.push_back({name, type});
            body = condition(depth - 1);
            here_.pop_back();
        } else {
            body = tag_test(name);
        }
        --quantifiers_;
        return text + "." + macro + "(" + name + ", " + body + ")";
    }
    std::string tag_test(const std::string& name) {
        if (d_.chance(20)) return name + " == " + text_field();
        if (d_.chance(20)) return name + ".contains(" + quote(d_.of(some_words)) + ")";
        return name + order() + quote(d_.of(some_words));
    }

    std::string atom() {
        if (d_.chance(3)) return refused();
        switch (d_.below(22)) {
            case 0: return text_value() + order() + (d_.chance(80) ? text_constant() : text_value());
            case 1: case 2: return words();
            case 3: return whole_value() + order() + whole_constant();
            case 4: return whole_constant() + order() + whole_value();
            case 5: return note("whole number and double", whole_value() + order() + real_constant());
            case 6: return note("whole number and double", real_value() + order() + (d_.chance(50) ? whole_constant() : whole_value()));
            case 7: return real_value() + order() + (d_.chance(75) ? real_constant() : real_value());
            case 8: return real_constant() + order() + real_value();
            case 9: { const auto [p, f] = field(FieldType::date); return note("dates", p.text + "." + f->name + order() + (d_.chance(80) ? date_constant() : here_[0].text + ".due")); }
            case 10: return note("moments", here_[0].text + (d_.chance(70) ? ".at" : ".changed_at") + order() + moment_constant());
            case 11: return note("durations", here_[0].text + ".lasts" + order() + (d_.chance(50) ? "duration(\"1800s\")" : "duration(\"0.000001s\")"));
            case 12: { const auto [p, f] = field(FieldType::flag); return note("flags", p.text + "." + f->name + (d_.chance(40) ? equality() + (d_.chance(50) ? "true" : "false") : "")); }
            case 13: return note("choices", here_[0].text + ".kind" + equality() + (d_.chance(50) ? "\"fire\"" : "\"flood\""));
            case 14: return states();
            case 15: case 16: return has();
            case 17: case 18: return member();
            case 19: return records();
            case 20: return note("links to any type", here_[0].text + ".about" + equality() + (d_.chance(70) ? quote(id("thing", 20)) : "\"nothing\""));
            default: return note("archived, imported", place().text + (d_.chance(50) ? ".archived" : ".imported"));
        }
    }

    std::string id(const std::string& type, size_t most) { return id_text(*world_catalog()->type(type), 1 + static_cast<int64_t>(d_.below(most))); }

    std::string words() {
        static const std::vector<std::string> all = {"contains", "contains", "startsWith", "endsWith"};
        const std::string piece = d_.chance(80) ? text_constant() : d_.chance(50) ? text_field() : quote(d_.chance(50) ? "r" : "er");
        return note("contains, startsWith, endsWith", text_value() + "." + d_.of(all) + "(" + piece + ")");
    }
    std::string states() {
        if (d_.chance(30)) return note("states", here_[0].text + ".state in [\"draft\", \"ended\"]");
        return note("states", here_[0].text + ".state" + equality() + (d_.chance(50) ? "\"draft\"" : "\"started\""));
    }
    std::string has() {
        features.insert("has");
        const Place p = place();
        if (d_.chance(15)) {
            static const std::vector<std::string> all = {"domain", "created_by", "changed_by", "state", "version", "id", "archived"};
            return "has(" + p.text + "." + d_.of(all) + ")";
        }
        if (d_.chance(15)) return "has(" + list().first + ")";
        if (d_.chance(10)) return note("range", "has(" + here_[0].text + (d_.chance(50) ? ".loss.likely)" : ".loss.low)"));
        return "has(" + p.text + "." + d_.of(p.type->fields).name + ")";
    }
    std::string member() {
        switch (d_.below(6)) {
            case 0: return note("in constants", text_value() + " in [" + text_constant() + ", " + text_constant() + ", " + text_constant() + "]");
            case 1: return note("in constants", whole_value() + " in [" + (d_.chance(10) ? "" : d_.chance(70) ? "1, 2, 3" : "1, 2.5, 9007199254740992.0") + "]");
            case 2: { const auto [p, f] = field(FieldType::date); return note("in constants", p.text + "." + f->name + " in [" + date_constant() + ", " + date_constant() + "]"); }
            case 3: return note("in tags", (d_.chance(70) ? quote(d_.of(some_words)) : text_field()) + " in " + here_[0].text + (d_.chance(60) ? ".words" : ".marks"));
            case 4: return note("in links", here_[0].text + (d_.chance(50) ? ".parent in " + here_[0].text + ".peers" : ".method in " + here_[0].text + ".assets"));
            default: return note("ids", here_[0].text + ".owner.id in [\"P-001\", " + quote(id("person", 10)) + ", \"P-1\"]");
        }
    }
    std::string records() {
        if (d_.chance(40)) {
            const auto [p, f] = field([](const Field& x) { return x.type == FieldType::link && x.to != "any" && !x.own; });
            return note("ids", p.text + "." + f->name + ".id" + equality() + quote(id(f->to, 12)));
        }
        if (d_.chance(20)) return note("ids", place().text + ".id" + equality() + quote(id("thing", 20)));
        static const std::vector<std::string> all = {".owner", ".second", ".parent.owner", ".created_by", ".method.keeper"};
        return note("records compared", here_[0].text + d_.of(all) + equality() + person_of(d_.of(here_)));
    }
    std::string person_of(const Place& p) {
        for (const Field& f : p.type->fields) if (f.to == "person" && !f.own && d_.chance(60)) return p.text + "." + f.name;
        return p.text + ".changed_by";
    }

    std::string refused() {
        static const std::vector<std::string> all = {
            "this.amount + 1 > 3", "this.weight * 2 > 3", "this.title.matches(\"^a\")", "this.assets.map(a, a.amount).size() > 1", "this.assets.filter(a, a.critical).size() > 1",
            "today - this.seen > 30", "this.seen + days(3) > today", "this.words[0] == \"a\"", "sum(this.assets.map(a, a.amount)) > 3", "1 / (this.weight) > 0", "this.title.size() / 0 == 1",
            "this.causes.exists(c, c.text == \"x\")", "this.weight in [this.amount, 2]", "[1, 2].exists(x, x == this.weight)", "this.seen.year() == 2024", "this.peers == this.peers", "-this.weight < 0",
            "this.id.startsWith(\"TH\")", "text_similarity(this.title, this.note) > 0.5", "this.loss[\"low\"] > 1.0", "this.amount % 2 == 0", "(this.open ? this.owner : this.second).title == \"a\"",
            "this.own_person.title == \"a\"", "this.own_words.exists(w, w == \"a\")", "this.owner.own_things.exists(t, t.open)"};
        return d_.of(all);
    }

    Dice d_;
    std::vector<Place> here_;
    int negations_ = 0, quantifiers_ = 0;
};

}  // namespace tutela::record::testing
