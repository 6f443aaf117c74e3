#pragma once
// docs/HANDLING.md from the doctrine: what each marking makes the system do, on what basis, and where that is
// documented.

#include <string>

#include "backchannel/doctrine/catalogue.h"

namespace backchannel::client {

[[nodiscard]] std::string handling_document(const doctrine::Catalogue& catalogue);

}  // namespace backchannel::client
