#include <limits>

#include "desk_state.h"

namespace backchannel::assembly {

seal::CheckTime as_kept(base::HandlingTime now) {
  return {now, base::HandlingTime{std::numeric_limits<std::int64_t>::min()}};
}

seal::CheckTime as_received(const DeskState& desk, const store::MailboxRow& row, base::HandlingTime now) {
  const auto stamped = seal::witnessed_at(*desk.trust, row.stamps, row.key.transfer, now);
  return {now, stamped && *stamped < row.received_at ? *stamped : row.received_at};
}

std::optional<seal::Withdrawal> withdrawn_key(const DeskState& desk, const message::Recipient& leg) {
  return desk.trust->withdrawal_of(leg.key);
}

}  // namespace backchannel::assembly
