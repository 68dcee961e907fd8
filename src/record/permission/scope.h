// Who sees and may do what. Every call to the ledger needs a Scope, and only the permission module makes one.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "record/declaration/catalog.h"
#include "record/record.h"

namespace tutela::record {

// A role somebody holds: for the whole organisation (domain empty) or for a domain and all below it.
struct Holding { std::string role, domain; };

class Scope {
public:
    const Actor& actor() const { return actor_; }
    bool everything() const { return everything_; }          // the program itself: jobs, engine, seeding
    bool holds(std::string_view role) const;
    const std::vector<Holding>& holdings() const { return holdings_; }
    const std::vector<std::string>& domains_of(std::string_view role) const;   // expanded with descendants; {""}: all

private:
    friend class PermissionOffice;
    Scope() = default;
    Actor actor_;
    bool everything_ = false;
    std::vector<Holding> holdings_;
    std::vector<std::pair<std::string, std::vector<std::string>>> domains_;    // by role, expanded
};

class Ledger;

// The only maker of scopes.
class PermissionOffice {
public:
    // For the program itself. `name` becomes the actor ("job:conformity").
    static Scope program(std::string name);
    // The account on this machine that owns the data directory: may set up, import, back up, verify and read all,
    // but make no move that asks for a named person.
    static Scope local(std::string account);
    // A person with the roles its assignments give today (assignments, roles and domains read from the ledger).
    static Result<Scope> person(Ledger&, const std::string& person_id, std::string key, std::string_view today);
};

}  // namespace tutela::record
