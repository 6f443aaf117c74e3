// Which batches an urgent one may go before.

#include <algorithm>

#include "backchannel/custody/rows.h"

namespace backchannel::custody {

namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

// Null: the change speaks of no transfer.
const base::TransferId* transfer_of(const Change& change) {
  return std::visit(Overloaded{
                        [](const PutTransfer& c) { return &c.row.transfer; },
                        [](const PutLeg& c) { return &c.row.key.transfer; },
                        [](const PutStatement& c) { return &c.statement.transfer; },
                        [](const TakeSubmission&) { return static_cast<const base::TransferId*>(nullptr); },
                        [](const WatchReceipts& c) { return &c.transfer; },
                        [](const RejectSubmission&) { return static_cast<const base::TransferId*>(nullptr); },
                        [](const SetCounter&) { return static_cast<const base::TransferId*>(nullptr); },
                        [](const SetClockMark&) { return static_cast<const base::TransferId*>(nullptr); },
                        [](const PutAudit&) { return static_cast<const base::TransferId*>(nullptr); },
                        [](const auto& c) { return &c.key.transfer; },
                    },
                    change);
}

bool speaks_of(const Batch& batch, const base::TransferId& transfer) {
  return std::ranges::any_of(batch.changes, [&](const Change& change) {
    const base::TransferId* other = transfer_of(change);
    return other != nullptr && *other == transfer;
  });
}

}  // namespace

bool may_overtake(const Batch& batch, const Batch& earlier) {
  if (!batch.urgent || earlier.urgent) return false;
  return std::ranges::none_of(batch.changes, [&](const Change& change) {
    const base::TransferId* transfer = transfer_of(change);
    return transfer != nullptr && speaks_of(earlier, *transfer);
  });
}

}  // namespace backchannel::custody
