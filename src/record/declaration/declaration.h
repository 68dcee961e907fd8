// A record type as declared: what docs/reference/declarations.md describes, resolved and checked.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "record/declaration/field.h"

namespace tutela::record {

struct State { std::string name, title; std::vector<std::string> was; };

struct Move {
    std::string name, title, to;
    std::vector<std::string> from;           // empty: any
    std::vector<std::string> by;             // roles, link fields, "anyone"
    bool not_by_author = false;
    Expression when;
    std::string otherwise;                   // what to say where `when` is not true
    std::vector<std::string> needs;          // "reason" or fields that must be set
    std::vector<std::pair<std::string, std::string>> sets;   // field -> "actor", "today", "now", "reason", or a literal
    int quorum = 1;
    bool step_up = false;
    std::string place;
};

// One line of `may`: who may do what, on which records.
struct Permission {
    std::string who;                         // role, link field, or "creator"
    bool role = true;                        // else a link field or creator
    enum Act : uint8_t { read, create, change, archive } act = read;
    std::vector<std::string> fields;         // change only these; empty: all
    Expression when;
    std::string place;
};

struct Example {
    std::string place, text;                 // for messages
    std::vector<std::pair<std::string, expr::Value>> values, gives;
    std::string refused;                     // the field that is refused, or empty
};

struct Declaration {
    std::string name, title_one, title_many, path, prefix, says, process;
    bool kernel = false;
    int number = 0;                          // index in the catalog
    std::vector<std::string> was;
    std::vector<Field> fields;               // order of declaration; slot = index
    std::string initial = "active";
    std::vector<State> states;
    std::vector<Move> moves;
    std::vector<Permission> may;
    std::vector<std::string> evidence_for;
    std::vector<Example> examples;           // place and refusal; declc runs them from the text (examples.h)
    bool retired = false;                    // the whole type: readable, no new records
    std::vector<Field> retired_fields;       // readable in old entries; no slot in Record::values
    std::vector<std::string> retired_states;
    std::vector<int> derive_order;           // slots of derived fields, each after those it reads
    std::string place;                       // file and line of its name
    const Field* field(std::string_view name) const;        // also by a former name (was)
    const Field* title_field() const;        // `title`, else the first line field; nullptr: none
    const Move* move(std::string_view name) const;
    bool has_state(std::string_view name) const;
    std::string_view current_state(std::string_view recorded) const;   // by today's name, if it was renamed
};

struct Inverse { std::string name; int source_type; int field; };   // how the target sees a link

struct Setting {
    std::string name, process, title, says, unit, place;
    FieldType type = FieldType::number;
    int places = 0;
    std::vector<Choice> choices;
    std::optional<int64_t> min, max;
    expr::Value value;                       // the default
};

struct Role { std::string name, title, says, place; };

struct Process { std::string name, item, title, says; int order = 0; std::string place; };

}  // namespace tutela::record
