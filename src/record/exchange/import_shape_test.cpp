// Import of tables in odd shapes, of tables that are none of ours, and mappings kept for the next time.
#include "record/exchange/import_for_test.h"
#include "record/exchange/tables_for_test.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;

TEST_CASE("tables that are no register of the house are left alone") {
    House h;
    for (const Table& t : {Table{{"Vendor", "Service", "Contract start", "Contract end", "DPA", "Certificates", "Owner", "Status"}, {"Acme", "Cleaning", "2024-01-01", "2025-01-01", "Yes", "none", "COO", "Active"}},
                           Table{{"Incident", "Reported at", "Category", "Detected by", "Contained", "Cost", "Lessons"}, {"Phish", "2025-01-01 10:00", "Mail", "SOC", "yes", "5", "train"}},
                           Table{{"Employee", "Course", "Completed", "Score"}, {"Ana Berg", "Awareness", "2025-01-01", "80"}},
                           Table{{"KPI", "Target", "Actual", "Trend"}, {"MTTR", "< 4 h", "3.2 h", "up"}}}) {
        const auto up = h.upload(csv(t));
        CHECK_MESSAGE(up->proposal.type == "", up->proposal.type << " for " << t[0][0]);
        CHECK_FALSE(up->notes.empty());
    }
    CHECK(h.upload(csv(english), "asset")->proposal.type == "asset");          // unless somebody says so
    CHECK(kind_of(h.desk->upload(h.all, "x", csv(english), "nonsense")) == "invalid");
    CHECK(h.upload("Name,Evidence note,Serial\nx,y,z\n")->proposal.type == "");   // one known word is not enough
}

TEST_CASE("dates that can be read in two ways are asked for, unless some cell decides") {
    House h;
    auto text = [](const std::string& second) { return "ID,Asset Name,Type,Last review\nA-1,Crane,Hardware,1/2/2025\nA-2,Gate,Hardware," + second + "\n"; };
    const auto up = h.upload(text("3/4/2025"));
    auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
    REQUIRE(plan.questions.size() == 1);
    CHECK(plan.questions[0].options == std::vector<std::string>{"dmy", "mdy"});
    auto mapping = up->proposal;
    column(mapping, "Last review").date_order = "mdy";
    sure(h.desk->apply(h.all, up->id, mapping, false));
    CHECK(h.value("asset", "A-1", "reviewed_on") == "2025-01-02");
    h.import(text("13/4/2025"));
    CHECK(h.value("asset", "A-1", "reviewed_on") == "2025-02-01");
}

TEST_CASE("a column of which no value is known is left out with the reason") {
    House h;
    const auto up = h.upload("ID,Asset Name,Location,Status\nA-1,Crane,Yard,DC\nA-2,Gate,Yard,VA\n");
    CHECK(up->proposal.type == "asset");
    CHECK(field_of(up->proposal, "Status") == "");
    for (const auto& c : up->proposal.columns) if (c.heading == "Status") CHECK(c.why.find("none of its values") != std::string::npos);
}

TEST_CASE("a mapping is kept under a name and fits the same table with other columns") {
    House h;
    const auto up = h.upload(csv(english));
    auto mapping = up->proposal;
    column(mapping, "Response").values = {{"Accept", "avoid"}};
    sure(h.desk->save_mapping(h.all, "Group register", mapping));
    sure(h.desk->save_mapping(h.all, "Group register", mapping));        // again: the same record
    CHECK(h.all_of("mapping").size() == 1);
    Table turned;
    for (const auto& row : english) turned.emplace_back(row.rbegin(), row.rend());
    const auto other = h.upload(csv(turned));
    const auto saved = sure(h.desk->saved_mapping(h.all, "group register"));
    sure(h.desk->apply(h.all, other->id, saved, false));
    CHECK(h.value("risk", "K-2", "option") == "avoid");
    CHECK(h.value("risk", "K-3", "title") == "Forged waybill");
    CHECK(kind_of(h.desk->saved_mapping(h.all, "nobody's")) == "missing");
}

