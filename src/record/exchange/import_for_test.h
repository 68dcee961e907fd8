// A ledger over the real house in a temporary directory, with an import desk on it.
#pragma once
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "base/json.h"
#include "base/utf8.h"
#include "record/declaration/folder.h"
#include "record/exchange/importer.h"
#include "record/values.h"
#include "store/engines_for_test.h"

namespace tutela::record::testing {

using store::code_of;
using store::kind_of;
using store::sure;

inline std::shared_ptr<const Catalog> house_catalog() {
    static const auto built = [] {
        auto c = Catalog::build(sure(read_house(TUTELA_SOURCE_DIR)));
        std::string all;
        if (!c) for (const Fault& f : c.error().faults) all += f.message + "\n";
        INFO(all);
        REQUIRE(c);
        return c.take();
    }();
    return built;
}

struct House {
    store::SqliteHere engine;
    std::shared_ptr<const Catalog> catalog = house_catalog();
    std::unique_ptr<Ledger> ledger;
    Scope all = PermissionOffice::program("job:test");
    std::unique_ptr<ImportDesk> desk;

    explicit House(bool with_method = true) {
        Options o;
        o.location = engine.location().where;
        o.checkpoint_key = (engine.directory.path / "key").string();
        ledger = sure(Ledger::open(catalog, std::move(o)));
        desk = std::make_unique<ImportDesk>(*ledger, catalog);
        if (with_method)
            create("risk_method", R"({"title": "Five by five", "acceptance_level": 8,
                "likelihood_levels": [{"level": 1, "title": "Rare"}, {"level": 2, "title": "Unlikely"}, {"level": 3, "title": "Possible"}, {"level": 4, "title": "Likely"}, {"level": 5, "title": "Almost certain"}],
                "impact_levels": [{"level": 1, "title": "Slight"}, {"level": 2, "title": "Minor"}, {"level": 3, "title": "Moderate"}, {"level": 4, "title": "Major"}, {"level": 5, "title": "Severe"}]})");
    }
    Record create(const std::string& type, const std::string& values) {
        Write w;
        w.type = type;
        const auto parsed = sure(json::parse(values));
        for (const auto& [key, v] : parsed.get_object()) {
            const Field* f = catalog->type(type)->field(std::string_view(key));
            REQUIRE(f);
            w.values.emplace_back(f->name, sure(value_from_json(*f, v, catalog.get(), "/")));
        }
        return sure(ledger->write(all, std::move(w)));
    }
    std::shared_ptr<const Upload> upload(const std::string& bytes, const std::string& type = {}, const std::string& name = "table.csv") { return sure(desk->upload(all, name, bytes, type)); }
    Plan plan(const std::string& bytes) {
        const auto up = upload(bytes);
        REQUIRE(up->proposal.type != "");
        return sure(desk->plan(all, up->id, up->proposal));
    }
    Applied import(const std::string& bytes, bool partial = false) {
        const auto up = upload(bytes);
        return sure(desk->apply(all, up->id, up->proposal, partial));
    }
    std::vector<Record> all_of(const std::string& type) {
        std::vector<Record> out;
        sure(ledger->each(all, catalog->type(type)->number, {}, [&](Record&& r) { if (!r.archived) out.push_back(std::move(r)); }));
        return out;
    }
    // The field of the record with this reference (or title), as canonical text without quotes.
    std::string value(const std::string& type, const std::string& called, const std::string& field) {
        const Declaration& d = *catalog->type(type);
        for (const Record& r : all_of(type)) {
            bool mine = r.id == called;
            for (const char* name : {"reference", "item", "title"})
                if (const Field* f = d.field(name); f && r.values[static_cast<size_t>(f->slot)].is(expr::Kind::string)) mine = mine || r.values[static_cast<size_t>(f->slot)].as_string() == called;
            if (!mine) continue;
            if (field == "state") return r.state;
            if (field == "id") return r.id;
            const Field* f = d.field(field);
            REQUIRE(f);
            const auto j = value_to_json(*f, r.values[static_cast<size_t>(f->slot)]);
            return j.is_null() ? "unset" : j.is_string() ? std::string(j.get_string()) : json::write(j);
        }
        return "no record";
    }
    std::string owner(const std::string& type, const std::string& called, const std::string& field = "owner") { return value("person", value(type, called, field), "title"); }
};

inline std::vector<std::string> faults_of(const Plan& plan, bool warnings) {
    std::vector<std::string> out;
    for (const auto& row : plan.rows)
        for (const auto& f : row.faults)
            if (f.warning == warnings) out.push_back("row " + std::to_string(row.row) + " " + f.column + " " + f.value);
    return out;
}

inline std::string field_of(const Mapping& m, const std::string& heading) {
    for (const auto& c : m.columns) if (c.heading == heading) return c.field;
    return "no such column";
}

inline ColumnMap& column(Mapping& m, const std::string& heading) {
    for (auto& c : m.columns) if (c.heading == heading) return c;
    FAIL("no column " << heading);
    return m.columns.front();
}

}  // namespace tutela::record::testing
