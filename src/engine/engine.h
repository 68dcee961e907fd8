// The engine's face: verdicts over an organisation's records, kept current as the ledger grows.
// One thread applies entries and judges again what they touched; what it publishes is immutable, so a reader of
// the tree of verdicts never waits. Calls that name records wait at most for one slice of that thread's work.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/check_result.h"
#include "engine/report.h"
#include "record/declaration/catalog.h"
#include "record/ledger/ledger.h"

namespace tutela::engine {

// Whether the reader may see a record; empty: sees everything. Asked only for records that would be named.
using Sees = std::function<bool(const record::Record&)>;

struct Question {
    std::string standard;                        // "27001"; empty: the first declared
    std::string at;                              // judge as if it were this day ("2027-01-01"); empty: today
    record::AsOf as_of;                          // records as they were known then; nothing: now
    Sees sees;
    int limit = 1000;                            // gaps named
    bool excused = true;                         // list excused gaps too
};

struct EngineOptions {
    std::string today;                           // the organisation's day; required
    bool follow = true;                          // false: load once, no thread (command line)
};

struct ReportName { std::string name, title, says; std::vector<std::string> formats; };

class Engine {
public:
    // Reads standards, rules and reports from the catalog's texts, loads all records, judges everything. The ledger
    // must outlive the engine. Errors name file, line and remedy.
    static Result<std::unique_ptr<Engine>> start(record::Ledger&, std::shared_ptr<const record::Catalog>, EngineOptions);
    ~Engine();
    Engine(const Engine&) = delete;

    // Verdicts. Errors: missing (no such standard, item or record), invalid (a date that is none).
    Result<Check> check(const Question&);
    Result<ItemResult> item(std::string_view id, const Sees& = {}, const record::AsOf& = {});   // an obligation or control
    Result<Forecast> forecast(std::string_view until, const Sees& = {});     // empty: a year from today
    Coverage coverage(std::string_view standard = {}) const;
    std::vector<Gap> gaps_of(std::string_view record, const Sees& = {});
    Result<std::vector<Gap>> gaps_of(std::string_view record, const Sees&, const record::AsOf&);   // as known then
    std::vector<Gap> gaps_for(std::string_view person, const Sees& = {});    // what this person must act on
    std::vector<std::pair<std::string, std::string>> standards() const;      // id, title

    // A computed field's value for a record; unset where it is unknown or failed.
    std::vector<std::pair<int, expr::Value>> computed(std::string_view record);   // (field slot, value)

    std::vector<ReportName> reports() const;
    Result<ReportResult> report(std::string_view name, record::AsOf = {}, const Sees& = {});

    // What a rule, obligation, clause, record type, `type.field`, setting or report is, in words. missing: unknown.
    Result<std::string> explain(std::string_view name) const;

    int64_t position() const;                    // up to which entry the published verdicts reach
    bool wait_for(int64_t position, int milliseconds);    // true once published that far
    void on_published(std::function<void(int64_t position)>);   // runs on the engine's thread; be quick
    Result<void> set_today(std::string_view date);        // midnight: judges what turns, nothing else
    void settings_changed();                     // settings are read anew and everything is judged

private:
    Engine();
    struct Body;
    std::unique_ptr<Body> body_;
};

}  // namespace tutela::engine
