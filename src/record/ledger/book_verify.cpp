#include <fstream>
#include <sstream>

#include "record/ledger/book.h"
#include "record/ledger/verify.h"

namespace tutela::record {

// A signed statement of what the ledger is now, kept beside it and meant to be kept elsewhere too.
Result<std::string> Book::write_checkpoint(store::Connection& c) {
    const Head& head = chain_.head();
    std::string note = signer_->sign({chain_.origin(), head.position, head.tree.root()});
    TRY(c.run("INSERT INTO ledger_checkpoint (size, at, note) VALUES (?1, ?2, ?3) ON CONFLICT (size) DO UPDATE SET note = excluded.note", head.position, head.at, note));
    // Answers to requests are kept a week.
    TRY(c.run("DELETE FROM ledger_request WHERE at < ?1", head.at - int64_t{7} * 86'400'000'000));
    checkpoint_pending_ = head.position;
    return note;
}

Result<std::string> Book::checkpoint() {
    if (!signer_) return invalid("This ledger has no checkpoint key.", {}, "no_key");
    auto note = std::make_shared<std::string>();
    TRY(writer_->run([this, note](store::Connection& c) -> Result<void> {
        *note = TRY(write_checkpoint(c));
        return {};
    }));
    return *note;
}

Result<Verification> Book::verify(const std::string& checkpoint_file) {
    std::string outside;
    if (!checkpoint_file.empty()) {
        std::ifstream file(checkpoint_file, std::ios::binary);
        if (!file) return invalid("The checkpoint file " + checkpoint_file + " cannot be read.", {}, "no_file");
        std::stringstream text;
        text << file.rdbuf();
        outside = text.str();
    }
    auto reader = TRY(database_->begin_read());
    return verify_ledger(*reader, projection_, signer_ ? &*signer_ : nullptr, outside);
}

}  // namespace tutela::record
