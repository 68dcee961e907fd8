#include "record/ledger/projection.h"

#include "base/digest.h"
#include "record/ledger/encoding.h"

namespace tutela::record {

std::vector<store::Parameter> parameters(const Row& row) {
    std::vector<store::Parameter> out;
    out.reserve(row.size());
    for (const Cell& c : row) out.push_back(c.parameter());
    return out;
}

Projection::Projection(const Catalog& catalog) : catalog_(&catalog) {
    tables_.reserve(catalog.types().size());
    for (const Declaration& d : catalog.types()) tables_.emplace_back(catalog, d);
}

Result<std::optional<Record>> Projection::find(store::Connection& c, int type, int64_t number, std::optional<int64_t> position) const {
    const Table& t = table(type);
    std::optional<Record> found;
    auto rows = TRY(c.query("SELECT " + t.names("t") + " FROM " + relation(t, position) + " t WHERE t.id = ?1", number));
    if (TRY(rows.next())) found = t.record(rows);
    return found;
}

Result<std::optional<Record>> Projection::find(store::Connection& c, std::string_view id, std::optional<int64_t> position) const {
    const Declaration* type = catalog_->type_by_id(id);
    const int64_t number = type ? record_number(*type, id) : 0;
    if (!number) return std::optional<Record>();
    return find(c, type->number, number, position);
}

Result<void> Projection::add_links(store::Connection& c, const Record& r, const Field& f) const {
    const expr::Value& v = r.values[static_cast<size_t>(f.slot)];
    if (!v.set()) return {};
    const Table& t = table(r.type);
    int64_t ordinal = 0;
    for (const expr::Value& target : v.as_list()) {
        const Cell cell = t.link_cell(f, target.as_string());
        TRY(c.run("INSERT INTO \"" + t.links(f) + "\" (source, ordinal, target, \"_from\", \"_to\") VALUES (?1, ?2, ?3, ?4, ?5)", r.number, ordinal++,
                  cell.parameter(), r.position, forever));
    }
    return {};
}

Result<void> Projection::add(store::Connection& c, const Record& r, const Row& row) const {
    const Table& t = table(r.type);
    TRY(c.run_with(t.insert(), parameters(row)));
    for (int slot : t.link_slots()) TRY(add_links(c, r, t.type().fields[static_cast<size_t>(slot)]));
    return {};
}

Result<void> Projection::replace(store::Connection& c, const Record& r, const Row& row, const std::vector<int>& links) const {
    const Table& t = table(r.type);
    TRY(c.run(t.keep(), r.number, r.position));
    TRY(c.run_with(t.update(), parameters(row)));
    for (int slot : links) {
        const Field& f = t.type().fields[static_cast<size_t>(slot)];
        TRY(c.run("UPDATE \"" + t.links(f) + "\" SET \"_to\" = ?2 WHERE source = ?1 AND \"_to\" = ?3", r.number, r.position, forever));
        TRY(add_links(c, r, f));
    }
    return {};
}

Result<std::vector<int>> Projection::reshape(store::Connection& c, bool all) const {
    std::vector<int> made;
    for (const Table& t : tables_) {
        std::string script;
        for (const std::string& sql : t.create(c.dialect().engine)) script += sql + ";\n";
        const std::string digest = digest::hex(digest::sha256(script + t.meaning()));
        std::string known;
        {
            auto rows = TRY(c.query("SELECT digest FROM ledger_shape WHERE type = ?1", t.type().name));
            if (TRY(rows.next())) known = rows.text(0);
        }
        if (known == digest && !all) continue;
        for (const std::string& sql : t.drop()) TRY(c.execute(sql));
        TRY(c.execute(script));
        TRY(c.run("INSERT INTO ledger_shape (type, digest) VALUES (?1, ?2) ON CONFLICT (type) DO UPDATE SET digest = excluded.digest", t.type().name, digest));
        made.push_back(t.type().number);
    }
    return made;
}

}  // namespace tutela::record
