#pragma once
// A net of its own for an exercise that is shown: a temporary folder, real processes on free loopback ports,
// and, if wanted, an eavesdropper on a circuit. However the program ends, even killed, the processes are
// stopped and the folder is removed.

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

class ExerciseNet {
 public:
  struct Options {
    std::optional<int> rate{};         // exercise seconds for each real second; empty: the plan's
    std::optional<int> bearer_next{};  // the first number that `numbering_relay` gives; empty: the plan's
    std::string numbering_relay{};
    std::string
        tapped_relay{};  // the eavesdropper stands on the circuits that others dial to it; empty: none
  };

  // Before any thread is started: the guardian, a process that only waits for this one to end, is forked
  // here.
  [[nodiscard]] static base::Result<ExerciseNet> make(const std::filesystem::path& scenario,
                                                      const Options& options, bool keep);
  ExerciseNet(ExerciseNet&&) noexcept;
  ExerciseNet& operator=(ExerciseNet&&) = delete;
  ~ExerciseNet();

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
  [[nodiscard]] const assembly::WireTap& tap() const;  // after up(), where there is one

  // With the keys unlocked from the credential file in the net's folder.
  [[nodiscard]] base::Result<assembly::Desk> desk(const std::string& person) const;
  // The one that he leaves for his next station.
  [[nodiscard]] base::Result<assembly::Desk> desk_to_leave(const std::string& person) const;
  [[nodiscard]] base::Result<store::ClientStore> store(const std::string& node) const;

 private:
  struct Impl;
  explicit ExerciseNet(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace backchannel::client
