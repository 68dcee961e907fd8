#include <algorithm>
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

void print_notes(const json::value& notes) {
    for (const auto& n : notes.as_array()) std::cout << "note: " << words(n) << "\n";
}

void print_question(const json::value& q) {
    const auto column = words(q.at("column")), heading = words(q.at("heading"));
    std::cout << "question: ";
    if (!column.empty()) std::cout << "column " << column << (heading.empty() ? "" : " (" + heading + ")") << ": ";
    std::cout << words(q.at("what")) << "\n";
    if (!q.at("examples").as_array().empty()) std::cout << "  values: " << words(q.at("examples")) << "\n";
    if (!q.at("options").as_array().empty()) std::cout << "  options: " << words(q.at("options")) << "\n";
    const auto& options = q.at("options").as_array();
    const auto& examples = q.at("examples").as_array();
    const std::string key = column.empty() ? words(q.at("field")) : column;
    const bool values = words(q.at("field")) != "" && !column.empty() && !options.empty() && options[0] != "dmy";
    if (key.empty() || options.empty()) return;
    std::cout << "  answer: --answer " << key << "=";
    if (values && !examples.empty()) {
        const auto theirs = words(examples[0]);
        const auto near = std::find_if(options.begin(), options.end(), [&](const auto& o) { return theirs.find(words(o)) != std::string::npos; });
        std::cout << "'" << theirs << "->" << words(near == options.end() ? options[0] : *near) << "'\n";
    }
    else std::cout << words(options[0]) << "\n";
}

struct Said { std::string place, values, detail; std::vector<std::string> rows; };

// What is refused is said row by row; the same warning for many rows is said once.
void print_rows(const std::string& file, const json::value& rows) {
    std::vector<Said> warnings;
    for (const auto& row : rows.as_array())
        for (const auto& f : row.at("faults").as_array()) {
            const auto column = words(f.at("column")), value = words(f.at("value")), sheet = words(row.at("sheet"));
            const std::string number = std::to_string(row.at("row").as_int64());
            const auto place = file + (sheet.empty() ? "" : ", " + sheet), at = column.empty() ? std::string() : ", column " + column;
            const auto quoted = value.empty() ? std::string() : ", \"" + value + "\"";
            const auto detail = words(f.at("detail"));
            if (!f.at("warning").as_bool()) { std::cout << "refused: " << place << ", row " << number << at << quoted << ": " << detail << "\n"; continue; }
            auto same = std::find_if(warnings.begin(), warnings.end(), [&](const Said& s) { return s.detail == detail && s.place == place + at; });
            if (same == warnings.end()) same = warnings.insert(warnings.end(), Said{place + at, "", detail, {}});
            if (same->rows.empty() || same->rows.back() != number) same->rows.push_back(number);
            if (same->values.find(quoted) == std::string::npos && same->values.size() < 120) same->values += quoted;
        }
    for (const auto& s : warnings) {
        std::cout << "warning: " << s.place << (s.rows.size() == 1 ? ", row " : ", rows ");
        for (size_t i = 0; i < s.rows.size() && i < 8; ++i) std::cout << (i ? ", " : "") << s.rows[i];
        if (s.rows.size() > 8) std::cout << " and " << s.rows.size() - 8 << " more";
        std::cout << s.values << ": " << s.detail << "\n";
    }
}

void print_plan(const std::string& file, const json::value& plan) {
    print_notes(plan.at("notes"));
    print_rows(file, plan.at("rows"));
    for (const auto& q : plan.at("questions").as_array()) print_question(q);
}

Result<void> answer_column(json::value& c, const std::string& value) {
    auto& column = c.as_object();
    const auto arrow = value.find("->");
    if (value == "dmy" || value == "mdy" || value == "ymd") column["date_order"] = value;
    else if (value == "none") column["field"] = nullptr;
    else if (arrow != std::string::npos) column["values"].as_object()[value.substr(0, arrow)] = value.substr(arrow + 2);
    else {
        column["field"] = value;
        column["why"] = "answered";
        column["confidence"] = 100;
    }
    return {};
}

// `C=dmy`, `C=owner`, `C='Mindern->mitigate'` decide on a column; `state=open`, `method=RM-001` give what no column
// gives; `owner=create` says what becomes of names that are not there.
Result<void> take_answers(json::value& mapping, const std::vector<std::string>& answers) {
    for (const auto& a : answers) {
        const auto equals = a.find('=');
        if (equals == std::string::npos || equals == 0)
            return invalid("--answer " + a + ": write COLUMN=dmy, COLUMN=field, COLUMN=none, COLUMN='their value->our value', field=value or field=create; a column is its letter.");
        const auto name = a.substr(0, equals), value = a.substr(equals + 1);
        const bool letter = name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
        if (!letter) {
            if (name == "state") mapping.as_object()["state"] = value;
            else if (value == "create" || value == "link" || value == "ignore") mapping.at("link_rules").as_object()[name] = value;
            else mapping.at("defaults").as_object()[name] = value;
            continue;
        }
        bool found = false;
        for (auto& c : mapping.at("columns").as_array())
            if (c.at("column").as_string() == name) {
                found = true;
                TRY(answer_column(c, value));
            }
        if (!found) return invalid("--answer " + a + ": the table has no column " + name + ".");
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
        if (json_out) std::cout << json::write_pretty(json::object{{"file", file}, {"mapping", mapping}, {"plan", nullptr}, {"notes", upload.at("notes")}}) << "\n";
        else {
            std::cout << file << ": nothing to import\n";
            print_notes(upload.at("notes"));
        }
        return 1;
    }
    TRY(take_answers(mapping, o.answers));
    if (!o.map.empty() || !o.answers.empty()) plan = TRY(send_json(house, {"POST", "/api/v1/imports/" + id + "/plan", {}, {}, json::write(mapping)}));
    if (!o.save.empty()) TRY(send(house, {"PUT", "/api/v1/imports/mappings/" + o.save, {}, {}, json::write(mapping)}));
    if (json_out && o.dry_run) { std::cout << json::write_pretty(json::object{{"file", file}, {"mapping", mapping}, {"plan", plan}}) << "\n"; return plan.at("refused").as_int64() == 0 ? 0 : 1; }
    if (!json_out) {
        std::cout << file << ": " << words(mapping.at("type")) << "\n";
        print_mapping(mapping);
        print_notes(upload.at("notes"));
        print_plan(file, plan);
        std::cout << count_line(plan) << (o.dry_run ? " (dry run, nothing was written)" : "") << "\n";
    }
    if (o.dry_run) return plan.at("refused").as_int64() == 0 && plan.at("questions").as_array().empty() ? 0 : 1;
    const auto done = TRY(send_json(house, {"POST", "/api/v1/imports/" + id + "/apply", {}, {}, json::write(json::object{{"mapping", mapping}, {"partial", o.partial}})}));
    if (json_out) std::cout << json::write_pretty(done) << "\n";
    else if (done.at("batch").is_null()) std::cout << "Nothing to write.\n";
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
