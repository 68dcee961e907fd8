// All records of an organisation in memory, with links resolved both ways. Pure data: it asks the ledger only while it
// is loaded. Not safe for several threads; the engine guards it.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "engine/row.h"
#include "engine/standard.h"
#include "record/ledger/ledger.h"

namespace tutela::engine {

class Snapshot {
public:
    Snapshot(std::shared_ptr<const record::Catalog>, const Standards&);
    Snapshot(const Snapshot&) = delete;
    ~Snapshot();

    // Records of this type may be asked for their history (rules that read `changes` or ask held()). Before load.
    void keep_history(int type) { tables_[static_cast<size_t>(type)].history = true; }
    // Reads all records as known at `as_of`, and the settings.
    Result<void> load(record::Ledger&, const record::AsOf& as_of = {});
    // A record as it is after an entry; new ones get the next index of their type.
    Row& put(const record::Record&, std::string_view move = {});
    void set_settings(const std::vector<std::pair<std::string, expr::Value>>&);
    void set_computed(Row&, int slot, expr::Value);
    void set_history(Row&, std::vector<HistoryNote>);
    void set_position(int64_t p) { position_ = p; }
    int64_t position() const { return position_; }

    // Slots in which the record differs from what is held, in ascending order; every slot if it is new, or is
    // archived or taken back from the archive.
    std::vector<int> changed_slots(const record::Record&) const;

    const record::Catalog& catalog() const { return *catalog_; }
    const std::vector<Link>& links() const { return links_; }
    int types() const { return static_cast<int>(tables_.size()); }
    const Table& table(int type) const { return tables_[static_cast<size_t>(type)]; }
    const std::deque<Row>& rows(int type) const { return rows_[static_cast<size_t>(type)]; }
    Row* find(std::string_view id) const;        // nullptr: none
    int64_t size() const { return size_; }       // records present

    // Subjects of rules: a record type's rows or, at number types(), the items of the standards.
    int item_type() const { return types(); }
    size_t subjects(int type) const;
    const expr::ObjectRef* subject(int type, size_t index) const;
    bool live(int type, size_t index) const;

    // Variables in the order of record::Name. `self` may be nullptr.
    struct Variables { expr::Value slots[static_cast<size_t>(record::Name::count)]; };
    Variables variables(const expr::ObjectRef* self, int32_t today) const;

    // While a lens is set, records for which it says no are absent from links, inverses and records.<type>.
    void set_lens(const std::function<bool(const Row&)>* lens) const { lens_ = lens; }
    const std::function<bool(const Row&)>* lens() const { return lens_; }

private:
    friend class Row;
    class Everything;                            // the object `records`
    Row& row_for(int type, int64_t number, std::string_view id);
    Row* target(std::string_view id);            // made as a shadow if the type is known
    expr::Value intern(std::string_view text);
    expr::Value field_value(const record::Field&, const expr::Value& raw);
    void put_parts(Row&, const record::Field&, const expr::Value& raw);
    void unlink(Row&, const Link&);
    void relink(Row&, const Link&);
    void note(Row&, const record::Record&, const std::vector<int>& slots, std::string_view move);
    void forget_lists();
    std::vector<HistoryNote> history_from(record::Ledger&, const Row&) const;
    int type_of(std::string_view id, int64_t& number) const;

    std::shared_ptr<const record::Catalog> catalog_;
    std::deque<Table> tables_;
    std::vector<std::deque<Row>> rows_;
    std::vector<std::unordered_map<int64_t, Row*>> by_number_;
    std::unordered_map<std::string, int> by_prefix_;
    std::vector<Link> links_;
    std::unordered_map<std::string, expr::Value> interned_;
    std::deque<std::vector<std::string>> names_;     // of parts, by address
    std::unordered_map<const record::Field*, std::pair<std::string, const std::vector<std::string>*>> part_types_;
    std::vector<std::string> setting_names_, item_names_, change_names_;
    std::unique_ptr<SlotObject> settings_;
    std::deque<SlotObject> items_;
    std::unique_ptr<Everything> everything_;
    mutable expr::Value items_list_;
    mutable const std::function<bool(const Row&)>* lens_ = nullptr;
    // Asked once for each record whose history a rule wants: hardly any, so loading stays quick.
    std::function<std::vector<HistoryNote>(const Row&)> history_source_;
    int64_t position_ = 0, size_ = 0;
    int shadows_ = 0;                            // rows that are only pointed to
};

}  // namespace tutela::engine
