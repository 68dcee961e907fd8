#include "sheet/number_format.h"

#include <doctest/doctest.h>

using namespace tutela::sheet;

TEST_CASE("format codes tell days, times and spans from numbers") {
    for (const char* code : {"dd/mm/yyyy", "yyyy-mm-dd", "[$-409]mmmm d, yyyy;@", "mmm-yy", "d\\.m\\.yyyy", "yyyy\"m\"", "mmmm"})
        CHECK_MESSAGE(parse_format(code).meaning == Meaning::date, code);
    for (const char* code : {"yyyy-mm-dd hh:mm", "m/d/yy h:mm AM/PM", "d.m.yyyy h:mm:ss.000"}) CHECK_MESSAGE(parse_format(code).meaning == Meaning::datetime, code);
    for (const char* code : {"hh:mm", "h:mm AM/PM", "mm:ss.0"}) CHECK_MESSAGE(parse_format(code).meaning == Meaning::time, code);
    for (const char* code : {"[h]:mm:ss", "[mm]"}) CHECK_MESSAGE(parse_format(code).meaning == Meaning::elapsed, code);
    for (const char* code : {"General", "0", "0.00", "#,##0.00 \"days\"", "0%", "0.0E+00", "# ?/?", "@", "[Red]-0.0;0", "0\" h\"", "\"yes\";\"no\"", "_-* #,##0.00_-"})
        CHECK_MESSAGE(parse_format(code).meaning == Meaning::number, code);
}

TEST_CASE("numbers are shown as their format says, and kept exactly") {
    CHECK(plain_number(0.1 + 0.2) == "0.3");
    CHECK(plain_number(45168) == "45168");
    CHECK(plain_number(-2.5) == "-2.5");
    CHECK(plain_number(0) == "0");
    CHECK(plain_number(1e20) == "1e+20");
    CHECK(plain_number(123456789012345) == "123456789012345");
    CHECK(show_number(0.125, parse_format("0.0%")) == "12.5%");
    CHECK(show_number(1234567.891, parse_format("#,##0.00")) == "1,234,567.89");
    CHECK(show_number(-1234.5, parse_format("#,##0")) == "-1,235");
    CHECK(show_number(-0.001, parse_format("0.0")) == "0.0");
    CHECK(show_number(2, parse_format("0.0")) == "2.0");
    CHECK(show_number(1.005, built_in_format(2)) == "1.01");
}

TEST_CASE("serial numbers become days in both systems, and the day that never was stays a number") {
    auto iso = [](double serial, Meaning meaning = Meaning::date, bool late = false) {
        auto moment = moment_of(serial, meaning, late);
        return moment ? moment->iso : std::string("none");
    };
    CHECK(iso(1) == "1900-01-01");
    CHECK(iso(59) == "1900-02-28");
    CHECK(iso(60) == "none");
    CHECK(iso(61) == "1900-03-01");
    CHECK(iso(45168) == "2023-08-30");
    CHECK(iso(2'958'465) == "9999-12-31");
    CHECK(iso(2'958'466) == "none");
    CHECK(iso(-1) == "none");
    CHECK(iso(0, Meaning::date, true) == "1904-01-01");
    CHECK(iso(43'706, Meaning::date, true) == "2023-08-30");
    CHECK(iso(45168.384722222225, Meaning::datetime) == "2023-08-30T09:14:00");
    CHECK(iso(45167.999999, Meaning::datetime) == "2023-08-30T00:00:00");
    CHECK(iso(0.5, Meaning::time) == "12:00:00");
    CHECK(moment_of(45168.5, Meaning::date, false)->shown == "2023-08-30");
    CHECK(show_elapsed(1.1458333333333333) == "27:30:00");
}
