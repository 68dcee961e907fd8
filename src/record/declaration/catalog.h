// All that is declared: types, settings, roles, processes, and the raw texts of rules, reports and standards that
// the engine reads. Built from embedded texts at start (or from folders by declc), immutable afterwards.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "record/declaration/declaration.h"

namespace tutela::record {

// One declared text: path relative to the house ("processes/risk_assessment/risk.record.yaml") and content.
struct Source { std::string path, text; };

// An item of a standard, as far as records refer to it (the engine reads the rest).
struct ItemName { std::string id, kind, title, standard; };

// Names an expression can use, and their places among the variables handed to Program::evaluate.
enum class Name : int { this_record, today, settings, records, count };

class CatalogSchema;

// Implicit fields, in slot order behind the declared fields.
enum class Implicit : int {
    id, state, version, domain, created_at, created_by, changed_at, changed_by, state_since, archived, imported, changes, count
};
const char* name_of(Implicit);

enum class StandardItem : int { id, title, kind, standard, clause, theme, answered_by, count };
enum class ChangeField : int { position, at, by, move, fields, count };

class Catalog {
public:
    // Reads and checks everything; the errors of all files are gathered as faults "file:line: what; remedy".
    static Result<std::shared_ptr<const Catalog>> build(std::vector<Source> sources);

    const std::vector<Declaration>& types() const { return types_; }
    const Declaration* type(std::string_view name) const;        // "risk", also a former name
    const Declaration* type_by_path(std::string_view path) const;   // "risks"
    const Declaration* type_by_id(std::string_view id) const;    // "R-014"
    const std::vector<Inverse>& inverses(int type) const { return inverses_[static_cast<size_t>(type)]; }
    const std::vector<Setting>& settings() const { return settings_; }
    const std::vector<Role>& roles() const { return roles_; }
    const std::vector<Process>& processes() const { return processes_; }
    const std::vector<ItemName>& items() const { return items_; }
    const std::vector<Source>& sources() const { return sources_; }
    std::vector<const Source*> sources_with(std::string_view suffix) const;   // ".rule.yaml"
    const std::string& digest() const { return digest_; }        // SHA-256 over paths and texts, hex

    // The same house with an organisation's own texts over it: "<any>.fields.yaml" (for: type, fields: …) adds own
    // fields behind the declared ones, "<any>.record.yaml" an own type; settings and roles likewise. Paths get the
    // prefix "own/". Numbers and slots of what is built in do not change.
    Result<std::shared_ptr<const Catalog>> with_overlays(std::vector<Source> own) const;

    // The expression schema over these types, with variables placed as in Name: `today` (date), `settings` (object
    // "settings", slot = index in settings()), `records` (object "records", slot = number of the type, then
    // standard_item). Slots of record objects: 0..n-1 fields in order, then the implicit fields, then the inverses;
    // of a part ("risk_method.matrix"): its fields; of standard_item and change: as in StandardItem, ChangeField.
    // Without an argument there is no `this`; an object's name may be a type, a part or "standard_item".
    const expr::Schema& schema() const;
    const expr::Schema& schema(std::string_view this_object) const;

    // Slots of a record object behind its fields.
    static int slot(const Declaration&, Implicit);
    int inverse_slot(const Declaration&, size_t index) const;
    int inverse_slot(const Declaration&, std::string_view name) const;     // -1: none

private:
    friend class CatalogBuilder;
    std::vector<Declaration> types_;
    std::vector<std::vector<Inverse>> inverses_;
    std::vector<Setting> settings_;
    std::vector<Role> roles_;
    std::vector<Process> processes_;
    std::vector<ItemName> items_;
    std::vector<Source> sources_;
    std::string digest_;
    std::shared_ptr<const CatalogSchema> schema_;
    std::unordered_map<std::string, int> by_name_, by_path_, by_prefix_;
};

}  // namespace tutela::record
