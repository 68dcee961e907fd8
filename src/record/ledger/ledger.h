// The only writer, and the only reader, of an organisation's records. Every change is one entry in an append-only
// history, hash-chained and a leaf of an RFC 6962 tree, written in the transaction of its effect (DESIGN, Ledger).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/declaration/catalog.h"
#include "record/permission/abilities.h"
#include "record/permission/scope.h"
#include "record/record.h"

namespace tutela::record {

// What a caller wants done. Values are (field, value); an unset Value unsets the field.
struct Write {
    enum Act : uint8_t { create, change, move, archive, unarchive, restore, import_record } act = create;
    std::string type;                        // create, import_record
    std::string id;                          // all but create
    std::optional<int64_t> seen_version;     // If-Match; required for all but create and import_record
    std::string move_name;
    std::vector<std::pair<std::string, expr::Value>> values;
    std::string state;                       // import_record: the state to be created in
    std::string domain;
    std::string reason;
    int64_t restore_version = 0;
    std::string idempotency_key;             // same key, same request: the first answer again; other request: conflict
    std::string batch;                       // id of an open batch, or empty
    std::string origin = "user";             // user, import, job, seed
    std::optional<int64_t> at;               // past time (µs); only while the ledger is being seeded
};

struct Change { std::string field; expr::Value from, to; };

// One line of a record's history.
struct HistoryEntry {
    int64_t position = 0, version = 0, at = 0;
    std::string record, actor, act, move, reason, batch, origin;
    std::vector<Change> changes;
};

// Up to which position, or which moment, is known: nothing means now.
struct AsOf { std::optional<int64_t> position; std::optional<std::string> date; };

struct Query {
    std::string type, filter;                // filter: CEL text over `this` fields written bare or with this.
    std::vector<std::string> sort;           // "level", "-level"
    int limit = 50;
    std::string cursor;
    std::string words;                       // search words, or empty
    bool archived = false;                   // include archived
    AsOf as_of;
};

struct Page { std::vector<Record> records; std::string next; int64_t position = 0; };

struct LedgerFault { int64_t position; std::string what; };
struct Verification { bool ok = true; int64_t position = 0; std::string root; std::vector<LedgerFault> faults; };

struct BatchInfo { std::string id, title, actor; int64_t opened = 0, closed = 0, undone = 0, count = 0, at = 0; };

// What is to vanish for good: one field of a record in all its versions, or (field empty) every line, text, file and
// personal value it ever held. Two people: the actor and the one named here.
struct Erasure { std::string record, field, ground, second_person; };

// Told after each commit, in order; runs on the writer's thread and must be quick.
struct Committed { int64_t position; Record record; std::string act, move; };
using Follower = std::function<void(const std::vector<Committed>&)>;

// A guard of a room: what data cannot say. Called within the write, sees the after-image.
using Guard = std::function<Result<void>(const Record& before, const Record& after, const Write&)>;

struct Options {
    std::string location;                    // SQLite file or postgresql:// URL
    std::string schema;                      // PostgreSQL schema of the organisation
    std::string checkpoint_key;              // path of the Ed25519 key file; created if absent
    bool seeding = false;                    // an empty ledger that takes past times (init)
    std::vector<std::pair<std::string, Guard>> guards;   // by type
};

class ScopeCache;

class Ledger {
public:
    static Result<std::unique_ptr<Ledger>> open(std::shared_ptr<const Catalog>, Options);
    virtual ~Ledger() = default;

    // Writes. All return the record as it is afterwards; `write_all` is one transaction per slice of at most 200.
    virtual Result<Record> write(const Scope&, Write) = 0;
    virtual void write_async(const Scope&, Write, std::function<void(Result<Record>)>) = 0;
    virtual std::vector<Result<Record>> write_all(const Scope&, std::vector<Write>) = 0;
    virtual Result<Record> rehearse(const Scope&, Write) = 0;     // all checks, nothing written (dry run, bulk preview)

    virtual Result<std::string> open_batch(const Scope&, std::string title) = 0;
    virtual Result<void> close_batch(const Scope&, const std::string& batch) = 0;
    virtual Result<std::vector<std::pair<std::string, Result<void>>>> undo_batch(const Scope&, const std::string& batch) = 0;
    virtual Result<std::vector<BatchInfo>> batches(const Scope&) = 0;

    // Reads, each within what the scope may see.
    virtual Result<Record> get(const Scope&, std::string_view id, AsOf = {}) = 0;
    virtual Result<Page> list(const Scope&, const Query&) = 0;
    virtual Result<std::vector<std::string>> keys(const Scope&, const Query&) = 0;
    virtual Result<int64_t> count(const Scope&, const Query&) = 0;
    virtual Result<std::vector<Record>> linking(const Scope&, std::string_view id, int source_type, int field, int limit, AsOf = {}) = 0;
    virtual Result<std::vector<HistoryEntry>> history(const Scope&, std::string_view id) = 0;
    virtual Result<std::vector<HistoryEntry>> recent(const Scope&, int64_t before, int limit) = 0;   // over all types
    virtual std::vector<std::pair<std::string, std::string>> titles(const Scope&, const std::vector<std::string>& ids) = 0;
    // Everything of a type, for the snapshot: streamed in id order, archived ones too.
    virtual Result<void> each(const Scope&, int type, AsOf, const std::function<void(Record&&)>&) = 0;
    // Entries after a position, as canonical text with values resolved, for export and verifiers.
    virtual Result<std::vector<std::string>> entries(const Scope&, int64_t after, int limit) = 0;

    // What a scope may do, for pages and feeds: judged on the record as it is given.
    virtual bool may_read(const Scope&, const Record&) = 0;
    virtual bool may_create(const Scope&, std::string_view type) = 0;
    virtual bool may_read_some(const Scope&, std::string_view type) = 0;      // whether a list could hold anything

    virtual Result<Abilities> abilities(const Scope&, const Record&) = 0;     // moves with their reasons, fields, archive

    // Values and salts go from value store, projections, versions and search; the chain stays valid. Gives the
    // position of the entry that says so.
    virtual Result<int64_t> erase(const Scope&, const Erasure&) = 0;

    virtual const Catalog& catalog() const = 0;
    virtual ScopeCache& scopes() = 0;                    // for PermissionOffice
    virtual int64_t position() const = 0;
    virtual Result<int64_t> position_at(std::string_view date) = 0;      // last position on or before that day (UTC end)
    virtual std::vector<std::pair<std::string, expr::Value>> settings() const = 0;   // declared defaults overlaid by records
    virtual Result<void> set_setting(const Scope&, std::string_view name, expr::Value) = 0;
    virtual void follow(Follower) = 0;
    virtual std::string wounded() const = 0;             // empty, or why writing stopped
    virtual Result<Verification> verify(const std::string& checkpoint_file) = 0;
    virtual Result<std::string> checkpoint() = 0;        // signed note text, also stored
    virtual Result<void> rebuild() = 0;                  // projections anew from the entries
    virtual Result<void> backup(const std::string& path) = 0;
    virtual Result<void> seal() = 0;                     // end of seeding: no past times any more
};

}  // namespace tutela::record
