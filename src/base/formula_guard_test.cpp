#include "base/formula_guard.h"

#include <doctest/doctest.h>

#include <random>

using namespace tutela;

TEST_CASE("text that a spreadsheet would run gets an apostrophe") {
    CHECK(guard_formulas("=1+1") == "'=1+1");
    CHECK(guard_formulas("+49 30 1234") == "'+49 30 1234");
    CHECK(guard_formulas("-2+3") == "'-2+3");
    CHECK(guard_formulas("@SUM(A1)") == "'@SUM(A1)");
    CHECK(guard_formulas("\tx") == "'\tx");
    CHECK(guard_formulas("\rx") == "'\rx");
    CHECK(guard_formulas("  =1") == "'  =1");
    CHECK(guard_formulas("＝1+1") == "'＝1+1");
    CHECK(guard_formulas("＠x") == "'＠x");
}

TEST_CASE("plain numbers and ordinary text stay as they are") {
    for (const char* text : {"-5", "-12.50", "0.1", "1e5", "-1E-7", "", "a=b", "R-014", "2026-01-10", "'quoted'", "Steps:\n- one\n- two", "a; -b"})
        CHECK(guard_formulas(text) == text);
    CHECK_FALSE(is_plain_number("-"));
    CHECK_FALSE(is_plain_number("1.2.3"));
    CHECK_FALSE(is_plain_number("+5"));
    CHECK_FALSE(is_plain_number("1e"));
    CHECK_FALSE(is_plain_number("-2+3"));
}

TEST_CASE("a cell that another list separator would cut is guarded at the cut") {
    CHECK(guard_formulas("a;=HYPERLINK(\"x\")") == "a;'=HYPERLINK(\"x\")");
    CHECK(guard_formulas("a\n=cmd|'/c calc'!A0") == "a\n'=cmd|'/c calc'!A0");
}

TEST_CASE("stripping takes back exactly what guarding put in, for any text") {
    std::mt19937 random(7);
    const char* pieces[] = {"=", "+", "-", "@", "'", "\"", " ", ";", "\t", "|", "\n", "\r", "(", "!", "a", "1", ".", "＝", "－", ","};
    for (int n = 0; n < 200'000; ++n) {
        std::string text;
        for (unsigned k = random() % 9; k > 0; --k) text += pieces[random() % std::size(pieces)];
        std::string guarded = guard_formulas(text);
        REQUIRE(strip_formulas(guarded) == text);
        if (guarded.empty() || is_plain_number(guarded)) continue;
        REQUIRE(std::string_view("=+-@\t\r").find(guarded[0]) == std::string_view::npos);
    }
}
