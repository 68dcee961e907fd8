#include "engine/watch.h"

#include <algorithm>

namespace tutela::engine {

using expr::Node;
using expr::NodeKind;
using expr::TypeKind;
using record::Implicit;

void Watch::add(Read r) {
    if (std::find(reads.begin(), reads.end(), r) == reads.end()) reads.push_back(std::move(r));
}

void Watch::merge(const Watch& other) {
    for (const auto& r : other.reads) add(r);
    auto join = [](std::vector<int>& to, const std::vector<int>& from) {
        for (int t : from) if (std::find(to.begin(), to.end(), t) == to.end()) to.push_back(t);
    };
    join(whole_types, other.whole_types);
    join(history_types, other.history_types);
    join(settings, other.settings);
    unknown_ways |= other.unknown_ways;
    uses_today |= other.uses_today;
}

namespace {

constexpr size_t longest_way = 6;                // longer ways make the rule run anew as a whole

// Objects an expression may stand for: of a type, reached over hops or from anywhere; `part` is the parts field inside.
struct Way {
    int type = -1;
    int part = -1;
    bool anywhere = false;
    std::vector<Hop> hops;
    friend bool operator==(const Way&, const Way&) = default;
};
using Ways = std::vector<Way>;

void join(Ways& to, const Ways& from) {
    for (const auto& w : from)
        if (std::find(to.begin(), to.end(), w) == to.end()) to.push_back(w);
}

class Walker {
public:
    Walker(const expr::Ast& ast, const Snapshot& shape, int subject, Watch& out)
        : shape_(shape), subject_(subject), out_(out), locals_(static_cast<size_t>(ast.locals)) {}

    Ways walk(const Node& n) {
        switch (n.kind) {
            case NodeKind::constant: return {};
            case NodeKind::variable: return variable(n);
            case NodeKind::local: return locals_[static_cast<size_t>(n.slot)];
            case NodeKind::field: return field(n);
            case NodeKind::has: field(n); return {};
            case NodeKind::comprehension: return comprehension(n);
            case NodeKind::call: return call(n);
            case NodeKind::list:
            case NodeKind::map: break;
        }
        return all_of(n);
    }

private:
    Ways all_of(const Node& n) {
        Ways out;
        for (const Node* a : n.args) join(out, walk(*a));
        return out;
    }

    Ways variable(const Node& n) {
        if (n.slot == static_cast<int>(record::Name::today)) out_.uses_today = true;
        if (n.slot == static_cast<int>(record::Name::this_record) && subject_ >= 0 && subject_ < shape_.types()) return {Way{subject_}};
        return {};
    }

    Ways anywhere(int type) {
        if (type >= 0) return {Way{type, -1, true, {}}};
        out_.unknown_ways = true;
        return {};
    }

    // The objects that a step over a link leads to.
    Ways over(const Way& from, Hop hop, int target) {
        if (target < 0) return {};               // a link to any type reads as an id
        Way to{target, -1, from.anywhere, from.hops};
        to.hops.push_back(hop);
        if (to.hops.size() > longest_way) to.anywhere = true;
        if (to.anywhere) to.hops.clear();
        return {to};
    }

    Ways field(const Node& n) {
        const Node& on = *n.args[0];
        Ways base = walk(on);
        if (n.object == "records" || (on.kind == NodeKind::variable && on.slot == static_cast<int>(record::Name::records))) {
            if (n.slot < 0 || n.slot >= shape_.types()) return {};
            if (std::find(out_.whole_types.begin(), out_.whole_types.end(), n.slot) == out_.whole_types.end()) out_.whole_types.push_back(n.slot);
            return anywhere(n.slot);
        }
        if (n.object == "settings") {
            if (std::find(out_.settings.begin(), out_.settings.end(), n.slot) == out_.settings.end()) out_.settings.push_back(n.slot);
            return {};
        }
        if (n.object.empty()) {
            // A map's key reads nothing further; an object without a known type could be any record.
            const bool object = on.type.is(TypeKind::object) || (on.type.dynamic() && base.empty() && on.kind != NodeKind::constant);
            if (object) out_.unknown_ways = true;
            Ways out;
            for (const auto& w : base) join(out, step(w, n));
            return out;
        }
        Ways out;
        for (const auto& w : base) join(out, step(w, n));
        return out;
    }

