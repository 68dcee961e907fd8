#include <doctest/doctest.h>

#include "base/json.h"
#include "engine/house_for_test.h"
#include "engine/report_run.h"

using namespace tutela;
using namespace tutela::engine;
using namespace tutela::engine::testing;

namespace {

const record::Source register_report{"processes/room/register.report.yaml", R"(report: register
title: Register
says: All risks.
orientation: landscape
each: risk
where: 'this.state == "assessed"'
sort: ['-this.level', 'this.title']
group: 'this.level > 10 ? "High" : "Low"'
head:
- {label: Risks, value: 'records.risk.size()'}
columns:
- {title: Id, value: 'this.id', width: 10}
- {title: Level, value: 'this.level', align: right}
- {title: Cost, value: 'this.cost'}
- {title: Owner, value: 'this.owner.title'}
- {title: Treatments, value: 'this.treatments'}
- {title: Reviewed, value: 'this.reviewed_on', show: date}
- {title: State, value: 'this.state', show: state}
- {title: Odd, value: '10 / (this.level - this.level)'}
)"};

struct Printed {
    Desk desk{{register_report}};
    ReportBook book;
    Printed() {
        auto b = read_reports(desk.catalog, desk.standards);
        REQUIRE(b);
        book = b.take();
        desk.put("P-1", "active", {{"title", "Ana"}});
        desk.put("R-1", "assessed", {{"title", "b"}, {"level", "4"}, {"owner", "P-1"}, {"cost", "3.50"}});
        desk.put("R-2", "assessed", {{"title", "a"}, {"level", "12"}, {"reviewed_on", "2026-02-03"}});
        desk.put("R-3", "assessed", {{"title", "a"}, {"level", "4"}});
        desk.put("R-4", "draft", {{"title", "a"}, {"level", "4"}});
        desk.put("T-1", "draft", {{"risk", "R-1"}});
    }
    ReportResult run(Eyes eyes = Eyes({})) { return run_report(*book.report("register"), desk.current->snapshot(), desk.today, eyes); }
};

std::string ids(const ReportResult& r) {
    std::string out;
    for (const auto& row : r.rows) out += row.record + " " + row.group + ";";
    return out;
}

}  // namespace

TEST_CASE("A report filters, sorts and groups, and its cells are words and values") {
    Printed p;
    const auto r = p.run();
    CHECK(ids(r) == "R-2 High;R-3 Low;R-1 Low;");
    CHECK(r.head.at(0) == std::pair<std::string, std::string>("Risks", "4"));
    const auto& cells = r.rows[2].cells;
    CHECK(cells[0].text == "R-1");
    CHECK(cells[2].text == "3.5");
    CHECK(cells[3].text == "Ana");
    CHECK(cells[4].text == "T-1");
    CHECK(cells[5].text == "");
    CHECK(cells[6].text == "Assessed");
    CHECK(cells[7].failed);
    CHECK(r.rows[0].cells[5].text == "2026-02-03");
}

TEST_CASE("What a reader may not see is missing from rows, links and heads, and counted") {
    Printed p;
    const auto r = p.run(Eyes([](const record::Record& x) { return x.id != "R-3" && x.id != "P-1"; }));
    CHECK(ids(r) == "R-2 High;R-1 Low;");
    CHECK(r.hidden == 1);
    CHECK(r.head.at(0).second == "3");
    CHECK(r.rows[1].cells[3].text == "");
    CHECK(ids(p.run()) == "R-2 High;R-3 Low;R-1 Low;");          // the lens is gone afterwards
}

TEST_CASE("A report becomes every kind of file, and an unknown kind is refused") {
    Printed p;
    const auto r = p.run();
    const std::pair<const char*, const char*> beginnings[] = {{"pdf", "%PDF"}, {"xlsx", "PK"}, {"html", "<!"}, {"json", "{\"name\":\"register\""}};
    for (const auto& [format, begin] : beginnings) {
        auto file = file_of(r, format, "Firm", "2026-06-01T10:00:00Z");
        INFO(format);
        REQUIRE(file);
        CHECK(file->rfind(begin, 0) == 0);
    }
    auto csv = file_of(r, "csv", "Firm", "2026-06-01T10:00:00Z");
    REQUIRE(csv);
    CHECK(csv->find("R-1,4,3.5,Ana,T-1") != std::string::npos);
    CHECK_FALSE(file_of(r, "doc", "Firm", "2026-06-01T10:00:00Z"));
    auto parsed = json::parse(to_json(r));
    REQUIRE(parsed);
    CHECK(parsed->as_object().at("rows").as_array()[0].as_object().at("cells").as_object().at("level") == 12);
    CHECK(parsed->as_object().at("columns").as_array()[1].as_object().at("key") == "level");
}
