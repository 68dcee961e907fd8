// Whatever is done to a ledger behind its back is found: every byte of every entry, value, salt and row.
#include <fstream>

#include "record/ledger/ledger_for_test.h"
#include "record/ledger/projection.h"
#include "record/ledger/verify.h"

using namespace tutela;
using namespace tutela::record;
using namespace tutela::record::testing;
using expr::Value;

#define BOTH store::SqliteHere, store::PostgresHere

namespace {

// A ledger with a bit of everything: links, parts, changes, moves, a batch, a checkpoint.
template <class E>
void fill(Ground<E>& g) {
    const Record a = g.create("asset", {{"title", Value::string("Server")}}), b = g.create("asset", {{"title", Value::string("Van")}});
    std::vector<std::pair<Value, Value>> cause = {{Value::string("text"), Value::string("rain")}};
    Record r = g.risk("Flood", 2, 2, {{"assets", Value::list({Value::string(a.id)})}, {"causes", Value::list({Value::map(cause)})}, {"seen", Value::date(20000)}});
    r = sure(g.ledger->write(g.all, g.change(r, {{"scenario", Value::string("Water")}, {"assets", Value::list({Value::string(b.id), Value::string(a.id)})}})));
    const std::string batch = sure(g.ledger->open_batch(g.all, "Batch"));
    Write w = g.change(r, {{"impact", Value::integer(3)}});
    w.batch = batch;
    w.reason = "a reason";
    sure(g.ledger->write(g.all, w));
    sure(g.ledger->close_batch(g.all, batch));
    sure(g.ledger->checkpoint());
}

struct Looking {
    std::unique_ptr<store::Database> database;
    Projection projection{*catalog()};
    std::optional<Signer> signer;
    Verification verify(const std::string& outside = {}) { return sure(verify_ledger(database->writer(), projection, signer ? &*signer : nullptr, outside)); }
    store::Connection& c() { return database->writer(); }
};

template <class E>
Looking look(Ground<E>& g) {
    g.ledger.reset();
    Looking l;
    l.database = g.database();
    l.signer = sure(Signer::open((g.place.path / "key").string()));
    return l;
}

// Runs a change inside a transaction, verifies, and takes it back.
template <class F>
Verification after(Looking& l, F&& tamper) {
    auto transaction = sure(store::Transaction::begin(l.c(), store::Access::write));
    tamper(l.c());
    return l.verify();
}

}  // namespace

TEST_CASE("no byte of any entry can be changed unseen") {
    Ground<store::SqliteHere> g;
    fill(g);
    Looking l = look(g);
    REQUIRE(l.verify().ok);
    std::vector<std::pair<int64_t, std::string>> entries;
    {
        auto rows = sure(l.c().query("SELECT position, text FROM ledger_entry WHERE position > 1 ORDER BY position"));
        while (sure(rows.next())) entries.emplace_back(rows.integer(0), std::string(rows.text(1)));
    }
    REQUIRE(entries.size() >= 7);
    int tried = 0, missed = 0;
    for (const auto& [position, text] : entries)
        for (size_t i = 0; i < text.size(); i += position == 4 ? 1 : 5) {       // one entry byte by byte, the others sampled
            std::string changed = text;
            changed[i] = changed[i] == 'x' ? 'y' : 'x';
            const auto v = after(l, [&](store::Connection& c) { sure(c.run("UPDATE ledger_entry SET text = ?2 WHERE position = ?1", position, changed)); });
            ++tried;
            missed += v.ok;
        }
    CHECK(missed == 0);
    CHECK(tried > 800);
    CHECK(l.verify().ok);
}

