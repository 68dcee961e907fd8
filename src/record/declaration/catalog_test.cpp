#include "record/declaration/catalog.h"

#include <doctest/doctest.h>

#include "record/declaration/examples.h"
#include "record/declaration/folder.h"
#include "record/values.h"

using namespace tutela;
using namespace tutela::record;

namespace {

const char* const people = R"(record: person
title: {one: Person, many: People}
prefix: P
says: Somebody.
fields:
  title: {type: line, required: true}
  active: {type: flag, default: 'true'}
)";

const char* const roles = "roles: {reader: {says: Reads.}, isms_manager: {says: Manages.}, administrator: {says: Runs it.}}\n";

// A small type; `fields`, and lines at the end, may be replaced.
std::string thing(const std::string& fields, const std::string& more = "") {
    return "record: thing\ntitle: {one: Thing, many: Things}\nprefix: TH\nsays: A thing.\nfields:\n" + fields + more;
}

Result<std::shared_ptr<const Catalog>> build(const std::string& text, std::vector<Source> others = {}) {
    others.push_back({"src/record/kernel/person.record.yaml", people});
    others.push_back({"src/record/kernel/roles.yaml", roles});
    if (!text.empty()) others.push_back({"processes/room/thing.record.yaml", text});
    return Catalog::build(std::move(others));
}

// All faults, one per line.
std::string faults(const std::string& text, std::vector<Source> others = {}) {
    auto catalog = build(text, std::move(others));
    if (catalog) return "";
    CHECK(catalog.error().kind == ErrorKind::invalid);
    std::string all;
    for (const Fault& fault : catalog.error().faults) all += (all.empty() ? "" : "\n") + fault.message;
    return all;
}

const std::string at = "processes/room/thing.record.yaml:";
const std::string good = "  title: {type: line, required: true}\n";

}  // namespace

TEST_CASE("The whole house builds a catalog, and all examples of its record types hold") {
    auto sources = read_house(TUTELA_SOURCE_DIR);
    REQUIRE(sources);
    auto catalog = Catalog::build(*sources);
    std::string all;
    if (!catalog) for (const Fault& fault : catalog.error().faults) all += fault.message + "\n";
    INFO(all);
    REQUIRE(catalog);
    auto examples = run_examples(**catalog);
    if (!examples) for (const Fault& fault : examples.error().faults) all += fault.message + "\n";
    INFO(all);
    CHECK(examples);
}

TEST_CASE("The kernel builds alone, with its types first") {
    auto sources = read_kernel(TUTELA_SOURCE_DIR);
    REQUIRE(sources);
    auto catalog = Catalog::build(*sources);
    REQUIRE(catalog);
    for (auto name : {"person", "role", "assignment", "domain", "setting", "exception", "judgement", "file", "comment", "task", "overlay", "check_run", "mapping"}) {
        INFO(name);
        REQUIRE((*catalog)->type(name));
        CHECK((*catalog)->type(name)->kernel);
        CHECK_FALSE((*catalog)->type(name)->examples.empty());
    }
    CHECK((*catalog)->type_by_path("check-runs") == (*catalog)->type("check_run")) ;
    CHECK((*catalog)->type_by_id("P-001") == (*catalog)->type("person"));
    CHECK((*catalog)->type_by_id("P-") == nullptr);
    CHECK((*catalog)->type_by_id("P-1x") == nullptr);
    CHECK((*catalog)->type_by_id("ZZ-001") == nullptr);
    CHECK((*catalog)->digest().size() == 64);
}

TEST_CASE("The digest changes with any text or path") {
    auto one = build(thing(good)), two = build(thing(good)), three = build(thing(good + "  note: {type: text}\n"));
    REQUIRE((one && two && three));
    CHECK((*one)->digest() == (*two)->digest());
    CHECK((*one)->digest() != (*three)->digest());
}

