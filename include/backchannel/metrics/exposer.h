#pragma once
// What a node tells a monitor, over HTTP: /metrics in Prometheus' text format, /livez and /readyz. Knows
// nothing of what it shows. The libraries stay behind this header (docs/decisions/0015-metrics.md).

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backchannel/base/error.h"

namespace backchannel::metrics {

enum class Kind : std::uint8_t { Counter, Gauge };

struct Sample {
  std::vector<std::pair<std::string, std::string>> labels;  // name, value
  double value = 0;
};
struct Family {
  std::string name, help;
  Kind kind = Kind::Gauge;
  std::vector<Sample> samples;
};
// The text format 0.0.4 of Prometheus.
[[nodiscard]] std::string to_text(const std::vector<Family>& families);

// Each is called on a thread of the exposer, two at a time at most, until it is destroyed.
struct Sources {
  std::function<base::Result<std::vector<Family>>()> families;  // an error: 503
  // Why not, in one sentence (503); nullopt: it does (200).
  std::function<std::optional<std::string>()> not_alive, not_ready;
};

class Exposer {
 public:
  // "127.0.0.1:9464", "[::1]:0", "9464" (on 127.0.0.1); port 0: any that is free. Numbers, no names: a name
  // could come to stand for an address that others reach. Usage, Network.
  [[nodiscard]] static base::Result<std::unique_ptr<Exposer>> start(const std::string& address,
                                                                    Sources sources);
  Exposer(const Exposer&) = delete;
  Exposer& operator=(const Exposer&) = delete;
  ~Exposer();  // waits for requests that are being answered

  [[nodiscard]] const std::string& url() const noexcept;  // "http://127.0.0.1:40123"

 private:
  struct Impl;
  explicit Exposer(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

// Whether start() would understand the address. Usage.
[[nodiscard]] base::Result<> check_address(const std::string& address);

}  // namespace backchannel::metrics
