// Reports: *.report.yaml read, checked and evaluated over a snapshot into a table with head and groups. The back ends
// (render) and the JSON form take it from there.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "expr/value.h"
#include "record/declaration/catalog.h"
#include "render/document.h"

namespace tutela::engine {

struct ReportColumn { std::string title, key, align, show; double width = 0; record::Expression value; };
struct ReportHead { std::string label; record::Expression value; };

struct ReportDeclaration {
    std::string name, title, says, orientation, each, place;
    int type = -1;                               // of `each`; the number of types: the standards' items
    record::Expression where, group;
    std::vector<record::Expression> sort;
    std::vector<ReportHead> head;
    std::vector<ReportColumn> columns;
    // A second population whose rows stand among the first's (`also`): what a register should hold and does not yet.
    // Its columns are the report's, in order; those it gives no value for are empty.
    std::shared_ptr<const ReportDeclaration> also;
};

// What a cell holds: the value, the words shown for it, and the record it came from.
struct Cell { std::string text; expr::Value value; bool failed = false; };   // value holds no record, only its id
struct ReportRow { std::string record, path, group; std::vector<Cell> cells; };

struct ReportResult {
    const ReportDeclaration* declaration = nullptr;    // lives as long as the engine
    std::string at;
    int64_t position = 0;
    std::vector<std::pair<std::string, std::string>> head;
    std::vector<ReportRow> rows;
    int64_t hidden = 0;                          // rows whose record the reader may not see
};

// The document that all back ends of render/ write. `organisation`: for the head of each page; `made`: RFC 3339 moment.
render::Document document_of(const ReportResult&, const std::string& organisation, const std::string& made);
// The file: format pdf, xlsx, html, csv, md or json. Invalid: another word.
Result<std::string> file_of(const ReportResult&, const std::string& format, const std::string& organisation, const std::string& made);

// `{name, title, head: [{label, value}], columns: [{title, key, …}], rows: [{key: value…}], at, position}`
std::string to_json(const ReportResult&);

}  // namespace tutela::engine
