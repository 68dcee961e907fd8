#include <algorithm>
#include <map>

#include "base/spelling.h"
#include "base/yaml_map.h"
#include "engine/report_run.h"
#include "engine/schema.h"

namespace tutela::engine {

const ReportDeclaration* ReportBook::report(std::string_view name) const {
    for (const auto& r : reports)
        if (r.name == name) return &r;
    return nullptr;
}

namespace {

using expr::TypeKind;

class ReportReader {
public:
    ReportReader(const record::Catalog& catalog, ReportBook& book) : catalog_(catalog), book_(book) {}
    yaml::Complaints complaints;

    void read(const record::Source& src) {
        auto tree = yaml::read(src.text, src.path);
        if (!tree) return complaints.add(tree.error());
        file_ = src.path;
        yaml::MapReader r(*tree, src.path, "report", complaints);
        ReportDeclaration d;
        d.name = r.need_text("report");
        d.place = src.path + ":" + std::to_string(tree->line);
        d.title = r.need_text("title");
        d.says = r.need_text("says");
        d.orientation = r.text("orientation", "portrait");
        if (d.orientation != "portrait" && d.orientation != "landscape") r.complain("orientation is portrait or landscape, not '" + d.orientation + "'");
        each(r, d);
        const expr::Schema &with = schema(d.each), &without = schema("");
        d.where = compile(r.take("where"), with, TypeKind::boolean, "where");
        d.group = compile(r.take("group"), with, TypeKind::dyn, "group");
        if (const yaml::Node* sort = r.take("sort"))
            for (const auto& n : items(*sort)) d.sort.push_back(compile(n, with, TypeKind::dyn, "sort"));
        if (const yaml::Node* head = r.take("head"))
            for (const auto* n : items(*head)) {
                yaml::MapReader h(*n, file_, "head", complaints);
                ReportHead line{h.need_text("label"), {}};
                line.value = compile(h.need("value"), without, TypeKind::dyn, "head");
                h.finish();
                d.head.push_back(std::move(line));
            }
        columns(r, d, with);
        if (const yaml::Node* second = r.take("also")) also(*second, d);
        r.finish();
        if (book_.report(d.name)) r.complain("report " + d.name + " is declared twice; rename one");
        book_.reports.push_back(std::move(d));
    }

private:
    void each(yaml::MapReader& r, ReportDeclaration& d) {
        d.each = r.need_text("each");
        d.type = static_cast<int>(catalog_.types().size());
        if (d.each == "standard_item" || d.each.empty()) return;
        if (const auto* t = catalog_.type(d.each)) {
            d.type = t->number, d.each = t->name;
            return;
        }
        std::vector<std::string> names{"standard_item"};
        for (const auto& t : catalog_.types()) names.push_back(t.name);
        r.complain("there is no record type '" + d.each + "'; " + did_you_mean(d.each, names));
    }

    void columns(yaml::MapReader& r, ReportDeclaration& d, const expr::Schema& schema) {
        const yaml::Node* list = r.need("columns");
        if (!list) return;
        for (const auto* n : items(*list)) {
            yaml::MapReader c(*n, file_, "column", complaints);
            ReportColumn column;
            column.title = c.need_text("title");
            column.value = compile(c.need("value"), schema, TypeKind::dyn, "column");
            column.align = c.text("align", "left");
            if (column.align == "centre") column.align = "center";
            column.show = c.text("show");
            if (auto w = c.whole("width")) column.width = static_cast<double>(*w);
            c.finish();
            column.key = key_of(column.title, d);
            d.columns.push_back(std::move(column));
        }
        if (d.columns.empty()) r.complain("a report without columns shows nothing; add one");
    }

    // `also: {each, where, group, sort, values: {Column title: 'CEL'}}`
    void also(const yaml::Node& n, ReportDeclaration& d) {
        yaml::MapReader r(n, file_, "also", complaints);
        auto second = std::make_shared<ReportDeclaration>();
        each(r, *second);
        const expr::Schema& with = schema(second->each);
        second->where = compile(r.take("where"), with, TypeKind::boolean, "where");
        second->group = compile(r.take("group"), with, TypeKind::dyn, "group");
        if (const yaml::Node* sort = r.take("sort"))
            for (const auto* one : items(*sort)) second->sort.push_back(compile(one, with, TypeKind::dyn, "sort"));
        if (second->sort.size() != d.sort.size()) r.complain("`also` is sorted among the rows of the report: give as many `sort` expressions (" + std::to_string(d.sort.size()) + ")");
        second->columns = d.columns;
        for (auto& c : second->columns) c.value = {};
        if (const yaml::Node* values = r.need("values"))
            for (size_t i = 0; i < values->keys.size(); ++i) {
                const auto column = std::find_if(second->columns.begin(), second->columns.end(), [&](const auto& c) { return c.title == values->keys[i].name; });
                if (column == second->columns.end()) complaints.add(file_, values->keys[i].line, "the report has no column '" + values->keys[i].name + "'");
                else column->value = compile(&values->items[i], with, TypeKind::dyn, "value");
            }
        r.finish();
        d.also = std::move(second);
    }

    // "Risks and duties" → risks_and_duties, made different where two columns have one title.
    static std::string key_of(const std::string& title, const ReportDeclaration& d) {
        std::string key;
        for (char c : title) {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
            else if (c >= 'A' && c <= 'Z') key += static_cast<char>(c - 'A' + 'a');
            else if (!key.empty() && key.back() != '_') key += '_';
        }
        while (!key.empty() && key.back() == '_') key.pop_back();
        std::string out = key;
        for (int n = 2; std::any_of(d.columns.begin(), d.columns.end(), [&](const auto& c) { return c.key == out; }); ++n) out = key + "_" + std::to_string(n);
        return out;
    }

    static std::vector<const yaml::Node*> items(const yaml::Node& n) {
        std::vector<const yaml::Node*> out;
        if (n.kind == yaml::Node::list) for (const auto& i : n.items) out.push_back(&i);
        else if (!n.empty()) out.push_back(&n);
        return out;
    }

    const expr::Schema& schema(const std::string& object) {
        auto& known = schemas_[object];
        if (!known) {
            known = std::make_shared<RuleSchema>(catalog_, object);
            book_.schemas.push_back(known);
        }
        return *known;
    }

    record::Expression compile(const yaml::Node* n, const expr::Schema& schema, expr::Type result, const char* what) {
        record::Expression e;
        if (!n || n->empty()) return e;
        e.place = file_ + ":" + std::to_string(n->line);
        e.text = n->value;
        expr::CheckOptions options;
        options.result = std::move(result);
        auto program = expr::Program::compile(e.text, schema, options);
        if (program) e.program = std::make_shared<const expr::Program>(program.take());
        else complaints.add(file_, n->line, std::string(what) + ": " + program.error().message);
        return e;
    }

    const record::Catalog& catalog_;
    ReportBook& book_;
    std::string file_;
    std::map<std::string, std::shared_ptr<const expr::Schema>> schemas_;
};

}  // namespace

Result<ReportBook> read_reports(std::shared_ptr<const record::Catalog> catalog, const Standards&) {
    ReportBook book;
    ReportReader reader(*catalog, book);
    for (const auto* source : catalog->sources_with(".report.yaml")) reader.read(*source);
    if (!reader.complaints.none()) return reader.complaints.error("the reports have");
    return book;
}

}  // namespace tutela::engine
