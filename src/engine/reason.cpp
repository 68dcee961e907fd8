#include "engine/reason.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/clock.h"
#include "expr/ast.h"
#include "expr/compare.h"

namespace tutela::engine {

using expr::Kind;
using expr::Node;
using expr::NodeKind;
using expr::Op;
using expr::Value;

namespace {

std::string plain_words(std::string_view name) {
    std::string out(name);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

std::string number_words(double d) {
    if (std::isfinite(d) && d == std::floor(d) && std::fabs(d) < 1e15) return std::to_string(static_cast<int64_t>(d));
    std::string s = std::to_string(d);
    while (!s.empty() && s.back() == '0') s.pop_back();
    if (!s.empty() && s.back() == '.') s.pop_back();
    return s;
}

std::string record_words(const expr::ObjectRef* o) {
    std::string out(o->identity());
    if (const auto* row = dynamic_cast<const Row*>(o)) {
        Value state = row->get(record::Catalog::slot(*row->table().declaration, record::Implicit::state));
        if (state.is(Kind::string) && state.as_string() != "active") out += " (" + plain_words(state.as_string()) + ")";
    }
    return out;
}

// What a reader of the condition can work out without evaluating macros or functions; nothing else is guessed.
class Looker {
public:
    explicit Looker(const Snapshot::Variables& v) : v_(v) {}

    std::optional<Value> value(const Node& n) const {
        switch (n.kind) {
            case NodeKind::constant: return n.value;
            case NodeKind::variable: return v_.slots[static_cast<size_t>(n.slot)];
            case NodeKind::field: {
                auto on = value(*n.args[0]);
                if (!on || !on->is(Kind::object) || n.slot < 0) return std::nullopt;
                return on->as_object()->get(n.slot);
            }
            case NodeKind::has: {
                auto on = value(*n.args[0]);
                if (!on || !on->is(Kind::object) || n.slot < 0) return std::nullopt;
                Value held = on->as_object()->get(n.slot);
                return Value::boolean(held.is(Kind::list) ? !held.as_list().empty() : held.set());
            }
            case NodeKind::call: return call(n);
            default: return std::nullopt;
        }
    }

private:
    std::optional<Value> call(const Node& n) const {
        if (n.op == Op::and_ || n.op == Op::or_) {
            const bool decisive = n.op == Op::or_;
            bool all = true;
            for (const Node* a : n.args) {
                auto v = value(*a);
                if (!v || !v->is(Kind::boolean)) all = false;
                else if (v->as_bool() == decisive) return Value::boolean(decisive);
            }
            return all ? std::optional(Value::boolean(!decisive)) : std::nullopt;
        }
        if (n.args.empty()) return std::nullopt;
        auto a = value(*n.args[0]);
        if (n.op == Op::not_) return a && a->is(Kind::boolean) ? std::optional(Value::boolean(!a->as_bool())) : std::nullopt;
        if (n.args.size() != 2) return std::nullopt;
        auto b = value(*n.args[1]);
        if (!a || !b || !a->set() || !b->set()) return std::nullopt;
        if (n.op == Op::equal) return Value::boolean(expr::equal(*a, *b));
        if (n.op == Op::not_equal) return Value::boolean(!expr::equal(*a, *b));
        auto o = expr::order(*a, *b);
        if (!o.comparable || o.unordered) return std::nullopt;
        if (n.op == Op::less) return Value::boolean(o.sign < 0);
        if (n.op == Op::less_equal) return Value::boolean(o.sign <= 0);
        if (n.op == Op::greater) return Value::boolean(o.sign > 0);
        if (n.op == Op::greater_equal) return Value::boolean(o.sign >= 0);
        return std::nullopt;
    }

    const Snapshot::Variables& v_;
};

// The parts of a conjunction that are false, or all whose truth cannot be seen at a glance.
void failing(const Node& n, const Looker& look, std::vector<const Node*>& out) {
    if (n.kind == NodeKind::call && n.op == Op::and_) {
        for (const Node* a : n.args) {
            auto v = look.value(*a);
            if (v && v->is(Kind::boolean) && v->as_bool()) continue;
            failing(*a, look, out);
        }
        return;
    }
    out.push_back(&n);
}

// Fields of `this`, and settings, that a condition looks at, in the order they are read.
void fields_read(const Node& n, std::vector<const Node*>& out) {
    if (n.kind == NodeKind::field || n.kind == NodeKind::has) {
        const Node* root = n.args[0];
        while (root->kind == NodeKind::field) root = root->args[0];
        if (root->kind == NodeKind::variable && root->slot != static_cast<int>(record::Name::records)) {
            out.push_back(&n);
            return;
        }
    }
    for (const Node* a : n.args) fields_read(*a, out);
}

std::string name_words(const Node& n) {
    std::string name = plain_words(n.name);
    const Node* on = n.args[0];
    for (; on->kind == NodeKind::field; on = on->args[0]) name = plain_words(on->name) + " " + name;
    return name;
}

std::string from_values(const Node& condition, const Snapshot::Variables& v) {
    Looker look(v);
    std::vector<const Node*> parts, fields;
    failing(condition, look, parts);
    for (const Node* p : parts) fields_read(*p, fields);
    std::vector<std::string> said;
    for (const Node* f : fields) {
        Node read = *f;
        read.kind = NodeKind::field;
        auto value = look.value(read);
        if (!value) continue;
        std::string words = name_words(*f);
        const bool none = !value->set() || (value->is(Kind::list) && value->as_list().empty());
        words += none ? (value->is(Kind::list) ? ": none" : " is not set") : (value->is(Kind::list) ? ": " : " is ") + words_of(*value);
        if (std::find(said.begin(), said.end(), words) == said.end()) said.push_back(std::move(words));
        if (said.size() == 4) break;
    }
    std::string out;
    for (const auto& s : said) out += (out.empty() ? "" : ", ") + s;
    if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0]))), out += ".";
    return out;
}

