// The register files other people wrote, in ../shared/registers: present in the workshop, not in the repository.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "sheet/sheet.h"

using namespace tutela;
using namespace tutela::sheet;

namespace {

const std::filesystem::path folder = std::filesystem::path(TUTELA_SOURCE_DIR) / "../shared/registers";

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Expected {
    const char* file;
    char separator;
    size_t rows;       // filled rows: heading, title and section rows included
    uint32_t width;    // of most rows
    size_t odd_rows;   // rows of another width
};

}  // namespace

TEST_CASE("every CSV register is read with its separator, rows and columns") {
    if (!std::filesystem::exists(folder)) {
        MESSAGE("skipped: ../shared/registers is not here");
        return;
    }
    for (const Expected& expected : {
             Expected{"risk-register_cenedril_en.csv", ',', 8, 23, 0}, Expected{"risk-register_cenedril_de.csv", ',', 8, 23, 0},
             Expected{"asset-register_cenedril_en.csv", ',', 19, 12, 0}, Expected{"asset-domains_cisa_us-federal.csv", ',', 1322, 6, 0},
             Expected{"asset-hosts-no-header_cisa_ocsp-crl.csv", ',', 68, 1, 0}, Expected{"supplier-register_cenedril_en.csv", ',', 13, 16, 0},
             Expected{"supplier-authorisations_18f_p-ato.csv", ',', 6, 39, 0}, Expected{"soa_cenedril_en.csv", ',', 94, 8, 1},
             Expected{"legal-register_cenedril_en.csv", ',', 28, 10, 0}, Expected{"incident-register_cenedril_de.csv", ',', 11, 18, 0},
             Expected{"nonconformities-capa_cenedril_en.csv", ',', 6, 12, 0}, Expected{"nonconformity-tracking_securenusantara_en_from-md.csv", ',', 10, 5, 0},
             Expected{"training-register_cenedril_de.csv", ',', 15, 9, 0}, Expected{"document-register_cenedril_en.csv", ',', 27, 12, 0},
             Expected{"policies_eramba-import.csv", ',', 26, 18, 0}, Expected{"risk-register_ebios_fr_from-md.csv", ';', 8, 10, 0},
             Expected{"kpi_ebios_fr_from-md.csv", ';', 14, 8, 0}, Expected{"kpi_securenusantara_q4-2024_from-md.csv", ',', 11, 5, 0},
             Expected{"interested-parties_ebios_fr_from-md.csv", ';', 10, 12, 0}, Expected{"vulnerabilities-deadlines_cisa-kev.csv", ',', 1405, 11, 0},
             Expected{"soa_securenusantara_en_from-md.csv", ',', 93 + 4 + 4, 6, 0}, Expected{"risk-register_securenusantara_en_from-md.csv", ',', 18 + 5 + 5 + 1, 14, 0}}) {
        INFO(expected.file);
        auto book = read(bytes_of(folder / expected.file));
        REQUIRE(book.ok());
        CHECK(book->format == Format::csv);
        CHECK(book->encoding == Encoding::utf8);
        CHECK(book->separator == expected.separator);
        CHECK(book->byte_order_mark == (expected.separator == ';'));
        const Sheet& sheet = book->sheets.at(0);
        CHECK(sheet.row_count() == expected.rows);
        size_t odd = 0;
        for (size_t i = 0; i < sheet.row_count(); ++i) odd += sheet.row(i).width() != expected.width;
        CHECK(odd == expected.odd_rows);
    }
}

TEST_CASE("the XLSX registers are read with sheets, dates, merged cells and without their empty rows") {
    if (!std::filesystem::exists(folder)) {
        MESSAGE("skipped: ../shared/registers is not here");
        return;
    }
    auto poam = read(bytes_of(folder / "poam_fedramp_empty-template.xlsx"));
    REQUIRE(poam.ok());
    CHECK(poam->sheets.size() == 4);
    size_t dates = 0;
    std::set<std::string> days;
    for (const Sheet& sheet : poam->sheets) {
        CHECK(sheet.row_count() < 60);
        for (size_t i = 0; i < sheet.row_count(); ++i)
            for (const Cell& cell : sheet.row(i).filled())
                if (cell.kind == CellKind::date) ++dates, days.insert(std::string(cell.exact));
    }
    CHECK(poam->sheets[0].row(0).number() == 1);
    CHECK_FALSE(poam->sheets[0].merged.empty());
    CHECK(dates > 0);
    CHECK(days.contains("2023-08-30"));      // the serial number 45168

    auto survey = read(bytes_of(folder / "risk-assessment-survey_evaluator.xlsx"));
    REQUIRE(survey.ok());
    CHECK(survey->sheets.size() == 17);
    size_t hidden = 0, merged = 0;
    for (const Sheet& sheet : survey->sheets) hidden += sheet.hidden, merged += sheet.merged.size();
    CHECK(hidden == 1);
    CHECK(merged > 0);

    auto controls = read(bytes_of(folder / "controls-blank-rows_trestle.xlsx"));
    REQUIRE(controls.ok());
    const Sheet& sheet = controls->sheets.at(0);
    std::set<uint32_t> numbers;
    for (size_t i = 0; i < sheet.row_count(); ++i) numbers.insert(sheet.row(i).number());
    for (uint32_t blank : {3, 6, 11, 12, 13}) CHECK_FALSE(numbers.contains(blank));
    REQUIRE_FALSE(sheet.merged.empty());
    CHECK(sheet.merged[0].first_column == *column_of("D"));
    CHECK(sheet.merged[0].last_column == *column_of("J"));
}
