// People who may sign in: a person record with assignments of roles.
#include <iostream>

#include "cli/commands.h"
#include "cli/output.h"

namespace tutela::cli {
namespace {

Result<json::array> all_of(const Transport& house, const std::string& path) {
    json::array out;
    std::string cursor;
    do {
        const auto page = TRY(send_json(house, {"GET", "/api/v1/" + path, {{"limit", "500"}, {"cursor", cursor}}, {}, {}}));
        for (const auto& r : page.at("records").as_array()) out.push_back(r);
        cursor = page.at("next").is_string() ? std::string(page.at("next").as_string()) : std::string{};
    } while (!cursor.empty());
    return out;
}

std::string value_of(const json::value& record, const char* field) {
    const auto* v = record.at("values").as_object().if_contains(field);
    return v ? words(*v) : std::string{};
}

Result<json::value> create_one(const Transport& house, const std::string& path, json::object values) {
    return send_json(house, {"POST", "/api/v1/" + path, {}, {{"content-type", "application/json"}}, json::write(json::object{{"values", std::move(values)}})});
}

}  // namespace

Result<int> list_users(const Session& s) {
    const auto house = TRY(s.house());
    const auto roles = TRY(all_of(house, "roles")), assignments = TRY(all_of(house, "assignments")), people = TRY(all_of(house, "people"));
    std::vector<std::vector<std::string>> rows;
    for (const auto& person : people) {
        std::string held;
        for (const auto& a : assignments) {
            if (value_of(a, "person") != words(person.at("id"))) continue;
            for (const auto& r : roles)
                if (words(r.at("id")) == value_of(a, "role")) held += (held.empty() ? "" : ", ") + value_of(r, "key");
        }
        if (!held.empty()) rows.push_back({words(person.at("id")), value_of(person, "email"), words(person.at("title")), held});
    }
    std::cout << table({{"Id"}, {"E-mail"}, {"Name"}, {"Roles"}}, rows, terminal_width(), terminal_colour());
    return 0;
}

Result<int> add_user(const Session& s, const std::string& name, const std::string& email, const std::vector<std::string>& wanted) {
    const auto house = TRY(s.house());
    const auto roles = TRY(all_of(house, "roles"));
    std::vector<std::string> ids;
    for (const auto& key : wanted) {
        std::string id, known;
        for (const auto& r : roles) {
            known += (known.empty() ? "" : ", ") + value_of(r, "key");
            if (value_of(r, "key") == key) id = words(r.at("id"));
        }
        if (id.empty()) return missing("There is no role \"" + key + "\". There are: " + known + ".");
        ids.push_back(id);
    }
    json::object person{{"title", name}};
    if (!email.empty()) person["email"] = email;
    const auto made = TRY(create_one(house, "people", std::move(person)));
    const std::string id(made.at("record").at("id").as_string());
    for (const auto& role : ids) TRY(create_one(house, "assignments", {{"person", id}, {"role", role}}));
    std::cout << id << "  " << name << "\nA link for signing in: tutela sign-in --person " << id << "\n";
    return 0;
}

}  // namespace tutela::cli
