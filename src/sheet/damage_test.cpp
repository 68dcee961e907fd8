// Files damaged at random are read or refused, never more. TUTELA_DAMAGE=n makes more rounds, for a sanitizer build.
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "base/utf8.h"
#include "sheet/sheet.h"
#include "sheet/zip_for_tests.h"

using namespace tutela;
using namespace tutela::sheet;

namespace {

std::string damaged(std::string bytes, std::mt19937& random) {
    static const char* words[] = {"<", ">", "\"", "&", "<!DOCTYPE x>", "<row r=\"1\">", "<c t=\"s\">", "<v>9</v>", "-1", "99999999999", "XFE1", "_x0000_", "\xFF", "\n", "\"\"", ";", "'="};
    for (unsigned times = 1 + random() % 4; times > 0 && !bytes.empty(); --times) {
        size_t at = random() % bytes.size();
        switch (random() % 4) {
            case 0: bytes[at] = static_cast<char>(random()); break;
            case 1: bytes.insert(at, words[random() % std::size(words)]); break;
            case 2: bytes.erase(at, random() % 20); break;
            default: bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 60)); break;
        }
    }
    return bytes;
}

// Walks over everything that was read; gives the number of cells.
size_t walk(const Workbook& book) {
    size_t cells = 0;
    for (const Sheet& sheet : book.sheets)
        for (size_t i = 0; i < sheet.row_count(); ++i) {
            Row row = sheet.row(i);
            REQUIRE(row.texts().size() == row.width());
            for (const Cell& cell : row.filled()) {
                ++cells;
                REQUIRE(utf8::valid(cell.text));
                REQUIRE(row.at(cell.column).text == cell.text);
            }
        }
    return cells;
}

}  // namespace

TEST_CASE("files damaged at random are read or refused with a sentence") {
    TestBook book;
    book.shared = "<sst><si><t>one</t></si><si><r><t>two</t></r></si></sst>";
    book.styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd.mm.yyyy &quot;x&quot; [h]\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>";
    book.sheet_data = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>x_x0041_</t></is></c></row><row r=\"4\"><c r=\"B4\" s=\"1\"><v>45168.5</v></c>"
                      "<c r=\"C4\" s=\"2\"><f>1</f><v>0.5</v></c><c r=\"D4\" t=\"b\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:C3\"/></mergeCells>";
    const std::string csv = "sep=;\nId;\"a \"\"b\"\"\";ä\n1;'=x;\"two\nlines\"\n\n2;;3,5\n";
    size_t rounds = std::getenv("TUTELA_DAMAGE") != nullptr ? std::strtoul(std::getenv("TUTELA_DAMAGE"), nullptr, 10) : 400;
    std::mt19937 random(3);
    size_t read_well = 0, refused = 0, cells = 0;
    auto look = [&](const std::string& bytes) {
        auto result = read(bytes);
        if (!result.ok()) {
            ++refused;
            REQUIRE(result.error().kind == ErrorKind::invalid);
            REQUIRE_FALSE(result.error().message.empty());
            return;
        }
        ++read_well;
        cells += walk(*result);
    };
    for (size_t i = 0; i < rounds; ++i) {
        look(damaged(book.bytes(), random));                                  // the container
        Parts parts = book.parts();
        auto& text = parts[1 + random() % (parts.size() - 1)].second;
        text = damaged(text, random);
        look(zip_of(parts));                                                  // a part inside
        look(damaged(csv, random));
    }
    CHECK(read_well > rounds / 2);
    CHECK(refused > rounds / 2);
    CHECK(cells > rounds);
}
