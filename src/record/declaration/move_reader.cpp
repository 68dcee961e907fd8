#include "record/declaration/move_reader.h"

#include <algorithm>

#include "base/spelling.h"
#include "record/declaration/field_reader.h"

namespace tutela::record {
namespace {

using yaml::Complaints;
using yaml::MapReader;
using yaml::Node;

void add_state(Declaration& d, const std::string& name) {
    if (!name.empty() && !d.has_state(name)) d.states.push_back({name, in_words(name), {}});
}

void read_sets(Move& move, MapReader& map) {
    const Node* sets = map.take("sets");
    if (!sets) return;
    if (sets->kind != Node::map) return map.complain(*sets, "'sets' must be a map like {approved_by: actor, approved_on: today}");
    for (size_t i = 0; i < sets->keys.size(); ++i) {
        if (sets->items[i].kind != Node::text) map.complain(sets->items[i], "'sets' may hold actor, today, now, reason or one plain value");
        else move.sets.emplace_back(sets->keys[i].name, sets->items[i].value);
    }
}

Move read_move(const std::string& name, const Node& node, const std::string& type, std::string_view file, Complaints& complaints) {
    Move move;
    move.name = name;
    move.place = std::string(file) + ":" + std::to_string(node.line);
    MapReader map(node, file, "move " + type + "." + name, complaints);
    if (!map.ok()) return move;
    if (!good_name(name)) map.complain("the name must be snake_case");
    move.title = map.text("title", in_words(name));
    move.from = map.words("from");
    if (move.from.empty()) map.complain("'from' is missing; name the states the move starts in, or any");
    if (move.from == std::vector<std::string>{"any"}) move.from.clear();
    move.to = map.need_text("to");
    move.by = map.words("by");
    if (move.by.empty()) map.complain("'by' is missing; name roles, link fields to person, or anyone");
    std::string not_by = map.text("not_by");
    move.not_by_author = not_by == "author";
    if (!not_by.empty() && !move.not_by_author) map.complain("'not_by' can only be author");
    move.when = read_expression(map, "when");
    move.otherwise = map.text("otherwise");
    if (move.when && move.otherwise.empty()) map.complain("'otherwise' is missing; say what to do where 'when' does not hold");
    if (!move.when && !move.otherwise.empty()) map.complain("'otherwise' without 'when' is never said; remove it");
    move.needs = map.words("needs");
    read_sets(move, map);
    auto quorum = map.whole("quorum");
    if (quorum && (*quorum < 1 || *quorum > 20)) map.complain("'quorum' must lie between 1 and 20");
    move.quorum = static_cast<int>(quorum.value_or(1));
    move.step_up = map.flag("step_up");
    map.finish();
    return move;
}

const std::vector<std::string>& acts() {
    static const std::vector<std::string> names{"read", "create", "change", "archive"};
    return names;
}

std::optional<Permission::Act> act_of(std::string_view name) {
    for (size_t i = 0; i < acts().size(); ++i)
        if (acts()[i] == name) return static_cast<Permission::Act>(i);
    return std::nullopt;
}

Permission of(const std::string& who, Permission::Act act, std::string place) {
    Permission p;
    p.who = who;
    p.act = act;
    p.place = std::move(place);
    return p;
}

void read_act_map(Declaration& d, const std::string& who, const Node& item, std::string_view file, Complaints& complaints) {
    MapReader map(item, file, "may of " + d.name + "." + who, complaints);
    Expression when = read_expression(map, "when");
    bool any = false;
    for (const std::string& name : acts()) {
        const Node* value = map.take(name);
        if (!value) continue;
        any = true;
        Permission p = of(who, *act_of(name), std::string(file) + ":" + std::to_string(item.line));
        p.when = when;
        if (value->kind == Node::list) {
            p.fields = map.words(name);
            if (p.act != Permission::change) map.complain(*value, "only 'change' can be limited to fields; write {" + name + ": all}");
            if (p.fields.empty()) map.complain(*value, "the list of fields is empty; write all, or name fields");
        } else if (value->kind != Node::text || value->value != "all") {
            map.complain(*value, "'" + name + "' must be all" + (p.act == Permission::change ? " or a list of fields" : ""));
        }
        d.may.push_back(std::move(p));
    }
    map.finish();
    if (!any && map.ok()) map.complain("an act is missing; name read, create, change or archive");
}

void add_always(Declaration& d) {
    for (const char* role : {"isms_manager", "administrator"}) {
        bool reads = std::any_of(d.may.begin(), d.may.end(), [&](const Permission& p) {
            return p.who == role && p.act == Permission::read && !p.when; });
        if (!reads) d.may.push_back(of(role, Permission::read, d.place));
    }
}

}  // namespace

void read_states(Declaration& d, const Node* node, std::string_view file, Complaints& complaints) {
    if (!node) {
        d.states.push_back({"active", "Active", {}});
        return;
    }
    MapReader map(*node, file, "states of " + d.name, complaints);
    d.initial = map.need_text("initial");
    if (const Node* titles = map.take("titles"))
        for (Choice& c : read_choices(*titles, map, "titles", complaints)) d.states.push_back({c.name, c.title, c.was});
    bool closed = !d.states.empty();
    std::vector<std::string> known;
    for (const State& s : d.states) known.push_back(s.name);
    auto need_state = [&](const Node& at, const std::string& what, const std::string& name) {
        if (name.empty()) return;
        if (!closed) return add_state(d, name);
        if (!d.has_state(name)) complaints.add(file, at.line, what + ": there is no state '" + name + "' in 'titles'; " + did_you_mean(name, known));
    };
    need_state(*node, "states of " + d.name, d.initial);
    if (const Node* moves = map.take("moves")) {
        if (moves->kind != Node::map) map.complain(*moves, "'moves' must be a map of moves");
        for (size_t i = 0; i < moves->keys.size(); ++i) {
            Move move = read_move(moves->keys[i].name, moves->items[i], d.name, file, complaints);
            std::string what = "move " + d.name + "." + move.name;
            for (const std::string& state : move.from) need_state(moves->items[i], what, state);
            need_state(moves->items[i], what, move.to);
            d.moves.push_back(std::move(move));
        }
    }
    map.finish();
}

void read_may(Declaration& d, const Node* node, std::string_view file, Complaints& complaints) {
    if (!node) {
        d.may.push_back(of("reader", Permission::read, d.place));
        for (int act = 0; act < 4; ++act) d.may.push_back(of("isms_manager", static_cast<Permission::Act>(act), d.place));
    } else if (node->kind != Node::map) {
        complaints.add(file, node->line, "may of " + d.name + ": a map is due, like reader: [read]");
    } else {
        for (size_t i = 0; i < node->keys.size(); ++i) {
            const std::string& who = node->keys[i].name;
            const Node& value = node->items[i];
            std::vector<const Node*> items;
            if (value.kind == Node::list) for (const Node& item : value.items) items.push_back(&item);
            else items.push_back(&value);
            for (const Node* item : items) {
                if (item->kind == Node::map) { read_act_map(d, who, *item, file, complaints); continue; }
                auto act = act_of(item->value);
                if (act) d.may.push_back(of(who, *act, std::string(file) + ":" + std::to_string(item->line)));
                else complaints.add(file, item->line, "may of " + d.name + "." + who + ": there is no act '" + item->value + "'; " + did_you_mean(item->value, acts()));
            }
        }
    }
    add_always(d);
}

}  // namespace tutela::record
