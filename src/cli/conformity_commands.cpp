#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/commands.h"
#include "cli/output.h"
#include "expr/json.h"
#include "expr/program.h"

namespace tutela::cli {
namespace {

Pairs shared_query(const Session& s) {
    Pairs query{{"format", s.show.format}};
    if (!s.show.as_of.empty()) query.emplace_back("as_of", s.show.as_of);
    if (s.show.format == "text" && terminal_colour()) query.emplace_back("colour", "true");
    return query;
}

Result<int> print(const Session& s, const std::string& path, Pairs query) {
    const auto house = TRY(s.house());
    const auto reply = TRY(send(house, {"GET", path, std::move(query), {}, {}}));
    std::cout << reply.body << (reply.body.ends_with('\n') ? "" : "\n");
    return 0;
}

}  // namespace

// Exit 0 only if nothing is a gap and nothing cannot be judged.
Result<int> check(const Session& s, const std::string& standard, const std::string& at) {
    const auto house = TRY(s.house());
    auto query = shared_query(s);
    if (!standard.empty()) query.emplace_back("standard", standard);
    if (!at.empty()) query.emplace_back("at", at);
    const auto reply = TRY(send(house, {"GET", "/api/v1/check", query, {}, {}}));
    std::cout << reply.body << (reply.body.ends_with('\n') ? "" : "\n");
    auto counted = query;
    for (auto& [k, v] : counted) if (k == "format") v = "json";
    const auto result = s.show.format == "json" ? TRY(json::parse(reply.body, {size_t{1} << 30, 64})) : TRY(send_json(house, {"GET", "/api/v1/check", counted, {}, {}}));
    const auto& c = result.at("counts");
    const bool clean = c.at("major").as_int64() + c.at("minor").as_int64() + c.at("observation").as_int64() + c.at("cannot_judge").as_int64() == 0;
    return clean ? 0 : 1;
}

Result<int> forecast(const Session& s, const std::string& until) {
    auto query = shared_query(s);
    if (!until.empty()) query.emplace_back("until", until);
    return print(s, "/api/v1/forecast", std::move(query));
}

Result<int> coverage(const Session& s, const std::string& standard) {
    auto query = shared_query(s);
    if (!standard.empty()) query.emplace_back("standard", standard);
    return print(s, "/api/v1/coverage", std::move(query));
}

Result<int> explain(const Session& s, const std::string& name) { return print(s, "/api/v1/explain/" + name, shared_query(s)); }

Result<int> report(const Session& s, const std::string& name, const std::string& format, const std::string& file) {
    const auto house = TRY(s.house());
    Pairs query{{"format", format}};
    if (!s.show.as_of.empty()) query.emplace_back("as_of", s.show.as_of);
    const auto reply = TRY(send(house, {"GET", "/api/v1/reports/" + name, query, {}, {}}));
    if (file == "-" || (file.empty() && format != "pdf" && format != "xlsx" && format != "docx")) { std::cout << reply.body; return 0; }
    const auto target = file.empty() ? name + "." + format : file;
    TRY(write_file(target, reply.body));
    std::cerr << target << ": " << reply.body.size() << " bytes\n";
    return 0;
}

// Needs no house: for trying expressions. Values become variables of any type.
Result<int> eval(const std::string& text, const std::string& values_file) {
    expr::TableSchema schema;
    std::vector<expr::Value> values;
    if (!values_file.empty()) {
        const auto parsed = TRY(json::parse(TRY(read_file(values_file))));
        if (!parsed.is_object()) return invalid(values_file + ": give an object of names and values.");
        for (const auto& p : parsed.get_object()) {
            schema.add_variable(std::string(p.key()), expr::TypeKind::dyn);
            values.push_back(expr::from_json(p.value()));
        }
    }
    const auto program = TRY(expr::Program::compile(text, schema, {.lenient = true}));
    const auto value = program.evaluate(values);
    if (value.is(expr::Kind::error)) return invalid(std::string(value.error_message()));
    std::cout << TRY(expr::json_text(value)) << "\n";
    return 0;
}

Result<int> verify(const Session& s, const std::string& checkpoint) {
    const auto house = TRY(s.house());
    Pairs query;
    if (!checkpoint.empty()) query.emplace_back("checkpoint", TRY(read_file(checkpoint)));
    const auto answer = TRY(send_json(house, {"GET", "/api/v1/verify", query, {}, {}}));
    const bool ok = answer.at("ok").as_bool();
    if (s.show.format == "json") { std::cout << json::write_pretty(answer) << "\n"; return ok ? 0 : 1; }
    if (ok) std::cout << "The history is whole: " << answer.at("position").as_int64() << " entries, root " << words(answer.at("root")) << ".\n";
    for (const auto& f : answer.at("faults").as_array()) std::cout << "#" << f.at("position").as_int64() << "  " << words(f.at("what")) << "\n";
    return ok ? 0 : 1;
}

Result<int> undo(const Session& s, const std::string& batch) {
    const auto house = TRY(s.house());
    const auto answer = TRY(send_json(house, {"POST", "/api/v1/batches/" + batch + "/undo", {}, {}, "{}"}));
    std::cout << answer.at("undone").as_int64() << " records are as they were before.\n";
    for (const auto& r : answer.at("refused").as_array()) std::cout << words(r.at("id")) << "  left as it is: " << words(r.at("detail")) << "\n";
    return answer.at("refused").as_array().empty() ? 0 : 1;
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return missing("Cannot read " + path + ". Check the path and that you may read it.");
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Result<void> write_file(const std::string& path, const std::string& bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.close();
    if (!out) return invalid("Cannot write " + path + ". Check that the folder exists, is writable and has space.");
    return {};
}

}  // namespace tutela::cli
