#pragma once
// Values that have no wire form of their own, as columns.

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/message/label.h"
#include "backchannel/message/precedence.h"

namespace backchannel::store {

[[nodiscard]] base::Bytes encode_label(const message::Label& label);
[[nodiscard]] base::Result<message::Label> decode_label(base::BytesView bytes);  // StoreCorrupt

void append_number(base::Bytes& out, std::uint64_t value, int bytes);  // big-endian

}  // namespace backchannel::store
