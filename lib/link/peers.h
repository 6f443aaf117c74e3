#pragma once
// The allow list, with what the link keeps about each peer.

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "backchannel/link/link.h"
#include "outbox.h"

namespace backchannel::link {

struct PeerEntry {
  explicit PeerEntry(Peer configured) : peer(std::move(configured)) {}
  const Peer peer;
  Outbox outbox;
  std::atomic<bool> revoked = false;
};

// Built once, then read by every thread.
class PeerTable {
 public:
  // PlanInvalid: a key that is not 32 bytes, a name or key twice, a peer that is this node.
  [[nodiscard]] static base::Result<PeerTable> of(const LinkConfig& config);

  [[nodiscard]] PeerEntry* by_name(std::string_view name) const;
  // Only a peer that may dial this node: not revoked, and not one that this node dials.
  [[nodiscard]] PeerEntry* dialler_by_key(base::BytesView curve_public) const;
  [[nodiscard]] PeerEntry* dialler_by_name(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, std::unique_ptr<PeerEntry>, std::less<>>& all() const {
    return entries_;
  }

 private:
  std::map<std::string, std::unique_ptr<PeerEntry>, std::less<>> entries_;
  std::map<base::Bytes, PeerEntry*> by_key_;
};

constexpr std::size_t kCurveKeyBytes = 32;

}  // namespace backchannel::link
