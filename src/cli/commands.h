// One function a command; each gives the exit code or an error.
#pragma once
#include <string>
#include <vector>

#include "cli/command_line.h"

namespace tutela::cli {

struct Show { std::string format = "text", as_of; };

// What the commands share: the way to the house, opened when first needed.
struct Session {
    const Services& services;
    Place place;
    Show show;
    Result<Transport> house() const { return services.connect(place); }
};

// Records
Result<int> list(const Session&, const std::string& type, const std::string& where, const std::string& sort, int limit);
Result<int> show(const Session&, const std::string& id);
Result<int> create(const Session&, const std::string& type, const std::vector<std::string>& pairs, const std::string& reason);
Result<int> set(const Session&, const std::string& id, const std::vector<std::string>& pairs, const std::string& reason);
Result<int> move(const Session&, const std::string& id, const std::string& name, const std::string& reason);
Result<int> history(const Session&, const std::string& id);
Result<int> export_records(const Session&, const std::string& type, const std::string& format, const std::string& file);

// Conformity
Result<int> check(const Session&, const std::string& standard, const std::string& at);
Result<int> forecast(const Session&, const std::string& until);
Result<int> coverage(const Session&, const std::string& standard);
Result<int> explain(const Session&, const std::string& name);
Result<int> report(const Session&, const std::string& name, const std::string& format, const std::string& file);
Result<int> eval(const std::string& text, const std::string& values_file);

// Import, and the house itself
struct ImportOptions { std::string type, map, save; bool dry_run = false, partial = false; std::vector<std::string> answers; };
Result<int> import_files(const Session&, const std::vector<std::string>& files, const ImportOptions&);
Result<int> undo(const Session&, const std::string& batch);
Result<int> verify(const Session&, const std::string& checkpoint);
Result<int> types(const Session&);
Result<int> list_users(const Session&);
Result<int> add_user(const Session&, const std::string& name, const std::string& email, const std::vector<std::string>& roles);

std::string completion(const std::string& shell, const std::vector<std::string>& commands);
Result<std::string> read_file(const std::string& path);
Result<void> write_file(const std::string& path, const std::string& bytes);

}  // namespace tutela::cli
