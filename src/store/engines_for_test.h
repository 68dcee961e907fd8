// One contract, two engines: each test here runs once on a fresh SQLite file and once on a fresh schema.
#pragma once
#include "store/database.h"
#include "testing/postgres_cluster.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <functional>
#include <string>
#include <unistd.h>

namespace tutela::store {

// A directory that goes with the object; in memory where that is possible, because a shared disk can take seconds
// for a sync and nothing here pulls the plug.
struct TemporaryDirectory {
    std::filesystem::path path;
    TemporaryDirectory() {
        for (std::string name : {"/dev/shm/tutela-store-XXXXXX", "/tmp/tutela-store-XXXXXX"})
            if (path.empty() && ::mkdtemp(name.data())) path = name;
        REQUIRE_FALSE(path.empty());
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
};

struct SqliteHere {
    static constexpr Engine engine = Engine::sqlite;
    TemporaryDirectory directory;
    Location location() const { return Location::file(directory.path / "one.db"); }
};

struct PostgresHere {
    static constexpr Engine engine = Engine::postgres;
    std::string schema = testing::PostgresCluster::fresh_schema();
    Location location() const { return Location::url(testing::PostgresCluster::shared().url(), schema); }
};

// The value of a result, or a failed test that says why.
template <class T>
T sure(Result<T> result) {
    if (!result) FAIL(result.error().message << " [" << name_of(result.error().kind) << " " << result.error().code << "]");
    return result.take();
}
inline void sure(Result<void> result) {
    if (!result) FAIL(result.error().message << " [" << name_of(result.error().kind) << " " << result.error().code << "]");
}

template <class R>
std::string code_of(const R& result) { return result ? "no error" : result.error().code; }
template <class R>
std::string kind_of(const R& result) { return result ? "no error" : name_of(result.error().kind); }

// The first column of the first row, as text.
template <class... A>
std::string first_text(Connection& connection, std::string_view sql, const A&... values) {
    auto rows = sure(connection.query(sql, values...));
    return sure(rows.next()) ? std::string(rows.text(0)) : "no row";
}
template <class... A>
int64_t first_integer(Connection& connection, std::string_view sql, const A&... values) {
    auto rows = sure(connection.query(sql, values...));
    REQUIRE(sure(rows.next()));
    return rows.integer(0);
}

inline void make(Connection& connection, std::string_view sql) { sure(connection.execute(connection.dialect().expand(sql))); }

}  // namespace tutela::store
