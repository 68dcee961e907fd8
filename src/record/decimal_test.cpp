#include "record/decimal.h"

#include <doctest/doctest.h>

using namespace tutela::record;

TEST_CASE("Decimals are read exactly or not at all") {
    CHECK(parse_decimal("12.5", 2) == 1250);
    CHECK(parse_decimal("-3", 0) == -3);
    CHECK(parse_decimal(".5", 1) == 5);
    CHECK(parse_decimal("1.500", 1) == 15);
    CHECK(parse_decimal("-0.01", 2) == -1);
    for (auto text : {"", "-", ".", "1.", "1.23", "1,5", "1e3", " 1", "+1", "--1", "1.2.3", "nan"}) {
        INFO(text);
        CHECK_FALSE(parse_decimal(text, 1));
    }
    CHECK_FALSE(parse_decimal("9223372036854775807", 1));
    CHECK(parse_decimal("9223372036854775807", 0) == INT64_MAX);
}

TEST_CASE("Decimals are written with all places and read back the same") {
    CHECK(decimal_text(1250, 2) == "12.50");
    CHECK(decimal_text(-1, 2) == "-0.01");
    CHECK(decimal_text(0, 0) == "0");
    CHECK(decimal_text(INT64_MIN, 0) == "-9223372036854775808");
    for (int64_t n : {0L, 1L, -1L, 99L, -12345L, 1000000007L})
        for (int places = 0; places <= largest_places; ++places) CHECK(parse_decimal(decimal_text(n, places), places) == n);
}
