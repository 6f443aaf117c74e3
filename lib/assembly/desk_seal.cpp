// Sealing for its own sake: what send would seal, to be taken apart in front of a class. It takes no number
// and leaves no trace in the store.

#include "backchannel/message/precedence.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

base::Result<SealedForm> seal_form(DeskState& desk, const Form& form) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY(resolved, resolve(desk, form));
  SealedForm out{std::move(resolved.verdict), std::move(resolved.summary), {}, {}};
  if (!out.verdict.allowed()) return out;
  wire::Content content{std::move(resolved.header), std::move(resolved.message), {}};
  seal::OpensslRandom().fill(content.header.message.value);
  const base::HandlingTime now = desk.now();
  content.header.created = now;
  content.header.date_time_group = now;
  content.header.expires = now + message::timers_of(message::precedence_of(content.header)).lifetime_ms;
  content.header.number = {};
  BC_TRY(sealed, seal::seal(*desk.trust, content, resolved.label, keys->signing, now));
  out.message = content.header.message;
  out.bytes = std::move(sealed.bytes);
  return out;
}

}  // namespace backchannel::assembly
