#include "record/declaration/compatibility.h"

#include <algorithm>

namespace tutela::record {
namespace {

using FT = FieldType;

bool among(const std::vector<std::string>& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

const Field* find(const std::vector<Field>& fields, std::string_view name) {
    for (const Field& f : fields)
        if (f.name == name) return &f;
    for (const Field& f : fields)
        if (among(f.was, name)) return &f;
    return nullptr;
}

bool numeric(FT t) { return t == FT::number || t == FT::money || t == FT::scale; }

// Whether a value recorded for `before` is read for `now`. line, text and file stand apart from their entries (value
// store), so nothing else turns into them or back.
bool readable(const Field& before, const Field& now) {
    if (numeric(before.type) && numeric(now.type)) return before.places <= now.places;
    if (before.type == FT::line && now.type == FT::text) return true;
    if (before.type != now.type || before.personal != now.personal) return false;
    if (now.type == FT::range) return before.places <= now.places;
    if (now.type == FT::link || now.type == FT::links) return now.to == "any" || before.to == now.to;
    return true;
}

class Comparison {
public:
    Comparison(const Catalog& before, const Catalog& now) : before_(before), now_(now) {}

    Result<void> run() {
        for (const Declaration& d : before_.types()) compare(d);
        if (!complaints_.empty()) {
            Error e{ErrorKind::invalid, complaints_.front().message, complaints_, "incompatible"};
            if (complaints_.size() > 1) e.message = std::to_string(complaints_.size()) + " changes would make recorded entries unreadable, the first: " + e.message;
            return e;
        }
        return {};
    }

private:
    void complain(const std::string& place, const std::string& text) { complaints_.push_back({"", place + ": " + text}); }

    void compare(const Declaration& before) {
        const Declaration* now = now_.type(before.name);
        if (!now) return complain(before.place, "record type " + before.name + ": it is gone; keep its file with 'retired: true', or name it under 'was' of the type it became");
        if (now->prefix != before.prefix)
            complain(now->place, "record type " + now->name + ": the prefix was '" + before.prefix + "' and stands in recorded ids; keep it");
        for (const Field& f : before.fields) compare_field(*now, f);
        for (const Field& f : before.retired_fields)
            if (!find(now->retired_fields, f.name) && !find(now->fields, f.name))
                complain(now->place, "record type " + now->name + ": the retired field '" + f.name + "' is gone; keep it under 'retired'");
        for (const State& s : before.states) compare_state(*now, s.name);
        for (const std::string& s : before.retired_states) compare_state(*now, s);
    }

    void compare_state(const Declaration& now, const std::string& name) {
        bool known = now.has_state(name) || now.current_state(name) != name || among(now.retired_states, name);
        if (!known) complain(now.place, "record type " + now.name + ": the state '" + name + "' is gone; name it under 'was' of a state in 'titles', or under 'retired: {states: …}'");
    }

    void compare_field(const Declaration& now, const Field& before) {
        std::string what = "field " + now.name + "." + before.name;
        const Field* f = find(now.fields, before.name);
        if (!f) f = find(now.retired_fields, before.name);
        if (!f) return complain(now.place, what + ": it is gone; move it under 'retired: {fields: …}', or name it under 'was' of the field it became");
        if (!fits(before, *f))
            return complain(f->place, what + ": values recorded as " + shape(before) + " cannot be read as " + shape(*f) + "; retire the field and declare a new one");
        for (const Choice& c : before.choices) {
            bool known = f->choices.empty() || among(f->retired_choices, c.name);
            for (const Choice& n : f->choices) known |= n.name == c.name || among(n.was, c.name);
            if (!known) complain(f->place, what + ": the choice '" + c.name + "' is gone; name it under 'was' of a choice, or under 'retired: {choices: {" + f->name + ": […]}}'");
        }
        for (const Field& part : before.parts) {
            const Field* p = find(f->parts, part.name);
            if (!p) complain(f->place, what + "." + part.name + ": it is gone; name it under 'was' of the field it became, or keep it");
            else if (!fits(part, *p)) complain(p->place, what + "." + part.name + ": values recorded as " + shape(part) + " cannot be read as " + shape(*p) + "; declare a new field");
        }
    }

    bool fits(const Field& before, const Field& now) const {
        if (readable(before, now)) return true;
        bool links = before.type == now.type && (now.type == FT::link || now.type == FT::links);
        return links && now_.type(before.to) == now_.type(now.to) && before.personal == now.personal;   // the target was renamed
    }

    static std::string shape(const Field& f) {
        std::string text = name_of(f.type);
        if (f.places > 0) text += " with " + std::to_string(f.places) + " places";
        if (!f.to.empty()) text += " to " + f.to;
        return f.personal ? text + " (personal)" : text;
    }

    const Catalog& before_;
    const Catalog& now_;
    std::vector<Fault> complaints_;
};

}  // namespace

Result<void> check_compatible(const Catalog& before, const Catalog& now) { return Comparison(before, now).run(); }

}  // namespace tutela::record
