// Records as JSON, and JSON as writes.
#pragma once
#include <string>
#include <vector>

#include "api/router.h"
#include "base/json.h"

namespace tutela::api {

// One record; `fields` empty: all. Computed values come from the engine.
void put_record(json::Writer&, const Call&, const record::Record&, const std::vector<std::string>& fields = {});
// {"P-003": "Ana Lopes", …} for every record that these link to, as far as the caller may see it.
void put_labels(json::Writer&, const Call&, const std::vector<record::Record>&);
// Record, labels, inverse links, moves, what may be changed, gaps: the page of one record.
std::string record_page(const Call&, const record::Record&);

// The `values` of a body as field values; unknown fields and wrong shapes are gathered as faults with pointers.
Result<std::vector<std::pair<std::string, expr::Value>>> values_of(const record::Catalog&, const record::Declaration&, const json::object& values, const std::string& pointer = "/values");
// The version the caller saw, from If-Match. version_needed: absent; invalid: not a quoted number.
Result<int64_t> seen_version(const Call&);
// {entries: […]} newest first.
std::string history_json(const Call&, const record::Declaration&, const std::vector<record::HistoryEntry>&);
// Rehearses or does the changes, each on its own; done ones are one batch.
Result<Response> bulk_answer(const Call&, const record::Declaration&, std::vector<record::Write>, bool rehearse);
std::string title_of(const record::Catalog&, const record::Record&);

}  // namespace tutela::api
