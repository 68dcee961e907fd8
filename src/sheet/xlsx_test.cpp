#include "sheet/xlsx.h"

#include <doctest/doctest.h>

#include "sheet/zip_for_tests.h"

using namespace tutela;
using namespace tutela::sheet;

namespace {

Workbook open(const std::string& bytes) {
    auto book = read(bytes);
    REQUIRE_MESSAGE(book.ok(), (book.ok() ? "" : book.error().message));
    return book.take();
}

std::string why_not(const std::string& bytes) {
    auto book = read(bytes);
    REQUIRE_FALSE(book.ok());
    CHECK(book.error().kind == ErrorKind::invalid);
    return book.error().message;
}

bool holds(const std::string& text, const char* piece) { return text.find(piece) != std::string::npos; }

}  // namespace

TEST_CASE("every kind of cell is read with what is shown and what is exact") {
    TestBook test;
    test.shared = "<sst><si><t>plain</t></si><si><r><t>rich </t></r><r><rPr/><t xml:space=\"preserve\">text</t></r><rPh><t>say</t></rPh></si><si><t>a_x000D_b_x005F_c &amp; ü</t></si></sst>";
    test.styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd.mm.yyyy hh:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
                  "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>";
    test.sheet_data =
        "<sheetData><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"s\"><v>2</v></c><c t=\"inlineStr\"><is><t>in</t><t>line</t></is></c>"
        "<c r=\"F2\"><v>0.30000000000000004</v></c><c r=\"G2\" s=\"1\"><v>45168</v></c><c r=\"H2\" s=\"2\"><v>45168.384722222225</v></c><c r=\"I2\" s=\"3\"><v>0.125</v></c>"
        "<c r=\"J2\" t=\"b\"><v>1</v></c><c r=\"K2\" t=\"e\"><v>#N/A</v></c><c r=\"L2\" t=\"str\"><f>A2&amp;1</f><v>plain1</v></c><c r=\"M2\"><f>1+1</f><v>2</v></c>"
        "<c r=\"N2\"><f>1+1</f></c><c r=\"O2\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"P2\" s=\"1\"/><c r=\"Q2\" t=\"d\"><v>2026-01-10T00:00:00Z</v></c></row><row r=\"9\"><c r=\"A9\" s=\"1\"/></row></sheetData>";
    Workbook book = open(test.bytes());
    CHECK(book.format == Format::xlsx);
    REQUIRE(book.sheets.size() == 1);
    const Sheet& sheet = book.sheets[0];
    CHECK(sheet.name == "One");
    REQUIRE(sheet.row_count() == 1);
    Row row = sheet.row(0);
    CHECK(row.number() == 2);
    struct Expected { const char* column; CellKind kind; std::string text, exact; };
    for (auto& [column, kind, text, exact] : {
             Expected{"A", CellKind::text, "plain", ""}, Expected{"B", CellKind::text, "rich text", ""}, Expected{"C", CellKind::text, "a\rb_c & ü", ""},
             Expected{"D", CellKind::text, "inline", ""}, Expected{"E", CellKind::empty, "", ""}, Expected{"F", CellKind::number, "0.3", "0.3"},
             Expected{"G", CellKind::date, "2023-08-30", "2023-08-30"}, Expected{"H", CellKind::date, "2023-08-30 09:14:00", "2023-08-30T09:14:00"},
             Expected{"I", CellKind::number, "12.50%", "0.125"}, Expected{"J", CellKind::flag, "TRUE", "true"}, Expected{"K", CellKind::error, "#N/A", "#N/A"},
             Expected{"L", CellKind::text, "plain1", ""}, Expected{"M", CellKind::number, "2", "2"}, Expected{"O", CellKind::empty, "", ""},
             Expected{"P", CellKind::empty, "", ""}, Expected{"Q", CellKind::date, "2026-01-10T00:00:00", "2026-01-10T00:00:00"}}) {
        INFO(column);
        Cell cell = row.at(*column_of(column));
        CHECK(std::string(name_of(cell.kind)) == name_of(kind));
        CHECK(cell.text == text);
        CHECK(cell.exact == exact);
    }
    CHECK(row.at(*column_of("N")).kind == CellKind::error);
}

TEST_CASE("only the first cell of a merged range has a value") {
    TestBook test;
    test.sheet_data = "<sheetData><row r=\"1\"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row r=\"2\"><c><v>4</v></c><c><v>5</v></c><c><v>6</v></c></row></sheetData>"
                      "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>";
    Workbook book = open(test.bytes());
    const Sheet& sheet = book.sheets[0];
    REQUIRE(sheet.merged.size() == 1);
    CHECK(sheet.merged[0].last_row == 2);
    CHECK(sheet.merged[0].last_column == 1);
    CHECK(sheet.row(0).texts() == std::vector<std::string_view>{"1", "", "3"});
    CHECK(sheet.row(1).texts() == std::vector<std::string_view>{"", "", "6"});
}

TEST_CASE("several sheets come in the order of their tabs, hidden ones marked") {
    TestBook test;
    test.sheets = "<sheet name=\"Second &amp; hidden\" sheetId=\"2\" state=\"veryHidden\" r:id=\"r2\"/><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/>";
    test.sheet_data = "<sheetData><row><c><v>1</v></c></row></sheetData>";
    test.more = {{"xl/worksheets/sheet2.xml", "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>"}};
    Workbook book = open(test.bytes());
    REQUIRE(book.sheets.size() == 2);
    CHECK(book.sheets[0].name == "Second & hidden");
    CHECK(book.sheets[0].hidden);
    CHECK_FALSE(book.sheets[1].hidden);
    CHECK(book.sheets[0].row(0).at(0).text == "2");
}

TEST_CASE("the 1904 system moves every date") {
    TestBook test;
    test.workbook_properties = "<workbookPr date1904=\"1\"/>";
    test.styles = "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    test.sheet_data = "<sheetData><row><c><v>43706</v></c></row></sheetData>";
    CHECK(open(test.bytes()).sheets[0].row(0).at(0).exact == "2023-08-30");
}

TEST_CASE("damaged workbooks are refused with the place") {
    auto with = [](const std::string& data) {
        TestBook test;
        test.sheet_data = data;
        return test.bytes();
    };
    CHECK(holds(why_not(with("<sheetData><row r=\"2\"/><row r=\"1\"/></sheetData>")), "not numbered in order"));
    CHECK(holds(why_not(with("<sheetData><row r=\"2\"><c r=\"B2\"/><c r=\"A2\"/></row></sheetData>")), "not numbered in order"));
    CHECK(holds(why_not(with("<sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>7</v></c></row></sheetData>")), "row 2, column B"));
    CHECK(holds(why_not(with("<sheetData><row r=\"2\"><c r=\"B2\"><v>abc</v></c></row></sheetData>")), "row 2, column B"));
    CHECK(holds(why_not(with("<sheetData><row")), "not well-formed"));
    TestBook test;
    std::string bytes = test.bytes();
    CHECK(holds(why_not(bytes.substr(0, bytes.size() / 2)), "damaged"));
    CHECK(holds(why_not(zip_of({{"readme.txt", "x"}})), "no spreadsheet"));
    CHECK(holds(why_not(zip_of({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}})), "OpenDocument"));
}
