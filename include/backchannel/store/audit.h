#pragma once
// The audit chain: row n holds SHA-256(hash of row n-1 || encoded row n); the first follows a hash of the
// store's uuid. It shows edits, removals and exchanges. A cut tail or an older copy of the whole file shows
// only against a mark that somebody else has kept. Plain values.

#include <cstdint>
#include <optional>
#include <string>

#include "backchannel/base/bytes.h"
#include "backchannel/base/time.h"

namespace backchannel::store {

struct AuditRow {
  std::int64_t number = 0;  // 1, 2, 3 ... without gaps
  base::HandlingTime at;
  std::string event;
  std::string detail;  // key=value words
  base::Digest hash;
};

// What a witness keeps: so many rows were there, and the last had this hash.
struct AuditMark {
  std::int64_t rows = 0;
  base::Digest head;
};

struct AuditFault {
  std::int64_t row = 0;  // the first row that does not fit
  std::string why;
};

struct AuditCheck {
  AuditMark mark;  // of the rows that are sound
  std::optional<AuditFault> fault;
};

}  // namespace backchannel::store
