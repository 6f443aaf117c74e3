#pragma once
// Brings a store of an older format to the one this program writes.

#include "lock.h"
#include "sqlite.h"

namespace backchannel::store {

// All steps in one transaction: whatever ends the process, the store is whole in the old format or whole in
// the new one. Only who has the home takes them: `held`, or, without it, this call when no agent runs there;
// it waits `options.busy_ms` for another process that is taking them. StoreForeign: a newer format, or tables
// that do not fit the old one; StoreCorrupt; Locked: an agent of an older program runs there; Io.
[[nodiscard]] base::Result<> migrate(const std::filesystem::path& path, const OpenOptions& options,
                                     const HomeLock* held);

}  // namespace backchannel::store
