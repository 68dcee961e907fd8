// What an expression reads, derived from its tree: for each field the way that leads to it from the subject. A changed
// record is walked back along these ways to the subjects whose verdict may be another one now (DESIGN, "One rule").
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/snapshot.h"
#include "expr/ast.h"

namespace tutela::engine {

// One step away from an object: along a link that starts here, or against one that ends here.
struct Hop {
    int link = 0;
    bool back = false;
    friend bool operator==(const Hop&, const Hop&) = default;
};

// A place that is read: slot of a type, reached from the subject over hops, or from anywhere (`records.<type>`, or a
// way that cannot be walked back: then a change makes the whole rule run anew).
struct Read {
    int type = 0, slot = 0;
    bool anywhere = false;
    std::vector<Hop> hops;
    friend bool operator==(const Read&, const Read&) = default;
};

struct Watch {
    std::vector<Read> reads;
    std::vector<int> whole_types;                // records.<type>: members come and go
    bool unknown_ways = false;                   // reads objects whose type is known only when it runs
    bool uses_today = false;
    std::vector<int> settings;                   // slots of settings that are read
    std::vector<int> history_types;              // types whose `changes` or held() are read
    void add(Read);
    void merge(const Watch&);
};

// `subject`: type number of `this`, item_type() for standards' items, -1 for none.
Watch watch(const expr::Ast&, const Snapshot& shape, int subject);

// Rows from which the row is reached over the hops, in the snapshot as it is: the hops are gone backwards.
void walk_back(const Snapshot&, const Row&, const std::vector<Hop>& hops, const std::function<void(const Row&)>& found);

}  // namespace tutela::engine
