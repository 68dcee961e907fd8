// Puts a house together from a data directory: catalog, ledger, engine, sign-ins, imports, router.
#pragma once
#include <memory>
#include <string>

#include "api/router.h"
#include "store/data_directory.h"

namespace tutela::app {

extern const char* const version;

struct OpenHouse {
    std::unique_ptr<store::DataDirectory> directory;
    std::shared_ptr<const record::Catalog> catalog;
    std::unique_ptr<record::Ledger> ledger;
    std::unique_ptr<engine::Engine> engine;
    std::unique_ptr<record::Instance> instance;
    std::unique_ptr<record::ImportDesk> imports;
    std::unique_ptr<api::Router> router;
    ~OpenHouse();
};

// Takes the data directory that `init` made: one owner at a time. Errors: missing, busy (owned by another process).
Result<std::unique_ptr<store::DataDirectory>> take_directory(const std::string& data, const std::string& owner);
// Opens the house in a directory that is ours.
Result<std::unique_ptr<OpenHouse>> open_house(std::unique_ptr<store::DataDirectory>);
// Both: opens what `init` made. `owner` is said to others who want the directory. Errors: missing (no such directory),
// busy (owned by another process), broken.
Result<std::unique_ptr<OpenHouse>> open_house(const std::string& data, const std::string& owner);

// Makes a data directory: an empty organisation, or the demonstration one ("gaps", "conformant"). `database` is a
// postgresql:// address, or empty for a file. Nothing is left behind where it fails.
Result<void> make_house(const std::string& data, const std::string& organisation, const std::string& demo, const std::string& database);

Result<std::shared_ptr<const record::Catalog>> built_in_catalog();

// The day in the organisation's time zone.
std::string today_of(const record::Ledger&);

// Copies the whole directory's content to one file, or makes a directory from such a file.
Result<void> restore_house(const std::string& file, const std::string& data);

std::string socket_of(const std::string& data);

}  // namespace tutela::app
