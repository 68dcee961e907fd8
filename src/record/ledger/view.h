// Records as expressions see them, fetched as they are touched: for derived values, conditions of moves, permissions.
#pragma once
#include <deque>
#include <memory>
#include <unordered_map>

#include "record/ledger/projection.h"

namespace tutela::record {

using Settings = std::vector<std::pair<std::string, expr::Value>>;    // by place in Catalog::settings()

// All records touched in one evaluation. Lives as long as the values taken from it; for one thread.
class Views {
public:
    Views(const Projection& projection, store::Connection& connection, const Settings& settings, int32_t today);
    ~Views();

    // Evaluates with `this` as the record. An empty expression gives unset.
    expr::Value evaluate(const Expression&, const Record&);
    // Whether the expression is true: false also where it is unknown or fails.
    bool holds(const Expression&, const Record&);
    void set_today(int32_t day) { today_ = day; }            // a write with a past time is judged by its day

private:
    class RecordView;
    class PartView;
    class SettingsView;
    class RecordsView;
    const RecordView* of(const Record&);                     // a view of a record that is not (yet) stored
    const expr::ObjectRef* load(std::string_view id);        // nullptr: there is none
    expr::Value all(const Declaration&);                     // records that are not archived
    expr::Value linking(const Declaration& source, const Field&, const Record& target);
    expr::Value objects(store::Rows&, const Declaration&);

    const Projection& projection_;
    store::Connection& connection_;
    const Settings& settings_;
    int32_t today_;
    std::deque<std::unique_ptr<expr::ObjectRef>> held_;
    std::unordered_map<std::string, const RecordView*> by_id_;
};

}  // namespace tutela::record
