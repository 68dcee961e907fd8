// Import from upload to batch, over the real house: small tables of our own in many shapes.
#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "record/exchange/import_for_test.h"
#include "record/exchange/tables_for_test.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;

namespace {

std::string utf16(const std::string& text) {
    std::string out = "\xff\xfe";
    for (const char16_t c : utf8::to_utf16(text)) { out += static_cast<char>(c & 0xff); out += static_cast<char>(c >> 8); }
    return out;
}

std::string windows(const std::string& text) {
    std::string out;
    for (size_t i = 0; i < text.size();) out += static_cast<char>(utf8::decode(text, i));      // Latin-1 letters only
    return out;
}

// What a plan does, without where in the file it stands.
std::string essence(const Plan& plan) {
    std::string out;
    for (const auto& row : plan.rows) {
        out += row.outcome + " " + row.id;
        for (const auto& [field, value] : row.values) out += " | " + field + "=" + value;
        for (const auto& f : row.faults) out += " ! " + f.field + " " + f.value + " " + f.detail;
        out += "\n";
    }
    for (const auto& q : plan.questions) out += "? " + q.field + " " + q.what + "\n";
    for (const auto& n : plan.notes) out += "# " + n + "\n";
    return out;
}

}  // namespace

TEST_CASE("a register comes in with its owners, scores and states, and taking it in again changes nothing") {
    House h;
    const auto done = h.import(csv(english));
    CHECK(done.created == 3);
    CHECK(h.value("risk", "K-1", "level") == "8");
    CHECK(h.value("risk", "K-1", "option") == "mitigate");
    CHECK(h.value("risk", "K-1", "state") == "assessed");
    CHECK(h.value("risk", "K-3", "state") == "retired");
    CHECK(h.value("risk", "K-3", "option") == "share");
    CHECK(h.value("risk", "K-3", "option_note") == "insured since May");
    CHECK(h.value("risk", "K-3", "impacts") == R"([{"damage":"financial","level":3},{"damage":"legal","level":5}])");
    CHECK(h.owner("risk", "K-1") == "Depot Manager");
    CHECK(h.value("person", "Depot Manager", "kind") == "function");
    CHECK(h.value("person", "Ana Berg", "kind") == "person");
    CHECK(h.all_of("person").size() == 2);
    for (const auto& r : h.all_of("risk")) CHECK(r.imported);
    const auto position = h.ledger->position();
    const auto again = h.import(csv(english));
    CHECK(again.unchanged == 3);
    CHECK(again.batch.empty());
    CHECK(h.ledger->position() == position);
}

TEST_CASE("the same register in German gives the same scores, levels, states and decisions") {
    House english_house, german_house;
    english_house.import(csv(english));
    german_house.import(csv(german));
    for (const char* risk : {"K-1", "K-2", "K-3"})
        for (const char* field : {"likelihood", "impact", "impacts", "level", "option", "residual_likelihood", "residual_impact", "residual_level", "state"})
            CHECK_MESSAGE(english_house.value("risk", risk, field) == german_house.value("risk", risk, field), risk << " " << field);
    const auto done = english_house.import(csv(german));       // over the English one: only the words change
    CHECK(done.changed == 3);
    CHECK(done.created == 0);
}

