// What the api serves: one organisation's ledger and engine, the sign-in store, and the files of the web client.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/message.h"
#include "engine/engine.h"
#include "record/declaration/catalog.h"
#include "record/exchange/importer.h"
#include "record/instance/instance.h"
#include "record/ledger/ledger.h"
#include "record/permission/scope.h"

namespace tutela::api {

// A file of the web client, as it lies in the program: compressed once at build time.
struct Asset { std::string_view body, type, etag, encoding; bool hashed_name = false; };
using Assets = std::function<const Asset*(std::string_view path)>;

struct House {
    record::Ledger& ledger;
    engine::Engine& engine;
    std::shared_ptr<const record::Catalog> catalog;
    record::Instance& instance;
    record::ImportDesk& imports;
    Assets assets;
    std::string version;
    std::function<int64_t()> now;            // microseconds
    std::function<std::string()> today;      // the organisation's day
    std::string organisation;
};

// Who asks: a scope and, for answers, the person.
struct Caller {
    record::Scope scope;
    std::string person, session;
    bool browser = false;                    // came with a cookie: changing needs the X-Tutela header
};

}  // namespace tutela::api
