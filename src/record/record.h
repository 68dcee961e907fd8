// A record as the ledger gives it: the after-image of its last entry, with values from the value store.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/value.h"
#include "record/declaration/declaration.h"

namespace tutela::record {

// Id of a record: the number within its type; as text with the type's prefix ("R-014").
struct Id { int type = -1; int64_t number = 0; friend bool operator==(const Id&, const Id&) = default; };

// How values are held: line/text/choice/file-hash: string; number, money: integer (places 0) or decimal; date: date;
// datetime: timestamp; duration: duration; flag: boolean; scale: integer; range: map low/likely/high of decimals;
// link: string id; links, tags: list of strings; parts: list of maps; file: map hash/name/size/media_type.
struct Record {
    int type = -1;
    int64_t number = 0;
    std::string id;                     // "R-014"
    int64_t version = 0;                // 1, 2, …
    int64_t position = 0;               // ledger position of the last entry
    std::string state;
    std::string domain;                 // id of a domain or empty
    bool archived = false;
    bool imported = false;              // came by import and has not been touched by a person since
    int64_t created_at = 0, changed_at = 0, state_since = 0;   // microseconds since 1970, UTC
    std::string created_by, changed_by; // actor ids: "P-003", "job:conformity", "local:root"
    std::string author;                 // who created it or last changed its content; moves do not count
    std::string assents;                // JSON {move: [persons]} of a move that needs several, or empty
    std::vector<expr::Value> values;    // by Field::slot; unset where empty
};

// "R-014" for type R and number 14 (at least three digits).
std::string id_text(const Declaration&, int64_t number);

// One field value from and to JSON text shapes (docs/reference/declarations.md); errors name the field as pointer.
// Implemented in record/values.cpp.
struct Actor {
    std::string id;                     // person id, "local:<account>", "job:<name>"
    std::string key;                    // session or token the act came through; may be empty
    std::string person;                 // person id where the actor is a person, else empty
};

}  // namespace tutela::record
