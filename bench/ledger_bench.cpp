// What the ledger costs over SQLite itself, and what a page of a list costs.
//   bench_ledger [DIRECTORY [RECORDS]]
// Creates: 32 clients, each waiting for its own acknowledgement; against the same rows (entry, values, record with its
// indexes) written through the C API at the same number per commit, and against one row a record.
// Pages: 50 of RECORDS risk-like records, filtered and sorted, for one who sees all, for a member of 3 of 30 units and
// for the owner of 20 records. Median and 95th percentile of 200 pages each.
#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <sqlite3.h>
#include <sys/resource.h>
#include <thread>

#include "base/clock.h"
#include "record/ledger/ledger.h"

using namespace tutela;
using namespace tutela::record;
using expr::Value;
using Clock = std::chrono::steady_clock;

namespace {

const char* const house[][2] = {
    {"src/record/kernel/roles.yaml", "roles: {reader: {says: Reads.}, isms_manager: {says: Manages.}, administrator: {says: Runs it.}}\n"},
    {"src/record/kernel/person.record.yaml", "record: person\ntitle: {one: Person, many: People}\nprefix: P\nsays: Somebody.\nfields:\n  title: {type: line, required: true, list: true}\nmay:\n  reader: [read]\n"},
    {"src/record/kernel/domain.record.yaml", "record: domain\ntitle: {one: Domain, many: Domains}\nprefix: D\nsays: A unit.\nfields:\n  title: {type: line, required: true}\n  parent: {type: link, to: domain, inverse: children}\nmay:\n  reader: [read]\n"},
    {"src/record/kernel/role.record.yaml", "record: role\ntitle: {one: Role, many: Roles}\nprefix: RO\nsays: A part.\nfields:\n  title: {type: line, required: true}\n  key: {type: line, required: true, unique: true}\nmay:\n  reader: [read]\n"},
    {"src/record/kernel/assignment.record.yaml", "record: assignment\ntitle: {one: Assignment, many: Assignments}\nprefix: AS\nsays: Who holds what.\nfields:\n  person: {type: link, to: person, required: true, inverse: assignments}\n  role: {type: link, to: role, required: true, inverse: assignments}\nmay:\n  reader: [read]\n"},
    {"processes/room/process.yaml", "process: room\ntitle: Room\nsays: A room.\norder: 1\n"},
    {"processes/room/risk.record.yaml", "record: risk\ntitle: {one: Risk, many: Risks}\nprefix: R\nsays: What may happen.\nfields:\n"
     "  title: {type: line, required: true, list: true, search: true}\n  scenario: {type: text}\n  owner: {type: link, to: person, required: true, list: true, inverse: owned}\n"
     "  likelihood: {type: number, required: true, min: 1, max: 5}\n  impact: {type: number, required: true, min: 1, max: 5}\n"
     "  level: {derived: 'this.likelihood * this.impact', type: number, list: true, index: true}\n  assessed_on: {type: date, required: true}\n"
     "states:\n  initial: draft\n  moves:\n    assess: {from: draft, to: assessed, by: [isms_manager]}\nmay:\n  reader: [read]\n  owner: [read, {change: [scenario]}]\n"},
};

template <class T>
T sure(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        for (const auto& f : result.error().faults) std::fprintf(stderr, "  %s %s\n", f.pointer.c_str(), f.message.c_str());
        std::exit(1);
    }
    return result.take();
}
void sure(Result<void> result) { if (!result) { std::fprintf(stderr, "%s\n", result.error().message.c_str()); std::exit(1); } }
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }
// CPU time of all threads: says more than the clock on a machine that others use too.
double cpu() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}
void remove(const std::string& file) { for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file + ending); }