    Ways step(const Way& from, const Node& n) {
        const Table& t = shape_.table(from.type);
        if (from.part >= 0) {                    // inside a part: what is read is the parts field itself
            for (int id : t.links) {
                const Link& l = shape_.links()[static_cast<size_t>(id)];
                if (l.field == from.part && l.part == n.slot) return over(Way{from.type, -1, from.anywhere, from.hops}, {id, false}, l.target);
            }
            return {};
        }
        int slot = n.slot;
        if (n.object.empty()) {
            auto it = std::find(t.names.begin(), t.names.end(), n.name);
            if (it == t.names.end()) return {};
            slot = static_cast<int>(it - t.names.begin());
        }
        out_.add({from.type, slot, from.anywhere, from.hops});
        const int fields = static_cast<int>(t.plain.size()), behind = fields + static_cast<int>(Implicit::count);
        if (slot >= behind) return against(from, t.inverse_links[static_cast<size_t>(slot - behind)]);
        if (slot >= fields) return implicit(from, static_cast<Implicit>(slot - fields));
        const auto& f = t.declaration->fields[static_cast<size_t>(slot)];
        if (f.type == record::FieldType::parts) return {Way{from.type, slot, from.anywhere, from.hops}};
        for (int id : t.links) {
            const Link& l = shape_.links()[static_cast<size_t>(id)];
            if (l.field == slot && l.part < 0) return over(from, {id, false}, l.target);
        }
        return {};
    }

    // Records that point here. That a record begins or ends to point is a change of its link field.
    Ways against(const Way& from, int link) {
        if (link < 0) return {};
        const Link& l = shape_.links()[static_cast<size_t>(link)];
        Ways to = over(from, {link, true}, l.source);
        for (const auto& w : to) out_.add({l.source, l.field, w.anywhere, w.hops});
        return to;
    }

    Ways implicit(const Way& from, Implicit which) {
        switch (which) {
            case Implicit::created_by:
            case Implicit::changed_by: return anywhere(type_named("person"));
            case Implicit::domain: return anywhere(type_named("domain"));
            case Implicit::changes:
                if (std::find(out_.history_types.begin(), out_.history_types.end(), from.type) == out_.history_types.end()) out_.history_types.push_back(from.type);
                return anywhere(type_named("person"));      // a change names who did it
            default: return {};
        }
    }

    int type_named(std::string_view name) {
        const auto* d = shape_.catalog().type(name);
        return d ? d->number : -1;
    }

    Ways comprehension(const Node& n) {
        Ways range = walk(n.range());
        for (int local : n.locals) locals_[static_cast<size_t>(local)] = range;
        if (const Node* filter = n.filter()) walk(*filter);
        Ways body = walk(n.body());
        switch (n.macro) {
            case expr::Macro::filter: return range;
            case expr::Macro::map:
            case expr::Macro::transform_list:
            case expr::Macro::transform_map: return body;
            default: return {};
        }
    }

    Ways call(const Node& n) {
        Ways out = all_of(n);
        if (n.op == expr::Op::custom && n.name == "held") {
            for (const auto& w : out) {
                if (std::find(out_.history_types.begin(), out_.history_types.end(), w.type) == out_.history_types.end()) out_.history_types.push_back(w.type);
                out_.add({w.type, static_cast<int>(shape_.table(w.type).plain.size()) + static_cast<int>(Implicit::changes), w.anywhere, w.hops});
            }
            const auto& element = n.type.is(TypeKind::list) ? n.type.element_type() : n.type;
            return element.is(TypeKind::object) && !element.name.empty() ? anywhere(type_named(element.name)) : anywhere(-1);
        }
        return out;                              // [], ?:, distinct(…), … hand on what they were given
    }

    const Snapshot& shape_;
    int subject_;
    Watch& out_;
    std::vector<Ways> locals_;
};

}  // namespace

Watch watch(const expr::Ast& ast, const Snapshot& shape, int subject) {
    Watch out;
    if (ast.root) Walker(ast, shape, subject, out).walk(*ast.root);
    return out;
}

void walk_back(const Snapshot& s, const Row& row, const std::vector<Hop>& hops, const std::function<void(const Row&)>& found) {
    std::vector<const Row*> here{&row};
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        std::vector<const Row*> before;
        const Link& link = s.links()[static_cast<size_t>(hop->link)];
        for (const Row* r : here) {
            if (hop->back) {                     // the subject was pointed to: it is what this row points to
                std::vector<Row*> to;
                r->targets(link, to);
                before.insert(before.end(), to.begin(), to.end());
            } else if (const auto* from = r->pointing(hop->link)) {
                before.insert(before.end(), from->begin(), from->end());
            }
        }
        std::sort(before.begin(), before.end());
        before.erase(std::unique(before.begin(), before.end()), before.end());
        here = std::move(before);
    }
    for (const Row* r : here) found(*r);
}

}  // namespace tutela::engine
