// The register files other people wrote, in ../shared/registers: what each is taken for, and what becomes of its rows.
// Present in the workshop, not in the repository; elsewhere these tests say that they skip.
#include <filesystem>

#include "record/exchange/import_for_test.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;

namespace {

const std::filesystem::path folder = std::filesystem::path(TUTELA_SOURCE_DIR) / "../shared/registers";

bool here() {
    if (std::filesystem::exists(folder)) return true;
    MESSAGE("skipped: ../shared/registers is not here");
    return false;
}

std::string bytes_of(const std::string& name) {
    std::ifstream file(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Expected { const char* file; const char* type; int64_t created, refused; size_t questions; };

}  // namespace

TEST_CASE("each register file is taken for what it is, and what is kept nowhere here is left alone") {
    if (!here()) return;
    House h;
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files += entry.path().extension() != ".md";
    CHECK(files == 25);
    for (const Expected& e : {Expected{"risk-register_cenedril_en.csv", "risk", 7, 0, 0}, Expected{"risk-register_cenedril_de.csv", "risk", 7, 0, 0},
                              Expected{"risk-register_securenusantara_en_from-md.csv", "risk", 18, 0, 2}, Expected{"risk-register_ebios_fr_from-md.csv", "risk", 7, 0, 4},
                              Expected{"asset-register_cenedril_en.csv", "asset", 18, 0, 0}, Expected{"asset-domains_cisa_us-federal.csv", "asset", 1321, 0, 0},
                              Expected{"soa_cenedril_en.csv", "soa_entry", 92, 1, 0}, Expected{"soa_securenusantara_en_from-md.csv", "soa_entry", 93, 0, 0},
                              Expected{"legal-register_cenedril_en.csv", "requirement", 27, 0, 0}, Expected{"interested-parties_ebios_fr_from-md.csv", "interested_party", 9, 0, 0},
                              Expected{"nonconformities-capa_cenedril_en.csv", "nonconformity", 5, 0, 0}, Expected{"nonconformity-tracking_securenusantara_en_from-md.csv", "finding", 9, 0, 0},
                              Expected{"asset-hosts-no-header_cisa_ocsp-crl.csv", "", 0, 0, 0}, Expected{"supplier-register_cenedril_en.csv", "", 0, 0, 0},
                              Expected{"supplier-authorisations_18f_p-ato.csv", "", 0, 0, 0}, Expected{"incident-register_cenedril_de.csv", "", 0, 0, 0},
                              Expected{"training-register_cenedril_de.csv", "", 0, 0, 0}, Expected{"document-register_cenedril_en.csv", "", 0, 0, 0},
                              Expected{"policies_eramba-import.csv", "", 0, 0, 0}, Expected{"kpi_ebios_fr_from-md.csv", "", 0, 0, 0},
                              Expected{"kpi_securenusantara_q4-2024_from-md.csv", "", 0, 0, 0}, Expected{"vulnerabilities-deadlines_cisa-kev.csv", "", 0, 0, 0},
                              Expected{"poam_fedramp_empty-template.xlsx", "", 0, 0, 0}, Expected{"risk-assessment-survey_evaluator.xlsx", "", 0, 0, 0},
                              Expected{"controls-blank-rows_trestle.xlsx", "", 0, 0, 0}}) {
        INFO(e.file);
        const auto up = h.upload(bytes_of(e.file), {}, e.file);
        CHECK(up->proposal.type == e.type);
        if (up->proposal.type.empty()) {
            CHECK_FALSE(up->notes.empty());
            continue;
        }
        const auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
        CHECK(plan.created == e.created);
        CHECK(plan.refused == e.refused);
        CHECK(plan.questions.size() == e.questions);
    }
}

TEST_CASE("the English and the German risk register give the same register") {
    if (!here()) return;
    House one, two;
    CHECK(one.import(bytes_of("risk-register_cenedril_en.csv")).created == 7);
    CHECK(two.import(bytes_of("risk-register_cenedril_de.csv")).created == 7);
    for (int i = 1; i <= 7; ++i)
        for (const char* field : {"likelihood", "impact", "impacts", "level", "needs_treatment", "option", "residual_likelihood", "residual_impact", "residual_level", "state"}) {
            const auto risk = "R-00" + std::to_string(i);
            CHECK_MESSAGE(one.value("risk", risk, field) == two.value("risk", risk, field), risk << " " << field);
            CHECK(one.value("risk", risk, field) != "unset");
        }
    CHECK(one.value("risk", "R-001", "level") == "20");
    CHECK(one.import(bytes_of("risk-register_cenedril_de.csv")).changed == 7);
    CHECK(one.import(bytes_of("risk-register_cenedril_de.csv")).unchanged == 7);
}

TEST_CASE("a scale from 0.1 to 1.0 is laid on ours as told; the scores stay ours") {
    if (!here()) return;
    House h;
    const auto up = h.upload(bytes_of("risk-register_securenusantara_en_from-md.csv"));
    auto mapping = up->proposal;
    for (auto& c : mapping.columns) if (c.field == "likelihood" || c.field == "impact") c.values = {{"0.1..1.0", "1..5"}};
    CHECK(sure(h.desk->apply(h.all, up->id, mapping, false)).created == 18);
    CHECK(h.value("risk", "R-001", "likelihood") == "4");
    CHECK(h.value("risk", "R-001", "impact") == "5");
    CHECK(h.value("risk", "R-001", "level") == "20");
    CHECK(h.value("risk", "R-016", "option") == "share");
    CHECK(sure(h.desk->apply(h.all, up->id, mapping, false)).unchanged == 18);
}

TEST_CASE("the ragged row of the statement of applicability is named and the others go in") {
    if (!here()) return;
    House h;
    const auto up = h.upload(bytes_of("soa_cenedril_en.csv"));
    const auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
    CHECK(faults_of(plan, false) == std::vector<std::string>{"row 72 I POL-018"});
    CHECK(sure(h.desk->apply(h.all, up->id, up->proposal, true)).created == 92);
    CHECK(h.value("soa_entry", "A.5.1", "title") == "Policies for information security");
    CHECK(h.value("soa_entry", "A.5.10", "title") != h.value("soa_entry", "A.5.1", "title"));
    CHECK(h.value("soa_entry", "A.8.30", "applicable") == "false");
    CHECK(h.value("soa_entry", "A.8.12", "title") == "no record");
}

TEST_CASE("decimal commas, dashes and words of the interested parties are read as meant") {
    if (!here()) return;
    House h;
    h.import(bytes_of("interested-parties_ebios_fr_from-md.csv"));
    CHECK(h.value("interested_party", "C1", "exposure") == "0.22");
    CHECK(h.value("interested_party", "C1", "exposure_after") == "unset");
    CHECK(h.value("interested_party", "P3", "exposure_after") == "1.50");
    CHECK(h.value("interested_party", "P3", "critical") == "true");
    CHECK(h.value("interested_party", "F3", "category") == "supplier");
}

TEST_CASE("a workbook of stacked tables is taken apart, hidden sheets and forms are told apart") {
    if (!here()) return;
    House h;
    size_t capabilities = 0, scenarios = 0, hidden = 0;
    const auto survey = h.upload(bytes_of("risk-assessment-survey_evaluator.xlsx"));
    for (const auto& t : survey->tables) {
        if (t.title == "Capabilities") capabilities += t.rows.size();
        if (t.title == "Threats") scenarios += t.rows.size();
        hidden += t.hidden;
    }
    CHECK(capabilities == 60);
    CHECK(scenarios == 56);
    CHECK(hidden == 1);
    const auto form = h.upload(bytes_of("poam_fedramp_empty-template.xlsx"), "finding");
    for (const auto& t : form->tables) if (t.headings.at(0) == "POAM ID") CHECK(t.rows.empty());
    CHECK(h.upload(bytes_of("controls-blank-rows_trestle.xlsx"))->tables.at(0).rows.size() == 10);
}

TEST_CASE("all registers together come in twice: the second time nothing changes") {
    if (!here()) return;
    House h;
    for (int round = 0; round < 2; ++round)
        for (const char* file : {"asset-register_cenedril_en.csv", "asset-domains_cisa_us-federal.csv", "legal-register_cenedril_en.csv", "interested-parties_ebios_fr_from-md.csv",
                                 "nonconformities-capa_cenedril_en.csv", "nonconformity-tracking_securenusantara_en_from-md.csv", "soa_securenusantara_en_from-md.csv"}) {
            const auto done = h.import(bytes_of(file));
            CHECK_MESSAGE((round == 0 ? done.created > 0 : done.created + done.changed == 0), file);
        }
    CHECK(h.all_of("asset").size() == 18 + 1321);
}