TEST_CASE("the plan does not depend on the order of columns, the separator, the encoding or the file's name") {
    House h;
    const auto up = h.upload(csv(german));
    const auto wanted = essence(sure(h.desk->plan(h.all, up->id, up->proposal)));
    CHECK(wanted.find("new") != std::string::npos);
    std::mt19937 random(11);
    for (int round = 0; round < 8; ++round) {
        std::vector<size_t> order(german[0].size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::shuffle(order.begin(), order.end(), random);
        Table t;
        for (const auto& row : german) {
            t.emplace_back();
            for (size_t c : order) t.back().push_back(row[c]);
        }
        const char separators[] = {',', ';', '\t', '|'};
        auto text = csv(t, separators[round % 4]);
        if (round % 4 == 1) text = "\xef\xbb\xbf" + text;
        if (round % 4 == 2) text = utf16(text);
        if (round % 4 == 3) text = windows(text);
        const auto shuffled = h.upload(text, {}, round % 2 ? "supplier list.xlsx" : "assets");
        CHECK(shuffled->proposal.type == "risk");
        CHECK(essence(sure(h.desk->plan(h.all, shuffled->id, shuffled->proposal))) == wanted);
    }
}

TEST_CASE("values of another scale are asked for and translated as told, never stretched silently") {
    House h;
    const Table t = {{"ID", "Risk", "L", "I", "Score", "Treatment", "Risk Owner"}, {"**Q-1**", "Rain", "0.1", "1.0", "**0.10**", "Mitigate: roof; drains", "COO"}, {"Q-2", "Snow", "0.7", "0.3", "0.21", "Accept", "COO"}};
    auto up = h.upload(csv(t));
    CHECK(up->proposal.type == "risk");
    auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
    REQUIRE(plan.questions.size() == 2);
    CHECK(plan.questions[0].field == "likelihood");
    CHECK(plan.questions[0].examples == std::vector<std::string>{"0.1", "0.7"});
    const auto refused = h.desk->apply(h.all, up->id, up->proposal, true);
    CHECK(code_of(refused) == "questions_open");
    CHECK(h.all_of("risk").empty());
    auto mapping = up->proposal;
    column(mapping, "L").values = {{"0.1..1.0", "1..5"}};
    column(mapping, "I").values = {{"1.0", "5"}, {"0.3", "2"}};
    sure(h.desk->apply(h.all, up->id, mapping, false));
    CHECK(h.value("risk", "Q-1", "likelihood") == "1");
    CHECK(h.value("risk", "Q-1", "impact") == "5");
    CHECK(h.value("risk", "Q-2", "likelihood") == "4");
    CHECK(h.value("risk", "Q-2", "level") == "8");
    CHECK(h.value("risk", "Q-1", "option_note") == "roof; drains");
}

TEST_CASE("levels are read from codes, leading numbers and words, and their headings are believed") {
    House h;
    auto questions = [&](const std::string& heading, const std::string& cell) {
        const auto up = h.upload(csv({{"ID", "Risk", heading, "Impact", "Treatment"}, {"Q-1", "Rain", cell, "2", "Accept"}}));
        REQUIRE(up->proposal.type == "risk");
        const auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
        std::string value = "none";
        for (const auto& [f, v] : plan.rows.at(0).values) if (f == "likelihood") value = v;
        return std::to_string(plan.questions.size()) + " " + value;
    };
    CHECK(questions("Likelihood", "5 - Almost certain") == "0 5");
    CHECK(questions("Likelihood", "almost CERTAIN") == "0 5");
    CHECK(questions("Likelihood", "Possible") == "0 3");
    CHECK(questions("Likelihood (1-5)", "4") == "0 4");
    CHECK(questions("Likelihood (1-4)", "4") == "1 none");
    CHECK(questions("Likelihood", "V3") == "1 none");
    CHECK(questions("Likelihood", "7") == "1 none");
    CHECK(questions("Likelihood", "now and then") == "1 none");
}

TEST_CASE("without a method the levels of a register mean nothing, and that is asked") {
    House h(false);
    const auto up = h.upload(csv(english));
    const auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
    REQUIRE(plan.questions.size() == 1);
    CHECK(plan.questions[0].field == "method");
    CHECK(plan.questions[0].options.empty());
    CHECK_FALSE(h.desk->apply(h.all, up->id, up->proposal, true).ok());
}

TEST_CASE("a level that differs from the one worked out is told with both, a word beside it is not") {
    House h;
    auto t = english;
    t[1][7] = "9 High";
    auto plan = h.plan(csv(t));
    CHECK(faults_of(plan, true) == std::vector<std::string>{"row 2 H 9 High"});
    CHECK(plan.created == 3);
    t[1][7] = "8 High";
    CHECK(faults_of(h.plan(csv(t)), true).empty());
}

TEST_CASE("a row that cannot be taken is named with its place, and the rest goes in only on demand") {
    House h;
    const std::string text = "ID,Asset Name,Type,Classification,Last review\nA-1,Crane,Hardware,Internal,2025-01-02\nA-2,Gate,Hardware,Internal,May-18\nA-1,Lamp,Hardware,Internal,\n"
                             "A-4,Map, of the yard,Information,Internal,2025-01-02\nA-5,Office,Facility,Internal,3.2.2025\n";
    const auto plan = h.plan(text);
    CHECK(plan.created == 2);
    CHECK(plan.refused == 3);
    const auto faults = faults_of(plan, false);
    REQUIRE(faults.size() >= 3);
    CHECK(faults[0] == "row 3 E May-18");
    CHECK(faults[1] == "row 4 A A-1");
    CHECK(faults[2] == "row 5 F 2025-01-02");
    const auto up = h.upload(text);
    const auto whole = h.desk->apply(h.all, up->id, up->proposal, false);
    CHECK(code_of(whole) == "rows_refused");
    CHECK(h.all_of("asset").empty());
    const auto done = sure(h.desk->apply(h.all, up->id, up->proposal, true));
    CHECK(done.created == 2);
    CHECK(done.refused == 3);
    CHECK(h.value("asset", "A-5", "reviewed_on") == "2025-02-03");
}

TEST_CASE("a batch is taken back by one undo, and the file can come in again") {
    House h;
    const auto done = h.import(csv(english));
    sure(h.ledger->undo_batch(h.all, done.batch));
    CHECK(h.all_of("risk").empty());
    CHECK(h.import(csv(english)).created == 3);
}

TEST_CASE("choices nobody knows become one question each, and an answer may be empty") {
    House h;
    const std::string text = "ID,Asset Name,Type,Criticality\nA-1,Crane,Hardware,Gigantic\nA-2,Gate,Hardware,High\nA-3,Lamp,Hardware,gigantic\n";
    const auto up = h.upload(text);
    const auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
    REQUIRE(plan.questions.size() == 1);
    CHECK(plan.questions[0].column == "D");
    CHECK(plan.questions[0].options == std::vector<std::string>{"low", "medium", "high", "critical"});
    auto mapping = up->proposal;
    column(mapping, "Criticality").values = {{"Gigantic", ""}};
    CHECK(sure(h.desk->apply(h.all, up->id, mapping, false)).created == 3);
    CHECK(h.value("asset", "A-1", "criticality") == "unset");
    CHECK(h.value("asset", "A-2", "criticality") == "high");
}

TEST_CASE("links find records by reference, address and title, and what is not there is told or created") {
    House h;
    const auto berg = h.create("person", R"({"title": "Ana Berg", "email": "ana@example.org"})");
    const std::string text = "ID,Asset Name,Type,Owner\nA-1,Crane,Hardware,ANA@example.org\nA-2,Gate,Hardware,ana berg\nA-3,Lamp,Hardware,COO / Ana Berg\nA-4,Door,Hardware,(see A-1)\n";
    const auto up = h.upload(text);
    auto linking = up->proposal;
    linking.link_rules["owner"] = "link";
    const auto plan = sure(h.desk->plan(h.all, up->id, linking));
    CHECK(plan.linked.empty());
    CHECK(faults_of(plan, true) == std::vector<std::string>{"row 4 D COO", "row 5 D (see A-1)"});
    sure(h.desk->apply(h.all, up->id, up->proposal, false));     // people are created by default
    CHECK(h.value("asset", "A-1", "owner") == berg.id);
    CHECK(h.value("asset", "A-2", "owner") == berg.id);
    CHECK(h.owner("asset", "A-3") == "COO");
    CHECK(h.value("asset", "A-4", "owner") == "unset");
    CHECK(h.all_of("person").size() == 2);
}

TEST_CASE("a file does not move a record, and an empty cell takes nothing away") {
    House h;
    h.import("ID,Asset Name,Type,Location,Status\nA-1,Crane,Hardware,Yard,Active\n");
    const auto plan = h.plan("ID,Asset Name,Type,Location,Status\nA-1,Crane,Hardware,,Retired\n");
    CHECK(plan.unchanged == 1);
    CHECK(faults_of(plan, true) == std::vector<std::string>{"row 2 E retired"});
    CHECK(h.value("asset", "A-1", "location") == "Yard");
}

TEST_CASE("an upload belongs to whoever sent it, and the desk keeps the last eight") {
    House h;
    const auto first = h.upload(csv(english));
    CHECK(kind_of(h.desk->find(PermissionOffice::program("job:other"), first->id)) == "missing");
    for (int i = 0; i < 8; ++i) h.upload(csv(english));
    CHECK(kind_of(h.desk->find(h.all, first->id)) == "missing");
    CHECK(first->tables.size() == 1);                            // who holds it still can read it
}

TEST_CASE("thirteen hundred rows come in as one batch and stay unchanged the second time") {
    House h;
    std::string text = "Domain name,Domain type,Organisation name,City\n";
    for (int i = 0; i < 1300; ++i) text += "d" + std::to_string(i) + ".example.org,Domain,Unit " + std::to_string(i % 7) + ",Town\n";
    const auto done = h.import(text);
    CHECK(done.created == 1300);
    CHECK(h.all_of("asset").size() == 1300);
    CHECK(sure(h.ledger->batches(h.all)).size() == 1);
    CHECK(h.import(text).unchanged == 1300);
}

TEST_CASE("what fails while it is written leaves nothing behind, unless the rest is wanted") {
    House h;
    // The same address twice: each row is fine by itself, the second cannot be written beside the first.
    const std::string text = "Name,Email,Job\nAna Berg,ana@example.org,Depot\nOlaf Pohl,ana@example.org,Gate\nIda Lund,ida@example.org,Desk\n";
    const auto up = h.upload(text, "person");
    CHECK(field_of(up->proposal, "Email") == "email");
    const auto plan = sure(h.desk->plan(h.all, up->id, up->proposal));
    CHECK(plan.created == 3);
    const auto whole = h.desk->apply(h.all, up->id, up->proposal, false);
    REQUIRE_FALSE(whole.ok());
    CHECK(whole.error().message.find("Row 3") != std::string::npos);
    CHECK(h.all_of("person").empty());
    const auto batches = sure(h.ledger->batches(h.all));
    REQUIRE(batches.size() == 1);
    CHECK(batches[0].undone > 0);
    const auto rest = sure(h.desk->apply(h.all, up->id, up->proposal, true));
    CHECK(rest.created == 2);
    CHECK(rest.refused == 1);
    CHECK(h.all_of("person").size() == 2);
}

TEST_CASE("a plan is written in the shape the contract gives") {
    House h;
    const auto up = h.upload(csv(english));
    const auto j = sure(json::parse(to_json(*up)));
    CHECK(j.at("proposal").at("type").as_string() == "risk");
    CHECK(j.at("proposal").at("columns").as_array().at(2).at("column").as_string() == "C");
    CHECK(j.at("sheets").as_array().at(0).at("tables").as_array().at(0).at("heading_row").as_int64() == 1);
    const auto p = sure(json::parse(to_json(sure(h.desk->plan(h.all, up->id, up->proposal)))));
    CHECK(p.at("new").as_int64() == 3);
    CHECK(p.at("rows").as_array().at(0).at("values").at("owner").as_string() == "Depot Manager (new)");
    CHECK(p.at("more").as_int64() == 0);
    CHECK(sure(json::parse(to_json(Applied{}))).at("batch").is_null());
}

TEST_CASE("other writers get their turn while an import is written") {
    House h;
    std::string text = "Asset Name,Type,City\n";
    for (int i = 0; i < 1000; ++i) text += "Crane " + std::to_string(i) + ",Hardware,Town\n";
    const auto up = h.upload(text);
    std::atomic<bool> over = false;
    std::vector<int64_t> positions;
    std::thread other([&] {
        for (int i = 0; !over; ++i) {
            Write w;
            w.type = "person";
            w.values = {{"title", expr::Value::string("Somebody " + std::to_string(i))}};
            if (const auto r = h.ledger->write(h.all, std::move(w))) positions.push_back(r->position);
        }
    });
    const auto done = h.desk->apply(h.all, up->id, up->proposal, false);
    over = true;
    other.join();
    CHECK(sure(done).created == 1000);
    int64_t first = INT64_MAX, last = 0;
    for (const auto& r : h.all_of("asset")) { first = std::min(first, r.position); last = std::max(last, r.position); }
    CHECK(std::any_of(positions.begin(), positions.end(), [&](int64_t p) { return p > first && p < last; }));
    CHECK(sure(h.ledger->verify("")).ok);
}
