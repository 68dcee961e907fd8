#include "api/problem.h"
#include "api/record_json.h"
#include "api/router.h"
#include "base/clock.h"

namespace tutela::api {
namespace {

Result<Response> list(const Call& call) {
    std::string out;
    json::Writer w(out);
    w.open_object().key("batches").open_array();
    for (const auto& b : TRY(call.house.ledger.batches(call.scope()))) {
        w.open_object().put("id", b.id).put("title", b.title).put("actor", b.actor).put("opened", b.opened).put("count", b.count);
        w.put("at", clock::moment_text(b.at)).put("closed", b.closed > 0).put("undone", b.undone > 0).close_object();
    }
    w.close_array().close_object();
    return json_response(std::move(out));
}

Result<Response> undo(const Call& call) {
    const auto results = TRY(call.house.ledger.undo_batch(call.scope(), call.pieces[1]));
    std::string refused;
    json::Writer w(refused);
    int64_t undone = 0;
    w.open_array();
    for (const auto& [id, result] : results) {
        if (result) { ++undone; continue; }
        w.open_object().put("id", id).put("detail", result.error().message).close_object();
    }
    w.close_array();
    return json_response("{\"undone\":" + std::to_string(undone) + ",\"refused\":" + refused + "}");
}

}  // namespace

Result<Response> batch_routes(const Call& call) {
    if (call.is("GET", 1)) return list(call);
    if (call.is("POST", 3) && call.pieces[2] == "undo") return undo(call);
    return unknown_address(call.request);
}

// Rehearses each change, then writes those that would be taken as one batch; a refused one changes nothing.
Result<Response> bulk_answer(const Call& call, const record::Declaration& type, std::vector<record::Write> writes, bool rehearse) {
    auto& ledger = call.house.ledger;
    std::string batch;
    if (!rehearse) batch = TRY(ledger.open_batch(call.scope(), "Bulk change of " + type.title_many));
    std::vector<Result<record::Record>> results;
    for (auto& w : writes) {
        w.batch = batch;
        if (rehearse) results.push_back(ledger.rehearse(call.scope(), w));
    }
    const auto asked = writes;
    if (!rehearse) {
        results = ledger.write_all(call.scope(), std::move(writes));
        TRY(ledger.close_batch(call.scope(), batch));
    }
    std::string out;
    json::Writer w(out);
    w.open_object().key("results").open_array();
    for (size_t i = 0; i < results.size(); ++i) {
        w.open_object().put("id", asked[i].id);
        if (!results[i]) w.put("outcome", "refused").put("detail", results[i].error().message);
        else {
            const bool same = results[i]->version == *asked[i].seen_version;
            w.put("outcome", same ? "unchanged" : "changed").key("record");
            put_record(w, call, *results[i]);
        }
        w.close_object();
    }
    w.close_array();
    if (!batch.empty()) w.put("batch", batch);
    w.close_object();
    return json_response(std::move(out));
}

}  // namespace tutela::api
