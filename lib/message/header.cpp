#include "backchannel/message/header.h"

#include <algorithm>

namespace backchannel::message {

Precedence precedence_of(const Header& header) {
  Precedence highest = Precedence::Routine;
  for (const Recipient& recipient : header.recipients) highest = std::max(highest, recipient.precedence);
  return highest;
}

Precedence precedence_of(const Header& header, const std::vector<std::uint16_t>& legs) {
  Precedence highest = Precedence::Routine;
  for (const std::uint16_t leg : legs)
    if (leg < header.recipients.size()) highest = std::max(highest, header.recipients[leg].precedence);
  return highest;
}

}  // namespace backchannel::message
