#pragma once
// A simulated node: the real engine over a simulated disk, a clock of its own, and a link into the net.

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "backchannel/node/node.h"
#include "backchannel/simulate/seals.h"
#include "checker.h"
#include "disk.h"
#include "net.h"
#include "stage.h"

namespace backchannel::simulate {

class Actor final : public custody::Link, public custody::Sealer, public custody::Audit {
 public:
  // What leaves it, and what happens when it ends by itself.
  struct Surroundings {
    std::function<void(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame)> send;
    std::function<void(const base::NodeName& who, const base::Error& why)> exited;
  };
  Actor(Stage& stage, const Net& net, Checker& checker, Seals& seals, const netplan::Node& described,
        std::uint8_t number, std::unique_ptr<Drive> drive, Surroundings surroundings);

  void start();
  void crash();
  void submit(std::int64_t submission, custody::Payload sealed);  // into the outbox, which is durable
  // Runs a step with it unless the node has crashed since; during a pause it waits.
  void post(custody::Input input, std::int64_t delay_us);
  void pause(std::int64_t until_us) { paused_until_us_ = until_us; }
  void move_clock(std::int64_t ms) { clock_ahead_ms_ += ms; }

  [[nodiscard]] const base::NodeName& name() const noexcept { return name_; }
  [[nodiscard]] bool up() const noexcept { return node_ != nullptr; }
  [[nodiscard]] Disk& disk() noexcept { return disk_; }
  [[nodiscard]] bool holds_legs() const { return node_ && node_->engine().legs_held() > 0; }
  // Holds nothing, and everything handed in has been taken or refused.
  [[nodiscard]] bool quiet() const;
  [[nodiscard]] bool holds_only_statements() const;
  [[nodiscard]] base::Now now() const;

  // Effects of the engine.
  void send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) override;
  void verify(const custody::Verify& request) override;
  void testify(const custody::Testify& request) override;
  void note(const custody::Note& note) override;

 private:
  [[nodiscard]] std::optional<wire::Frame> planted(const wire::Frame& frame) const;
  void take(custody::Input input, unsigned life);
  void step(custody::Input input);

  Stage& stage_;
  const Net& net_;
  Checker& checker_;
  Seals& seals_;
  base::NodeName name_;
  netplan::NodeRole role_;
  Surroundings surroundings_;
  Disk disk_;
  std::unique_ptr<node::Node> node_;                               // null while down
  std::vector<std::pair<std::int64_t, custody::Payload>> outbox_;  // submissions
  unsigned life_ = 0;       // grows at each crash: events of an earlier life are dropped
  std::uint64_t wake_ = 0;  // generation of the latest wish
  std::int64_t paused_until_us_ = 0;
  std::int64_t clock_ahead_ms_ = 0;
  std::int64_t went_down_ms_ = 0;  // by its own clock
};

}  // namespace backchannel::simulate
