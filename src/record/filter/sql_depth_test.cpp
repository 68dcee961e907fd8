// The count is never lower than what SQLite's parser needs, for every form the translator writes.
#include "record/filter/sql_depth.h"
#include "store/engines_for_test.h"

using namespace tutela;
using namespace tutela::record;
using store::sure;

TEST_CASE("what is counted as shallow enough, SQLite reads") {
    store::SqliteHere here;
    auto database = sure(store::Database::open(here.location()));
    auto& c = database->writer();
    sure(c.execute("CREATE TABLE t (id INTEGER, a INTEGER)"));
    const std::pair<const char*, const char*> forms[] = {
        {"(", ")"},
        {"(NOT ", ")"},
        {"(1 AND ", ")"},
        {"(1 = ", ")"},
        {"(CASE ", " WHEN TRUE THEN 1 END)"},
        {"(CASE 1 WHEN TRUE THEN ", " END)"},
        {"(CASE 1 WHEN TRUE THEN 1 WHEN FALSE THEN ", " END)"},
        {"(CASE 1 WHEN TRUE THEN 1 ELSE ", " END)"},
        {"(EXISTS (SELECT 1 FROM t f WHERE f.id = 1 AND ", "))"},
        {"(EXISTS (SELECT 1 FROM t f JOIN t g ON g.id = f.id AND (g.a % 5 <> 1) WHERE f.id = 1 AND f.a = 2 AND ", "))"},
        {"(NOT (1 IS NULL) AND NOT EXISTS (SELECT 1 FROM t f WHERE f.id = 1 AND ", " IS NOT TRUE))"},
        {"(SELECT CASE MAX(q.v) WHEN 2 THEN (1=1) WHEN 1 THEN (1=0) ELSE (1=0) END FROM (SELECT CASE ", " WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END AS v FROM t f WHERE f.id = 1) q)"},
        {"(CASE WHEN (1 IS NULL) THEN 1 ELSE (SELECT CASE WHEN SUM(q.v) >= 1000000000 THEN (1=0) WHEN SUM(q.v) = 1 THEN (1=1) ELSE (1=0) END FROM (SELECT CASE ", " WHEN TRUE THEN 1 ELSE 0 END AS v FROM t f WHERE f.id = 1) q) END)"},
        {"(SELECT f.a FROM (SELECT x.id, x.a FROM t x WHERE x.id <= 1 UNION ALL SELECT x.id, x.a FROM t x WHERE x.id <= 1 AND x.a > ", ") f WHERE f.id = 1)"},
        {"(substr(", ", 1, length(2)) = 3)"},
        {"(length(", ") > 1)"},
        {"(CAST(", " AS DOUBLE PRECISION) / CAST(1000 AS DOUBLE PRECISION) > 1)"},
        {"(1 IN (1, 2, ", "))"}};
    for (const auto& [before, after] : forms) {
        std::string inner = "1";
        int deep = 0;
        for (;; ++deep) {
            const std::string next = before + inner + after;
            if (sql_depth(next) > 90) break;
            inner = next;
            const auto rows = c.query("SELECT 1 FROM t WHERE " + inner);
            INFO(std::string(before) << " " << deep + 1 << " times, counted " << sql_depth(inner));
            REQUIRE(rows);
        }
        INFO(std::string(before));
        CHECK(deep >= 4);
    }
    // Beyond its measure SQLite does refuse.
    std::string inner = "1";
    for (int i = 0; i < 120; ++i) inner = "(" + inner + ")";
    CHECK(sql_depth(inner) > 90);
    CHECK_FALSE(c.query("SELECT 1 FROM t WHERE " + inner));
}
