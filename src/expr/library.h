// The closed list of functions: one table per subject, read by the checker (types) and the evaluator (calls).
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "expr/frame.h"
#include "expr/type.h"
#include "expr/value.h"

namespace tutela::expr {

// Types as letters: b bool, i int, u uint, d double, s string, y bytes, n null, L list, M map, t timestamp,
// D duration, A date, P period, T type, * any; S list of string, B list of bool, N list of what can be added up,
// O list of what has an order. In results also: = type of the first argument, e its elements' type.
struct Overload {
    std::string_view name;
    bool member;                                // a.f(b): params[0] is a
    std::string_view params;
    char result;
    Value (*call)(std::span<const Value>, Frame&);   // arguments are set, no unknown, no error, of the kinds named
};

std::span<const Overload> conversion_functions();
std::span<const Overload> string_functions();
std::span<const Overload> time_functions();
std::span<const Overload> calendar_functions();
std::span<const Overload> list_functions();

// All overloads of a name, global or member.
std::vector<const Overload*> overloads(std::string_view name, bool member);
// Whether the function exists in either form; for remedies.
bool is_function(std::string_view name);
std::vector<std::string> function_names();

Type type_of_letter(char);
// Whether the checker lets a type stand for the letter.
bool takes(char letter, const Type&);
// Whether a value may stand for the letter when it runs.
bool fits(char letter, const Value&);
// "size(string)" for messages.
std::string signature(const Overload&);

// The type's name as type(x) gives it: "int", "list", "google.protobuf.Timestamp", "date", the record type.
std::string_view type_name(const Value&);

}  // namespace tutela::expr
