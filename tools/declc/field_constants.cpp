#include "field_constants.h"

#include <set>
#include <string_view>

namespace tutela::declc {
namespace {

std::string safe(const std::string& name) {
    static const std::set<std::string_view> words{
        "alignas", "alignof", "and", "asm", "auto", "bool", "break", "case", "catch", "char", "class", "concept", "const", "continue", "default",
        "delete", "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int",
        "long", "mutable", "namespace", "new", "noexcept", "not", "nullptr", "operator", "or", "private", "protected", "public", "register",
        "requires", "return", "short", "signed", "sizeof", "static", "struct", "switch", "template", "this", "throw", "true", "try", "typedef",
        "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "while", "xor", "type"};
    return words.count(name) ? name + "_" : name;
}

}  // namespace

std::string field_constants(const record::Catalog& catalog) {
    std::string out = "// Written by declc from the declarations.\n#pragma once\n#include \"record/declaration/field_handle.h\"\n\nnamespace tutela::fields {\n";
    for (const record::Declaration& d : catalog.types()) {
        std::string number = std::to_string(d.number);
        out += "\nnamespace " + safe(d.name) + " {\ninline constexpr record::TypeHandle type{" + number + ", \"" + d.name + "\"};\n";
        for (const record::Field& f : d.fields)
            out += "inline constexpr record::FieldHandle " + safe(f.name) + "{" + number + ", " + std::to_string(f.slot) + ", record::FieldType::" +
                   (f.type == record::FieldType::parts ? "parts" : record::name_of(f.type)) + "};\n";
        out += "}  // namespace " + safe(d.name) + "\n";
    }
    return out + "\n}  // namespace tutela::fields\n";
}

}  // namespace tutela::declc
