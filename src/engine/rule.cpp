#include "engine/rule.h"

#include <algorithm>

#include "base/spelling.h"
#include "base/yaml_map.h"
#include "engine/example.h"
#include "engine/schema.h"

namespace tutela::engine {

const Rule* RuleBook::rule(std::string_view name) const {
    for (const auto& r : rules)
        if (r.name == name) return &r;
    return nullptr;
}

namespace {

using expr::TypeKind;

class RuleReader {
public:
    RuleReader(std::shared_ptr<const record::Catalog> catalog, const Standards& standards)
        : catalog_(std::move(catalog)), standards_(standards), shape_(catalog_, standards_) {}

    void read(const record::Source& src) {
        auto tree = yaml::read(src.text, src.path);
        if (!tree) return complaints.add(tree.error());
        yaml::MapReader r(*tree, src.path, "rule", complaints);
        Rule rule;
        rule.name = r.need_text("rule");
        rule.place = src.path + ":" + std::to_string(tree->line);
        rule.process = process_of(src.path);
        rule.says = r.need_text("says");
        rule.remedy = r.need_text("remedy");
        severity(r, rule);
        clauses(r, rule);
        each(r, rule);
        at_least(r, rule);
        judged(r, rule);
        expressions(r, rule, src.path);
        examples(r, rule, src.path);
        r.finish();
        if (!rule.name.empty() && book.rule(rule.name)) r.complain("rule " + rule.name + " is declared twice; rename one");
        if (src.path.find("/" + rule.name + ".rule.yaml") == std::string::npos && !rule.name.empty())
            r.complain("rule " + rule.name + " must stand in a file " + rule.name + ".rule.yaml; rename one of them");
        book.rules.push_back(std::move(rule));
    }

