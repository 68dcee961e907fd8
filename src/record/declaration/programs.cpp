#include "record/declaration/programs.h"

#include <algorithm>
#include <functional>
#include <set>

namespace tutela::record {
namespace {

using expr::Node;
using expr::NodeKind;
using expr::Type;
using expr::TypeKind;

class Compiler {
public:
    Compiler(const Catalog& catalog, Declaration& type, yaml::Complaints& complaints)
        : catalog_(catalog), type_(type), schema_(catalog.schema(type.name)), complaints_(complaints) {}

    void run() {
        for (Field& f : type_.fields) {
            std::string what = "field " + type_.name + "." + f.name;
            if (f.fallback && compile(f.fallback, what + ", 'default'") && fits(f, f.fallback, what + ", 'default'")) check_default(f, what);
            if (f.derived && compile(f.derived, what + ", 'derived'") && fits(f, f.derived, what + ", 'derived'")) check_derived(f, what);
            if (f.computed && compile(f.computed, what + ", 'computed'")) fits(f, f.computed, what + ", 'computed'");
            for (Field& part : f.parts)
                if (part.fallback || part.derived || part.computed)
                    complain(part.place, what + "." + part.name + ": fields of parts cannot have expressions; remove it, or make the part a record type");
        }
        for (Move& m : type_.moves) condition(m.when, "move " + type_.name + "." + m.name + ", 'when'");
        for (Permission& p : type_.may) condition(p.when, "may of " + type_.name + "." + p.who + ", 'when'");
        order_derived();
    }

private:
    void complain(std::string_view place, std::string_view text) {
        size_t colon = place.rfind(':');
        complaints_.add(place.substr(0, colon), static_cast<int>(yaml::whole_number(place.substr(colon + 1)).value_or(1)), text);
    }

    bool compile(Expression& e, const std::string& what) {
        auto program = expr::Program::compile(e.text, schema_);
        if (!program) {
            complain(e.place, what + ": " + program.error().message);
            return false;
        }
        e.program = std::make_shared<const expr::Program>(program.take());
        return true;
    }

    void condition(Expression& e, const std::string& what) {
        if (!e || !compile(e, what)) return;
        const Type& given = e.program->type();
        if (!given.is(TypeKind::boolean) && !given.dynamic()) complain(e.place, what + ": gives " + given.text() + ", true or false is due");
    }

    static bool is_record(const Type& t, const std::string& name) { return t.is(TypeKind::object) && (t.name.empty() || t.name == name); }

    bool fits(const Field& f, const Expression& e, const std::string& what) {
        const Type& t = e.program->type();
        bool good = t.dynamic();
        switch (f.type) {
            case FieldType::number: case FieldType::money: case FieldType::scale: good |= t.numeric(); break;
            case FieldType::line: case FieldType::text: case FieldType::choice: good |= t.is(TypeKind::string); break;
            case FieldType::date: good |= t.is(TypeKind::date); break;
            case FieldType::datetime: good |= t.is(TypeKind::timestamp); break;
            case FieldType::duration: good |= t.is(TypeKind::duration); break;
            case FieldType::flag: good |= t.is(TypeKind::boolean); break;
            case FieldType::link: good |= t.is(TypeKind::string) || is_record(t, f.to) || (f.to == "any" && t.is(TypeKind::object)); break;
            case FieldType::links: case FieldType::tags: {
                const Type& inner = t.element_type();
                good |= t.is(TypeKind::list) && (inner.dynamic() || inner.is(TypeKind::string) || (f.type == FieldType::links && is_record(inner, f.to)));
                break;
            }
            default: break;
        }
        if (!good) complain(e.place, what + ": gives " + t.text() + ", the field is of type " + name_of(f.type) + "; change one of them");
        return good && choice_known(f, e, what);
    }

    bool choice_known(const Field& f, const Expression& e, const std::string& what) {
        const Node* root = e.program->ast().root;
        if (f.type != FieldType::choice || root->kind != NodeKind::constant || !root->value.is(expr::Kind::string)) return true;
        if (std::any_of(f.choices.begin(), f.choices.end(), [&](const Choice& c) { return c.name == root->value.as_string(); })) return true;
        complain(e.place, what + ": '" + std::string(root->value.as_string()) + "' is none of the choices of the field");
        return false;
    }

