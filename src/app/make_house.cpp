#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/open_house.h"
#include "base/clock.h"
#include "base/log.h"
#include "app/world.h"
#include "record/exchange/story.h"

namespace tutela::app {
namespace {

namespace fs = std::filesystem;

std::string account_name() {
    const auto* entry = getpwuid(geteuid());
    return entry ? entry->pw_name : "administrator";
}

// A folder that only its owner may enter: the records in it are nobody else's.
void make_private(const fs::path& path, std::error_code& error) {
    fs::create_directories(path, error);
    if (!error) fs::permissions(path, fs::perms::owner_all, error);
}

// Everything is made in a directory beside the wanted one, which takes its name at the end: no half-made house.
Result<void> fill(const fs::path& path, const std::string& organisation, const std::string& demo, const std::string& database) {
    auto directory = TRY(store::DataDirectory::own(path, "tutela init"));
    const auto catalog = TRY(built_in_catalog());
    record::Options options;
    options.location = database.empty() ? (path / "organisation.db").string() : database;
    if (!database.empty()) options.schema = "tutela";
    options.checkpoint_key = (path / "checkpoint.key").string();
    options.seeding = true;
    auto ledger = TRY(record::Ledger::open(catalog, options));
    if (ledger->position() > 1) return conflict("The database already holds an organisation. Give an empty one, or serve this one.");
    const auto scope = record::PermissionOffice::program("init");
    if (!organisation.empty()) TRY(ledger->set_setting(scope, "organisation_name", expr::Value::string(organisation)));
    if (demo.empty()) TRY(record::found_organisation(*ledger, *catalog, account_name()));
    else {
        const auto story = TRY(record::Story::read(embedded_world(), demo == "gaps"));
        TRY(story.play(*ledger, *catalog, clock::day_of(clock::now_us()), clock::now_us()));
    }
    TRY(ledger->seal());
    std::ofstream(path / "house") << (database.empty() ? "file" : database) << "\n";
    return {};
}

}  // namespace

Result<void> make_house(const std::string& data, const std::string& organisation, const std::string& demo, const std::string& database) {
    if (data.empty()) return invalid("Say where: tutela init --data DIR");
    const fs::path target = data;
    std::error_code error;
    if (fs::exists(target, error) && (!fs::is_directory(target, error) || !fs::is_empty(target, error)))
        return conflict("\"" + data + "\" exists and is not empty. Choose another directory, or remove it first.");
    fs::remove(target, error);
    const fs::path draft = target.string() + ".making";
    fs::remove_all(draft, error);
    make_private(draft, error);
    if (error) return invalid("Cannot make \"" + draft.string() + "\": " + error.message() + ".");
    auto filled = fill(draft, organisation, demo, database);
    if (!filled) { fs::remove_all(draft, error); return filled.error(); }
    fs::rename(draft, target, error);
    if (error) return invalid("Cannot rename \"" + draft.string() + "\" to \"" + data + "\": " + error.message() + ".");
    return {};
}

Result<void> restore_house(const std::string& file, const std::string& data) {
    std::error_code error;
    if (data.empty()) return invalid("Say where it goes: tutela restore FILE --data DIR");
    if (!fs::is_regular_file(file, error)) return missing("There is no file \"" + file + "\". Give one that tutela backup wrote.");
    if (fs::exists(data, error)) return conflict("\"" + data + "\" exists. Restore into a new directory.");
    const fs::path draft = data + ".restoring";
    fs::remove_all(draft, error);
    // The ledger and the key that signed its checkpoints are the whole of it; sign-ins are made anew.
    if (!fs::is_regular_file(file + ".key", error)) return missing("The key \"" + file + ".key\" is missing. tutela backup wrote it beside the backup; put it there again.");
    make_private(draft, error);
    if (!error) fs::copy_file(file, draft / "organisation.db", error);
    if (!error) fs::copy_file(file + ".key", draft / "checkpoint.key", error);
    if (error) { fs::remove_all(draft); return invalid("Cannot copy the backup: " + error.message() + "."); }
    std::ofstream(draft / "house") << "file\n";
    // Nothing takes the place of a house before its history was found whole.
    {
        auto house = open_house(draft.string(), "tutela restore");
        if (!house) { fs::remove_all(draft, error); return house.error(); }
        const auto verified = (*house)->ledger->verify({});
        if (!verified || !verified->ok) {
            fs::remove_all(draft, error);
            return invalid("The backup's history is not whole" + (verified && !verified->faults.empty() ? ": " + verified->faults[0].what : std::string()) + ". Nothing was restored.");
        }
    }
    fs::rename(draft, data, error);
    if (error) return invalid("Cannot rename \"" + draft.string() + "\": " + error.message() + ".");
    return {};
}

}  // namespace tutela::app