TEST_CASE("Slots follow the declaration: fields, implicit fields, inverses") {
    auto catalog = build(thing(good + "  owner: {type: link, to: person, inverse: things}\n  rows: {type: parts, fields: {a: {type: number}, b: {type: link, to: person}}}\n"));
    REQUIRE(catalog);
    const Catalog& c = **catalog;
    const Declaration& thing_type = *c.type("thing");
    const expr::Schema& schema = c.schema();
    CHECK(schema.field("thing", "title")->slot == 0);
    CHECK(schema.field("thing", "owner")->slot == 1);
    CHECK(schema.field("thing", "owner")->type == expr::Type::object("person"));
    CHECK(schema.field("thing", "rows")->type == expr::Type::list(expr::Type::object("thing.rows")));
    CHECK(schema.field("thing.rows", "b")->slot == 1);
    CHECK(schema.field("thing", "id")->slot == 3);
    CHECK(schema.field("thing", "state")->choices == std::vector<std::string>{"active"});
    CHECK(Catalog::slot(thing_type, Implicit::changes) == schema.field("thing", "changes")->slot);
    const Declaration& person = *c.type("person");
    CHECK(c.inverse_slot(person, "things") == schema.field("person", "things")->slot);
    CHECK(schema.field("person", "things")->type == expr::Type::list(expr::Type::object("thing")));
    CHECK(c.inverse_slot(person, "nothing") == -1);
    CHECK(schema.variable("this") == nullptr);
    CHECK(c.schema("thing").variable("this")->slot == static_cast<int>(Name::this_record));
    CHECK(c.schema("standard_item").variable("this")->type == expr::Type::object("standard_item"));
    CHECK(schema.field("records", "thing")->slot == thing_type.number);
}

TEST_CASE("Without permissions readers read and the manager does everything") {
    auto catalog = build(thing(good));
    REQUIRE(catalog);
    int reads = 0, creates = 0;
    for (const Permission& p : (*catalog)->type("thing")->may) {
        if (p.act == Permission::read) ++reads;
        if (p.act == Permission::create) { ++creates; CHECK(p.who == "isms_manager"); }
    }
    CHECK(reads == 3);
    CHECK(creates == 1);
}

TEST_CASE("Mistakes in fields are refused with file, line and remedy") {
    CHECK(faults(thing("  title: {type: line, requird: true}\n")) == at + "6: field thing.title: unknown key 'requird'; did you mean 'required'?");
    CHECK(faults(thing("  title: {type: lien}\n")) == at + "6: field thing.title: there is no field type 'lien'; did you mean 'line'?");
    CHECK(faults(thing("  title: {hint: x}\n")) == at + "6: field thing.title: 'type' is missing; add it");
    CHECK(faults(thing(good + "  Bad: {type: line}\n")) == at + "7: field thing.Bad: the name must be snake_case (small letters, digits, _), at most 60 characters");
    CHECK(faults(thing(good + "  state: {type: line}\n")) == at + "7: field thing.state: every record has 'state' already; choose another name");
    CHECK(faults(thing(good + "  in: {type: line}\n")) == at + "7: field thing.in: 'in' is a reserved word; choose another name");
    CHECK(faults(thing(good + "  flag: {type: flag, places: 2}\n")) == at + "7: field thing.flag: 'places' is not for fields of type flag; remove it");
    CHECK(faults(thing(good + "  n: {type: number, min: 3, max: 2}\n")) == at + "7: field thing.n: 'min' is larger than 'max'; swap them");
    CHECK(faults(thing(good + "  n: {type: number, min: 1.5}\n")) == at + "7: field thing.n: 'min' must be a number with at most 0 places");
    CHECK(faults(thing(good + "  n: {type: number, places: 12}\n")) == at + "7: field thing.n: 'places' must lie between 0 and 9");
    CHECK(faults(thing(good + "  t: {type: line, max: 99999}\n")) == at + "7: field thing.t: 'max' (characters) must lie between 1 and 2000");
    CHECK(faults(thing(good + "  c: {type: choice}\n")) == at + "7: field thing.c: 'choices' is missing; add it");
    CHECK(faults(thing(good + "  c: {type: choice, choices: [a, a]}\n")) == at + "7: field thing.c: the name 'a' stands here twice; remove one");
    CHECK(faults(thing(good + "  c: {type: choice, choices: [Big One]}\n")) == at + "7: field thing.c: the name 'Big One' must consist of small letters, digits and _");
    CHECK(faults(thing(good + "  p: {type: parts, fields: {q: {type: parts, fields: {r: {type: line}}}}}\n")) ==
          at + "7: field thing.p.q: parts inside parts are not possible; make the inner ones a record type with a link");
    CHECK(faults(thing(good + "  p: {type: parts, fields: {}}\n")) == at + "7: field thing.p: 'fields' must be a map of fields and not empty");
    CHECK(faults(thing(good + "  l: {type: line, item: clause}\n")) == at + "7: field thing.l: 'item' must be control, obligation or process");
    CHECK(faults(thing(good + "  d: {type: number, required: true, derived: '1'}\n")) == at + "7: field thing.d: a derived or computed field cannot be required; remove 'required'");
    CHECK(faults(thing(good + "  d: {type: number, default: '1', derived: '1'}\n")) == at + "7: field thing.d: only one of 'default', 'derived' and 'computed' is possible; remove the others");
    CHECK(faults(thing(good + "  t: {type: line, required_in: [done]}\n")) == at + "7: field thing.t: 'required_in' names no state 'done' of the type; allowed are active");
}

