// Records in memory, as expressions see them: fields by slot, links as objects, inverses as lists.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expr/value.h"
#include "record/declaration/catalog.h"
#include "record/record.h"

namespace tutela::engine {

class Snapshot;
class Row;

// A link field of the house: which type, which field, and which field inside a parts field (-1: none).
struct Link {
    int id = 0, source = 0, field = 0, part = -1;
    bool many = false;
    int target = -1;                             // type number; -1: any
};

// An object made of slots alone: a part, a change, the settings, an item of a standard.
class SlotObject final : public expr::ObjectRef {
public:
    SlotObject(std::string type, std::string id, const std::vector<std::string>* names)
        : type_(std::move(type)), id_(std::move(id)), names_(names), values(names->size()) {}
    expr::Value get(int slot) const override;
    std::string_view type_name() const override { return type_; }
    std::string_view identity() const override { return id_; }
    int slot_of(std::string_view name) const override;

private:
    std::string type_, id_;
    const std::vector<std::string>* names_;

public:
    std::vector<expr::Value> values;
};

// What happened to a record at one position; kept only for types whose rules ask for it.
struct HistoryNote {
    int64_t position = 0, at = 0;
    std::string by, move;
    std::vector<std::pair<int, expr::Value>> fields;    // slot and value after
};

// One type's rows and what all of them share.
struct Table {
    Snapshot* snapshot = nullptr;
    int type = 0;
    const record::Declaration* declaration = nullptr;
    std::vector<std::string> names;              // by slot: fields, implicit, inverses
    std::vector<int> links;                      // ids of links that start here
    std::vector<int> inverse_links;              // by inverse slot: id of the link that ends here
    std::vector<uint8_t> plain;                  // by field slot: no link, no parts
    std::vector<uint8_t> any;                    // by field slot: a link to any type, read as id
    bool history = false;                        // keep notes
    mutable expr::Value live;                    // cached list for records.<type>
    mutable bool live_known = false;
};

class Row final : public expr::ObjectRef {
public:
    Row(Table& table, uint32_t index, std::string id, int64_t number) : table_(&table), index_(index), id_(std::move(id)), number_(number) {}
    expr::Value get(int slot) const override;
    std::string_view type_name() const override { return table_->declaration->name; }
    std::string_view identity() const override { return id_; }
    int slot_of(std::string_view name) const override;

    const Table& table() const { return *table_; }
    int type() const { return table_->type; }
    uint32_t index() const { return index_; }
    const std::string& id() const { return id_; }
    int64_t number() const { return number_; }
    int64_t position() const { return position_; }
    bool present() const { return present_; }    // false: only pointed to so far
    bool live() const { return present_ && !archived_; }
    std::string title() const;                   // of its title field, else its id
    record::Record record() const;               // as the ledger gave it
    const std::vector<HistoryNote>& history() const;

    // Records a link of this one points to, and records that point here by a link; archived ones too.
    void targets(const Link&, std::vector<Row*>& out) const;
    const std::vector<Row*>* pointing(int link) const;

private:
    friend class Snapshot;
    struct Back { int link; std::vector<Row*> rows; mutable expr::Value cache; };
    struct Parts { expr::Value raw; std::vector<std::unique_ptr<SlotObject>> objects; };
    expr::Value implicit(record::Implicit) const;
    expr::Value inverse(int link) const;
    expr::Value many(const expr::Value& list) const;
    static expr::Value ids(const expr::Value& list);
    expr::Value changes() const;

    Table* table_;
    uint32_t index_;
    bool present_ = false, archived_ = false, imported_ = false;
    std::string id_;
    int64_t number_ = 0, version_ = 0, position_ = 0, created_at_ = 0, changed_at_ = 0, state_since_ = 0;
    expr::Value state_, created_by_, changed_by_;   // interned texts
    Row* domain_ = nullptr;
    std::unique_ptr<expr::Value[]> values_;      // by field slot; links as objects, parts as lists of objects
    std::vector<Back> back_;                     // only lists that have rows
    std::vector<std::pair<int, Parts>> parts_;   // by field slot
    mutable std::unique_ptr<std::vector<HistoryNote>> history_;
    mutable std::vector<std::unique_ptr<SlotObject>> change_objects_;
    mutable expr::Value changes_cache_;
};

}  // namespace tutela::engine
