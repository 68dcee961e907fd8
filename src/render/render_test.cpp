#include "render/render.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "base/formula_guard.h"
#include "base/json.h"
#include "render/sample_for_tests.h"
#include "sheet/sheet.h"

using namespace tutela;
using namespace tutela::render;

#ifdef __SANITIZE_ADDRESS__
// Fontconfig keeps its configuration for the life of the process.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }
#endif

namespace {

bool holds(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

Table one_column(const std::vector<std::string>& texts) {
    Table table;
    table.columns = {{"a", "Words"}, {"b", "Second"}};
    for (auto& text : texts) table.rows.push_back({{text_cell(text), text_cell("x")}, false});
    return table;
}

// With TUTELA_KEEP=folder the files are kept, for the eye.
void keep(const char* name, const std::string& bytes) {
    if (const char* folder = std::getenv("TUTELA_KEEP")) std::ofstream(std::string(folder) + "/" + name, std::ios::binary) << bytes;
}

std::string random_text(std::mt19937& random) {
    static const char* pieces[] = {"=", "+", "-", "@", "'", "\"", " ", ";", ",", "\t", "|", "\n", "\r\n", "(", "!", "a", "7", ".", "＝", "－", "ä", "😀", "<b>", "&", "{", "1e5"};
    std::string text;
    for (unsigned k = random() % 8; k > 0; --k) text += pieces[random() % std::size(pieces)];
    return text;
}

const char* hostile[] = {"=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1", "\r=1", "＝1+1", "=HYPERLINK(\"http://x\",\"y\")", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "](javascript:alert(1))", "a|b\n# c", "\x01\x02 bell", "bad \xFF\xC3 bytes"};

Document document_of(Table table) {
    Document document;
    document.title = "T";
    document.blocks.push_back(std::move(table));
    return document;
}

}  // namespace

TEST_CASE("the same document gives the same bytes in every format") {
    Document document = sample();
    auto first = to_pdf(document), second = to_pdf(document);
    REQUIRE(first.ok());
    CHECK(*first == *second);
    CHECK(first->starts_with("%PDF-"));
    keep("sample.pdf", *first);
    auto sheet = to_xlsx(document), again = to_xlsx(document);
    REQUIRE(sheet.ok());
    CHECK(*sheet == *again);
    keep("sample.xlsx", *sheet);
    CHECK(to_html(document) == to_html(document));
    keep("sample.html", to_html(document));
    keep("sample.md", to_markdown(document));
    keep("sample.json", to_json(document));
    keep("sample.csv", to_csv(std::get<Table>(document.blocks[3])));
    document.date = "2027-01-01T00:00:00Z";
    CHECK(*to_pdf(document) != *first);
    CHECK(*to_xlsx(document) != *sheet);
}

TEST_CASE("the PDF holds the date that was given and none of the clock's") {
    auto bytes = to_pdf(sample(3));
    REQUIRE(bytes.ok());
    CHECK(holds(*bytes, "/CreationDate (20260414142200Z)"));
    CHECK(holds(*bytes, "/ModDate (20260414142200Z)"));
    CHECK(holds(*bytes, "/Type /Page"));
}

TEST_CASE("a folder of fonts that is not there is told, and the machine's fonts serve") {
    auto added = use_fonts("/nowhere/fonts");
    REQUIRE_FALSE(added.ok());
    CHECK(added.error().kind == ErrorKind::missing);
    CHECK(to_pdf(sample(1)).ok());
}

TEST_CASE("a row taller than a page is cut, and an empty table says so") {
    Document document = document_of(one_column({"short", std::string(30'000, 'w') + " end", "after"}));
    std::string words;
    for (int i = 0; i < 4000; ++i) words += "word ";
    std::get<Table>(document.blocks[0]).rows.push_back({{text_cell(words), text_cell("y")}, false});
    Table empty;
    empty.columns = {{"a", "A"}};
    empty.empty_text = "No findings are open.";
    document.blocks.push_back(empty);
    document.blocks.push_back(Table{});
    auto bytes = to_pdf(document);
    REQUIRE(bytes.ok());
    keep("tall.pdf", *bytes);
    CHECK(holds(to_html(document), "No findings are open."));
    CHECK(holds(to_markdown(document), "No findings are open."));
}

TEST_CASE("hostile text does no harm in any format") {
    Table table = one_column({std::begin(hostile), std::end(hostile)});
    table.title = "a/b[c]:*?\\'<script>";
    Document document = document_of(table);
    document.title = document.subtitle = document.organisation = document.footer = "<script>=1+1\xFF";
    document.facts = {{"<b>", "</dl><script>"}};
    document.page_words = "{} {} {} {x}";
    document.blocks.push_back(Paragraph{{{.text = "click", .link = "javascript:alert(1)"}, {.text = "fine", .link = "https://example.org/?a=1&b=2"}, {.text = "odd", .link = "//evil"}}, Mark::none, false});
    CHECK(to_pdf(document).ok());
    std::string page = to_html(document);
    CHECK_FALSE(holds(page, "<script"));
    CHECK_FALSE(holds(page, "<img"));
    CHECK_FALSE(holds(page, "javascript:alert(1)\""));
    CHECK_FALSE(holds(page, "//evil"));
    CHECK(holds(page, "href=\"https://example.org/?a=1&amp;b=2\""));
    CHECK(json::valid_utf8(page));
    std::string text = to_markdown(document);
    CHECK_FALSE(holds(text, "<script"));
    CHECK(json::parse(to_json(document)).ok());
    auto book = to_xlsx(document);
    REQUIRE(book.ok());
    CHECK(sheet::read(*book).ok());
}

TEST_CASE("no cell of a CSV export is run by a spreadsheet") {
    std::mt19937 random(11);
    std::vector<std::string> texts(std::begin(hostile), std::end(hostile));
    for (int i = 0; i < 20'000; ++i) texts.push_back(random_text(random));
    sheet::Options raw;
    raw.strip_formula_guard = false;
    auto run_by_spreadsheet = [](std::string_view text) {
        return !is_plain_number(text) && (std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos || text.starts_with("＝") || text.starts_with("－"));
    };
    size_t run = 0, cells = 0;
    auto count = [&](const sheet::Options& options) {
        auto book = sheet::read(to_csv(one_column(texts)), options);
        REQUIRE(book.ok());
        const sheet::Sheet& rows = book->sheets[0];
        for (size_t i = 0; i < rows.row_count(); ++i)
            for (const sheet::Cell& cell : rows.row(i).filled()) ++cells, run += run_by_spreadsheet(cell.text);
    };
    count(raw);
    CHECK(run == 0);
    CHECK(cells > 30'000);
    count({});       // negative control: with the guard taken back they are there again
    CHECK(run > 5'000);
}

TEST_CASE("what is exported as CSV is read back the same") {
    std::mt19937 random(5);
    for (char separator : {',', ';', '\t'})
        for (int n = 0; n < 200; ++n) {
            Table table;
            for (unsigned c = 1 + random() % 4; c > 0; --c) table.columns.push_back({"", "h" + random_text(random)});
            for (unsigned r = 1 + random() % 6; r > 0; --r) {
                Row row;
                for (size_t c = 0; c < table.columns.size(); ++c) row.cells.push_back(random() % 3 == 0 ? number_cell("-12.50", "-12,50 EUR") : text_cell(random_text(random)));
                row.cells[0] = text_cell("k" + random_text(random));      // so that no row is blank
                table.rows.push_back(row);
            }
            sheet::Options options;
            if (separator != ',') options.separator = separator;
            auto book = sheet::read(to_csv(table, {.separator = separator}), options);
            REQUIRE(book.ok());
            REQUIRE(book->separator == (table.columns.size() == 1 && separator == ',' ? book->separator : separator));
            const sheet::Sheet& sheet = book->sheets[0];
            REQUIRE(sheet.row_count() == table.rows.size() + 1);
            for (size_t c = 0; c < table.columns.size(); ++c) {
                REQUIRE(std::string(sheet.row(0).at(static_cast<uint32_t>(c)).text) == table.columns[c].title);
                for (size_t r = 0; r < table.rows.size(); ++r) REQUIRE(std::string(sheet.row(r + 1).at(static_cast<uint32_t>(c)).text) == exact_text(table.rows[r].cells[c]));
            }
        }
}

TEST_CASE("what is exported as XLSX is read back with its types") {
    Table table;
    table.title = "Typed";
    table.columns = {{"t", "Text"}, {"n", "Number"}, {"d", "Date"}, {"m", "Moment"}, {"f", "Flag"}};
    table.rows.push_back({{text_cell("=1+1"), number_cell("-12.5", "-12,5"), date_cell("2026-01-10", "10 Jan"), date_cell("2026-01-10T09:14:00"), flag_cell(true, "yes")}, false});
    table.rows.push_back({{text_cell("2.0"), number_cell("12345678901234567890"), date_cell("soon"), text_cell(""), flag_cell(false, "no")}, false});
    table.rows.push_back({{text_cell(std::string(40'000, 'x'))}, false});
    auto bytes = to_xlsx(document_of(table));
    REQUIRE(bytes.ok());
    auto book = sheet::read(*bytes);
    REQUIRE(book.ok());
    const sheet::Sheet& sheet = book->sheets.at(0);
    CHECK(sheet.name == "Typed");
    CHECK(book->sheets.at(1).name == "T");
    auto check = [&](size_t row, uint32_t column, sheet::CellKind kind, std::string_view exact) {
        sheet::Cell cell = sheet.row(row).at(column);
        CHECK(std::string(sheet::name_of(cell.kind)) == sheet::name_of(kind));
        CHECK((kind == sheet::CellKind::text ? cell.text : cell.exact) == exact);
    };
    check(0, 0, sheet::CellKind::text, "Text");
    check(1, 0, sheet::CellKind::text, "=1+1");
    check(1, 1, sheet::CellKind::number, "-12.5");
    check(1, 2, sheet::CellKind::date, "2026-01-10");
    check(1, 3, sheet::CellKind::date, "2026-01-10T09:14:00");
    check(1, 4, sheet::CellKind::flag, "true");
    check(2, 0, sheet::CellKind::text, "2.0");
    check(2, 1, sheet::CellKind::text, "12345678901234567890");
    check(2, 2, sheet::CellKind::text, "soon");
    CHECK(sheet.row(3).at(0).text.ends_with("[…]"));
}

TEST_CASE("JSON keeps numbers and flags as such and empty as null") {
    Table table;
    table.columns = {{"n", "N"}, {"f", ""}, {"e", "E"}, {"z", "Z"}};
    table.rows.push_back({{number_cell("-12.50", "x"), flag_cell(true, "yes"), text_cell(""), number_cell("007")}, false});
    table.rows.push_back({{text_cell("Group")}, true});
    CHECK(to_json(table) == R"({"title":"","columns":[{"key":"n","title":"N"},{"key":"f","title":""},{"key":"e","title":"E"},{"key":"z","title":"Z"}],"rows":[{"n":-12.50,"f":true,"e":null,"z":"007"},{"group":"Group"}]})");
    CHECK(json::parse(to_json(sample())).ok());
}

TEST_CASE("simple marks in a sentence become runs") {
    Inline runs = inline_of("a **b** *c* `d*` \\*e");
    REQUIRE(runs.size() == 7);
    CHECK(runs[1].strong);
    CHECK(runs[3].emphasis);
    CHECK(runs[5].mono);
    CHECK(plain_text(runs) == "a b c d* *e");
}

TEST_CASE("Markdown says the same as the text, with what has a meaning there escaped") {
    Document document;
    document.title = "A*b";
    document.blocks.push_back(Paragraph{{{.text = "1. no list\n# no heading\n_x_ [l](u) <b> & |"}}, Mark::none, false});
    CHECK(to_markdown(document) == "# A\\*b\n\n1\\. no list  \n\\# no heading  \n\\_x\\_ \\[l\\](u) &lt;b&gt; &amp; \\|\n\n");
}
