// The engine over the real house: all its types and rules, with invented records (their values obey the types, not
// sense). Says in processor time what loading into memory, a full check, and single changes cost. Arguments: RISKS (100000), OTHERS (20000).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <string>

#include "engine/answers.h"
#include "engine/current.h"
#include "record/declaration/folder.h"

using namespace tutela;
using namespace tutela::engine;

// Processor time of this thread, because the machines this runs on do other things as well.
struct Clock {
    using time_point = double;
    static time_point now() {
        timespec t{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
    }
};

namespace {

constexpr int32_t today = 20605;
std::mt19937 dice(4711);

int roll(int n) { return static_cast<int>(dice() % static_cast<uint32_t>(std::max(n, 1))); }

double ms(Clock::time_point start) { return Clock::now() - start; }

int64_t memory_kib() {
    std::ifstream in("/proc/self/smaps_rollup");
    std::string line;
    while (std::getline(in, line))
        if (line.rfind("Private_Dirty:", 0) == 0) return std::atoll(line.c_str() + 14);
    return 0;
}

struct World {
    const record::Catalog& catalog;
    std::vector<int64_t> count;                  // by type

    expr::Value link_to(int type) const {
        if (type < 0 || count[static_cast<size_t>(type)] == 0) return {};
        return expr::Value::string(record::id_text(catalog.types()[static_cast<size_t>(type)], 1 + roll(static_cast<int>(count[static_cast<size_t>(type)]))));
    }

    expr::Value value(const record::Field& f) const {
        using T = record::FieldType;
        switch (f.type) {
            case T::line: return expr::Value::string("Words of some length " + std::to_string(roll(10000)));
            case T::text: return expr::Value::string("Two or three sentences about what may happen here. They are as long as people write them, " + std::to_string(roll(10000)) + " letters.");
            case T::number: return f.places ? expr::Value::decimal(roll(10000), f.places) : expr::Value::integer(1 + roll(24));
            case T::money: return expr::Value::decimal(roll(1000000), 2);
            case T::scale: return expr::Value::integer(1 + roll(5));
            case T::date: return expr::Value::date(today - roll(700) + 20);
            case T::datetime: return expr::Value::timestamp(static_cast<int64_t>(today - roll(700)) * 86400, 0);
            case T::duration: return expr::Value::duration(roll(100000), 0);
            case T::flag: return expr::Value::boolean(roll(8) != 0);
            case T::choice: return f.choices.empty() ? expr::Value() : expr::Value::string(f.choices[static_cast<size_t>(roll(static_cast<int>(f.choices.size())))].name);
            case T::link: return link_to(f.to_type);
            case T::links: {
                std::vector<expr::Value> list;
                for (int i = roll(3); i > 0; --i) if (auto v = link_to(f.to_type); v.set()) list.push_back(v);
                return expr::Value::list(list);
            }
            case T::tags: {
                std::vector<expr::Value> list;
                for (const auto& c : f.choices) if (roll(2)) list.push_back(expr::Value::string(c.name));
                return expr::Value::list(list);
            }
            case T::parts: {
                std::vector<expr::Value> parts;
                for (int i = roll(3); i > 0; --i) {
                    std::vector<std::pair<expr::Value, expr::Value>> map;
                    for (const auto& p : f.parts) if (auto v = value(p); v.set()) map.emplace_back(expr::Value::string(p.name), v);
                    parts.push_back(expr::Value::map(map));
                }
                return expr::Value::list(parts);
            }
            default: return {};
        }
    }

