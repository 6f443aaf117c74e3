#pragma once
// Whether a store answers what it is asked.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "backchannel/base/time.h"
#include "backchannel/custody/ports.h"

namespace backchannel::assembly {

// Any thread.
class StoreWatch {
 public:
  void gave_batch(base::ProtocolTime now);
  void asked(base::ProtocolTime now);  // a look-up or a chunk
  // What was posted to the engine, by whomever.
  void posted(const custody::Input& input, base::ProtocolTime now);

  // Why the store counts as stalled, in one sentence: batches or look-ups wait, and for longer than the
  // patience none of their kind has been answered. nullopt: it answers.
  [[nodiscard]] std::optional<std::string> why_stalled(base::ProtocolTime now,
                                                       std::int64_t patience_ms) const;

 private:
  struct Waiting {
    std::uint64_t count = 0;
    base::ProtocolTime since;  // the last answer, or when the first of these was given
    void add(base::ProtocolTime now);
    void remove(base::ProtocolTime now);
  };

  mutable std::mutex mutex_;
  Waiting batches_, look_ups_;
};

}  // namespace backchannel::assembly
