#include "record/ledger/verify.h"

#include <algorithm>
#include <set>

#include "record/ledger/encoding.h"
#include "record/ledger/rebuild.h"

namespace tutela::record {
namespace {

constexpr size_t most_faults = 100;


class Verifier {
public:
    Verifier(store::Connection& c, const Projection& p, const Signer* signer) : c_(c), projection_(p), signer_(signer), replay_(p.catalog()), values_(c) {}

    Result<Verification> run(std::string_view outside) {
        TRY(read_erased());
        TRY(read_checkpoints(outside));
        TRY(each_entry(c_, 0, [&](int64_t position, std::string_view hash, std::string_view text) { return entry(position, hash, text); }));
        TRY(head());
        for (const auto& [size, why] : awaited_) fault(size, why.what + " is of " + std::to_string(size) + " entries, the ledger has only " + std::to_string(tree_.size()) + ": its end was cut off");
        TRY(left_values());
        TRY(projections());
        TRY(batches());
        out_.ok = out_.faults.empty();
        out_.position = tree_.size();
        out_.root = digest::hex(tree_.root());
        return out_;
    }

private:
    struct Awaited { std::string what; Hash root; };

    void fault(int64_t position, std::string what) {
        if (out_.faults.size() < most_faults) out_.faults.push_back({position, std::move(what)});
    }

    Result<void> read_erased() {
        auto rows = TRY(c_.query("SELECT position, field, by_entry FROM ledger_erased"));
        while (TRY(rows.next())) erased_[{rows.integer(0), std::string(rows.text(1))}] = rows.integer(2);
        return {};
    }

    void await(std::string_view note, const std::string& what, int64_t size) {
        auto read = signer_->read(note);
        if (!read) return fault(size, what + ": " + read.error().message);
        if (size && read->size != size) return fault(size, what + " is stored under another size");
        origins_.insert(read->origin);
        if (read->size == 0) return;
        awaited_.emplace(read->size, Awaited{what, read->root});
    }

    Result<void> read_checkpoints(std::string_view outside) {
        if (!signer_) return outside.empty() ? Result<void>() : Result<void>(invalid("This ledger has no checkpoint key to check that checkpoint with.", {}, "no_key"));
        auto rows = TRY(c_.query("SELECT size, note FROM ledger_checkpoint ORDER BY size"));
        while (TRY(rows.next())) await(rows.text(1), "the checkpoint stored at " + std::to_string(rows.integer(0)), rows.integer(0));
        if (!outside.empty()) await(outside, "the checkpoint kept outside", 0);
        return {};
    }

    Result<void> entry(int64_t position, std::string_view stored, std::string_view text) {
        const Hash hash = leaf_hash(text);
        if (digest::bytes(hash) != stored) fault(position, "the text of the entry does not fit its hash");
        if (position != tree_.size() + 1) fault(position, "entries are missing before it, or it stands twice");
        tree_.append(hash);
        auto read = Entry::read(text);
        if (!read) {
            fault(position, read.error().message);
            last_ = hash;
            return {};
        }
        const Entry& e = *read;
        if (e.position != position) fault(position, "the entry says it stands at " + std::to_string(e.position));
        if (e.previous != digest::hex(last_)) fault(position, "the entry does not follow the one before it (its hash of that one differs)");
        if (e.at < at_) fault(position, "its time lies before that of the entry before it");
        at_ = e.at;
        last_ = hash;
        for (auto [found, end] = awaited_.equal_range(position); found != end; ++found)
            if (found->second.root != tree_.root()) fault(position, found->second.what + " has another root: entries up to here were replaced");
        awaited_.erase(position);
        TRY(commitments(e));
        note_batch(e);
        return replayed(e);
    }

    // Each value the entry commits to lies in the value store and fits, or was erased by an entry that says so.
    Result<void> commitments(const Entry& e) {
        if (e.act == "erase")
            if (const auto* list = e.body.if_contains("erased"); list && list->is_array())
                for (const auto& one : list->get_array())
                    if (const auto* o = one.if_object())
                        erasures_[{o->contains("at") ? o->at("at").as_int64() : 0, o->contains("field") ? std::string(o->at("field").as_string()) : ""}] = e.position;
        std::map<std::string, std::pair<std::string, std::string>> held;
        {
            auto rows = TRY(c_.query("SELECT field, salt, value FROM ledger_value WHERE position = ?1", e.position));
            while (TRY(rows.next())) held[std::string(rows.text(0))] = {std::string(rows.blob(1)), std::string(rows.text(2))};
        }
        for (const auto& [field, c] : e.commitments()) {
            if (c.at) {                                       // stood in the version before already
                const auto before = standing_.find(e.record);
                const bool known = before != standing_.end() && before->second.count(field) && before->second[field].at == c.at && before->second[field].hash == c.hash;
                if (!known) fault(e.position, "the value of " + field + " is said to be that of entry " + std::to_string(c.at) + ", which is not so");
                continue;
            }
            const auto found = held.find(field);
            if (found == held.end()) {
                missing_.emplace(std::pair(e.position, field));
                continue;
            }
            if (commitment(found->second.first, field, found->second.second) != c.hash) fault(e.position, "the value or salt of " + field + " in the value store was changed");
            held.erase(found);
        }
        for (const auto& [field, value] : held) fault(e.position, "the value store holds a value for " + field + " that no entry commits to");
        if (!e.record.empty()) {
            auto& now = standing_[e.record];
            now.clear();
            for (const auto& [field, c] : e.commitments())
                if (field[0] != '@') now[field] = {c.hash, c.at ? c.at : e.position};
        }
        return {};
    }

