#include "record/filter/folding.h"

#include <charconv>
#include <cmath>

#include "base/clock.h"
#include "expr/program.h"

namespace tutela::record {
namespace {

using expr::Kind;
using expr::Node;
using expr::NodeKind;
using expr::Op;

class SettingsObject final : public expr::ObjectRef {
public:
    explicit SettingsObject(const std::vector<std::pair<std::string, expr::Value>>& values) : values_(values) {}
    expr::Value get(int slot) const override { return slot >= 0 && static_cast<size_t>(slot) < values_.size() ? values_[static_cast<size_t>(slot)].second : expr::Value(); }
    std::string_view type_name() const override { return "settings"; }
    std::string_view identity() const override { return "settings"; }

private:
    const std::vector<std::pair<std::string, expr::Value>>& values_;
};

// A string literal of CEL for any text.
std::string literal(std::string_view text) {
    static const char hex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto b = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') { out += '\\'; out += c; }
        else if (b < 0x20 || b == 0x7f) { out += "\\x"; out += hex[b >> 4]; out += hex[b & 15]; }
        else out += c;
    }
    return out + "\"";
}

Result<std::string> literal(const expr::Value& v) {
    switch (v.kind()) {
        case Kind::null: return std::string("null");
        case Kind::boolean: return std::string(v.as_bool() ? "true" : "false");
        case Kind::integer: return "(" + std::to_string(v.as_int()) + ")";
        case Kind::uinteger: return std::to_string(v.as_uint()) + "u";
        case Kind::string: return literal(v.as_string());
        case Kind::date: return "date(\"" + clock::date_text(static_cast<int32_t>(v.as_int())) + "\")";
        case Kind::real: {
            if (!std::isfinite(v.as_double())) break;
            char buffer[40];
            auto end = std::to_chars(buffer, buffer + sizeof buffer, v.as_double(), std::chars_format::scientific).ptr;
            return "(" + std::string(buffer, end) + ")";
        }
        default: break;
    }
    return invalid("This constant cannot be used in a filter.", {}, "not_translated");
}

// The text of a constant expression, from which it is compiled again.
Result<std::string> text_of(const Node& n) {
    if (n.kind == NodeKind::constant) return literal(n.value);
    if (n.kind == NodeKind::variable) return n.name;
    std::vector<std::string> args;
    for (const Node* a : n.args) args.push_back(TRY(text_of(*a)));
    if (n.kind == NodeKind::field) return args[0] + "." + n.name;
    if (n.kind == NodeKind::has) return "has(" + args[0] + "." + n.name + ")";
    auto joined = [&](size_t from, const std::string& sign) {
        std::string out;
        for (size_t i = from; i < args.size(); ++i) out += (i > from ? sign : "") + args[i];
        return out;
    };
    if (n.kind == NodeKind::list) return "[" + joined(0, ", ") + "]";
    if (n.kind != NodeKind::call) return invalid("This expression cannot be used in a filter.", {}, "not_translated");
    switch (n.op) {
        case Op::function: return n.member ? args[0] + "." + n.name + "(" + joined(1, ", ") + ")" : n.name + "(" + joined(0, ", ") + ")";
        case Op::conditional: return "(" + args[0] + " ? " + args[1] + " : " + args[2] + ")";
        case Op::not_: return "!(" + args[0] + ")";
        case Op::negate: return "-(" + args[0] + ")";
        case Op::index: return args[0] + "[" + args[1] + "]";
        default: return "(" + joined(0, " " + std::string(expr::sign_of(n.op)) + " ") + ")";
    }
}

}  // namespace

bool Folding::constant(const Node& n) const {
    switch (n.kind) {
        case NodeKind::constant: return true;
        case NodeKind::variable: return n.name == "today" || n.name == "settings";
        case NodeKind::field: case NodeKind::has: return constant(*n.args[0]);
        case NodeKind::list: case NodeKind::call:
            if (n.op == Op::custom || n.op == Op::unresolved) return false;
            for (const Node* a : n.args) if (!constant(*a)) return false;
            return true;
        default: return false;
    }
}

Result<expr::Value> Folding::value(const Node& n) const {
    if (n.kind == NodeKind::constant) return n.value;
    const auto program = TRY(expr::Program::compile(TRY(text_of(n)), catalog_.schema()));
    const SettingsObject settings(settings_);
    std::vector<expr::Value> variables(static_cast<size_t>(Name::count));
    variables[static_cast<size_t>(Name::today)] = expr::Value::date(today_);
    variables[static_cast<size_t>(Name::settings)] = expr::Value::object(&settings);
    return program.evaluate(variables);
}

}  // namespace tutela::record
