#include "app/open_house.h"

#include <filesystem>
#include <fstream>

#include "app/assets.h"
#include "base/clock.h"
#include "base/log.h"
#include "declarations/embedded.h"
#include "engine/check_sources.h"

namespace tutela::app {

const char* const version = TUTELA_VERSION;

OpenHouse::~OpenHouse() {
    router.reset();
    imports.reset();
    engine.reset();          // its thread reads the ledger
    ledger.reset();
}

Result<std::shared_ptr<const record::Catalog>> built_in_catalog() { return record::Catalog::build(declarations::embedded_sources()); }

namespace {

// What the organisation declared for itself and put in force (overlay records), as texts for the catalog.
Result<std::vector<record::Source>> own_declarations(record::Ledger& ledger, const record::Catalog& catalog) {
    std::vector<record::Source> out;
    const auto* type = catalog.type("overlay");
    record::Query query;
    query.type = "overlay";
    query.filter = "state == \"in_force\"";
    query.limit = 500;
    const auto page = TRY(ledger.list(record::PermissionOffice::program("start"), query));
    for (const auto& r : page.records) {
        const std::string kind(r.values[static_cast<size_t>(type->field("kind")->slot)].as_string());
        const bool in_folder = kind == "roles" || kind == "settings" || kind == "clauses";
        out.push_back({"own/" + r.id + (in_folder ? "/" : ".") + kind + ".yaml", std::string(r.values[static_cast<size_t>(type->field("text")->slot)].as_string())});
    }
    return out;
}

// The ledger over the built-in declarations, or over these with the organisation's own on top. Own texts that no
// longer fit are left out with a warning: a mistake in them must not lock anybody out.
Result<void> open_ledger(OpenHouse& house, const record::Options& options) {
    house.catalog = TRY(built_in_catalog());
    house.ledger = TRY(record::Ledger::open(house.catalog, options));
    auto own = TRY(own_declarations(*house.ledger, *house.catalog));
    if (own.empty()) return {};
    auto extended = house.catalog->with_overlays(std::move(own));
    if (extended)
        if (auto checked = engine::check_sources(**extended); !checked) extended = std::move(checked.error());
    if (!extended) {
        log::warn("own declarations are left out: {}", extended.error().message);
        for (const auto& f : extended.error().faults) log::warn("  {}", f.message);
        return {};
    }
    house.ledger.reset();
    house.catalog = extended.take();
    house.ledger = TRY(record::Ledger::open(house.catalog, options));
    return {};
}

}  // namespace

std::string today_of(const record::Ledger& ledger) {
    std::string zone;
    for (const auto& [name, value] : ledger.settings())
        if (name == "time_zone" && value.is(expr::Kind::string)) zone = value.as_string();
    const auto now = clock::now_us();
    const auto day = clock::today(now, zone);
    return clock::date_text(day ? *day : clock::day_of(now));
}

std::string socket_of(const std::string& data) { return (std::filesystem::absolute(data) / "socket").string(); }

Result<std::unique_ptr<store::DataDirectory>> take_directory(const std::string& data, const std::string& owner) {
    if (!std::filesystem::exists(std::filesystem::path(data) / "house"))
        return missing("\"" + data + "\" is not a Tutela data directory. Make one with: tutela init --data " + data + " --demo");
    return std::make_unique<store::DataDirectory>(TRY(store::DataDirectory::own(data, owner)));
}

Result<std::unique_ptr<OpenHouse>> open_house(const std::string& data, const std::string& owner) { return open_house(TRY(take_directory(data, owner))); }

Result<std::unique_ptr<OpenHouse>> open_house(std::unique_ptr<store::DataDirectory> directory) {
    const std::filesystem::path path = directory->path();
    auto house = std::make_unique<OpenHouse>();
    house->directory = std::move(directory);
    record::Options options;
    std::ifstream(path / "house") >> options.location;
    if (options.location == "file") options.location = (path / "organisation.db").string();
    else options.schema = "tutela";
    options.checkpoint_key = (path / "checkpoint.key").string();
    TRY(open_ledger(*house, options));
    house->engine = TRY(engine::Engine::start(*house->ledger, house->catalog, {today_of(*house->ledger), true}));
    house->instance = TRY(record::Instance::open(store::Location::file(path / "instance.db")));
    house->imports = std::make_unique<record::ImportDesk>(*house->ledger, house->catalog);
    std::string organisation = "Tutela";
    for (const auto& [name, value] : house->ledger->settings())
        if (name == "organisation_name" && value.is(expr::Kind::string)) organisation = value.as_string();
    auto* ledger = house->ledger.get();
    house->router = std::make_unique<api::Router>(api::House{*house->ledger, *house->engine, house->catalog, *house->instance, *house->imports, embedded_assets(), version,
                                                             [] { return clock::now_us(); }, [ledger] { return today_of(*ledger); }, organisation});
    return house;
}

}  // namespace tutela::app