    Result<void> replayed(const Entry& e) {
        auto step = replay_.apply(e, [&](const std::string& field, const Commitment& c) { return values_.open(field, c); });
        if (!step) {
            fault(e.position, step.error().message);
            return {};
        }
        if (!step->after) return {};
        const Record& r = step->after->record;
        const Table& t = projection_.table(r.type);
        if (e.version != r.version) fault(e.position, "the entry is version " + std::to_string(e.version) + " of " + e.record + ", version " + std::to_string(r.version) + " is due");
        rows_[t.records()][{r.number, 0}] = t.row(r);
        if (step->before) {
            Row past = t.row(*step->before);
            past.emplace_back(r.position);
            rows_[t.versions()][{r.number, step->before->version}] = std::move(past);
        }
        for (int slot : t.link_slots()) links(r, step->before ? &*step->before : nullptr, t, t.type().fields[static_cast<size_t>(slot)]);
        return {};
    }

    void links(const Record& r, const Record* before, const Table& t, const Field& f) {
        const auto slot = static_cast<size_t>(f.slot);
        if (before && before->values[slot] == r.values[slot]) return;
        auto& expected = links_[t.links(f)];
        for (Row& row : expected[r.number])
            if (row[4] == Cell(forever)) row[4] = Cell(r.position);
        int64_t ordinal = 0;
        if (r.values[slot].set())
            for (const auto& target : r.values[slot].as_list())
                expected[r.number].push_back({Cell(r.number), Cell(ordinal++), t.link_cell(f, target.as_string()), Cell(r.position), Cell(forever)});
    }

    Result<void> head() {
        auto rows = TRY(c_.query("SELECT position, hash, edge, origin FROM ledger_head WHERE one = 1"));
        if (!TRY(rows.next())) {
            fault(0, "the head of the ledger is missing");
            return {};
        }
        if (rows.integer(0) != tree_.size()) fault(tree_.size(), "the head stands at " + std::to_string(rows.integer(0)) + ", the last entry is " + std::to_string(tree_.size()));
        else if (rows.blob(1) != digest::bytes(last_)) fault(tree_.size(), "the head holds another hash than the last entry");
        else if (rows.blob(2) != tree_.edge()) fault(tree_.size(), "the head holds another tree than the entries make");
        for (const std::string& origin : origins_)
            if (origin != rows.text(3)) fault(tree_.size(), "a checkpoint is of another ledger: " + origin);
        return {};
    }

    // What lies in the value store beside the entries, and what is missing from it without an erasure.
    Result<void> left_values() {
        for (const auto& key : missing_) {
            const auto marked = erased_.find(key);
            const auto said = erasures_.find(key);
            if (said == erasures_.end()) fault(key.first, "the value of " + key.second + " is missing from the value store, and no entry erased it");
            else if (marked == erased_.end() || marked->second != said->second) fault(key.first, "the value of " + key.second + " was erased by entry " + std::to_string(said->second) + ", which the store does not remember");
        }
        for (const auto& [key, by] : erased_)
            if (!erasures_.count(key)) fault(key.first, "the value of " + key.second + " is marked as erased, but no entry says so");
        for (const auto& [key, by] : erasures_)
            if (!missing_.count(key)) fault(key.first, "the value of " + key.second + " was erased by entry " + std::to_string(by) + " and is there again");
        auto rows = TRY(c_.query("SELECT v.position FROM ledger_value v WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.position = v.position)"));
        while (TRY(rows.next())) fault(rows.integer(0), "the value store holds a value of an entry that is not there");
        return {};
    }

    Result<void> projections() {
        for (const Declaration& d : projection_.catalog().types()) {
            const Table& t = projection_.table(d.number);
            TRY(compare(t, t.records(), false));
            TRY(compare(t, t.versions(), true));
            for (int slot : t.link_slots()) TRY(compare_links(t.links(d.fields[static_cast<size_t>(slot)])));
        }
        return {};
    }

    static Row read_row(const store::Rows& rows, size_t columns, const std::function<bool(size_t)>& number) {
        Row row;
        for (size_t i = 0; i < columns; ++i) {
            const int at = static_cast<int>(i);
            if (rows.is_null(at)) row.emplace_back();
            else if (number(i)) row.emplace_back(rows.integer(at));
            else row.emplace_back(std::string(rows.text(at)));
        }
        return row;
    }