TEST_CASE("an entry rewritten with its own hash is still found, and so is a chain rewritten to its end") {
    Ground<store::SqliteHere> g;
    fill(g);
    Looking l = look(g);
    const auto rewrite = [&](store::Connection& c, bool whole) {
        std::vector<std::pair<int64_t, std::string>> entries;
        {
            auto rows = sure(c.query("SELECT position, text FROM ledger_entry ORDER BY position"));
            while (sure(rows.next())) entries.emplace_back(rows.integer(0), std::string(rows.text(1)));
        }
        Hash before{};
        Tree tree;
        for (auto& [position, text] : entries) {
            if (position == 4) text.replace(text.find("\"impact\":2"), 10, "\"impact\":4");
            if (whole && position > 4) {
                const size_t at = text.find("\"previous\":\"") + 12;
                text.replace(at, 64, digest::hex(before));
            }
            before = leaf_hash(text);
            tree.append(before);
            sure(c.run("UPDATE ledger_entry SET text = ?2, hash = ?3 WHERE position = ?1", position, text, store::Blob{digest::bytes(before)}));
        }
        if (whole) sure(c.run("UPDATE ledger_head SET hash = ?1, edge = ?2", store::Blob{digest::bytes(before)}, store::Blob{tree.edge()}));
    };
    CHECK_FALSE(after(l, [&](store::Connection& c) { rewrite(c, false); }).ok);
    const auto whole = after(l, [&](store::Connection& c) { rewrite(c, true); });
    bool by_checkpoint = false;
    for (const auto& f : whole.faults) by_checkpoint |= f.what.find("checkpoint") != std::string::npos;
    CHECK(by_checkpoint);
}

TEST_CASE_TEMPLATE("entries deleted, inserted, swapped or doubled, and a cut end, are found", E, BOTH) {
    Ground<E> g;
    fill(g);
    const std::string note = sure(g.ledger->checkpoint());
    Looking l = look(g);
    CHECK(l.verify(note).ok);
    const int64_t last = store::first_integer(l.c(), "SELECT max(position) FROM ledger_entry");
    const auto found = [&](const std::vector<std::string>& statements) {
        const auto v = after(l, [&](store::Connection& c) { for (const auto& sql : statements) sure(c.execute(sql)); });
        INFO(statements[0]);
        CHECK_FALSE(v.ok);
        return v;
    };
    found({"DELETE FROM ledger_entry WHERE position = 4"});
    found({"DELETE FROM ledger_entry WHERE position = " + std::to_string(last)});
    found({"INSERT INTO ledger_entry (position, at, hash, text) SELECT position + 1, at, hash, text FROM ledger_entry WHERE position = " + std::to_string(last)});
    found({"UPDATE ledger_entry SET position = 1000 WHERE position = 3", "UPDATE ledger_entry SET position = 3 WHERE position = 4", "UPDATE ledger_entry SET position = 4 WHERE position = 1000"});
    found({"UPDATE ledger_head SET position = position - 1"});
    found({"DELETE FROM ledger_head"});
    found({"DELETE FROM ledger_checkpoint", "INSERT INTO ledger_checkpoint (size, at, note) VALUES (3, 0, 'note')"});
    found({"UPDATE ledger_batch SET count = 9"});
    found({"DELETE FROM ledger_batch"});
    found({"DELETE FROM ledger_value WHERE position = 3"});
}

TEST_CASE("an older whole database put back is told only by a checkpoint kept elsewhere") {
    Ground<store::SqliteHere> g;
    fill(g);
    sure(g.ledger->backup((g.place.path / "older").string()));
    g.risk("Later");
    const std::string outside = sure(g.ledger->checkpoint());
    Looking now = look(g);
    CHECK(now.verify(outside).ok);
    Looking older;
    older.database = sure(store::Database::open(store::Location::file(g.place.path / "older")));
    older.signer = now.signer;
    CHECK(older.verify().ok);
    CHECK_FALSE(older.verify(outside).ok);
    CHECK_FALSE(older.verify("rubbish").ok);
}

