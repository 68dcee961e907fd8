// Opening a PostgreSQL connection and setting its session.
#include "store/postgres/postgres_connection.h"
#include "store/postgres/postgres_error.h"

#include <algorithm>
#include <libpq-fe.h>

namespace tutela::store {

static bool is_schema_name(std::string_view name) {
    auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    auto further = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 63 && letter(name[0]) && std::all_of(name.begin(), name.end(), further) &&
           !name.starts_with("pg_");
}

// What the URL says goes before ours, except the encoding. Dead servers are noticed within half a minute.
static pg_conn* connect(const std::string& url) {
    const char* names[] = {"application_name", "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval",
                           "keepalives_count", "tcp_user_timeout", "dbname", "client_encoding", nullptr};
    const char* values[] = {"tutela", "10", "1", "15", "5", "3", "30000", url.c_str(), "UTF8", nullptr};
    return PQconnectdbParams(names, values, 1);
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& url, const std::string& schema,
                                                                     Access access, const PostgresOptions& options) {
    if (!is_schema_name(schema))
        return invalid("'" + schema + "' cannot name a schema: use small letters, digits and underscores, at most 63, a letter first, "
                       "not beginning with pg_.");
    std::unique_ptr<PostgresConnection> connection(new PostgresConnection(schema, access, options));
    connection->connection_ = connect(url);
    TRY(connection->set_up());
    return connection;
}

Result<void> PostgresConnection::reopen() {
    kept_.clear();
    kept_list_.clear();
    PQreset(connection_);
    return set_up();
}

Result<void> PostgresConnection::set_up() {
    if (lost()) return connection_lost(PQerrorMessage(connection_));
    PQsetNoticeReceiver(connection_, [](void*, const pg_result*) {}, nullptr);
    {
        std::lock_guard lock(cancel_mutex_);
        if (cancel_) PQfreeCancel(cancel_);
        cancel_ = PQgetCancel(connection_);
    }
    if (PQserverVersion(connection_) < 150000) return invalid("The database server is older than PostgreSQL 15; use a newer one.");
    const char* encoding = PQparameterStatus(connection_, "server_encoding");
    if (!encoding || std::string_view(encoding) != "UTF8") return invalid("The database is not encoded in UTF-8; make one that is.");
    TRY(set_session());
    return make_schema();
}

// Schema names were checked in open(): nothing that needs escaping stands in these texts.
Result<void> PostgresConnection::set_session() {
    std::string text = "SET search_path TO \"" + schema_ + "\"; SET TimeZone TO 'UTC'; SET DateStyle TO 'ISO'; "
                       "SET standard_conforming_strings TO on; SET bytea_output TO hex; SET extra_float_digits TO 1; "
                       "SET default_transaction_isolation TO 'read committed'";
    text += "; SET lock_timeout TO " + std::to_string(options_.wait.count());
    text += "; SET statement_timeout TO " + std::to_string(options_.statement_limit.count());
    text += "; SET idle_in_transaction_session_timeout TO " + std::to_string(2 * options_.statement_limit.count());
    if (access_ == Access::read) text += "; SET default_transaction_read_only TO on";
    // A commit that was acknowledged must have been synced; what is stricter than `on` stays.
    text += "; SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') "
            "WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";
    TRY(simple(text));
    return {};
}

Result<void> PostgresConnection::make_schema() {
    const char* values[] = {schema_.c_str()};
    auto found = TRY(answer(PQsendQueryParams(connection_, "SELECT 1 FROM pg_namespace WHERE nspname = $1", 1, nullptr, values, nullptr, nullptr, 0)));
    if (PQntuples(found.get()) > 0) return {};
    if (access_ == Access::read) return invalid("The database has no schema '" + schema_ + "'; run tutela init first.");
    auto made = simple("CREATE SCHEMA \"" + schema_ + "\"");
    // 42P06 or a unique violation: another node was quicker.
    if (!made && made.error().code != "unique" && made.error().message.find("42P06") == std::string::npos)
        return std::move(made.error());
    return {};
}

}  // namespace tutela::store
