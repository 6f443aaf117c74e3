#pragma once
// What the originator's agent looks at when station receipts are overdue.

#include "backchannel/custody/ports.h"
#include "sqlite.h"

namespace backchannel::store {

[[nodiscard]] base::Result<custody::OverduePage> read_overdue(Database& database,
                                                              const custody::ReadOverdue& wanted);

}  // namespace backchannel::store
