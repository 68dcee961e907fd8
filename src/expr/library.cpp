#include "expr/library.h"

#include <algorithm>
#include <map>
#include <set>

namespace tutela::expr {

namespace {
using Table = std::multimap<std::pair<std::string_view, bool>, const Overload*>;

const Table& table() {
    static const Table all = [] {
        Table made;
        for (auto part : {conversion_functions(), string_functions(), time_functions(), calendar_functions(), list_functions()})
            for (auto& overload : part) made.emplace(std::pair{overload.name, overload.member}, &overload);
        return made;
    }();
    return all;
}
}  // namespace

std::vector<const Overload*> overloads(std::string_view name, bool member) {
    std::vector<const Overload*> found;
    for (auto [at, end] = table().equal_range({name, member}); at != end; ++at) found.push_back(at->second);
    return found;
}

bool is_function(std::string_view name) { return table().contains({name, false}) || table().contains({name, true}); }

std::vector<std::string> function_names() {
    std::set<std::string> names;
    for (auto& [key, overload] : table()) names.emplace(key.first);
    return {names.begin(), names.end()};
}

Type type_of_letter(char letter) {
    switch (letter) {
        case 'b': return TypeKind::boolean;
        case 'i': return TypeKind::integer;
        case 'u': return TypeKind::uinteger;
        case 'd': return TypeKind::real;
        case 's': return TypeKind::string;
        case 'y': return TypeKind::bytes;
        case 'n': return TypeKind::null;
        case 'L': return TypeKind::list;
        case 'M': return TypeKind::map;
        case 't': return TypeKind::timestamp;
        case 'D': return TypeKind::duration;
        case 'A': return TypeKind::date;
        case 'P': return TypeKind::period;
        case 'T': return TypeKind::type;
        case 'S': return Type::list(TypeKind::string);
        case 'B': return Type::list(TypeKind::boolean);
        case 'N': case 'O': return TypeKind::list;
        default: return TypeKind::dyn;
    }
}

bool takes(char letter, const Type& type) {
    if (!assignable(type, type_of_letter(letter))) return false;
    switch (type.element_type().kind) {
        case TypeKind::dyn: case TypeKind::integer: case TypeKind::uinteger: case TypeKind::real: case TypeKind::duration: return true;
        case TypeKind::boolean: case TypeKind::string: case TypeKind::bytes: case TypeKind::timestamp: case TypeKind::date: return letter != 'N';
        default: return letter != 'N' && letter != 'O';
    }
}

// What lists hold is seen by the function itself.
bool fits(char letter, const Value& v) {
    constexpr std::string_view letters = "bidusyLMtDAPTnSBNO";
    constexpr Kind kinds[] = {Kind::boolean, Kind::integer, Kind::real, Kind::uinteger, Kind::string, Kind::bytes, Kind::list,
                              Kind::map, Kind::timestamp, Kind::duration, Kind::date, Kind::period, Kind::type, Kind::null,
                              Kind::list, Kind::list, Kind::list, Kind::list};
    size_t at = letters.find(letter);
    return letter == '*' || (at != letters.npos && kinds[at] == v.kind());
}

std::string signature(const Overload& overload) {
    std::string text;
    std::string_view params = overload.params;
    if (overload.member) {
        text = type_of_letter(params[0]).text() + ".";
        params.remove_prefix(1);
    }
    text += std::string(overload.name) + "(";
    for (size_t i = 0; i < params.size(); ++i)
        text += (i ? ", " : "") + (params[i] == 'N' ? "list of numbers or durations" : params[i] == 'O' ? "list of numbers, text or dates" : type_of_letter(params[i]).text());
    return text + ")";
}

std::string_view type_name(const Value& v) {
    switch (v.kind()) {
        case Kind::null: case Kind::unset: return "null_type";
        case Kind::boolean: return "bool";
        case Kind::integer: return "int";
        case Kind::uinteger: return "uint";
        case Kind::real: case Kind::decimal: return "double";
        case Kind::timestamp: return "google.protobuf.Timestamp";
        case Kind::duration: return "google.protobuf.Duration";
        case Kind::date: return "date";
        case Kind::period: return "period";
        case Kind::string: return "string";
        case Kind::bytes: return "bytes";
        case Kind::list: return "list";
        case Kind::map: return "map";
        case Kind::type: return "type";
        case Kind::object: return v.as_object()->type_name();
        case Kind::unknown: return "unknown";
        case Kind::error: return "error";
    }
    return "dyn";
}

}  // namespace tutela::expr
