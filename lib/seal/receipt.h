#pragma once
// RFC 2634 receipts: asking for one, and what the originator keeps to know its own again. Private to module
// seal.

#include "backchannel/message/header.h"
#include "preflight.h"

namespace backchannel::seal {

[[nodiscard]] bool asks_for_receipt(const message::Header& header) noexcept;

// The ReceiptRequest attribute: signed content identifier = message id, from all, to the originator.
[[nodiscard]] base::Bytes receipt_request(const message::Header& header);
// Layers unless exactly the request of this header stands in the inner layer, or none if none is due.
[[nodiscard]] base::Result<> check_receipt_request(const message::Header& header, const SignedLayer& inner);

// DER: SEQUENCE { content type, signed content identifier, originator's signature value, msgSigDigest }. No
// text.
[[nodiscard]] base::Bytes receipt_expectation(const SignedLayer& inner);

}  // namespace backchannel::seal
