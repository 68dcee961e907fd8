// The typed table of a record type: its columns, its SQL, and rows from and to records. One table r_<type> holds the
// records as they are, v_<type> their past versions over [_from, _to) positions, l_<type>_<field> each list of links.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/declaration/catalog.h"
#include "record/record.h"
#include "store/connection.h"

namespace tutela::record {

inline constexpr int64_t forever = int64_t{1} << 62;     // _to of what still holds

// One cell as written to a column.
struct Cell {
    enum Kind : uint8_t { null, integer, text } kind = null;
    int64_t number = 0;
    std::string bytes;
    Cell() = default;
    Cell(int64_t n) : kind(integer), number(n) {}
    Cell(std::string s) : kind(text), bytes(std::move(s)) {}
    store::Parameter parameter() const;
    friend bool operator==(const Cell&, const Cell&) = default;
};
using Row = std::vector<Cell>;

struct Column {
    enum Part : uint8_t { whole, key, low, likely, high };
    std::string name;            // "title", "title.key" (sort key), "loss.low"; always in double quotes in SQL
    int slot = -1;               // the field's, or -1: one of the fixed columns
    Part part = whole;
    bool number = false;         // INTEGER, else TEXT
    bool indexed = false;
};

// The fixed columns, in this order before those of the fields.
enum Fixed : int {
    id, version, from, state, domain, archived, imported, created_at, created_by, changed_at, changed_by, state_since,
    author,      // who created it or last changed its content (moves do not count)
    assents,     // JSON: who has said yes to a move that needs several
    own,         // JSON: the organisation's own fields
    fixed_count
};

// PostgreSQL cuts names at 63 characters; longer ones end in a piece of their hash instead.
std::string table_name(std::string name);

class Table {
public:
    Table(const Catalog&, const Declaration&);

    const Declaration& type() const { return *type_; }
    const std::vector<Column>& columns() const { return columns_; }
    const Column* column(std::string_view name) const;
    // The column to sort by: the sort key of a text, the value of anything else; nullptr where nothing can be sorted.
    const Column* sort_column(std::string_view field) const;
    std::string records() const { return table_name("r_" + type_->name); }
    std::string versions() const { return table_name("v_" + type_->name); }
    std::string links(const Field& f) const { return table_name("l_" + type_->name + "_" + f.name); }
    std::string names(std::string_view alias) const;             // all columns, for SELECT

    std::vector<std::string> create(store::Engine) const;        // tables and indexes
    std::vector<std::string> drop() const;
    const std::string& insert() const { return insert_; }
    const std::string& update() const { return update_; }
    const std::string& keep() const { return keep_; }            // copies the row ?1 to versions, held until ?2

    const std::vector<int>& link_slots() const { return link_slots_; }   // fields of type links with a table of their own
    // What beside the columns decides the content of the tables: former names, places, targets.
    std::string meaning() const;

    Row row(const Record&) const;
    void fix(Row&, const Record&) const;                          // the columns that are only known when it is written
    Record record(const store::Rows&, int offset = 0) const;     // reads `names` from column `offset` on

    // The link column's number or text: typed links hold the target's number, links to any type its id.
    Cell link_cell(const Field&, std::string_view id) const;

private:
    void add_field(const Field&);
    const Catalog* catalog_;
    const Declaration* type_;
    const Declaration* domains_;
    std::vector<Column> columns_;
    std::vector<int> own_, link_slots_;                           // slots of own fields, of lists of links
    std::string insert_, update_, keep_;
};

// What a query reads for a type: its table, or the records as they were known at a position.
std::string relation(const Table&, std::optional<int64_t> position);

std::string sort_key(std::string_view text);

}  // namespace tutela::record
