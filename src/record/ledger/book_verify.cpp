#include <fstream>
#include <sstream>

#include "record/ledger/book.h"
#include "record/ledger/verify.h"

namespace tutela::record {

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