    record::Record make(const record::Declaration& d, int64_t number, int64_t position) const {
        record::Record r;
        r.type = d.number, r.number = number, r.id = record::id_text(d, number), r.version = 1, r.position = position;
        r.state = d.states.empty() ? d.initial : d.states[static_cast<size_t>(roll(4) ? std::min<size_t>(1, d.states.size() - 1) : static_cast<size_t>(roll(static_cast<int>(d.states.size()))))].name;
        r.created_at = r.changed_at = r.state_since = static_cast<int64_t>(today - roll(700)) * 86'400'000'000;
        r.created_by = r.changed_by = "P-001";
        r.values.resize(d.fields.size());
        for (const auto& f : d.fields)
            if (!f.computed && (f.required || roll(10))) r.values[static_cast<size_t>(f.slot)] = value(f);
        return r;
    }
};

// Median and worst of single changes, each judged and rolled up to a new tree.
template <class Change>
void single(const char* name, Current& current, int times, Change change) {
    std::vector<double> took;
    Effort last;
    for (int i = 0; i < times; ++i) {
        record::Record r = change(i);
        r.position = current.snapshot().position() + 1, ++r.version;
        const auto start = Clock::now();
        last = current.apply({{r.position, r, "change", ""}});
        auto tree = current.verdicts().tree(r.position);
        took.push_back(ms(start));
    }
    std::sort(took.begin(), took.end());
    std::printf("%-52s %9.3f ms median, %9.3f worst; last judged %lld subjects, %lld whole rules\n", name, took[took.size() / 2], took.back(),
                static_cast<long long>(last.subjects), static_cast<long long>(last.whole_rules));
}

}  // namespace

int main(int argc, char** argv) {
    const int64_t risks = argc > 1 ? std::atoll(argv[1]) : 100000, others = argc > 2 ? std::atoll(argv[2]) : 20000;
    auto sources = record::read_house(TUTELA_SOURCE_DIR);
    if (!sources) return std::puts(sources.error().message.c_str()), 2;
    auto catalog = record::Catalog::build(sources.take());
    if (!catalog) return std::puts(catalog.error().message.c_str()), 2;
    auto standards = read_standards(**catalog);
    if (!standards) return std::puts(standards.error().message.c_str()), 2;
    auto start = Clock::now();
    auto book = read_rules(*catalog, *standards, false);
    if (!book) return std::puts(book.error().message.c_str()), 2;
    std::printf("%-52s %9.3f ms for %zu rules\n", "rules read and compiled", ms(start), book->rules.size());

    World world{**catalog, {}};
    // What an organisation has few of stays few, however many risks it has.
    auto share = [&](const std::string& type) -> int64_t {
        if (type == "risk") return risks;
        for (const char* many : {"asset", "treatment", "action", "acceptance"}) if (type == many) return others * 3 / 16;
        for (const char* some : {"finding", "nonconformity", "requirement", "person", "control"}) if (type == some) return others / 24;
        if (type == "soa_entry") return 93;
        return type == "risk_method" || type == "scope_statement" ? 2 : 20;
    };
    for (const auto& d : (*catalog)->types()) world.count.push_back(share(d.name));
    const int64_t before = memory_kib();
    Current current(*catalog, *book, *standards);
    double putting = 0;
    int64_t position = 0;
    for (const auto& d : (*catalog)->types())
        for (int64_t n = 1; n <= world.count[static_cast<size_t>(d.number)]; ++n) {
            auto r = world.make(d, n, ++position);
            start = Clock::now();
            current.snapshot().put(r);
            putting += ms(start);
        }
    std::printf("%-52s %9.3f ms for %lld records\n", "records into the snapshot (without the ledger)", putting, static_cast<long long>(current.snapshot().size()));
    start = Clock::now();
    current.judge_all(today);
    const double full = ms(start);
    int64_t judged = 0, gaps = 0, unknown = 0, broken = 0;
    for (const auto& c : current.verdicts().columns()) judged += c.population, gaps += c.gaps, unknown += c.unknown, broken += c.broken;
    std::printf("%-52s %9.3f ms: %lld judged, %lld gaps, %lld unknown, %lld broken\n", "full check of all rules", full, static_cast<long long>(judged),
                static_cast<long long>(gaps), static_cast<long long>(unknown), static_cast<long long>(broken));
    std::printf("%-52s %9lld MiB private\n", "memory of records and verdicts", static_cast<long long>((memory_kib() - before) / 1024));

    if (argc > 3) {
        std::vector<std::pair<double, std::string>> slow;
        Verdicts alone(**catalog, *book, *standards);
        alone.set_today(today);
        for (size_t i = 0; i < book->rules.size(); ++i) {
            start = Clock::now();
            alone.judge_rule(current.snapshot(), i);
            slow.emplace_back(ms(start), book->rules[i].name);
        }
        std::sort(slow.rbegin(), slow.rend());
        for (size_t i = 0; i < 15 && i < slow.size(); ++i) std::printf("    %9.3f ms %s\n", slow[i].first, slow[i].second.c_str());
    }

    auto held = [&](const char* type, int64_t number) { return current.snapshot().find(record::id_text(*(*catalog)->type(type), number))->record(); };
    auto slot = [&](const char* type, const char* field) { return static_cast<size_t>((*catalog)->type(type)->field(field)->slot); };
    single("a risk changes its level", current, 200, [&](int i) {
        auto r = held("risk", 1 + roll(static_cast<int>(risks)));
        r.values[slot("risk", "level")] = expr::Value::integer(i % 25);
        return r;
    });
    single("a treatment changes its state", current, 200, [&](int i) {
        auto r = held("treatment", 1 + roll(static_cast<int>(world.count[static_cast<size_t>((*catalog)->type("treatment")->number)])));
        r.state = i % 2 ? "approved" : "draft";
        return r;
    });
    single("a person leaves or comes back", current, 50, [&](int i) {
        auto r = held("person", 2 + roll(100));
        r.values[slot("person", "active")] = expr::Value::boolean(i % 2);
        return r;
    });
    single("a SoA entry changes", current, 50, [&](int i) {
        auto r = held("soa_entry", 1 + i);
        r.values[slot("soa_entry", "applicable")] = expr::Value::boolean(i % 2);
        return r;
    });
    single("the method of half of all risks changes its limit", current, 5, [&](int i) {
        auto r = held("risk_method", 1);
        r.values[slot("risk_method", "acceptance_level")] = expr::Value::integer(6 + i);
        return r;
    });
    single("a new risk", current, 100, [&](int i) { return world.make(*(*catalog)->type("risk"), risks + 1 + i, 0); });

    start = Clock::now();
    auto effort = current.set_today(today + 1);
    std::printf("%-52s %9.3f ms: %lld subjects, %lld whole rules\n", "midnight", ms(start), static_cast<long long>(effort.subjects), static_cast<long long>(effort.whole_rules));
    const Eyes all({});
    const House house{*standards, *book, current.snapshot(), current.verdicts()};
    start = Clock::now();
    auto tree = current.verdicts().tree(position);
    std::printf("%-52s %9.3f ms\n", "the tree of clauses", ms(start));
    start = Clock::now();
    Check check = check_tree(*standards, *book, tree, 0);
    add_gaps(check, house, 0, all, 1000, true);
    std::printf("%-52s %9.3f ms: %zu named, %lld more\n", "a check with its 1,000 worst gaps", ms(start), check.gaps.size(), static_cast<long long>(check.more));
    start = Clock::now();
    auto ahead = forecast(house, tree, today + 365, all);
    std::printf("%-52s %9.3f ms: %zu turns, %lld more\n", "forecast of a year", ms(start), ahead.turns.size(), static_cast<long long>(ahead.more));
}
