// Files made to hurt. Each is read or refused in a process of its own, whose extra memory and time are measured.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "sheet/sheet.h"
#include "sheet/zip_for_tests.h"

using namespace tutela;
using namespace tutela::sheet;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool measured = false;      // a sanitizer's own memory would be counted
#else
constexpr bool measured = true;
#endif

namespace {

struct Outcome {
    bool ok = false;
    long extra_kib = 0;
    double seconds = 0;
    char message[200] = {};
};

long status_kib(const char* key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key)) return std::stol(line.substr(std::strlen(key)));
    return 0;
}

Outcome run(const std::string& bytes, const Options& options) {
    Outcome outcome;
    malloc_trim(0);                                     // what the parent freed would hide what is taken now
    std::ofstream("/proc/self/clear_refs") << "5";      // the peak starts anew
    long before = status_kib("VmRSS:");
    {
        auto book = read(bytes, options);
        outcome.ok = book.ok();
        if (!book.ok()) std::strncpy(outcome.message, book.error().message.c_str(), sizeof outcome.message - 1);
        outcome.extra_kib = status_kib("VmHWM:") - before;
    }
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    outcome.seconds = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    return outcome;
}

Outcome run_apart(const std::string& bytes, const Options& options = {}) {
    int pipes[2];
    REQUIRE(pipe(pipes) == 0);
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        Outcome outcome = run(bytes, options);
        bool sent = write(pipes[1], &outcome, sizeof outcome) == sizeof outcome;
        _exit(sent ? 0 : 1);
    }
    close(pipes[1]);
    Outcome outcome;
    bool came = ::read(pipes[0], &outcome, sizeof outcome) == sizeof outcome;
    close(pipes[0]);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE_MESSAGE((came && WIFEXITED(status)), "the reading process died");
    return outcome;
}

// The promise: 64 MiB and 2 seconds. The time is no assertion (a loaded machine is no fault), but TUTELA_SHOW_COSTS=1 tells it.
void check_cost(const char* what, const Outcome& outcome) {
    INFO(std::string(what) << ": " << std::string(outcome.message));
    if (measured) CHECK(outcome.extra_kib <= 64 * 1024);
    if (std::getenv("TUTELA_SHOW_COSTS") != nullptr)
        fmt::print("{}", fmt::format("{:48} {:>9} {:6.1f} MiB {:5.2f} s  {}", what, outcome.ok ? "read" : "refused", static_cast<double>(outcome.extra_kib) / 1024, outcome.seconds, outcome.message) + "\n");
}

void refused(const char* what, const std::string& bytes, const char* because) {
    Outcome outcome = run_apart(bytes);
    check_cost(what, outcome);
    CHECK_FALSE(outcome.ok);
    CHECK_MESSAGE(std::string(outcome.message).find(because) != std::string::npos, outcome.message);
}

void is_read(const char* what, const std::string& bytes) {
    Outcome outcome = run_apart(bytes);
    check_cost(what, outcome);
    CHECK_MESSAGE(outcome.ok, outcome.message);
}

std::string sheet_of(const std::string& rows) {
    TestBook test;
    test.sheet_data = "<sheetData>" + rows + "</sheetData>";
    return test.bytes();
}

TestBook with_shared(std::string shared) {
    TestBook test;
    test.shared = std::move(shared);
    test.sheet_data = "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>";
    return test;
}

}  // namespace

TEST_CASE("zip bombs are refused") {
    refused("a sheet of 200 MiB of blanks", sheet_of(std::string(size_t{200} << 20, ' ')), "larger than 64 MiB");
    TestBook nested;
    nested.more = {{"xl/embeddings/inner.zip", zip_of({{"bomb", std::string(size_t{50} << 20, '0')}})}};
    is_read("a nested zip that nobody opens", nested.bytes());
    Parts many = TestBook{}.parts();
    for (int i = 0; i < 5000; ++i) many.push_back({fmt::format("xl/media/{}", i), "x"});
    refused("5,000 parts", zip_of(many), "more than 4096 parts");
    refused("zeros after the signature", "PK\3\4" + std::string(size_t{30} << 20, '\0'), "damaged");
}

