#include "engine/standard.h"

#include <algorithm>

#include "base/spelling.h"
#include "base/yaml_map.h"

namespace tutela::engine {

const char* Item::assessability() const {
    return judged == Judged::machine ? "machine" : judged == Judged::also ? "partial" : "human";
}

const char* Item::judged_name() const {
    return judged == Judged::machine ? "machine" : judged == Judged::also ? "also" : "human";
}

int Standards::item_index(std::string_view id) const {
    auto it = by_id.find(std::string(id));
    return it == by_id.end() ? -1 : it->second;
}

const Item* Standards::item(std::string_view id) const {
    int i = item_index(id);
    return i < 0 ? nullptr : &items[static_cast<size_t>(i)];
}

const Standard* Standards::standard(std::string_view id) const {
    if (id.empty()) return all.empty() ? nullptr : &all.front();
    for (const auto& s : all)
        if (s.id == id) return &s;
    return nullptr;
}

namespace {

bool ends_with(std::string_view text, std::string_view tail) {
    return text.size() >= tail.size() && text.substr(text.size() - tail.size()) == tail;
}

std::string_view folder_of(std::string_view path) {
    auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// The clause above: "6.1.3" is below "6.1", and "A.5" below "A" where the standard declares it.
int parent_of(const Standard& s, const std::string& id) {
    std::string up = id;
    for (auto dot = up.rfind('.'); dot != std::string::npos; dot = up.rfind('.')) {
        up.resize(dot);
        for (size_t i = 0; i < s.clauses.size(); ++i)
            if (s.clauses[i].id == up) return static_cast<int>(i);
    }
    return -1;
}

// One of these words; anything else is a fault.
std::string one_of(yaml::MapReader& r, std::string_view key, std::vector<std::string> words, std::string_view fallback) {
    std::string t = r.text(key, fallback);
    if (std::find(words.begin(), words.end(), t) != words.end()) return t;
    r.complain(std::string(key) + " is '" + t + "'; " + did_you_mean(t, words));
    return std::string(fallback);
}

struct Work {
    Standards out;
    yaml::Complaints complaints;

    void read_card(const record::Source& src) {
        auto tree = yaml::read(src.text, src.path);
        if (!tree) return complaints.add(tree.error());
        yaml::MapReader r(*tree, src.path, "standard", complaints);
        Standard s;
        s.id = r.need_text("standard");
        s.title = r.need_text("title");
        s.edition = r.text("edition");
        r.text("says");
        if (const yaml::Node* list = r.need("clauses"))
            for (const auto& n : list->items) read_clause(n, src, s);
        r.finish();
        for (const auto& other : out.all)
            if (other.id == s.id) r.complain("standard " + s.id + " is declared twice; remove one");
        out.all.push_back(std::move(s));
    }

    void read_clause(const yaml::Node& n, const record::Source& src, Standard& s) {
        yaml::MapReader c(n, src.path, "clause", complaints);
        Clause clause{c.need_text("clause"), c.need_text("title")};
        c.finish();
        for (const auto& other : s.clauses)
            if (other.id == clause.id) c.complain("clause " + clause.id + " is listed twice; remove one");
        clause.parent = parent_of(s, clause.id);
        clause.level = clause.parent < 0 ? 1 : s.clauses[static_cast<size_t>(clause.parent)].level + 1;
        s.clauses.push_back(std::move(clause));
    }

    void read_items(const record::Source& src) {
        auto tree = yaml::read(src.text, src.path);
        if (!tree) return complaints.add(tree.error());
        yaml::MapReader r(*tree, src.path, "items", complaints);
        std::string id = r.need_text("standard");
        int standard = -1;
        for (size_t i = 0; i < out.all.size(); ++i)
            if (out.all[i].id == id) standard = static_cast<int>(i);
        const yaml::Node* list = r.need("items");
        r.finish();
        if (standard < 0) return r.complain("no standard '" + id + "'; declare it in standard.yaml beside this file");
        if (list)
            for (const auto& n : list->items) read_item(n, src.path, standard);
    }

    void read_item(const yaml::Node& n, const std::string& path, int standard) {
        yaml::MapReader r(n, path, "item", complaints);
        Item item;
        item.id = r.need_text("id");
        item.clause = r.need_text("clause");
        item.title = r.need_text("title");
        item.asks = r.need_text("asks");
        item.kind = one_of(r, "kind", {"obligation", "control", "process"}, "obligation");
        std::string force = one_of(r, "force", {"shall", "should", "may"}, "shall");
        item.should = force == "should";
        item.may = force == "may";
        item.inferred = one_of(r, "basis", {"certain", "inferred", "harmonized", "public", "recalled"}, "certain") == "inferred";
        std::string judged = one_of(r, "judged", {"machine", "also", "human"}, "machine");
        item.judged = judged == "also" ? Judged::also : judged == "human" ? Judged::human : Judged::machine;
        item.process = r.text("process");
        item.record = r.text("record");
        item.theme = r.text("theme");
        item.owner_role = r.text("owner_role");
        for (const char* fact : {"attributes", "predecessors", "evidence"}) r.take(fact);   // for readers, not for verdicts
        r.finish();
        item.standard = standard;
        place(std::move(item), r);
    }

    void place(Item item, yaml::MapReader& r) {
        auto& clauses = out.all[static_cast<size_t>(item.standard)].clauses;
        for (size_t i = 0; i < clauses.size(); ++i)
            if (clauses[i].id == item.clause) item.clause_index = static_cast<int>(i);
        if (item.clause_index < 0)
            return r.complain("clause '" + item.clause + "' is not in standard.yaml; add it there or correct it");
        int index = static_cast<int>(out.items.size());
        if (!out.by_id.emplace(item.id, index).second)
            return r.complain("item " + item.id + " is declared twice; remove one");
        clauses[static_cast<size_t>(item.clause_index)].items.push_back(index);
        out.items.push_back(std::move(item));
    }
};

}  // namespace

Result<Standards> read_standards(const record::Catalog& catalog) {
    std::vector<const record::Source*> cards, rest;
    for (const auto& s : catalog.sources()) {
        if (s.path.rfind("standards/", 0) != 0 || !ends_with(s.path, ".yaml")) continue;
        if (std::count(s.path.begin(), s.path.end(), '/') != 2) continue;
        std::string_view file = std::string_view(s.path).substr(folder_of(s.path).size() + 1);
        if (file == "standard.yaml") cards.push_back(&s);
        else if (file == "clauses.yaml" || file == "annex_a.yaml" || file == "processes.yaml") rest.push_back(&s);
    }
    auto by_path = [](auto* a, auto* b) { return a->path < b->path; };
    std::sort(cards.begin(), cards.end(), by_path);
    std::sort(rest.begin(), rest.end(), [](auto* a, auto* b) {
        // Clauses before the annex, so that items stand in the order of the book.
        auto rank = [](const std::string& p) { return ends_with(p, "clauses.yaml") ? 0 : 1; };
        auto fa = folder_of(a->path), fb = folder_of(b->path);
        return fa != fb ? fa < fb : rank(a->path) != rank(b->path) ? rank(a->path) < rank(b->path) : a->path < b->path;
    });
    Work work;
    for (auto* s : cards) work.read_card(*s);
    for (auto* s : rest) work.read_items(*s);
    if (!work.complaints.none()) return work.complaints.error("the standards");
    return std::move(work.out);
}

}  // namespace tutela::engine