TEST_CASE("a mapping survives its JSON, and a bad one is refused with its place") {
    House h;
    auto mapping = h.upload(csv(english))->proposal;
    column(mapping, "Response").values = {{"9 Élevé", "9"}};
    column(mapping, "Status").date_order = "dmy";
    mapping.state = "draft";
    const auto text = to_json(mapping);
    CHECK(to_json(sure(mapping_from_json(text))) == text);
    for (const char* bad : {"[]", "{}", R"({"columns": [{"column": "3"}]})", R"({"columns": [{"column": "A", "date_order": "dym"}]})", R"({"columns": [], "link_rules": {"owner": "steal"}})", "{"})
        CHECK_MESSAGE(kind_of(mapping_from_json(bad)) == "invalid", bad);
    const auto up = h.upload(csv(english));
    auto wrong = mapping;
    wrong.columns[0].field = "no_such_field";
    CHECK(code_of(h.desk->plan(h.all, up->id, wrong)) == "unknown_field");
    wrong.columns[0].field = wrong.columns[1].field;
    CHECK(code_of(h.desk->plan(h.all, up->id, wrong)) == "field_twice");
    wrong = mapping;
    wrong.type = "nonsense";
    CHECK(code_of(h.desk->plan(h.all, up->id, wrong)) == "unknown_type");
}

TEST_CASE("a form nobody filled in imports nothing and says so") {
    House h;
    const auto up = h.upload("ID,Asset Name,Type,Owner,Location\n");
    CHECK_FALSE(up->notes.empty());
    if (!up->proposal.type.empty()) CHECK(sure(h.desk->apply(h.all, up->id, up->proposal, false)).batch.empty());
    CHECK(h.all_of("asset").empty());
}

TEST_CASE("a table without headings asks what its columns are") {
    House h;
    CHECK(h.upload("a.example.org\nb.example.org \nc.example.org\n")->proposal.type == "");
    const auto up = h.upload("a.example.org\nb.example.org \nc.example.org\n", "asset");
    CHECK(up->tables.at(0).heading_row == 0);
    CHECK(sure(h.desk->plan(h.all, up->id, up->proposal)).questions.size() == 1);
    auto mapping = up->proposal;
    mapping.columns.at(0).field = "title";
    CHECK(sure(h.desk->apply(h.all, up->id, mapping, false)).created == 3);
    CHECK(h.value("asset", "b.example.org", "title") == "b.example.org");
    CHECK(sure(h.desk->apply(h.all, up->id, mapping, false)).unchanged == 3);
}

TEST_CASE("titles, blank rows, sections and repeated headings are not records") {
    House h;
    const std::string head = "ID,Risk,L,I,Treatment,Status\n";
    const std::string text = "Register of our risks,,,,,\n,,,,,\n,,,,,\n,,,,,\nPart 1: Yard,,,,,\n" + head + "Q-1,Rain,2,3,Accept,Open\n,,,,,\nPart 2: Office,,,,,\n" + head + "Q-2,Snow,2,2,Accept,Open\nQ-3,Fog,1,1,Accept,Open\n";
    const auto up = h.upload(text);
    REQUIRE(up->tables.size() == 1);
    CHECK(up->tables[0].heading_row == 6);
    CHECK(up->tables[0].rows == std::vector<int>{7, 11, 12});
    CHECK(h.import(text).created == 3);
}

TEST_CASE("two heading rows are read as one") {
    House h;
    const auto up = h.upload("Our risks,,,,,,,\n,,,,,,,\n,,,Initial Risk,,Residual Risk,,\n#,Risk,Risk Owner,L,I,L,I,Comment\n1,Rain,COO,2,3,1,3,old\n2,Snow,COO,2,2,1,1,old\n");
    REQUIRE(up->tables.size() == 1);
    CHECK(up->tables[0].rows == std::vector<int>{5, 6});
    CHECK(field_of(up->proposal, "#") == "reference");
    CHECK(field_of(up->proposal, "Initial Risk L") == "inherent_likelihood");
    CHECK(field_of(up->proposal, "Residual Risk I") == "residual_impact");
}

TEST_CASE("text that looks like a number, a date or a formula stays text") {
    House h;
    h.import("ID;Asset Name;Type;Category;Description\nA-1;Crane;Hardware;2.0;\"Line one\nline two\"\nA-2;\u00a0Gate ;Hardware;1/2;SN 12 34/56\n");
    CHECK(h.value("asset", "A-1", "category") == "2.0");
    CHECK(h.value("asset", "A-1", "description") == "Line one\nline two");
    CHECK(h.value("asset", "A-2", "category") == "1/2");
    CHECK(h.value("asset", "A-2", "description") == "SN 12 34/56");
}

TEST_CASE("a table of sixteen thousand columns is no register") {
    House h;
    std::string text = "ID,Asset Name,Type";
    for (int i = 0; i < 16000; ++i) text += ",Owner " + std::to_string(i);
    text += "\nA-1,Crane,Hardware\n";
    const auto up = h.upload(text);
    CHECK(up->proposal.type == "");
    CHECK(up->notes.back().find("wider") != std::string::npos);
}