TEST_CASE("Faults of all files are gathered") {
    std::string all = faults(thing("  title: {type: lien}\n"), {{"processes/room/other.record.yaml", "record: other\n"}, {"processes/room/broken.record.yaml", "a: [\n"}});
    INFO(all);
    CHECK(all.find("broken.record.yaml:") != std::string::npos);
    CHECK(all.find("other.record.yaml:1: record type other: 'prefix' is missing; add it") != std::string::npos);
    CHECK(all.find(at + "6:") != std::string::npos);
}

TEST_CASE("Mistakes in links and scales are refused") {
    CHECK(faults(thing(good + "  o: {type: link, to: persn}\n")) == at + "7: field thing.o: there is no record type 'persn'; did you mean 'person'?");
    CHECK(faults(thing(good + "  o: {type: link}\n")) == at + "7: field thing.o: 'to' is missing; add it");
    CHECK(faults(thing(good + "  o: {type: link, to: any, inverse: x}\n")) == at + "7: field thing.o: a link to any type cannot have an inverse; remove it");
    CHECK(faults(thing(good + "  a: {type: link, to: person, inverse: x}\n  b: {type: link, to: person, inverse: x}\n")) ==
          at + "8: field thing.b: the inverse 'x' of person belongs to thing.a already; choose another");
    CHECK(faults(thing(good + "  a: {type: link, to: person, inverse: active}\n")) == at + "7: field thing.a: the inverse 'active' is a field of person; choose another");
    CHECK(faults(thing(good + "  a: {type: link, to: person, inverse: state}\n")) == at + "7: field thing.a: the inverse 'state' is a field of person; choose another");
    CHECK(faults(thing(good + "  p: {type: parts, fields: {a: {type: link, to: person, inverse: x}}}\n")) ==
          at + "7: field thing.a: a link inside parts cannot have an inverse; remove it, or make the part a record type");
    CHECK(faults(thing(good + "  s: {type: scale, of: method}\n")) == at + "7: field thing.s: 'of' must name a link field and a parts field of its target: method.likelihood_levels");
    CHECK(faults(thing(good + "  s: {type: scale, of: method.levels}\n")) == at + "7: field thing.s: 'of' names no field 'method' of thing; allowed are title, s");
    CHECK(faults(thing(good + "  m: {type: link, to: person}\n  s: {type: scale, of: m.levels}\n")) == at + "8: field thing.s: person has no parts field 'levels'; allowed are title, active");
    CHECK(faults(thing(good + "  m: {type: link, to: thing}\n  l: {type: parts, fields: {level: {type: number, places: 1}}}\n  s: {type: scale, of: m.l}\n")) ==
          at + "9: field thing.s: the parts of thing.l need a number 'level' without places and a line 'title'");
}

TEST_CASE("Names, plurals and prefixes belong to one type") {
    std::string other = "record: other\ntitle: {one: Other, many: Others}\nprefix: TH\nsays: Other.\nfields: {title: {type: line}}\n";
    CHECK(faults(thing(good), {{"processes/room/other.record.yaml", other}}) ==
          "processes/room/thing.record.yaml:1: record type thing: the prefix 'TH' belongs to other already (processes/room/other.record.yaml:1); choose another");
    std::string same = "record: thing\ntitle: {one: Thing, many: Stuff}\nprefix: TX\nsays: Other.\nfields: {title: {type: line}}\n";
    CHECK(faults(thing(good), {{"processes/zoo/thing.record.yaml", same}}) ==
          "processes/zoo/thing.record.yaml:1: record type thing: the name 'thing' belongs to thing already (processes/room/thing.record.yaml:1); choose another");
    CHECK(faults(thing(good), {{"processes/zoo/stuff.record.yaml", "record: staff\ntitle: {one: S, many: Ss}\nprefix: TX\nsays: Other.\nfields: {title: {type: line}}\n"}}) ==
          "processes/zoo/stuff.record.yaml:1: record type staff: the file must be called staff.record.yaml");
    CHECK(faults("record: thing\ntitle: {one: Thing, many: Things}\nprefix: thg\nsays: x\nfields: {title: {type: line}}\n") ==
          at + "1: record type thing: the prefix 'thg' must be one to four capital letters");
}

