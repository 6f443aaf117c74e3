#pragma once
// ESSSecurityLabel (RFC 2634 section 3) of a label. One encoding for each label, and one label for each
// encoding.

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/label.h"

namespace backchannel::seal {

[[nodiscard]] base::Bytes encode_label(const message::Label& label);
// LabelUnknown: another policy, an unknown kind of category, an empty or unordered set, a privacy mark.
[[nodiscard]] base::Result<message::Label> decode_label(base::BytesView der);
// LabelUnknown if the doctrine has no row for a number, or has it as another kind.
[[nodiscard]] base::Result<> check_known(const doctrine::Catalogue& catalogue, const message::Label& label);

}  // namespace backchannel::seal
