// A record type as declared: what docs/reference/declarations.md describes, resolved and checked.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "expr/program.h"
#include "expr/value.h"

namespace tutela::record {

enum class FieldType : uint8_t {
    line, text, number, money, date, datetime, duration, flag, choice, scale, range, link, links, file, tags, parts
};

struct Choice { std::string name, title; std::vector<std::string> was; };

// An expression of a declaration: its text, where it stands (for messages), and its checked program.
struct Expression {
    std::string text;
    std::string place;                       // "processes/risk_assessment/risk.record.yaml:14"
    std::shared_ptr<const expr::Program> program;
    explicit operator bool() const { return !text.empty(); }
};

struct Field {
    std::string name, title, hint, group;
    FieldType type = FieldType::line;
    int slot = 0;                            // index into Record::values and slot of the expression schema
    bool required = false, unique = false, list = false, search = false, index = false, personal = false;
    std::vector<std::string> required_in, was;
    std::string to, inverse;                 // link, links: target type ("any" for every type) and its name for us
    std::string of_link, of_parts;           // scale: own link field and the parts field of its target
    std::string item;                        // line: kind of standard item the value must name, or empty
    std::vector<Choice> choices;             // choice, tags
    bool closed_tags = false;
    int places = 0;                          // number, money, range
    std::optional<int64_t> min, max;         // scaled for numbers; characters for line and text
    std::string unit;
    Expression fallback, derived, computed;  // `default`, `derived`, `computed`
    std::vector<Field> parts;                // parts: slot is the index in a part
    bool own = false;                        // an organisation's own field (overlay): lives in the JSON column
    int to_type = -1;                        // link, links: index of the target type; -1: any
    std::vector<std::string> retired_choices;   // readable in old entries, refused in new values
    std::string place;                       // "processes/risk_assessment/risk.record.yaml:14"
};

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

// "line", "text", … as declared.
const char* name_of(FieldType);
std::optional<FieldType> field_type_of(std::string_view name);

}  // namespace tutela::record
