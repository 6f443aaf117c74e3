#pragma once
// Appending to the audit chain and checking it (include/backchannel/store/audit.h).

#include "backchannel/base/digest.h"
#include "backchannel/store/audit.h"
#include "sqlite.h"

namespace backchannel::store {

class AuditChain {
 public:
  AuditChain(Database& database, const base::Digester& digester) : database_(database), digester_(digester) {}

  // Finds the last row. Again after a transaction with appends was rolled back.
  [[nodiscard]] base::Result<> load();
  // Inside the caller's transaction.
  [[nodiscard]] base::Result<> append(base::HandlingTime at, std::string_view event, std::string_view detail);

 private:
  Database& database_;
  const base::Digester& digester_;
  AuditMark last_;
};

[[nodiscard]] base::Result<AuditCheck> check_audit(Database& database, const base::Digester& digester,
                                                   const std::optional<AuditMark>& witness);

}  // namespace backchannel::store
