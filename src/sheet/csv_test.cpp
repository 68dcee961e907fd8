#include "sheet/csv.h"

#include <doctest/doctest.h>

#include "sheet/encoding.h"

using namespace tutela;
using namespace tutela::sheet;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const Workbook& book) {
    Rows rows;
    const Sheet& sheet = book.sheets.at(0);
    for (size_t i = 0; i < sheet.row_count(); ++i) {
        auto& row = rows.emplace_back();
        for (auto text : sheet.row(i).texts()) row.emplace_back(text);
    }
    return rows;
}

Rows rows_of(std::string_view bytes, const Options& options = {}) {
    auto book = read(bytes, options);
    REQUIRE_MESSAGE(book.ok(), (book.ok() ? "" : book.error().message));
    return rows_of(*book);
}

std::string utf16(std::u16string_view text, bool little, bool mark) {
    std::string bytes = mark ? (little ? "\xFF\xFE" : "\xFE\xFF") : "";
    for (char16_t c : text) {
        char low = static_cast<char>(c & 0xFF), high = static_cast<char>(c >> 8);
        bytes += little ? low : high;
        bytes += little ? high : low;
    }
    return bytes;
}

}  // namespace

TEST_CASE("a CSV gives its rows, whatever the line ends and with or without the last one") {
    Rows expected = {{"a", "b"}, {"1", "2"}};
    for (const char* text : {"a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2", "a,b\r\n1,2", "\xEF\xBB\xBF" "a,b\n1,2\n"}) CHECK(rows_of(text) == expected);
}

TEST_CASE("quoted cells keep separators, doubled quotes and line breaks") {
    CHECK(rows_of("a,b\n\"x,\"\"y\"\"\nz\",\" 2 \"\n") == Rows{{"a", "b"}, {"x,\"y\"\nz", " 2 "}});
    CHECK(rows_of("a,b\n\"\",x\n") == Rows{{"a", "b"}, {"", "x"}});
}

TEST_CASE("stray quotes are taken as text, and an open one is refused with its place") {
    CHECK(rows_of("a,b\n5\" disk,\"x\" y\n") == Rows{{"a", "b"}, {"5\" disk", "x y"}});
    auto open = read("a,b\n1,\"never closed\n2,3\n");
    REQUIRE_FALSE(open.ok());
    CHECK(open.error().kind == ErrorKind::invalid);
    CHECK(open.error().message.find("row 2, column B") != std::string::npos);
}

TEST_CASE("ragged rows keep their own width and blank rows leave a gap in the numbers") {
    auto book = read("t\n\na,b,c\n1\n,,\n1,2,3,4\n,5,\n");
    REQUIRE(book.ok());
    const Sheet& sheet = book->sheets[0];
    REQUIRE(sheet.row_count() == 5);
    std::vector<uint32_t> numbers, widths;
    for (size_t i = 0; i < 5; ++i) numbers.push_back(sheet.row(i).number()), widths.push_back(sheet.row(i).width());
    CHECK(numbers == std::vector<uint32_t>{1, 3, 4, 6, 7});
    CHECK(widths == std::vector<uint32_t>{1, 3, 1, 4, 3});
    CHECK(sheet.width() == 4);
    CHECK(sheet.row(4).at(1).text == "5");
    CHECK(sheet.row(4).at(0).kind == CellKind::empty);
    CHECK(sheet.row(4).at(99).kind == CellKind::empty);
    CHECK(sheet.row(4).filled().at(0).column == 1);
}

TEST_CASE("the separator is found although other candidates stand in the text") {
    auto separator = [](const char* text) { return read(text)->separator; };
    CHECK(separator("a;b;c\n\"1,5\";2,5;x, y\n3,0;4,0;z\n") == ';');
    CHECK(separator("a\tb\n1, 2\tx;y\n") == '\t');
    CHECK(separator("a|b|c\n1, 2|x;y|3\n") == '|');
    CHECK(separator("name,notes\nx,\"a;b;c;d\"\ny,\"a;b;c;d\"\n") == ',');
    CHECK(separator("Title of it all;;\n;;\nId;L;I\n1;0,5;0,7\n2;0,1;0,2\n") == ';');
    CHECK(separator("sep=;\na;b,c\n") == ';');
    CHECK(separator("one\ntwo\n") == ',');
    CHECK(separator("a;b") == ';');
    CHECK(rows_of("sep=;\r\na;b,c\n") == Rows{{"a", "b,c"}});
}

