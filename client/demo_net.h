#pragma once
// The demonstration's own net: a temporary folder, real processes on free loopback ports, an eavesdropper on
// the slow circuit. However the demonstration ends, even killed, the processes are stopped and the folder is
// removed.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/assembly/desk.h"
#include "backchannel/assembly/net_folder.h"
#include "backchannel/assembly/supervisor.h"
#include "backchannel/assembly/wire_tap.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::client {

class DemoNet {
 public:
  struct Numbers {
    int rate = 1;         // exercise seconds for each real second
    int bearer_next = 0;  // the first number that `numbering_relay` gives
    std::string numbering_relay;
    std::string tapped_relay;  // the eavesdropper stands on the circuits that others dial to it
  };

  // Before any thread is started: the guardian, a process that only waits for this one to end, is forked
  // here.
  [[nodiscard]] static base::Result<DemoNet> make(const std::filesystem::path& scenario,
                                                  const Numbers& numbers, bool keep);
  DemoNet(DemoNet&&) noexcept;
  DemoNet& operator=(DemoNet&&) = delete;
  ~DemoNet();

  [[nodiscard]] const assembly::NetFolder& folder() const;
  [[nodiscard]] const netplan::Plan& plan() const;
  [[nodiscard]] const doctrine::Catalogue& catalogue() const;
  [[nodiscard]] const std::vector<std::string>& ceremony() const;  // what was minted, line by line

  // Starts the clock and every node; waits until all are ready.
  [[nodiscard]] base::Result<> up();
  [[nodiscard]] base::Result<std::vector<assembly::NodeProcess>> down();
  // Only while the net is down: the exercise's clock goes forward to `at`.
  [[nodiscard]] base::Result<> put_clock(base::HandlingTime at);
  [[nodiscard]] base::Result<base::HandlingTime> now() const;
  [[nodiscard]] const assembly::WireTap& tap() const;  // after up()

  // With the keys unlocked from the credential file in the net's folder.
  [[nodiscard]] base::Result<assembly::Desk> desk(const std::string& person) const;
  [[nodiscard]] base::Result<store::ClientStore> store(const std::string& node) const;

 private:
  struct Impl;
  explicit DemoNet(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace backchannel::client
