#include "record/ledger/kernel_tables.h"

namespace tutela::record {
namespace {

const store::Migration steps[] = {
    {1, "ledger",
     "CREATE TABLE ledger_head (one {integer} PRIMARY KEY CHECK (one = 1), position {integer} NOT NULL, hash {blob} NOT NULL, edge {blob} NOT NULL,"
     " at {integer} NOT NULL, origin {text} NOT NULL, sealed {integer} NOT NULL, catalog {text} NOT NULL, searched {integer} NOT NULL){strict};"
     // The entries: `text` exactly as hashed, `hash` SHA-256(0x00 || text).
     "CREATE TABLE ledger_entry (position {integer} PRIMARY KEY, at {integer} NOT NULL, hash {blob} NOT NULL, text {text} NOT NULL){strict};"
     "CREATE TABLE ledger_checkpoint (size {integer} PRIMARY KEY, at {integer} NOT NULL, note {text} NOT NULL){strict};"
     "CREATE TABLE ledger_batch (id {text} PRIMARY KEY, opened {integer} NOT NULL, closed {integer} NOT NULL, undone {integer} NOT NULL,"
     " count {integer} NOT NULL, actor {text} NOT NULL, at {integer} NOT NULL){strict};"
     "CREATE TABLE ledger_source (path {text} PRIMARY KEY, digest {text} NOT NULL){strict};"
     "CREATE TABLE ledger_shape (type {text} PRIMARY KEY, digest {text} NOT NULL){strict};",
     // What the entries only name by its hash, and which of it was erased by which entry.
     "CREATE TABLE ledger_value (position INTEGER NOT NULL, field TEXT NOT NULL, salt BLOB NOT NULL, value TEXT NOT NULL, PRIMARY KEY (position, field)) STRICT, WITHOUT ROWID;"
     "CREATE TABLE ledger_erased (position INTEGER NOT NULL, field TEXT NOT NULL, by_entry INTEGER NOT NULL, PRIMARY KEY (position, field)) STRICT, WITHOUT ROWID;"
     "CREATE TABLE ledger_request (actor TEXT NOT NULL, name TEXT NOT NULL, digest BLOB NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (actor, name)) STRICT, WITHOUT ROWID;"
     // Words of records for the search; rowid is type * 2^40 + number.
     "CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')",
     "CREATE TABLE ledger_value (position BIGINT NOT NULL, field TEXT COLLATE \"C\" NOT NULL, salt BYTEA NOT NULL, value TEXT NOT NULL, PRIMARY KEY (position, field));"
     "CREATE TABLE ledger_erased (position BIGINT NOT NULL, field TEXT COLLATE \"C\" NOT NULL, by_entry BIGINT NOT NULL, PRIMARY KEY (position, field));"
     "CREATE TABLE ledger_request (actor TEXT COLLATE \"C\" NOT NULL, name TEXT COLLATE \"C\" NOT NULL, digest BYTEA NOT NULL, position BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (actor, name));"
     "CREATE TABLE search_words (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);"
     "CREATE INDEX search_words_index ON search_words USING gin (words)"},
};

}  // namespace

std::span<const store::Migration> kernel_tables() { return steps; }

}  // namespace tutela::record
