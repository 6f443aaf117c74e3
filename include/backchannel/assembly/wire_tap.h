#pragma once
// The eavesdropper's chair: stands on one circuit of this machine, passes every byte on unchanged and keeps
// what it saw. It has no key. Own thread; loopback only.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"

namespace backchannel::assembly {

class WireTap {
 public:
  struct Burst {
    std::int64_t at_ms = 0;  // since the tap began
    bool forward = true;     // from the one who dials
    std::size_t bytes = 0;
  };

  // Listens on a free port and passes what arrives on to `target` ("tcp://127.0.0.1:40123"). Network, Syntax.
  [[nodiscard]] static base::Result<WireTap> start(const std::string& target);
  WireTap(WireTap&&) noexcept;
  WireTap& operator=(WireTap&&) noexcept;
  ~WireTap();  // cuts what passes through

  [[nodiscard]] const std::string& address() const noexcept;  // to be dialled instead of the target
  [[nodiscard]] std::size_t forwarded() const;                // bytes so far, from the one who dials
  // The first 16 MiB of both directions, each in order.
  [[nodiscard]] base::Bytes captured() const;
  // What arrived within 20 ms in one direction counts as one.
  [[nodiscard]] std::vector<Burst> bursts() const;

 private:
  struct Impl;
  explicit WireTap(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace backchannel::assembly
