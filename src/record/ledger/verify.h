// Everything that can be checked about a ledger from its database alone: the chain, the tree, the value store, the
// checkpoints, and every row of the projections against a replay of the entries.
#pragma once
#include "record/ledger/checkpoint.h"
#include "record/ledger/ledger.h"
#include "record/ledger/projection.h"

namespace tutela::record {

// `signer` may be null: checkpoints are then not checked. `outside` is the text of a checkpoint kept elsewhere, or empty.
Result<Verification> verify_ledger(store::Connection&, const Projection&, const Signer* signer, std::string_view outside);

}  // namespace tutela::record