// A blank's name ("R-014.owner"), unless it is in a record that is hidden from the reader.
std::string blank_words(const std::string& name, const Snapshot& s) {
    const auto dot = name.find('.');
    if (s.lens() && dot != std::string::npos)
        if (const Row* row = s.find(std::string_view(name).substr(0, dot)); row && !(*s.lens())(*row)) return "something in a record you may not read";
    return plain_words(name);
}

std::string cannot_words(const Value& why, const Snapshot& s) {
    if (why.is(Kind::error)) return "The rule itself failed: " + std::string(why.error_message()) + ".";
    std::string out;
    if (why.is(Kind::unknown)) {
        size_t n = 0;
        for (const auto& name : why.unknown_names()) {
            if (++n > 4) { out += " and more"; break; }
            out += (out.empty() ? "" : ", ") + blank_words(name, s);
        }
    }
    return out.empty() ? "Something it needs to know is not filled in." : "Not filled in: " + out + ".";
}

std::string count_words(const Rule& rule, const Snapshot& s) {
    const std::string what = rule.each == s.item_type() ? "items" : s.table(rule.each).declaration->title_many;
    std::string lower = what;
    if (lower.size() > 1 && !std::isupper(static_cast<unsigned char>(lower[1]))) lower[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(lower[0])));
    std::string out = rule.at_least == 1 ? "There are no " + lower : "There are fewer than " + std::to_string(rule.at_least) + " " + lower;
    return out + (rule.where ? " of the kind this rule looks at." : ".");
}

}  // namespace

std::string words_of(const Value& v) {
    switch (v.kind()) {
        case Kind::unset: return "not set";
        case Kind::boolean: return v.as_bool() ? "yes" : "no";
        case Kind::integer: return std::to_string(v.as_int());
        case Kind::uinteger: return std::to_string(v.as_uint());
        case Kind::real:
        case Kind::decimal: return number_words(v.as_double());
        case Kind::date: return clock::date_text(static_cast<int32_t>(v.as_int()));
        case Kind::timestamp: return clock::date_text(clock::day_of(v.as_int() * 1'000'000));
        case Kind::duration: return std::to_string(v.as_int()) + " s";
        case Kind::string: {
            std::string s(v.as_string());
            if (s.size() > 60) {
                size_t cut = 57;
                while (cut && (static_cast<unsigned char>(s[cut]) & 0xC0) == 0x80) --cut;
                s = s.substr(0, cut) + "…";
            }
            return s;
        }
        case Kind::object: return record_words(v.as_object());
        case Kind::list: {
            std::string out;
            size_t n = 0;
            for (const auto& e : v.as_list()) {
                if (n++ == 3) break;
                out += (out.empty() ? "" : ", ") + words_of(e);
            }
            if (v.as_list().size() > 3) out += " and " + std::to_string(v.as_list().size() - 3) + " more";
            return out;
        }
        case Kind::map: {
            std::string out;
            for (const auto& [key, value] : v.as_map()) out += (out.empty() ? "" : ", ") + words_of(key) + " " + words_of(value);
            return out;
        }
        default: return "";
    }
}

std::string reason_of(const Rule& rule, const Snapshot& s, size_t index, int32_t today, Mark mark) {
    const bool whole = index == SIZE_MAX;
    const auto v = s.variables(whole ? nullptr : s.subject(rule.each, index), today);
    if (mark == Mark::unknown || mark == Mark::broken) {
        const auto* lens = s.lens();             // rules see the whole organisation, whoever reads
        s.set_lens(nullptr);
        const Outcome o = whole ? judge_whole(rule, s, today) : judge(rule, s, index, today);
        s.set_lens(lens);
        return cannot_words(o.why, s);
    }
    if (whole && rule.each >= 0) return count_words(rule, s);
    if (rule.reason.program) {
        Value said = rule.reason.program->evaluate(v.slots);
        if (said.is(Kind::string) && !said.as_string().empty()) return std::string(said.as_string());
    }
    std::string out = rule.expect.program ? from_values(*rule.expect.program->ast().root, v) : std::string();
    return out.empty() ? "This does not hold: " + rule.says : out;
}

const Row* who_of(const Rule& rule, const Snapshot& s, size_t index, int32_t today) {
    if (!rule.who.program) return nullptr;
    const bool whole = index == SIZE_MAX;
    if (whole && rule.each >= 0) return nullptr;
    Value v = rule.who.program->evaluate(s.variables(whole ? nullptr : s.subject(rule.each, index), today).slots);
    if (v.is(Kind::list) && !v.as_list().empty()) v = Value(v.as_list().front());
    return v.is(Kind::object) ? dynamic_cast<const Row*>(v.as_object()) : nullptr;
}

}  // namespace tutela::engine