TEST_CASE_TEMPLATE("no byte of a value or its salt can be changed unseen, and none can vanish or appear", E, BOTH) {
    Ground<E> g;
    fill(g);
    Looking l = look(g);
    struct Held { int64_t position; std::string field, salt, value; };
    std::vector<Held> held;
    {
        auto rows = sure(l.c().query("SELECT position, field, salt, value FROM ledger_value"));
        while (sure(rows.next())) held.push_back({rows.integer(0), std::string(rows.text(1)), std::string(rows.blob(2)), std::string(rows.text(3))});
    }
    REQUIRE(held.size() >= 6);
    const auto put = [&](const Held& h, const std::string& salt, const std::string& value) {
        return after(l, [&](store::Connection& c) {
            sure(c.run("UPDATE ledger_value SET salt = ?3, value = ?4 WHERE position = ?1 AND field = ?2", h.position, h.field, store::Blob{salt}, value));
        }).ok;
    };
    for (const Held& h : held) {
        for (size_t i = 0; i < h.salt.size(); i += 3) {
            std::string salt = h.salt;
            salt[i] = static_cast<char>(salt[i] ^ 1);
            CHECK_FALSE(put(h, salt, h.value));
        }
        for (size_t i = 0; i < h.value.size(); ++i) {
            std::string value = h.value;
            value[i] = value[i] == 'x' ? 'y' : 'x';
            CHECK_FALSE(put(h, h.salt, value));
        }
        CHECK_FALSE(after(l, [&](store::Connection& c) { sure(c.run("DELETE FROM ledger_value WHERE position = ?1 AND field = ?2", h.position, h.field)); }).ok);
    }
    CHECK_FALSE(after(l, [](store::Connection& c) { sure(c.run("INSERT INTO ledger_value (position, field, salt, value) VALUES (4, 'rate', ?1, '1')", store::Blob{"0123456789abcdef"})); }).ok);
    CHECK_FALSE(after(l, [](store::Connection& c) { sure(c.run("INSERT INTO ledger_erased (position, field, by_entry) VALUES (4, 'title', 5)")); }).ok);
    CHECK(l.verify().ok);
}

TEST_CASE_TEMPLATE("every column of every row of the projections is held against a replay", E, BOTH) {
    Ground<E> g;
    fill(g);
    Looking l = look(g);
    int tried = 0;
    for (const char* type : {"risk", "asset"}) {
        const Table table(*catalog(), *catalog()->type(type));
        for (const std::string& name : {table.records(), table.versions()}) {
            for (const Column& column : table.columns()) {
                if (column.name == "id" || column.name == "version") continue;
                if (name[0] == 'v' && std::string(type) == "asset") continue;           // no past versions there
                const auto v = after(l, [&](store::Connection& c) {
                    const int64_t rows = sure(c.run("UPDATE \"" + name + "\" SET \"" + column.name + "\" = " + (column.number ? "coalesce(\"" + column.name + "\", 0) + 1" : "coalesce(\"" + column.name + "\", '') || 'x'") +
                                                    " WHERE id = 1"));
                    CHECK(rows >= 1);
                });
                INFO(name << "." << column.name);
                CHECK_FALSE(v.ok);
                ++tried;
            }
        }
        CHECK_FALSE(after(l, [&](store::Connection& c) { sure(c.run("DELETE FROM \"" + table.records() + "\" WHERE id = 1")); }).ok);
    }
    CHECK(tried > 60);
    for (const char* sql : {"UPDATE l_risk_assets SET target = 2 WHERE target = 1 AND ordinal = 0", "DELETE FROM l_risk_assets WHERE ordinal = 1", "UPDATE l_risk_assets SET \"_to\" = 9",
                            "INSERT INTO l_risk_assets (source, ordinal, target, \"_from\", \"_to\") VALUES (1, 7, 1, 4, 5)", "DELETE FROM v_risk WHERE version = 1",
                            "UPDATE v_risk SET \"_to\" = \"_to\" + 1"})
        CHECK_MESSAGE(!after(l, [&](store::Connection& c) { sure(c.execute(sql)); }).ok, sql);
    CHECK(l.verify().ok);
}

