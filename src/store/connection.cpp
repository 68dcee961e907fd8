#include "store/connection.h"

namespace tutela::store {

Result<Transaction> Transaction::begin(Connection& connection, Access access) {
    TRY(connection.begin(access));
    return Transaction(&connection);
}

Transaction::~Transaction() { rollback(); }

Result<void> Transaction::commit() {
    Connection* connection = std::exchange(connection_, nullptr);
    if (!connection) return broken("A transaction was committed twice.");
    return connection->commit();
}

void Transaction::rollback() {
    if (Connection* connection = std::exchange(connection_, nullptr)) connection->rollback();
}

// One name does for all levels: both engines mean the innermost savepoint of that name.
Result<Savepoint> Savepoint::open(Connection& connection) {
    // SQLite would begin a transaction of its own here and commit it at the release.
    if (!connection.in_transaction()) return broken("A savepoint needs a running transaction.");
    TRY(connection.run("SAVEPOINT part"));
    return Savepoint(&connection);
}

Savepoint::~Savepoint() { (void)roll_back(); }

Result<void> Savepoint::release() {
    if (!connection_) return broken("A savepoint was released twice.");
    if (!connection_->in_transaction()) return broken("The transaction ended before its savepoint was released.");
    TRY(connection_->run("RELEASE SAVEPOINT part"));
    connection_ = nullptr;
    return {};
}

Result<void> Savepoint::roll_back() {
    Connection* connection = std::exchange(connection_, nullptr);
    if (!connection) return {};
    if (!connection->in_transaction()) return broken("The database has ended the whole transaction.");
    TRY(connection->run("ROLLBACK TO SAVEPOINT part"));
    TRY(connection->run("RELEASE SAVEPOINT part"));
    return {};
}

}  // namespace tutela::store
