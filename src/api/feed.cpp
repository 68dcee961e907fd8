#include "api/feed.h"

#include "base/json.h"

namespace tutela::api {
namespace {

std::string event(std::string_view name, const std::string& data) { return "event: " + std::string(name) + "\ndata: " + data + "\n\n"; }

std::string change_event(const record::Catalog& catalog, const record::Committed& c) {
    std::string data;
    json::Writer w(data);
    w.open_object().put("position", c.position).put("type", catalog.types()[static_cast<size_t>(c.record.type)].name).put("record", c.record.id).put("act", c.act).put("move", c.move).put("by", c.record.changed_by).close_object();
    return event("change", data);
}

}  // namespace

Feed::Feed(House& house) : board_(std::make_shared<Board>()), house_(house) {
    auto catalog = house.catalog;
    auto board = board_;
    auto* ledger = &house.ledger;
    house.ledger.follow([board, catalog, ledger](const std::vector<record::Committed>& news) {
        const std::lock_guard lock(board->guard);
        if (board->readers.empty()) return;
        for (auto& reader : board->readers) {
            auto stream = reader.stream.lock();
            if (!stream) continue;
            std::string text;
            // A batch floods: its reader is told once that much changed, and reads anew.
            if (news.size() > 50) text = event("change", R"({"position":)" + std::to_string(news.back().position) + R"(,"many":true})");
            else
                for (const auto& c : news)
                    if (c.record.type >= 0 && ledger->may_read(reader.scope, c.record)) text += change_event(*catalog, c);
            if (!text.empty()) stream->push(std::move(text));
        }
        std::erase_if(board->readers, [](const Reader& r) { auto s = r.stream.lock(); return !s || s->closed(); });
    });
    house.engine.on_published([board](int64_t position) {
        const std::lock_guard lock(board->guard);
        for (auto& reader : board->readers)
            if (auto stream = reader.stream.lock()) stream->push(event("verdicts", R"({"position":)" + std::to_string(position) + "}"));
    });
}

Response Feed::open(const Caller& caller) {
    Response r;
    r.events = std::make_shared<EventStream>();
    r.events->push(event("hello", R"({"position":)" + std::to_string(house_.ledger.position()) + "}"));
    const std::lock_guard lock(board_->guard);
    board_->readers.push_back({r.events, caller.scope});
    return r;
}

}  // namespace tutela::api
