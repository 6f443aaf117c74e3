#pragma once
// The signed attributes of a layer: exactly those of the profile, each once, each with one value.

#include "preflight.h"
#include "preflight_der.h"

namespace backchannel::seal {

// `attributes` stands in signedAttrs. Fills what the attributes say. SignedAttributes, Algorithm, Der, Depth.
[[nodiscard]] base::Result<> parse_attributes(der::Cursor& attributes, SignedKind kind,
                                              const oids::Oid& content_type, SignedLayer& layer);

}  // namespace backchannel::seal
