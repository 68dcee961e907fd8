// The instance store: who may come in. Sign-in links, sessions and programs' tokens; only their SHA-256 is kept.
// What people do lives in an organisation's ledger, never here.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace tutela::record {

struct TokenInfo { std::string id, kind, person, name; int64_t created = 0, expires = 0, last_used = 0; };

class Instance {
public:
    static Result<std::unique_ptr<Instance>> open(store::Location);

    // A link for one sign-in, valid `minutes`. Gives the token that goes into the link (128 bits, hex).
    Result<std::string> create_link(std::string_view person, int minutes, int64_t now);
    // Ends the link and begins a session of twelve hours. forbidden: unknown, used or expired.
    Result<std::string> begin_session(std::string_view link, int64_t now);
    // Person of a live session or program token, and the token's id as key for the ledger. forbidden otherwise.
    Result<TokenInfo> bearer(std::string_view token, int64_t now);
    Result<void> end(std::string_view token);
    // A program's token; `days` until it ends.
    Result<std::string> create_token(std::string_view person, std::string_view name, int days, int64_t now);
    Result<std::vector<TokenInfo>> tokens(std::string_view person, int64_t now);
    Result<void> revoke(std::string_view id);

    static constexpr int64_t session_us = int64_t{12} * 3600 * 1'000'000;

private:
    explicit Instance(std::unique_ptr<store::Database> database) : database_(std::move(database)) {}
    Result<std::string> create(std::string_view kind, std::string_view person, std::string_view name, int64_t now, int64_t expires);
    Result<TokenInfo> find(std::string_view token, std::string_view kind_a, std::string_view kind_b, int64_t now);

    std::mutex guard_;                       // sign-ins are rare: one connection serves them all
    std::unique_ptr<store::Database> database_;
    std::vector<std::pair<std::string, TokenInfo>> live_;    // by hash: sessions asked for lately
};

}  // namespace tutela::record