    Result<void> compare(const Table& t, const std::string& name, bool past) {
        auto& expected = rows_[name];
        const size_t columns = t.columns().size() + (past ? 1 : 0);
        auto rows = TRY(c_.query("SELECT " + t.names("t") + (past ? ", t.\"_to\"" : "") + " FROM \"" + name + "\" t"));
        while (TRY(rows.next())) {
            const Row row = read_row(rows, columns, [&](size_t i) { return i >= t.columns().size() || t.columns()[i].number; });
            const auto found = expected.find({row[Fixed::id].number, past ? row[Fixed::version].number : 0});
            const std::string id = id_text(t.type(), row[Fixed::id].number);
            if (found == expected.end()) {
                fault(row[Fixed::from].number, "the table " + name + " holds a row of " + id + " that the entries do not make");
                continue;
            }
            for (size_t i = 0; i < columns; ++i)
                if (!(row[i] == found->second[i]))
                    fault(found->second[Fixed::from].number, "in the table " + name + " the " + (i < t.columns().size() ? t.columns()[i].name : "_to") + " of " + id + " is not what the entries say");
            expected.erase(found);
        }
        for (const auto& [key, row] : expected) fault(row[Fixed::from].number, "in the table " + name + " the row of " + id_text(t.type(), key.first) + " is missing");
        return {};
    }

    Result<void> compare_links(const std::string& name) {
        std::multiset<std::string> expected, actual;
        const auto key = [](const Row& row) {
            std::string out;
            for (const Cell& cell : row) out += (cell.kind == Cell::integer ? std::to_string(cell.number) : cell.bytes) + "|";
            return out;
        };
        for (const auto& [source, list] : links_[name]) for (const Row& row : list) expected.insert(key(row));
        auto rows = TRY(c_.query("SELECT source, ordinal, target, \"_from\", \"_to\" FROM \"" + name + "\""));
        while (TRY(rows.next())) {
            std::string row;
            for (int i = 0; i < 5; ++i) row += std::string(rows.text(i)) + "|";
            actual.insert(row);
        }
        std::vector<std::string> differ;
        std::set_symmetric_difference(expected.begin(), expected.end(), actual.begin(), actual.end(), std::back_inserter(differ));
        if (!differ.empty()) fault(0, "in the table " + name + " " + std::to_string(differ.size()) + " rows are not what the entries say (source " + differ[0].substr(0, differ[0].find('|')) + ")");
        return {};
    }

    void note_batch(const Entry& e) {
        if (e.batch.empty()) return;
        auto& b = batches_[e.batch];
        if (e.act == "open_batch") b = {e.position, 0, 0, 0};
        else if (e.act == "close_batch") b.closed = e.position;
        else if (e.act == "undo_batch") { b.undone = e.position; if (!b.closed) b.closed = e.position; }
        else if (e.act != "undo") ++b.count;
    }

    struct Batch { int64_t opened = 0, closed = 0, undone = 0, count = 0; };

    Result<void> batches() {
        auto rows = TRY(c_.query("SELECT id, opened, closed, undone, count FROM ledger_batch"));
        while (TRY(rows.next())) {
            const auto found = batches_.find(std::string(rows.text(0)));
            const bool same = found != batches_.end() && found->second.opened == rows.integer(1) && found->second.closed == rows.integer(2) &&
                              found->second.undone == rows.integer(3) && found->second.count == rows.integer(4);
            if (!same) fault(rows.integer(1), "the row of batch " + std::string(rows.text(0)) + " is not what the entries say");
            if (found != batches_.end()) batches_.erase(found);
        }
        for (const auto& [id, b] : batches_) fault(b.opened, "the row of batch " + id + " is missing");
        return {};
    }

    store::Connection& c_;
    const Projection& projection_;
    const Signer* signer_;
    Verification out_;
    Tree tree_;
    Hash last_{};
    int64_t at_ = 0;
    Replay replay_;
    ValueStore values_;
    using Place = std::pair<int64_t, std::string>;
    std::map<Place, int64_t> erased_, erasures_;
    std::set<Place> missing_;
    std::multimap<int64_t, Awaited> awaited_;
    std::set<std::string> origins_;
    std::unordered_map<std::string, std::map<std::string, Commitment>> standing_;
    std::map<std::string, std::map<std::pair<int64_t, int64_t>, Row>> rows_;
    std::map<std::string, std::map<int64_t, std::vector<Row>>> links_;
    std::map<std::string, Batch> batches_;
};

}  // namespace

Result<Verification> verify_ledger(store::Connection& c, const Projection& projection, const Signer* signer, std::string_view outside) {
    return Verifier(c, projection, signer).run(outside);
}

}  // namespace tutela::record
