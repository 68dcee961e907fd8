// The `may` lines and moves of a type, judged for one scope: on a record in memory, with the reason where it is no;
// and as one SQL condition that lists, counts, search, links and feeds share.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "record/ledger/filter.h"
#include "record/ledger/sql.h"
#include "record/ledger/view.h"
#include "record/permission/abilities.h"
#include "record/permission/scope.h"

namespace tutela::record {

class Permissions {
public:
    explicit Permissions(const Projection& projection) : projection_(projection) {}

    bool may_read(const Scope&, const Record&, Views&) const;
    bool may_create(const Scope&, const Declaration&, std::string_view domain) const;
    // Errors forbidden: who could, in words.
    Result<void> check_create(const Scope&, const Record&, Views&) const;
    Result<void> check_change(const Scope&, const Record& before, const std::vector<std::string>& fields, Views&) const;
    Result<void> check_archive(const Scope&, const Record& before, Views&) const;
    // Who may make the move, and from where; not yet what it needs to be filled in.
    Result<void> check_move(const Scope&, const Record& before, const Move&, Views&) const;
    Abilities abilities(const Scope&, const Record&, Views&) const;

    // The condition under which rows of `alias` may be read, and bindings added to `sql`; empty: all.
    // `in_order`: the rows are to be walked in the order asked for, so SQLite must not start from these columns' indexes.
    Result<std::string> readable(const Scope&, const Table&, std::string_view alias, Sql& sql, const FilterContext&, bool in_order = false) const;
    // Whether every record of the type may be read, so that there is nothing to ask of the record itself.
    bool reads_all(const Scope&, const Declaration&) const;

private:
    bool applies(const Scope&, const Permission&, const Declaration&, const Record&, Views&) const;
    bool allows(const Scope&, const Record&, Permission::Act, std::string_view field, Views&) const;
    Result<void> refuse(const Declaration&, Permission::Act, std::string_view doing) const;
    std::string who_may(const Declaration&, const std::vector<std::string>& who) const;
    const Declaration& type_of(const Record&) const;
    const Projection& projection_;
};

}  // namespace tutela::record
