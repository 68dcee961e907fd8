#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "base/clock.h"
#include "engine/engine.h"
#include "record/declaration/folder.h"
#include "record/exchange/story.h"

using namespace tutela;
namespace fs = std::filesystem;

namespace {

template <class T>
T need(Result<T> r) {
    if (!r) {
        std::string text = r.error().message;
        for (const auto& f : r.error().faults) text += "\n  " + f.pointer + ": " + f.message;
        FAIL(text);
    }
    return r.take();
}

std::shared_ptr<const record::Catalog> house() {
    static const auto catalog = need(record::Catalog::build(need(record::read_house(TUTELA_SOURCE_DIR))));
    return catalog;
}

record::Story story(bool with_layer) {
    std::vector<record::Source> files;
    for (const auto& entry : fs::directory_iterator(TUTELA_SOURCE_DIR "/tests/worlds/harbour")) {
        std::ifstream in(entry.path(), std::ios::binary);
        files.push_back({entry.path().string(), {std::istreambuf_iterator<char>(in), {}}});
    }
    return need(record::Story::read(files, with_layer));
}

// A ledger in a directory of its own, filled by `fill`, with an engine over it.
struct World {
    fs::path directory;
    std::unique_ptr<record::Ledger> ledger;
    std::unique_ptr<engine::Engine> engine;
    std::map<std::string, std::string> ids;
    int32_t today = clock::day_of(clock::now_us());

    World() {
        static int count = 0;
        directory = fs::temp_directory_path() / ("tutela-world-" + std::to_string(getpid()) + "-" + std::to_string(++count));
        fs::create_directories(directory);
        record::Options options;
        options.location = (directory / "organisation.db").string();
        options.checkpoint_key = (directory / "checkpoint.key").string();
        options.seeding = true;
        ledger = need(record::Ledger::open(house(), options));
    }
    ~World() {
        engine.reset();
        ledger.reset();
        std::error_code ignored;
        fs::remove_all(directory, ignored);
    }
    void play(const record::Story& s) { ids = need(s.play(*ledger, *house(), today, clock::now_us())); }
    engine::Check check() {
        engine = need(engine::Engine::start(*ledger, house(), {clock::date_text(today), false}));
        engine::Question q;
        q.standard = "27001";
        q.limit = 5000;
        return need(engine->check(q));
    }
};

std::string lines(const engine::Check& c) {
    std::string text;
    for (const auto& g : c.gaps) text += g.rule + " " + g.record + " " + g.record_title + ": " + g.reason + "\n";
    for (const auto& clause : c.clauses)
        for (const auto& o : clause.obligations)
            if (o.judgement == "missing") text += o.id + " lacks a judgement\n";
    return text;
}

}  // namespace

TEST_CASE("the demonstration organisation conforms on the day it is played") {
    World world;
    world.play(story(false));
    const auto check = world.check();
    CHECK_MESSAGE(check.clean(), lines(check));
    CHECK(check.gaps.empty());
    CHECK(check.counts.conforms > 100);
    CHECK(world.ids.size() > 500);

    SUBCASE("its Statement of Applicability has every control of Annex A and those of other origin") {
        const auto report = need(world.engine->report("statement-of-applicability"));
        std::set<std::string> controls;
        for (const auto& row : report.rows) controls.insert(row.cells.at(0).text);
        CHECK(report.rows.size() == 98);
        CHECK(controls.size() == 98);
        for (const char* id : {"A.5.1", "A.5.37", "A.6.8", "A.7.14", "A.8.34", "N-05"}) CHECK(controls.count(id) == 1);
        CHECK(report.rows[8].cells.at(0).text == "A.5.9");       // in the order of the annex, not of letters
        CHECK(report.rows[9].cells.at(0).text == "A.5.10");
    }
    SUBCASE("nothing of it lapses within the next fortnight, so it may be shown for a while") {
        const auto forecast = need(world.engine->forecast(clock::date_text(world.today + 14)));
        CHECK(forecast.turns.empty());
    }
}

TEST_CASE("each gap of the layer is found by the rule it names, and nothing else is") {
    World world;
    const auto told = story(true);
    world.play(told);
    const auto check = world.check();
    std::set<std::string> wanted, found;
    for (const auto& gap : told.gaps())
        for (const auto& rule : gap.rules)
            for (const auto& key : gap.finds) wanted.insert(rule + " " + world.ids[key.substr(1)]);
    for (const auto& gap : check.gaps) found.insert(gap.rule + " " + gap.record);
    CHECK(told.gaps().size() == 12);
    CHECK(wanted.size() == 12);
    CHECK_MESSAGE(found == wanted, lines(check));
    for (const auto& gap : check.gaps) {
        CHECK_MESSAGE(!gap.remedy.empty(), gap.rule);
        CHECK_MESSAGE(!gap.reason.empty(), gap.rule);
        CHECK_MESSAGE(!gap.who.empty(), gap.rule);
    }
}

TEST_CASE("an empty organisation has gaps and never conforms where a record is due") {
    World world;
    need(record::found_organisation(*world.ledger, *house(), "somebody"));
    const auto check = world.check();
    CHECK(!check.clean());
    std::set<std::string> rules;
    for (const auto& g : check.gaps) rules.insert(g.rule);
    for (const std::string due : {"scope_approved", "party_categories", "climate_decided", "requirement_decided", "criteria_set", "method_in_force", "assessment_current",
                            "risk_owned", "treatment_planned", "soa_lists_annex_a", "soa_approved", "acceptances_exist", "audit_current", "programme_approved",
                            "improvement_made", "asset_complete", "control_checked"})
        CHECK_MESSAGE(rules.count(due) == 1, due);
    for (const auto& clause : check.clauses)
        for (const auto& o : clause.obligations)
            if (o.id.starts_with("27001:6.1.") || o.id.starts_with("27001:4.")) CHECK_MESSAGE(o.verdict != engine::Verdict::conforms, o.id);
}