TEST_CASE("names that leave the archive or stand twice are refused") {
    for (const char* name : {"../../etc/passwd", "/etc/passwd", "xl/../../x", "..\\x", "C:\\x", "xl/a\nb"}) {
        TestBook test;
        test.more = {{name, "x"}};
        refused(name, test.bytes(), "points outside");
    }
    TestBook twice;
    twice.more = {{"xl/worksheets/sheet9.xml", "<worksheet/>"}};
    std::string bytes = twice.bytes();
    for (size_t at; (at = bytes.find("sheet9.xml")) != std::string::npos;) bytes[at + 5] = '1';
    refused("the same name twice", bytes, "same name");
    Parts parts = TestBook{}.parts();
    for (auto& [name, text] : parts)
        if (name.ends_with("workbook.xml.rels")) text.replace(text.find("worksheets/sheet1.xml"), 21, "../../../etc/passwd");
    refused("a relation that leaves the archive", zip_of(parts), "points outside");
}

TEST_CASE("document types and what they could expand are refused") {
    std::string entities = "<!DOCTYPE lolz [<!ENTITY a \"ha\">";
    for (char c = 'b'; c < 'm'; ++c) entities += fmt::format("<!ENTITY {} \"&{};&{};&{};&{};&{};&{};&{};&{};\">", c, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
    refused("billion laughs", with_shared(entities + "]><sst><si><t>&l;</t></si></sst>").bytes(), "document type");
    refused("an outside entity", with_shared("<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><sst><si><t>&x;</t></si></sst>").bytes(), "document type");
    std::string letters = entities;
    refused("quadratic blow-up", with_shared("<!DOCTYPE s [<!ENTITY a \"" + repeat("x", 100'000) + "\">]><sst><si><t>" + repeat("&a;", 100'000) + "</t></si></sst>").bytes(), "");
}

TEST_CASE("large XML is read within the limits or refused") {
    refused("nested 5 million deep", with_shared(repeat("<a>", 5'000'000)).bytes(), "nests deeper");
    refused("one attribute of 60 MiB", with_shared("<sst a=\"" + std::string(size_t{60} << 20, 'x') + "\"/>").bytes(), "larger than any");
    refused("one comment of 60 MiB", with_shared("<!--" + std::string(size_t{60} << 20, 'x') + "--><sst/>").bytes(), "larger than any");
    std::string names = "<sst>";
    for (int i = 0; i < 3'000'000; ++i) names += fmt::format("<n{}/>", i);
    refused("three million element names", with_shared(names + "</sst>").bytes(), "larger than any");
    refused("16 million elements", with_shared("<sst>" + repeat("<a/>", 16'000'000) + "</sst>").bytes(), "more elements");
    std::string attributes = "<sst>" + repeat("<a b=\"\" c=\"\" d=\"\" e=\"\" f=\"\" g=\"\" h=\"\"/>", 1'400'000) + "</sst>";
    is_read("ten million attributes", with_shared(attributes.replace(5, 0, "<si><t>x</t></si>")).bytes());
}

TEST_CASE("huge and many shared strings are refused or read") {
    refused("one shared string of 60 MiB", with_shared("<sst><si><t>" + std::string(size_t{60} << 20, 'x') + "</t></si></sst>").bytes(), "longer than");
    refused("1.1 million empty shared strings", with_shared("<sst>" + repeat("<si/>", 1'100'000) + "</sst>").bytes(), "more text");
    refused("50 MiB in strings of 60 kB", with_shared("<sst>" + repeat("<si><t>" + repeat("x", 60'000) + "</t></si>", 900) + "</sst>").bytes(), "more text");
    std::string strings, cells;
    for (int i = 0; i < 750'000; ++i) strings += fmt::format("<si><t>abcdefghijklmno{:06}</t></si>", i), cells += fmt::format("<row><c t=\"s\"><v>{}</v></c></row>", i);
    TestBook full = with_shared("<sst>" + strings + "</sst>");
    full.sheet_data = "<sheetData>" + cells + "</sheetData>";
    is_read("750,000 rows of one text each", full.bytes());
    TestBook test = with_shared("<sst><si><t>" + repeat("x", 120'000) + "</t></si></sst>");
    test.sheet_data = "<sheetData>" + repeat("<row><c t=\"s\"><v>0</v></c></row>", 900'000) + "</sheetData>";
    is_read("900,000 cells with the same 120 kB", test.bytes());
}

TEST_CASE("wide, long and empty tables cost little or are refused") {
    std::string wide = "<row>" + repeat("<c><v>1</v></c>", 16'384) + "</row>";
    is_read("16,384 columns", sheet_of(wide));
    refused("16,385 columns", sheet_of("<row>" + repeat("<c><v>1</v></c>", 16'385) + "</row>"), "at most 16384 columns");
    refused("16,384 columns in 200 rows", sheet_of(repeat(wide, 200)), "");
    std::string corners;
    for (int row = 1; row <= 300'000; ++row) corners += fmt::format("<row r=\"{}\"><c r=\"XFD{}\"><v>1</v></c></row>", row, row);
    is_read("the last column alone in 300,000 rows", sheet_of(corners));
    TestBook claimed;
    claimed.sheet_data = "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c><v>1</v></c></row><row r=\"1048576\"><c s=\"1\"/></row></sheetData>";
    is_read("a claimed range of all cells", claimed.bytes());
    is_read("a million empty formatted rows", sheet_of(repeat("<row s=\"1\" customFormat=\"1\"/>", 1'048'576)));
    refused("rows beyond the last", sheet_of(repeat("<row/>", 1'048'577)), "at most 1048576 rows");
    is_read("a million rows of one cell", sheet_of(repeat("<row><c><v>1</v></c></row>", 1'000'000)));
    refused("a million and one filled cells", sheet_of(repeat("<row><c><v>1</v></c></row>", 1'000'001)), "filled cells");
    std::string numbers;
    for (int i = 0; i < 900'000; ++i) numbers += fmt::format("<row><c><v>0.{:06}1234</v></c></row>", i);
    is_read("900,000 different numbers", sheet_of(numbers));
}

TEST_CASE("many sheets and merged ranges are refused") {
    TestBook sheets;
    sheets.sheets = repeat("<sheet name=\"s\" r:id=\"r1\"/>", 100'000);
    refused("100,000 sheets", sheets.bytes(), "more than 256 sheets");
    TestBook same;
    same.sheets = repeat("<sheet name=\"s\" r:id=\"r1\"/>", 256);
    same.sheet_data = "<sheetData>" + repeat("<row><c><v>1</v></c></row>", 50'000) + "</sheetData>";
    refused("256 sheets that are one of 50,000 rows", same.bytes(), "");
    std::string rows = "<sheetData>" + repeat("<row><c><v>1</v></c></row>", 200'000) + "</sheetData>";
    TestBook merged;
    merged.sheet_data = rows + repeat("<mergeCell ref=\"A1:XFD1048576\"/>", 60'000);
    refused("60,000 merged ranges over everything", merged.bytes(), "cover too many cells");
    merged.sheet_data = repeat("<mergeCell ref=\"A1:B1\"/>", 70'000);
    refused("70,000 merged ranges", merged.bytes(), "merged ranges");
}

TEST_CASE("hostile CSV is read within the limits or refused") {
    size_t mib = size_t{1} << 20;
    refused("33 MiB", repeat("a,b\n", 33 * mib / 4), "larger than 32 MiB");
    refused("30 MiB of commas", std::string(30 * mib, ','), "more than 16384 columns");
    refused("30 MiB of quotes", std::string(30 * mib, '"'), "longer than");
    refused("30 MiB in one cell", std::string(30 * mib, 'x'), "longer than");
    refused("a quote that is never closed", "a,b\n\"" + repeat("x,y\n", 2'000'000), "longer than");
    refused("30 MiB of line ends", std::string(30 * mib, '\n'), "more than 1048576 rows");
    refused("1.1 million rows", repeat("a\n", 1'100'000), "more than 1000000 filled cells");
    is_read("a million rows of blanks", repeat(",,,,,,,\n", 1'000'000));
    is_read("a million cells of 20 bytes", repeat("abcdefghijklmnopqrst,abcdefghijklmnopqrst\n", 499'000));
    refused("30 MiB of text", repeat(repeat("x", 1000) + "\n", 31'000), "bytes of text");
    std::string wide = "\xFF\xFE";
    for (size_t i = 0; i < 15 * mib; ++i) wide += i % 20 == 19 ? std::string("\n\0", 2) : std::string("\x11\x4E", 2);
    refused("30 MiB of UTF-16 that grows by half", wide, "");
    is_read("20 MiB of Windows-1252 that doubles", repeat(repeat("\xE4", 30) + ";\n", 300'000));
    refused("apostrophes and cuts", repeat("'=|", 10 * mib), "");
}
