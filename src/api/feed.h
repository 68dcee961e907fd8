// Live changes for the web client: one fan-out of the ledger's and the engine's news to all open event streams.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "api/house.h"

namespace tutela::api {

class Feed {
public:
    explicit Feed(House&);
    Response open(const Caller&);

private:
    struct Reader { std::weak_ptr<EventStream> stream; record::Scope scope; };
    // Shared with the followers, which may outlive this object by a moment.
    struct Board {
        std::mutex guard;
        std::vector<Reader> readers;
    };
    std::shared_ptr<Board> board_;
    House& house_;
};

}  // namespace tutela::api
