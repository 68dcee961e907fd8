#include "sheet/xlsx.h"

#include <fmt/format.h>

#include <optional>

#include "sheet/xml.h"

namespace tutela::sheet {
namespace {

struct ListedSheet {
    std::string name, relation;
    bool hidden = false;
};

// A target relative to the part that names it, dots resolved; nothing when it leaves the archive.
std::optional<std::string> resolve(const std::string& part, std::string_view target) {
    std::string path = target.starts_with('/') ? std::string(target.substr(1)) : part.substr(0, part.rfind('/') + 1) + std::string(target);
    std::vector<std::string> steps;
    for (size_t from = 0; from <= path.size();) {
        size_t end = std::min(path.find('/', from), path.size());
        std::string step = path.substr(from, end - from);
        from = end + 1;
        if (step.empty() || step == ".") continue;
        if (step != "..") steps.push_back(std::move(step));
        else if (steps.empty()) return std::nullopt;
        else steps.pop_back();
    }
    std::string joined;
    for (const std::string& step : steps) joined += (joined.empty() ? "" : "/") + step;
    return joined;
}

std::string relations_part(const std::string& part) {
    size_t slash = part.rfind('/');
    if (slash == std::string::npos) return "_rels/" + part + ".rels";
    return part.substr(0, slash) + "/_rels" + part.substr(slash) + ".rels";
}

Result<std::string> find_workbook(Archive& archive) {
    auto relations = TRY(read_relations(archive, ""));
    for (auto& [id, relation] : relations)
        if (relation.type == "officeDocument") {
            if (relation.part.ends_with(".bin")) return invalid("This is a binary workbook (XLSB). Save it as XLSX or CSV.");
            if (relation.part.starts_with("word/") || relation.part.starts_with("ppt/")) return invalid("This is an office document but no spreadsheet. Save the table as XLSX or CSV.");
            return relation.part;
        }
    if (archive.has("xl/workbook.xml")) return std::string("xl/workbook.xml");
    if (archive.has("content.xml") && archive.has("mimetype")) return invalid("This is an OpenDocument file. Save it as XLSX or CSV.");
    return invalid("This zip file holds no spreadsheet. Unpack it, and take the CSV or XLSX file itself.");
}

Result<std::vector<ListedSheet>> read_workbook(Archive& archive, const std::string& part, SharedParts& shared) {
    std::vector<ListedSheet> sheets;
    size_t limit = shared.limits->sheets;
    XmlEvents events;
    events.start = [&](std::string_view name, const Attributes& attributes) {
        if (name == "workbookPr") shared.system_1904 = attributes.flag("date1904");
        if (name != "sheet" || sheets.size() > limit) return;
        sheets.push_back({std::string(attributes.get("name").substr(0, 255)), std::string(attributes.get("id")), attributes.get("state").ends_with("idden")});
    };
    TRY(read_xml(archive, part, events));
    if (sheets.size() > limit) return invalid(fmt::format("The file has more than {} sheets. Copy the tables you need into a new file.", limit), {}, "file_too_large");
    return sheets;
}

}  // namespace

Result<std::map<std::string, Relation>> read_relations(Archive& archive, const std::string& part) {
    std::map<std::string, Relation> relations;
    std::string file = relations_part(part);
    if (!archive.has(file)) return relations;
    bool leaves = false;
    constexpr size_t limit = 8192;
    XmlEvents events;
    events.start = [&](std::string_view name, const Attributes& attributes) {
        if (name != "Relationship" || attributes.get("TargetMode") == "External" || relations.size() >= limit) return;
        std::string_view target = attributes.get("Target"), type = attributes.get("Type");
        if (target.size() > 1024) return;
        auto path = resolve(part, target);
        if (!path) leaves = true;
        else relations[std::string(attributes.get("Id").substr(0, 255))] = {std::move(*path), std::string(type.substr(type.rfind('/') + 1).substr(0, 64))};
    };
    TRY(read_xml(archive, file, events));
    if (leaves) return invalid("A part inside the file points outside of it. The file is not trustworthy and was not read.", {}, "hostile_file");
    return relations;
}

Result<Workbook> read_xlsx(std::string_view bytes, const Options& options) {
    Archive archive = TRY(Archive::open(bytes, options.limits));
    SharedParts shared{.store = std::make_shared<TextStore>(), .limits = &options.limits};
    std::string part = TRY(find_workbook(archive));
    auto listed = TRY(read_workbook(archive, part, shared));
    auto relations = TRY(read_relations(archive, part));
    for (auto& [id, relation] : relations) {
        if (relation.type == "sharedStrings" && archive.has(relation.part)) TRY(read_shared_strings(archive, relation.part, shared));
        if (relation.type == "styles" && archive.has(relation.part)) TRY(read_styles(archive, relation.part, shared));
    }
    Workbook book{.format = Format::xlsx};
    for (ListedSheet& sheet : listed) {
        auto relation = relations.find(sheet.relation);
        if (relation == relations.end()) return invalid(fmt::format("The file is damaged: the content of sheet \"{}\" is missing. Save it again in a spreadsheet program.", sheet.name));
        if (relation->second.type != "worksheet") continue;
        Sheet& read = book.sheets.emplace_back(shared.store);
        read.name = std::move(sheet.name);
        read.hidden = sheet.hidden;
        TRY(read_worksheet(archive, relation->second.part, shared, read));
    }
    return book;
}

}  // namespace tutela::sheet
