#include <doctest/doctest.h>

#include "record/declaration/catalog.h"
#include "record/declaration/examples.h"

using namespace tutela;
using namespace tutela::record;

namespace {

const char* const base = R"(record: base
title: {one: Base, many: Bases}
prefix: B
says: What things stand on.
fields:
  title: {type: line, required: true}
  factor: {type: number}
  above: {type: link, to: base, inverse: below}
  rows: {type: parts, fields: {low: {type: number}, word: {type: line}}}
  size: {type: number, computed: 'size(this.below)'}
)";
const char* const roles = "roles: {reader: {says: Reads.}, isms_manager: {says: Manages.}, administrator: {says: Runs it.}}\n";
const char* const settings = "settings: {limit: {type: number, default: 5, says: A limit.}, word: {type: line, default: hello, says: A word.}}\n";

Result<std::shared_ptr<const Catalog>> build(const std::string& field, const std::string& more = "") {
    std::string text = "record: thing\ntitle: {one: Thing, many: Things}\nprefix: TH\nsays: A thing.\nfields:\n  title: {type: line, required: true}\n"
                       "  n: {type: number, min: 0}\n  base: {type: link, to: base, inverse: things}\n" + field + more;
    return Catalog::build({{"processes/a/base.record.yaml", base}, {"processes/a/thing.record.yaml", text}, {"src/record/kernel/roles.yaml", roles},
                           {"src/record/kernel/settings.yaml", settings}});
}

std::string fault(const std::string& field, const std::string& more = "") {
    auto catalog = build(field, more);
    if (catalog) return "";
    std::string all;
    for (const Fault& f : catalog.error().faults) all += (all.empty() ? "" : "\n") + f.message;
    return all;
}
bool says(const std::string& message, const std::string& start, const std::string& word) {
    if (message.rfind("processes/a/thing.record.yaml:" + start, 0) == 0 && message.find(word) != std::string::npos) return true;
    MESSAGE(message);
    return false;
}
std::string examples(const std::string& field, const std::string& list) {
    auto catalog = build(field, "examples:\n" + list);
    REQUIRE(catalog);
    auto ran = run_examples(**catalog);
    std::string all;
    if (!ran) for (const Fault& f : ran.error().faults) all += (all.empty() ? "" : "\n") + f.message;
    return all;
}

}  // namespace

TEST_CASE("Expressions of declarations are checked where they stand") {
    CHECK(fault("  x: {type: number, derived: 'this.n * this.base.factor + settings.limit'}\n") == "");
    CHECK(says(fault("  x: {type: number, derived: 'this.m + 1'}\n"), "9: field thing.x, 'derived': ", "m"));
    CHECK(says(fault("  x: {type: number, derived: 'this.n +'}\n"), "9: field thing.x, 'derived': ", ""));
    CHECK(says(fault("  x:\n    type: number\n    derived: 'this.n +'\n"), "11: field thing.x, 'derived': ", "line 1"));
    CHECK(says(fault("  x: {type: number, derived: 'this.n + settings.limits'}\n"), "9:", "limit"));
    CHECK(says(fault("  x: {type: number, derived: 'this.title'}\n"), "9: field thing.x, 'derived': gives string, the field is of type number", ""));
    CHECK(says(fault("  x: {type: flag, default: '3'}\n"), "9: field thing.x, 'default': gives int, the field is of type flag", ""));
    CHECK(says(fault("  x: {type: choice, choices: [a, b], default: '\"c\"'}\n"), "9: field thing.x, 'default': 'c' is none of the choices", ""));
    CHECK(says(fault("  x: {type: number, derived: this.n + 1}\n"), "9: field thing.x: put the expression of 'derived' in single quotes", ""));
    CHECK(says(fault("  x: {type: parts, fields: {y: {type: number, default: '1'}}}\n"), "9: field thing.x.y: fields of parts cannot have expressions", ""));
}

