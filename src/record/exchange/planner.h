// The dry run: every row of the tables read, looked up, compared and rehearsed; what is unclear becomes a question.
#pragma once
#include "record/exchange/cell_reader.h"
#include "record/exchange/directory.h"
#include "record/exchange/proposal.h"

namespace tutela::record {

class Planner {
public:
    Planner(Ledger&, const Scope&, const Catalog&, const Vocabulary&, const Upload&);
    Result<Plan> plan(const Mapping&);

private:
    struct Bound {
        ColumnMap map;
        FieldPath path;
        bool state = false;
        ColumnFacts facts;
        std::string letters;
    };
    // One row on its way: what its cells say.
    struct Row {
        ImportRow out;
        std::map<int, expr::Value> given;                     // by slot
        std::map<int, std::vector<std::pair<std::string, expr::Value>>> parts;   // slot → choice and value
        std::map<int, const Bound*> from;
        std::map<int, std::vector<std::string>> names;        // links still to be looked up
        std::vector<std::pair<const Bound*, std::string>> derived;   // what the file says of fields worked out here
        bool asked = false;                                   // a level of the row is still a question
        std::string state;
        bool title_made = false;                              // from other cells: not compared with what is there
    };

    Result<void> bind(const Mapping&);
    Result<void> defaults(const Mapping&);
    Result<void> tables(const Mapping&);
    void learn();
    Result<void> one(const FoundTable&, const sheet::Row&);
    bool ragged(const FoundTable&, const sheet::Row&, Row&);
    Result<void> cell(const Bound&, const sheet::Cell&, Row&);
    void take(const Bound&, CellReading&&, const std::string& text, Row&);
    void rest(const Bound&, const std::string& rest, const std::string& text, Row&);
    Result<void> links(Row&);
    Result<std::optional<std::string>> link(const Bound&, const std::string& name, Row&);
    Result<expr::Value> to_create(const Field&, const std::string& name);
    Result<const Levels*> levels(const Field&, const Row&);
    void gather_parts(Row&, const Record* existing);
    Result<const Record*> existing(Row&);
    void title_from(Row&);
    Result<void> compare(Row&, const Record*);
    Result<void> rehearse(Row&, const Write&);
    void check_derived(Row&, const Record& after);
    void ask(const Bound&, const CellReading&, const std::string& text, Row&);
    void note(const std::string&);
    static void fault(Row&, const Bound*, std::string field, std::string value, std::string detail, bool warning = false);
    std::string shown(const Field&, const expr::Value&) const;
    const Bound* bound_to(int slot) const;
    void finish();

    Ledger& ledger_;
    const Scope& scope_;
    const Catalog& catalog_;
    const Upload& upload_;
    const Vocabulary& vocabulary_;
    const Mapping* mapping_ = nullptr;
    const TypeWords* words_ = nullptr;
    const Declaration* type_ = nullptr;
    std::optional<CellReader> reader_;
    Directory directory_;
    std::vector<const FoundTable*> tables_;
    std::vector<Bound> columns_;
    std::vector<std::pair<const Field*, expr::Value>> defaults_;
    std::map<std::string, Levels> levels_;                    // by field and record
    std::map<std::string, std::pair<int, int>> seen_;         // key → table and row
    std::map<std::string, size_t> created_;                   // type and name → Plan::linked
    std::map<std::string, size_t> asked_;                     // column and value → question
    std::map<std::string, int64_t> notes_;
    Plan plan_;
};

// The only record a scale can be read by, as a default of the mapping: exactly one of its type, or the one that all
// records of the importing type use. Adds nothing where a column or a default gives it.
Result<void> add_scale_records(Ledger&, const Scope&, const Catalog&, Mapping&);

}  // namespace tutela::record