Write risk(int i, int people, int units) {
    Write w;
    w.act = Write::import_record;
    w.type = "risk";
    w.state = i % 3 ? "assessed" : "draft";
    w.domain = "D-" + std::string(units < 100 ? "0" : "") + (i % units + 1 < 10 ? "0" : "") + std::to_string(i % units + 1);
    const int owner = i < 20 ? 1 : 2 + i % (people - 1);
    char id[16];
    std::snprintf(id, sizeof id, "P-%03d", owner);
    w.values = {{"title", Value::string("Risk " + std::to_string((i * 7919L) % 100000) + " of the warehouse")}, {"scenario", Value::string("Somebody comes at night through the yard and takes what stands there.")},
                {"owner", Value::string(id)}, {"likelihood", Value::integer(1 + i * 31 % 5)}, {"impact", Value::integer(1 + i * 17 % 5)}, {"assessed_on", Value::date(20000 + i % 700)}};
    return w;
}


// The rows of `file` written again through the C API, `batch` records in each commit; rate in records a second.
double raw_same(const std::string& file, const std::string& copy, int batch, int most) {
    remove(copy);
    sqlite3 *from = nullptr, *to = nullptr;
    sqlite3_open(file.c_str(), &from);
    sqlite3_open(copy.c_str(), &to);
    sqlite3_exec(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", nullptr, nullptr, nullptr);
    sqlite3_stmt* s = nullptr;
    sqlite3_prepare_v2(from, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('ledger_entry', 'ledger_value', 'r_risk') ORDER BY type DESC", -1, &s, nullptr);
    while (sqlite3_step(s) == SQLITE_ROW) sqlite3_exec(to, reinterpret_cast<const char*>(sqlite3_column_text(s, 0)), nullptr, nullptr, nullptr);
    sqlite3_finalize(s);
    // Read everything first: only writing is measured.
    struct Table { const char* name; const char* select; std::vector<std::vector<sqlite3_value*>> rows; sqlite3_stmt* insert = nullptr; size_t next = 0; };
    Table tables[] = {{"ledger_entry", "SELECT e.* FROM ledger_entry e JOIN r_risk r ON r._from = e.position ORDER BY r.id LIMIT ?1", {}}, {"ledger_value", "SELECT v.* FROM r_risk r JOIN ledger_value v ON v.position = r._from ORDER BY r.id, v.field LIMIT ?1 * 2", {}}, {"r_risk", "SELECT * FROM r_risk ORDER BY id LIMIT ?1", {}}};
    for (Table& t : tables) {
        sqlite3_prepare_v2(from, t.select, -1, &s, nullptr);
        sqlite3_bind_int(s, 1, most);
        while (sqlite3_step(s) == SQLITE_ROW) {
            t.rows.emplace_back();
            for (int i = 0; i < sqlite3_column_count(s); ++i) t.rows.back().push_back(sqlite3_value_dup(sqlite3_column_value(s, i)));
        }
        std::string sql = std::string("INSERT INTO ") + t.name + " VALUES (?";
        for (int i = 1; i < sqlite3_column_count(s); ++i) sql += ", ?";
        sqlite3_finalize(s);
        sqlite3_prepare_v2(to, (sql + ")").c_str(), -1, &t.insert, nullptr);
    }
    const auto start = Clock::now();
    size_t done = 0;
    while (done < tables[2].rows.size()) {
        sqlite3_exec(to, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        for (int b = 0; b < batch && done < tables[2].rows.size(); ++b, ++done)
            for (Table& t : tables)
                for (size_t n = t.rows.size() / tables[2].rows.size(); n-- > 0 && t.next < t.rows.size();) {
                    auto& row = t.rows[t.next++];
                    for (size_t i = 0; i < row.size(); ++i) sqlite3_bind_value(t.insert, static_cast<int>(i) + 1, row[i]);
                    if (sqlite3_step(t.insert) != SQLITE_DONE) { std::fprintf(stderr, "raw: %s\n", sqlite3_errmsg(to)); std::exit(1); }
                    sqlite3_reset(t.insert);
                }
        sqlite3_exec(to, "COMMIT", nullptr, nullptr, nullptr);
    }
    const double rate = static_cast<double>(done) / seconds_since(start);
    for (Table& t : tables) sqlite3_finalize(t.insert);
    sqlite3_close(to);
    sqlite3_close(from);
    remove(copy);
    return rate;
}

double raw_one_row(const std::string& file, int batch, int rows) {
    remove(file);
    const std::string content(700, 'x');
    sqlite3* db = nullptr;
    sqlite3_stmt* s = nullptr;
    sqlite3_open(file.c_str(), &db);
    sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entry (position INTEGER PRIMARY KEY, content TEXT) STRICT", nullptr, nullptr, nullptr);
    sqlite3_prepare_v2(db, "INSERT INTO entry VALUES (?1, ?2)", -1, &s, nullptr);
    const auto start = Clock::now();
    for (int row = 0; row < rows;) {
        sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        for (int i = 0; i < batch; ++i, ++row) {
            sqlite3_bind_int64(s, 1, row);
            sqlite3_bind_text(s, 2, content.data(), static_cast<int>(content.size()), SQLITE_STATIC);
            sqlite3_step(s);
            sqlite3_reset(s);
        }
        sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
    }
    const double rate = rows / seconds_since(start);
    sqlite3_finalize(s);
    sqlite3_close(db);
    remove(file);
    return rate;
}

// One thread as an event loop: sends each client's next record when the one before was acknowledged.
double creates(Ledger& ledger, const Scope& scope, int clients, int rows, int first, int people, int units) {
    std::mutex mutex;
    std::condition_variable changed;
    int free = clients, sent = 0, done = 0;
    const auto start = Clock::now();
    while (done < rows) {
        int send = 0;
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return free > 0; });
            send = std::min(free, rows - sent);
            free -= send;
            if (!send) { changed.wait(lock, [&] { return done >= rows; }); break; }
        }
        for (int i = 0; i < send; ++i) {
            ledger.write_async(scope, risk(first + sent++, people, units), [&](Result<Record> r) {
                if (!r) { std::fprintf(stderr, "%s\n", r.error().message.c_str()); std::exit(1); }
                const std::lock_guard lock(mutex);
                ++free;
                ++done;
                changed.notify_one();
            });
        }
    }
    return rows / seconds_since(start);
}

