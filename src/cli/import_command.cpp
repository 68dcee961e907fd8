#include <filesystem>
#include <iostream>

#include "cli/commands.h"
#include "cli/output.h"

namespace tutela::cli {
namespace {

std::string count_line(const json::value& plan) {
    return std::to_string(plan.at("new").as_int64()) + " new, " + std::to_string(plan.at("changed").as_int64()) + " changed, " +
           std::to_string(plan.at("unchanged").as_int64()) + " unchanged, " + std::to_string(plan.at("refused").as_int64()) + " refused";
}

void print_mapping(const json::value& mapping) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& c : mapping.at("columns").as_array()) {
        const auto& field = c.at("field");
        rows.push_back({words(c.at("column")), words(c.at("heading")), field.is_string() ? words(field) : "(left out)", field.is_string() ? std::to_string(c.at("confidence").as_int64()) + " %" : "", words(c.at("why"))});
    }
    std::cout << table({{"Column"}, {"Heading"}, {"Field"}, {"Sure", true}, {"Because"}}, rows, terminal_width(), terminal_colour());
}

void print_plan(const json::value& plan) {
    for (const auto& n : plan.at("notes").as_array()) std::cout << "note: " << words(n) << "\n";
    for (const auto& q : plan.at("questions").as_array())
        std::cout << "question: column " << words(q.at("column")) << " (" << words(q.at("heading")) << "): " << words(q.at("what")) << "\n  options: " << words(q.at("options")) << "; examples: " << words(q.at("examples")) << "\n";
    for (const auto& r : plan.at("rows").as_array())
        for (const auto& f : r.at("faults").as_array())
            std::cout << "row " << r.at("row").as_int64() << ", column " << words(f.at("column")) << ": \"" << words(f.at("value")) << "\": " << words(f.at("detail")) << "\n";
}

// `--answer C=dmy` and `--answer C=field:owner` change what is proposed for a column.
Result<void> take_answers(json::value& mapping, const std::vector<std::string>& answers) {
    for (const auto& a : answers) {
        const auto equals = a.find('=');
        bool found = false;
        if (equals != std::string::npos)
            for (auto& c : mapping.at("columns").as_array()) {
                if (c.at("column").as_string() != a.substr(0, equals)) continue;
                found = true;
                const auto value = a.substr(equals + 1);
                if (value == "dmy" || value == "mdy" || value == "ymd") c.as_object()["date_order"] = value;
                else if (value == "none") c.as_object()["field"] = nullptr;
                else if (const auto arrow = value.find("->"); arrow != std::string::npos) c.as_object()["values"].as_object()[value.substr(0, arrow)] = value.substr(arrow + 2);
                else c.as_object()["field"] = value;
            }
        if (!found) return invalid("--answer " + a + ": write COLUMN=dmy, COLUMN=mdy, COLUMN=field, COLUMN=none or COLUMN='their value->our value'; the column is its letter.");
    }
    return {};
}

Result<int> import_one(const Transport& house, const std::string& file, const ImportOptions& o, bool json_out) {
    const auto bytes = TRY(read_file(file));
    Pairs query{{"name", std::filesystem::path(file).filename().string()}};
    if (!o.type.empty()) query.emplace_back("type", o.type);
    const auto upload = TRY(send_json(house, {"POST", "/api/v1/imports", query, {{"content-type", "application/octet-stream"}}, bytes}));
    json::value mapping = upload.at("proposal"), plan = upload.at("plan");
    const std::string id(upload.at("import").as_string());
    if (!o.map.empty()) {
        mapping = std::filesystem::exists(o.map) ? TRY(json::parse(TRY(read_file(o.map)))) : TRY(send_json(house, {"GET", "/api/v1/imports/mappings/" + o.map, {}, {}, {}}));
    }
    if (mapping.at("type").as_string().empty()) {
        std::cerr << file << ": nothing here looks like a register that is kept here. Say which with --type.\n";
        return 1;
    }
    TRY(take_answers(mapping, o.answers));
    if (!o.map.empty() || !o.answers.empty()) plan = TRY(send_json(house, {"POST", "/api/v1/imports/" + id + "/plan", {}, {}, json::write(mapping)}));
    if (!o.save.empty()) TRY(send(house, {"PUT", "/api/v1/imports/mappings/" + o.save, {}, {}, json::write(mapping)}));
    if (json_out && o.dry_run) { std::cout << json::write_pretty(json::object{{"file", file}, {"mapping", mapping}, {"plan", plan}}) << "\n"; return plan.at("refused").as_int64() == 0 ? 0 : 1; }
    if (!json_out) {
        std::cout << file << ": " << words(mapping.at("type")) << "\n";
        print_mapping(mapping);
        print_plan(plan);
        std::cout << count_line(plan) << (o.dry_run ? " (dry run, nothing was written)" : "") << "\n";
    }
    if (o.dry_run) return plan.at("refused").as_int64() == 0 && plan.at("questions").as_array().empty() ? 0 : 1;
    const auto done = TRY(send_json(house, {"POST", "/api/v1/imports/" + id + "/apply", {}, {}, json::write(json::object{{"mapping", mapping}, {"partial", o.partial}})}));
    if (json_out) std::cout << json::write_pretty(done) << "\n";
    else std::cout << "Written as batch " << words(done.at("batch")) << "; take it back with: tutela undo " << words(done.at("batch")) << "\n";
    return 0;
}

}  // namespace

Result<int> import_files(const Session& s, const std::vector<std::string>& files, const ImportOptions& o) {
    const auto house = TRY(s.house());
    int worst = 0;
    for (const auto& file : files) {
        auto one = import_one(house, file, o, s.show.format == "json");
        if (!one) { std::cerr << file << ": " << text_of_error(one.error()); worst = std::max(worst, one.error().kind == ErrorKind::broken ? 2 : 1); continue; }
        worst = std::max(worst, *one);
    }
    return worst;
}

}  // namespace tutela::cli