    const Declaration* record_type(const Type& t) const { return t.is(TypeKind::object) && !t.name.empty() ? catalog_.type(t.name) : nullptr; }

    // How many links lie between `this` and the record the node stands for or belongs to.
    int hops(const Node& n) const {
        if (n.kind == NodeKind::local) return record_type(n.type) ? 1 : 0;
        if (n.kind != NodeKind::field && n.kind != NodeKind::has && n.kind != NodeKind::call) return 0;
        if (n.args.empty()) return 0;
        const Node& from = *n.args[0];
        bool link = n.kind != NodeKind::call && from.kind == NodeKind::field && record_type(from.type);
        return hops(from) + (link ? 1 : 0);
    }

    static void each(const Node& n, const std::function<void(const Node&)>& visit) {
        visit(n);
        for (const Node* child : n.args) each(*child, visit);
    }

    void check_derived(const Field& f, const std::string& what) {
        std::string fault;
        each(*f.derived.program->ast().root, [&](const Node& n) {
            if (!fault.empty()) return;
            if (n.kind == NodeKind::variable && (n.name == "today" || n.name == "records"))
                fault = "a derived value cannot read '" + n.name + "', because it is recorded once; use 'computed'";
            if (n.kind != NodeKind::field && n.kind != NodeKind::has) return;
            const Declaration* owner = n.object.empty() ? nullptr : catalog_.type(n.object);
            if (!owner || n.slot < 0) return;
            if (n.slot >= Catalog::slot(*owner, Implicit::changes))
                fault = "a derived value cannot follow '" + n.name + "', because other records change it; use 'computed'";
            else if (n.slot < static_cast<int>(owner->fields.size()) && owner->fields[static_cast<size_t>(n.slot)].computed)
                fault = "a derived value cannot read the computed field '" + n.name + "'; use 'computed' here too";
            else if (hops(n) > 1) fault = "a derived value reads own fields and those of records linked directly; '" + n.name + "' lies further away, use 'computed'";
        });
        if (!fault.empty()) complain(f.derived.place, what + ", 'derived': " + fault);
    }

    // Own fields that an expression reads.
    std::set<int> reads(const Expression& e) const {
        std::set<int> slots;
        each(*e.program->ast().root, [&](const Node& n) {
            bool field = (n.kind == NodeKind::field || n.kind == NodeKind::has) && !n.args.empty();
            if (field && n.args[0]->kind == NodeKind::variable && n.args[0]->name == "this" && n.slot >= 0 && n.slot < static_cast<int>(type_.fields.size()))
                slots.insert(n.slot);
        });
        return slots;
    }

    void check_default(const Field& f, const std::string& what) {
        for (int slot : reads(f.fallback)) {
            const Field& other = type_.fields[static_cast<size_t>(slot)];
            if (other.derived || other.computed) complain(f.fallback.place, what + ", 'default': cannot read '" + other.name + "', which is worked out later; read the fields it comes from");
            else if (other.fallback && slot >= f.slot) complain(f.fallback.place, what + ", 'default': reads '" + other.name + "', whose default comes later; declare that field first");
        }
    }

    void order_derived() {
        std::vector<int> mark(type_.fields.size(), 0);      // 1: being visited, 2: done
        std::function<void(int)> visit = [&](int slot) {
            const Field& f = type_.fields[static_cast<size_t>(slot)];
            if (!f.derived.program || mark[static_cast<size_t>(slot)] == 2) return;
            if (mark[static_cast<size_t>(slot)] == 1) return complain(f.derived.place, "field " + type_.name + "." + f.name + ", 'derived': the field depends on itself; break the circle");
            mark[static_cast<size_t>(slot)] = 1;
            for (int other : reads(f.derived)) visit(other);
            mark[static_cast<size_t>(slot)] = 2;
            type_.derive_order.push_back(slot);
        };
        for (const Field& f : type_.fields) visit(f.slot);
    }

    const Catalog& catalog_;
    Declaration& type_;
    const expr::Schema& schema_;
    yaml::Complaints& complaints_;
};

}  // namespace

void compile_expressions(const Catalog& catalog, Declaration& type, yaml::Complaints& complaints) { Compiler(catalog, type, complaints).run(); }

}  // namespace tutela::record