void pages(Ledger& ledger, const Scope& scope, const char* who) {
    const std::vector<std::pair<const char*, Query>> queries = {
        {"sort -level", {.type = "risk", .sort = {"-level"}}},
        {"state, level >= 12, sort -level", {.type = "risk", .filter = "state == \"assessed\" && level >= 12", .sort = {"-level"}}},
        {"state, level >= 12, sort title", {.type = "risk", .filter = "state == \"assessed\" && level >= 12", .sort = {"title"}}},
        {"owner, sort title", {.type = "risk", .filter = "owner.id == \"P-001\"", .sort = {"title"}}},
        {"owner's name, sort -level,title", {.type = "risk", .filter = "owner.title == \"Person 17\"", .sort = {"-level", "title"}}},
        {"date range, sort -changed_at", {.type = "risk", .filter = "assessed_on >= date(\"2025-06-01\")", .sort = {"-changed_at"}}},
    };
    for (const auto& [name, query] : queries) {
        std::vector<double> times;
        Query q = query;
        size_t found = 0;
        for (int i = 0; i < 200; ++i) {
            const auto start = Clock::now();
            auto page = ledger.list(scope, q);
            times.push_back(seconds_since(start) * 1e6);
            if (!page) { std::printf("  %-8s %-34s refused: %s\n", who, name, page.error().message.c_str()); break; }
            found = std::max(found, page->records.size());
            q.cursor = page->next;               // on through the list, from its begin again at its end
        }
        if (times.size() < 200) continue;
        std::sort(times.begin(), times.end());
        std::printf("  %-8s %-34s %3zu rows  median %7.0f us   p95 %7.0f us\n", who, name, found, times[100], times[190]);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path place = argc > 1 ? argv[1] : ".";
    const int records = argc > 2 ? std::atoi(argv[2]) : 100'000;
    const std::string file = (place / "bench-ledger.db").string();
    remove(file);
    std::vector<Source> sources;
    for (const auto& [path, text] : house) sources.push_back({path, text});
    auto catalog = sure(Catalog::build(sources));
    Options options;
    options.location = file;
    const Scope all = PermissionOffice::program("job:bench");
    constexpr int people = 200, units = 30;
    {
        auto ledger = sure(Ledger::open(catalog, options));
        const auto add = [&](const char* type, std::vector<std::pair<std::string, Value>> values, const std::string& domain = {}) {
            Write w;
            w.type = type;
            w.values = std::move(values);
            w.domain = domain;
            return sure(ledger->write(all, std::move(w)));
        };
        for (int i = 1; i <= units; ++i) add("domain", {{"title", Value::string("Unit " + std::to_string(i))}});
        std::vector<Write> writes;
        for (int i = 1; i <= people; ++i) {
            Write w;
            w.type = "person";
            w.values = {{"title", Value::string("Person " + std::to_string(i))}};
            writes.push_back(w);
        }
        for (auto& r : ledger->write_all(all, writes)) sure(std::move(r));
        const std::string reader = add("role", {{"title", Value::string("Reader")}, {"key", Value::string("reader")}}).id;
        for (const char* unit : {"D-003", "D-017", "D-028"}) add("assignment", {{"person", Value::string("P-002")}, {"role", Value::string(reader)}}, unit);
        add("assignment", {{"person", Value::string("P-003")}, {"role", Value::string(reader)}});
        const int measured = std::min(records, 20'000);
        creates(*ledger, all, 32, 2000, 0, people, units);
        double used = cpu();
        const double rate = creates(*ledger, all, 32, measured, 2000, people, units);
        std::printf("creates, 32 clients: %.0f/s, %.1f us of CPU each\n", rate, (cpu() - used) * 1e6 / measured);
        const auto start = Clock::now();
        int done = 2000 + measured;
        writes.clear();
        for (; done < records; ++done) writes.push_back(risk(done, people, units));
        const size_t bulk = writes.size();
        for (auto& r : ledger->write_all(all, std::move(writes))) sure(std::move(r));
        std::printf("bulk of %zu in slices: %.0f/s\n", bulk, static_cast<double>(bulk) / seconds_since(start));
        ledger.reset();
        used = cpu();
        const double same = raw_same(file, (place / "bench-raw.db").string(), 32, measured), used_same = cpu() - used, one = raw_one_row((place / "bench-raw.db").string(), 32, measured);
        std::printf("SQLite alone, same rows, 32 a commit: %.0f/s %.1f us of CPU each (ledger at %.0f %%); one row a record: %.0f/s (%.0f %%)\n", same, used_same * 1e6 / measured, 100 * rate / same, one, 100 * rate / one);
    }
    const auto start = Clock::now();
    auto ledger = sure(Ledger::open(catalog, options));
    std::printf("open with unchanged declarations: %.1f ms\n", seconds_since(start) * 1e3);
    const auto stream = Clock::now();
    int64_t seen = 0;
    sure(ledger->each(all, catalog->type("risk")->number, {}, [&](Record&&) { ++seen; }));
    std::printf("each over %lld records: %.0f ms\n", static_cast<long long>(seen), seconds_since(stream) * 1e3);
    pages(*ledger, all, "all");
    pages(*ledger, sure(PermissionOffice::person(*ledger, "P-003", {}, "2026-06-01")), "reader");
    pages(*ledger, sure(PermissionOffice::person(*ledger, "P-002", {}, "2026-06-01")), "member");
    pages(*ledger, sure(PermissionOffice::person(*ledger, "P-001", {}, "2026-06-01")), "owner");
    const auto verify = Clock::now();
    const auto v = sure(ledger->verify(""));
    std::printf("verify of %lld entries: %.1f s, %s\n", static_cast<long long>(v.position), seconds_since(verify), v.ok ? "ok" : "FAULTS");
    ledger.reset();
    remove(file);
}
