// A field of a record type as declared, resolved and checked.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

// "line", "text", … as declared.
const char* name_of(FieldType);
std::optional<FieldType> field_type_of(std::string_view name);

}  // namespace tutela::record