    // Items know their rules; examples are run when every rule is read without fault.
    void finish(bool run) {
        std::sort(book.rules.begin(), book.rules.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        book.by_item.resize(standards_.items.size());
        for (size_t i = 0; i < book.rules.size(); ++i) {
            for (int item : book.rules[i].items) book.by_item[static_cast<size_t>(item)].push_back(static_cast<int>(i));
            for (int t : book.rules[i].watch.history_types)
                if (std::find(book.history_types.begin(), book.history_types.end(), t) == book.history_types.end()) book.history_types.push_back(t);
        }
        if (!run || !complaints.none()) return;
        for (const auto& rule : book.rules)
            for (const auto& ex : rule.examples)
                if (auto wrong = run_example(rule, ex, catalog_, standards_); !wrong.empty())
                    complaints.add(ex.place.substr(0, ex.place.rfind(':')), std::atoi(ex.place.c_str() + ex.place.rfind(':') + 1),
                                   "rule " + rule.name + ", example '" + ex.name + "': " + wrong + "; correct the rule or the example");
    }

    RuleBook book;
    yaml::Complaints complaints;

private:
    static std::string process_of(const std::string& path) {
        auto a = path.find('/');
        auto b = path.find('/', a + 1);
        return a == std::string::npos || b == std::string::npos ? std::string() : path.substr(a + 1, b - a - 1);
    }

    void severity(yaml::MapReader& r, Rule& rule) {
        const std::string s = r.need_text("severity");
        if (s == "major") rule.severity = Severity::major;
        else if (s == "minor") rule.severity = Severity::minor;
        else if (s == "observation") rule.severity = Severity::observation;
        else if (!s.empty()) r.complain("severity is '" + s + "'; use major, minor or observation");
    }

    void clauses(yaml::MapReader& r, Rule& rule) {
        rule.clauses = r.words("clauses");
        if (rule.clauses.empty()) r.complain("'clauses' is missing; name what this rule answers, for example [27001:8.3-1]");
        for (const auto& id : rule.clauses) {
            int item = standards_.item_index(id);
            if (item >= 0) {
                if (std::find(rule.items.begin(), rule.items.end(), item) == rule.items.end()) rule.items.push_back(item);
                continue;
            }
            std::vector<std::string> ids;
            for (const auto& i : standards_.items) ids.push_back(i.id);
            const std::string near = nearest(id, ids);
            r.complain("no standard here has an item '" + id + "'; " + (near.empty() ? "see `tutela coverage` for the ids" : "did you mean '" + near + "'?"));
        }
    }

    void each(yaml::MapReader& r, Rule& rule) {
        rule.each_name = r.text("each");
        if (rule.each_name.empty()) return;
        if (rule.each_name == "standard_item") {
            rule.each = shape_.item_type();
            return;
        }
        if (const auto* d = catalog_->type(rule.each_name)) {
            rule.each = d->number;
            rule.each_name = d->name;
            return;
        }
        std::vector<std::string> names{"standard_item"};
        for (const auto& t : catalog_->types()) names.push_back(t.name);
        r.complain("there is no record type '" + rule.each_name + "' to judge each of; " + did_you_mean(rule.each_name, names));
    }

    void at_least(yaml::MapReader& r, Rule& rule) {
        if (auto n = r.whole("at_least")) {
            rule.at_least = *n;
            if (*n < 1) r.complain("at_least must be 1 or more; leave it out where none is needed");
            if (rule.each < 0) r.complain("at_least counts the records of `each`; add `each`, or say it in `expect` with records.<type>");
        }
    }

    void judged(yaml::MapReader& r, Rule& rule) {
        const std::string word = r.text("judged");
        if (word == "also") rule.judged_also = true;
        else if (!word.empty()) r.complain("judged is '" + word + "'; only `also` may stand here");
    }

    void expressions(yaml::MapReader& r, Rule& rule, const std::string& path) {
        auto schema = schema_of(rule.each >= 0 ? rule.each_name : std::string());
        expr::CheckOptions condition;
        condition.today_alone = true;
        condition.result = TypeKind::boolean;
        rule.where = compile(r.take("where"), path, *schema, condition, "where");
        rule.expect = compile(r.take("expect"), path, *schema, condition, "expect");
        expr::CheckOptions words;
        words.result = TypeKind::string;
        rule.reason = compile(r.take("reason"), path, *schema, words, "reason");
        rule.who = compile(r.take("who"), path, *schema, {}, "who");
        if (!rule.expect && !rule.at_least) r.complain("'expect' is missing; say in CEL what must be true, or how many there must be with at_least");
        if (rule.each < 0 && rule.where) r.complain("'where' chooses among the records of `each`; add `each`, or move the condition into `expect`");
        for (const auto* e : {&rule.where, &rule.expect})
            if (e->program) rule.watch.merge(watch(e->program->ast(), shape_, rule.each));
        for (const auto* e : {&rule.reason, &rule.who})
            if (e->program)
                for (int t : watch(e->program->ast(), shape_, rule.each).history_types) rule.watch.history_types.push_back(t);
    }

    std::shared_ptr<const expr::Schema> schema_of(const std::string& object) {
        auto& known = schemas_[object];
        if (!known) {
            known = std::make_shared<RuleSchema>(*catalog_, object);
            book.schemas.push_back(known);
        }
        return known;
    }

    record::Expression compile(const yaml::Node* n, const std::string& path, const expr::Schema& schema, const expr::CheckOptions& options, const char* what) {
        record::Expression e;
        if (!n || n->empty()) return e;
        e.place = path + ":" + std::to_string(n->line);
        e.text = n->value;
        while (!e.text.empty() && (e.text.back() == '\n' || e.text.back() == ' ')) e.text.pop_back();
        auto program = expr::Program::compile(e.text, schema, options);
        if (!program) {
            complaints.add(path, n->line, std::string(what) + ": " + program.error().message);
            return e;
        }
        e.program = std::make_shared<const expr::Program>(program.take());
        return e;
    }

    void examples(yaml::MapReader& r, Rule& rule, const std::string& path) {
        const yaml::Node* list = r.need("examples");
        if (!list || list->kind != yaml::Node::list) return;
        bool finds = false, clean = false;
        for (const auto& n : list->items) {
            rule.examples.push_back(read_example(n, path, *catalog_, complaints));
            const auto& ex = rule.examples.back();
            (ex.finds.empty() ? clean : finds) = true;
        }
        if (!finds || !clean) r.complain(std::string("no example ") + (finds ? "with `finds: []`" : "that finds something") + "; a rule shows one that finds and one that does not");
    }

    std::shared_ptr<const record::Catalog> catalog_;
    const Standards& standards_;
    std::map<std::string, std::shared_ptr<const expr::Schema>> schemas_;
    Snapshot shape_;                             // empty: only types and links
};

}  // namespace

Result<RuleBook> read_rules(std::shared_ptr<const record::Catalog> catalog, const Standards& standards, bool run_examples) {
    RuleReader reader(catalog, standards);
    for (const auto* source : catalog->sources_with(".rule.yaml")) reader.read(*source);
    reader.finish(run_examples);
    if (!reader.complaints.none()) return reader.complaints.error("the rules have");
    return std::move(reader.book);
}

}  // namespace tutela::engine