TEST_CASE("A derived value reads only what its own entry fixes") {
    CHECK(says(fault("  x: {type: flag, derived: 'today > date(\"2026-01-01\")'}\n"), "9:", "today"));
    CHECK(says(fault("  x: {type: number, derived: 'size(records.thing)'}\n"), "9:", "cannot read 'records'"));
    CHECK(says(fault("  x: {type: number, derived: 'size(this.base.things)'}\n"), "9:", "cannot follow 'things'"));
    CHECK(says(fault("  x: {type: number, derived: 'this.base.size'}\n"), "9:", "computed field 'size'"));
    CHECK(says(fault("  x: {type: number, derived: 'this.base.above.factor'}\n"), "9:", "'factor' lies further away"));
    CHECK(fault("  x: {type: number, computed: 'size(this.base.things) + this.base.size + this.base.above.factor'}\n") == "");
    CHECK(fault("  x: {type: line, derived: 'this.base.rows.filter(r, r.low <= this.n)[0].word'}\n") == "");
}

TEST_CASE("Derived fields are ordered by what they read, and circles are refused") {
    auto catalog = build("  x: {type: number, derived: 'this.y + 1'}\n  y: {type: number, derived: 'this.n + 1'}\n");
    REQUIRE(catalog);
    CHECK((*catalog)->type("thing")->derive_order == std::vector<int>{4, 3});
    CHECK(says(fault("  x: {type: number, derived: 'this.y + 1'}\n  y: {type: number, derived: 'this.x + 1'}\n"), "9: field thing.x, 'derived': the field depends on itself", ""));
    CHECK(says(fault("  x: {type: number, default: 'this.y'}\n  y: {type: number, default: '1'}\n"), "9: field thing.x, 'default': reads 'y', whose default comes later", ""));
    CHECK(says(fault("  x: {type: number, default: 'this.y'}\n  y: {type: number, derived: '1'}\n"), "9: field thing.x, 'default': cannot read 'y'", ""));
}

TEST_CASE("Examples are worked out: what holds passes") {
    CHECK(examples("  x: {type: number, places: 1, derived: 'double(this.n * this.base.factor) / 4.0'}\n  w: {type: line, default: 'settings.word'}\n",
                   "- {title: A, n: 3, base: {factor: 2}, gives: {x: 1.5, w: hello}}\n"
                   "- {title: B, n: 3, base: some, gives: {x: }}\n"
                   "- {title: B, settings: {word: other}, gives: {w: other}}\n"
                   "- {n: 3, refused: title}\n"
                   "- {title: C, n: -1, refused: n}\n"
                   "- {title: C, base: TH-001, refused: base}\n") == "");
}

TEST_CASE("Examples are worked out: what does not hold is named with its line") {
    const std::string field = "  x: {type: number, derived: 'this.n * this.base.factor'}\n";
    CHECK(says(examples(field, "- {title: A, n: 3, base: {factor: 2}, gives: {x: 7}}\n"), "11: example of thing: 'x' gives 6, expected was 7", ""));
    CHECK(says(examples(field, "- {title: A}\n- {n: 3}\n"), "12: example of thing: 'title' was refused: Title is missing", ""));
    CHECK(says(examples(field, "- {title: A, refused: title}\n"), "11: example of thing: 'title' should be refused, but was taken", ""));
    CHECK(says(examples(field, "- {title: A, n: x, refused: title}\n"), "11: example of thing: 'n' was refused", "should be refused"));
    CHECK(says(examples(field, "- {titel: A}\n"), "11: example of thing: thing has no field 'titel'; did you mean 'title'?", ""));
    CHECK(says(examples(field, "- {title: A, base: {facto: 1}}\n"), "11: example of thing: base has no field 'facto'; did you mean 'factor'?", ""));
    CHECK(says(examples(field, "- {title: A, gives: {xx: 1}}\n"), "11: example of thing: 'gives' names no field 'xx'", ""));
    CHECK(says(examples(field, "- {title: A, x: 1}\n"), "11: example of thing: 'x' was refused: X is worked out and cannot be given", ""));
    CHECK(says(examples(field, "- {title: A, state: gone}\n"), "11: example of thing: there is no state 'gone'", ""));
    CHECK(says(examples(field, "- just text\n"), "11: example of thing: an example is a map of field values", ""));
    CHECK(says(examples("  x: {type: number, derived: 'this.n / 0'}\n", "- {title: A, n: 1}\n"), "11: example of thing: 'x' was refused: X cannot be derived", ""));
}