TEST_CASE_TEMPLATE("erased values are gone everywhere, the chain stays valid, and nobody erases alone", E, BOTH) {
    Ground<E> g;
    const Scope admin = g.person("Admin", {{"administrator", ""}});
    const Record second = g.create("person", {{"title", Value::string("Second")}});
    Record p = g.create("person", {{"title", Value::string("Xaverius Quillfeather")}, {"email", Value::string("xq@example.org")}});
    p = sure(g.ledger->write(g.all, g.change(p, {{"email", Value::string("quill@example.org")}})));
    p = sure(g.ledger->write(g.all, g.change(p, {{"active", Value::boolean(false)}})));
    CHECK(sure(g.ledger->list(g.all, {.type = "person", .words = "quillfeather"})).records.size() == 1);
    Erasure wish{p.id, "email", "Asked for it", second.id};
    CHECK(store::kind_of(g.ledger->erase(g.scope_of(second.id), wish)) == "forbidden");
    wish.second_person = admin.actor().person;
    CHECK(store::code_of(g.ledger->erase(admin, wish)) == "two_people");
    wish.second_person = second.id;
    wish.ground = " ";
    CHECK(store::code_of(g.ledger->erase(admin, wish)) == "needs");
    wish.ground = "Asked for it";
    const int64_t at = sure(g.ledger->erase(admin, wish));
    CHECK(at == g.ledger->position());
    CHECK(store::code_of(g.ledger->erase(admin, wish)) == "nothing_to_erase");
    CHECK(g.text(sure(g.ledger->get(g.all, p.id)), "title") == "\"Xaverius Quillfeather\"");
    CHECK(g.text(sure(g.ledger->get(g.all, p.id)), "email") == "\"[erased]\"");
    wish.field.clear();
    sure(g.ledger->erase(admin, wish));
    CHECK(g.text(sure(g.ledger->get(g.all, p.id)), "title") == "\"[erased]\"");
    CHECK(g.text(sure(g.ledger->get(g.all, p.id, {p.position - 2, {}})), "title") == "\"[erased]\"");
    CHECK(sure(g.ledger->list(g.all, {.type = "person", .words = "quillfeather"})).records.empty());
    for (const auto& line : sure(g.ledger->entries(g.all, 0, 1000))) CHECK(line.find("Quillfeather") == std::string::npos);
    auto v = sure(g.ledger->verify(""));
    for (const auto& f : v.faults) MESSAGE(f.position << ": " << f.what);
    CHECK(v.ok);
    // A record with erased values can be changed, and rebuilt.
    p = sure(g.ledger->get(g.all, p.id));
    p = sure(g.ledger->write(g.all, g.change(p, {{"active", Value::boolean(true)}})));
    CHECK(g.text(p, "title") == "\"[erased]\"");
    sure(g.ledger->rebuild());
    CHECK(sure(g.ledger->verify("")).ok);
    g.open();
    CHECK(sure(g.ledger->verify("")).ok);
    if (E::engine == store::Engine::sqlite) {
        sure(g.ledger->backup((g.place.path / "copy").string()));
        g.ledger.reset();
        for (const auto& file : {g.engine.location().where, g.engine.location().where + "-wal", (g.place.path / "copy").string()}) {
            std::ifstream in(file, std::ios::binary);
            const std::string bytes((std::istreambuf_iterator<char>(in)), {});
            for (const char* word : {"Quillfeather", "quillfeather", "quill@example", "xq@example"}) CHECK_MESSAGE(bytes.find(word) == std::string::npos, file << " holds " << word);
        }
        Looking l = look(g);
        // Negative control: what was erased cannot come back unseen, nor can the erasure be forgotten.
        CHECK_FALSE(after(l, [](store::Connection& c) { sure(c.run("DELETE FROM ledger_erased")); }).ok);
    }
}
