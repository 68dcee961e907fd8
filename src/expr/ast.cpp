#include "expr/ast.h"

#include "expr/text.h"

namespace tutela::expr {

std::string_view sign_of(Op op) {
    switch (op) {
        case Op::and_: return "&&";
        case Op::or_: return "||";
        case Op::not_: return "!";
        case Op::conditional: return "? :";
        case Op::equal: return "==";
        case Op::not_equal: return "!=";
        case Op::less: return "<";
        case Op::less_equal: return "<=";
        case Op::greater: return ">";
        case Op::greater_equal: return ">=";
        case Op::in: return "in";
        case Op::add: return "+";
        case Op::subtract: case Op::negate: return "-";
        case Op::multiply: return "*";
        case Op::divide: return "/";
        case Op::modulo: return "%";
        case Op::index: return "[]";
        case Op::none: case Op::function: case Op::custom: case Op::unresolved: return "";
    }
    return "";
}

std::string_view name_of(Macro macro) {
    switch (macro) {
        case Macro::none: return "";
        case Macro::all: return "all";
        case Macro::exists: return "exists";
        case Macro::exists_one: return "exists_one";
        case Macro::map: return "map";
        case Macro::filter: return "filter";
        case Macro::transform_list: return "transformList";
        case Macro::transform_map: return "transformMap";
    }
    return "";
}

std::string place_of(std::string_view source, uint32_t offset) {
    std::string_view before = source.substr(0, offset);
    size_t line = 1, start = 0;
    for (size_t i = 0; i < before.size(); ++i)
        if (before[i] == '\n') { ++line; start = i + 1; }
    return "line " + std::to_string(line) + ", column " + std::to_string(length(before.substr(start)) + 1);
}

}  // namespace tutela::expr