TEST_CASE("separator and encoding can be forced") {
    Options options;
    options.separator = ';';
    CHECK(rows_of("a,b\n1,2\n", options) == Rows{{"a,b"}, {"1,2"}});
    options.separator = 'x';
    CHECK_FALSE(read("a", options).ok());
    Options latin;
    latin.encoding = Encoding::windows_1252;
    CHECK(rows_of("\xC3\xA4,b\n", latin) == Rows{{"Ã¤", "b"}});
}

TEST_CASE("every usual encoding gives the same text") {
    Rows expected = {{"Größe", "Preis"}, {"é", "£1,800 – €"}};
    std::u16string wide = u"Größe;Preis\r\né;£1,800 – €\r\n";
    std::string narrow = "Gr\xF6\xDF" "e;Preis\r\n\xE9;\xA3" "1,800 \x96 \x80\r\n";
    struct Case { std::string bytes; Encoding encoding; };
    for (auto& [bytes, encoding] : {Case{"Größe;Preis\r\né;£1,800 – €\r\n", Encoding::utf8}, Case{utf16(wide, true, true), Encoding::utf16_le},
                                    Case{utf16(wide, false, true), Encoding::utf16_be}, Case{utf16(wide, true, false), Encoding::utf16_le},
                                    Case{utf16(wide, false, false), Encoding::utf16_be}, Case{narrow, Encoding::windows_1252}}) {
        auto book = read(bytes);
        REQUIRE(book.ok());
        CHECK(std::string(name_of(book->encoding)) == name_of(encoding));
        CHECK(rows_of(*book) == expected);
    }
}

TEST_CASE("characters that fall on the edge of a piece of input stay whole") {
    std::string text = "a,b\n";
    for (int i = 0; i < 60'000; ++i) text += "ä€😀,x\n";
    auto book = read(text);
    REQUIRE(book.ok());
    REQUIRE(book->sheets[0].row_count() == 60'001);
    for (size_t i = 1; i < 60'001; ++i) REQUIRE(book->sheets[0].row(i).at(0).text == "ä€😀");
    std::u16string wide = u"a,b\n";
    for (int i = 0; i < 60'000; ++i) wide += u"x😀,y\n";
    auto second = read(utf16(wide, true, true));
    REQUIRE(second.ok());
    for (size_t i = 1; i < 60'001; ++i) REQUIRE(second->sheets[0].row(i).at(0).text == "x😀");
}

TEST_CASE("the guard against formulas is taken back, and only where it was put") {
    CHECK(rows_of("a,b\n'=1+1,'quoted\n") == Rows{{"a", "b"}, {"=1+1", "'quoted"}});
    Options options;
    options.strip_formula_guard = false;
    CHECK(rows_of("a,b\n'=1+1,x\n", options) == Rows{{"a", "b"}, {"'=1+1", "x"}});
}

TEST_CASE("files that are no table are refused by name") {
    for (const char* bytes : {"%PDF-1.7\n", "\xD0\xCF\x11\xE0\xA1", "<html><table>", "<?xml version=\"1.0\"?><Workbook/>"}) {
        auto book = read(bytes);
        REQUIRE_FALSE(book.ok());
        CHECK(book.error().code == "wrong_kind");
    }
    auto binary = read(std::string_view("a,b\nx\0y,z\n", 10));
    REQUIRE_FALSE(binary.ok());
    CHECK(binary.error().message.find("row 2, column A") != std::string::npos);
    CHECK(read("")->sheets[0].row_count() == 0);
    CHECK(read("\n\n\n")->sheets[0].row_count() == 0);
}

TEST_CASE("column letters go both ways") {
    CHECK(column_letters(0) == "A");
    CHECK(column_letters(25) == "Z");
    CHECK(column_letters(26) == "AA");
    CHECK(column_letters(16383) == "XFD");
    for (uint32_t column = 0; column < 16'384; ++column) REQUIRE(column_of(column_letters(column)) == column);
    CHECK_FALSE(column_of("XFE"));
    CHECK_FALSE(column_of(""));
    CHECK_FALSE(column_of("a"));
}