TEST_CASE("Mistakes in states and moves are refused") {
    auto states = [](const std::string& move, const std::string& head = "initial: draft") {
        return thing(good + "  owner: {type: link, to: person}\n  on: {type: date}\n  n: {type: number, derived: '1'}\n  k: {type: choice, choices: [a, b]}\n",
                     "states:\n  " + head + "\n  moves:\n    go: {" + move + "}\n");
    };
    const std::string line = at + "14: move thing.go";
    CHECK(faults(states("from: draft, to: done, by: [owner, isms_manager, creator], needs: [reason, on], sets: {on: today, owner: actor, k: a}")) == "");
    CHECK(faults(states("from: draft, to: done")) == line + ": 'by' is missing; name roles, link fields to person, or anyone");
    CHECK(faults(states("to: done, by: [owner]")) == line + ": 'from' is missing; name the states the move starts in, or any");
    CHECK(faults(states("from: draft, to: done, by: [ownr]")) == line + ": 'ownr' in 'by' is no role and no link field to person; did you mean 'owner'?");
    CHECK(faults(states("from: draft, to: done, by: [owner], needs: [om]")) == line + ": 'needs' names no field 'om'; did you mean 'on'?");
    CHECK(faults(states("from: draft, to: done, by: [owner], sets: {on: actor}")) == line + ": 'sets' cannot put actor into on, a field of type date; choose another field");
    CHECK(faults(states("from: draft, to: done, by: [owner], sets: {k: c}")) == line + ": 'sets' of k: K: 'c' is none of the choices; did you mean 'a'?");
    CHECK(faults(states("from: draft, to: done, by: [owner], sets: {n: 3}")) == line + ": 'sets' cannot set 'n', it is derived; remove it");
    CHECK(faults(states("from: draft, to: done, by: [owner], not_by: me")) == line + ": 'not_by' can only be author");
    CHECK(faults(states("from: draft, to: done, by: [owner], when: 'this.on < today'")) == line + ": 'otherwise' is missing; say what to do where 'when' does not hold");
    CHECK(faults(states("from: draft, to: done, by: [owner], when: '1 + 1', otherwise: Do it.")) == line + ", 'when': gives int, true or false is due");
    CHECK(faults(states("from: draft, to: don, by: [owner]", "initial: draft\n  titles: {draft: Draft, done: Done}")) ==
          at + "15: move thing.go: there is no state 'don' in 'titles'; did you mean 'done'?");
    CHECK(faults(states("from: draft, to: done, by: [owner], quorum: 0")) == line + ": 'quorum' must lie between 1 and 20");
}

TEST_CASE("Mistakes in permissions are refused") {
    auto may = [](const std::string& lines) { return thing(good + "  owner: {type: link, to: person}\n", "may:\n" + lines); };
    CHECK(faults(may("  reader: [read]\n  owner: [read, {change: [title], when: 'this.state == \"active\"'}]\n")) == "");
    CHECK(faults(may("  reader: [raed]\n")) == at + "9: may of thing.reader: there is no act 'raed'; did you mean 'read'?");
    CHECK(faults(may("  raeder: [read]\n")) == at + "9: may of thing.raeder: 'raeder' is no role and no link field to person; did you mean 'reader'?");
    CHECK(faults(may("  reader: [{change: [titel]}]\n")) == at + "9: may of thing.reader: there is no field 'titel'; did you mean 'title'?");
    CHECK(faults(may("  owner: [create]\n")) == at + "9: may of thing.owner: a person in a field of the record cannot create it; name a role");
    CHECK(faults(may("  reader: [{read: all, when: 'this.title'}]\n")) == at + "9: may of thing.reader, 'when': gives string, true or false is due");
    CHECK(faults(may("  reader: [{when: 'true'}]\n")) == at + "9: may of thing.reader: an act is missing; name read, create, change or archive");
}
