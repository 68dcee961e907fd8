#include "record/instance/instance.h"

#include "base/digest.h"
#include "store/migration.h"

namespace tutela::record {
namespace {

constexpr store::Migration migrations[] = {
    {1, "sign-in tokens",
     "CREATE TABLE sign_in_token (hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, person TEXT NOT NULL, "
     "name TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, last_used BIGINT NOT NULL)"},
};

std::string hash_of(std::string_view token) { return digest::hex(digest::sha256(token)); }

constexpr int64_t minute_us = 60'000'000;

}  // namespace

Result<std::unique_ptr<Instance>> Instance::open(store::Location location) {
    store::Options options;
    options.readers = 1;
    options.writer_cache_kib = 256;
    auto database = TRY(store::Database::open(std::move(location), options));
    TRY(store::migrate(database->writer(), "instance", migrations));
    return std::unique_ptr<Instance>(new Instance(std::move(database)));
}

Result<std::string> Instance::create(std::string_view kind, std::string_view person, std::string_view name, int64_t now, int64_t expires) {
    const std::lock_guard lock(guard_);
    const auto token = digest::random_token();
    auto& db = database_->writer();
    TRY(db.run("DELETE FROM sign_in_token WHERE expires < ?1", now));
    TRY(db.run("INSERT INTO sign_in_token (hash, id, kind, person, name, created, expires, last_used) VALUES (?1,?2,?3,?4,?5,?6,?7,?6)",
               hash_of(token), digest::random_token().substr(0, 12), kind, person, name, now, expires));
    return token;
}

Result<std::string> Instance::create_link(std::string_view person, int minutes, int64_t now) {
    return create("link", person, "", now, now + minutes * minute_us);
}

Result<std::string> Instance::create_token(std::string_view person, std::string_view name, int days, int64_t now) {
    if (days < 1 || days > 366) return invalid("A token lives between 1 and 366 days.", "/days");
    return create("program", person, name, now, now + days * 24 * 60 * minute_us);
}

Result<TokenInfo> Instance::find(std::string_view token, std::string_view kind_a, std::string_view kind_b, int64_t now) {
    auto rows = TRY(database_->writer().query("SELECT id, kind, person, name, created, expires, last_used FROM sign_in_token WHERE hash = ?1", hash_of(token)));
    if (!TRY(rows.next()) || (rows.text(1) != kind_a && rows.text(1) != kind_b) || rows.integer(5) <= now)
        return forbidden("This sign-in is unknown, used or expired. Ask for a new link.");
    return TokenInfo{std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3)), rows.integer(4), rows.integer(5), rows.integer(6)};
}

Result<std::string> Instance::begin_session(std::string_view link, int64_t now) {
    std::string person;
    {
        const std::lock_guard lock(guard_);
        person = TRY(find(link, "link", "link", now)).person;
        // One of two that use the same link at once deletes the row; the other one changes nothing.
        if (TRY(database_->writer().run("DELETE FROM sign_in_token WHERE hash = ?1", hash_of(link))) != 1)
            return forbidden("This link has been used. Ask for a new one.");
    }
    return create("session", person, "", now, now + session_us);
}

Result<TokenInfo> Instance::bearer(std::string_view token, int64_t now) {
    const std::lock_guard lock(guard_);
    const auto hash = hash_of(token);
    for (auto& [known, info] : live_)
        if (known == hash && info.expires > now) return info;
    auto info = TRY(find(token, "session", "program", now));
    if (live_.size() >= 1000) live_.erase(live_.begin(), live_.begin() + 500);
    live_.emplace_back(hash, info);
    TRY(database_->writer().run("UPDATE sign_in_token SET last_used = ?2 WHERE hash = ?1", hash, now));
    return info;
}

Result<void> Instance::end(std::string_view token) {
    const std::lock_guard lock(guard_);
    const auto hash = hash_of(token);
    std::erase_if(live_, [&](const auto& l) { return l.first == hash; });
    TRY(database_->writer().run("DELETE FROM sign_in_token WHERE hash = ?1", hash));
    return {};
}

Result<std::vector<TokenInfo>> Instance::tokens(std::string_view person, int64_t now) {
    const std::lock_guard lock(guard_);
    auto rows = TRY(database_->writer().query("SELECT id, kind, person, name, created, expires, last_used FROM sign_in_token WHERE person = ?1 AND expires > ?2 ORDER BY created", person, now));
    std::vector<TokenInfo> out;
    while (TRY(rows.next()))
        out.push_back({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3)), rows.integer(4), rows.integer(5), rows.integer(6)});
    return out;
}

Result<void> Instance::revoke(std::string_view id) {
    const std::lock_guard lock(guard_);
    std::erase_if(live_, [&](const auto& l) { return l.second.id == id; });
    if (TRY(database_->writer().run("DELETE FROM sign_in_token WHERE id = ?1", id)) != 1) return missing("There is no such token.");
    return {};
}

}  // namespace tutela::record
