#pragma once
// A whole net in this process: real keys, real stores, real sockets on free loopback ports, in a temporary
// folder. For tests and benchmarks.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/assembly/net_folder.h"
#include "backchannel/assembly/running_node.h"
#include "backchannel/seal/keys.h"
#include "backchannel/store/client_store.h"
#include "backchannel/wire/codec.h"

namespace backchannel::support {

class LiveNet {
 public:
  // Mints the plan into a new temporary folder. Aborts with the error's sentence: there is nothing to test
  // without.
  explicit LiveNet(const std::string& plan_toml);
  ~LiveNet();
  LiveNet(const LiveNet&) = delete;
  LiveNet& operator=(const LiveNet&) = delete;

  void start(const std::string& node);
  void stop(const std::string& node);  // as a kill: nothing is flushed but what was committed
  void start_all();

  [[nodiscard]] const assembly::NetFolder& folder() const { return *folder_; }
  [[nodiscard]] const seal::Trust& trust() const { return *trust_; }
  [[nodiscard]] base::HandlingTime now() { return clock_->now().handling; }
  [[nodiscard]] store::ClientStore store(const std::string& node) const;
  [[nodiscard]] const seal::PrivateKey& key(const std::string& person, netplan::KeyUse use);

  // A sealed message from a person to a station, ready to be submitted at the person's station.
  struct Ready {
    store::SubmissionRow row;
    base::Bytes sealed;
  };
  [[nodiscard]] Ready seal(const std::string& from, const std::string& to_station,
                           message::Precedence precedence, std::size_t body_bytes,
                           const message::Label& label = {});
  // The same of what a test has written itself. The message's id, times, originator's station, keys that are
  // not given and sequence numbers are filled in.
  [[nodiscard]] Ready seal(wire::Content content, const message::Label& label);
  void submit(const Ready& ready, store::ClientStore& store);

 private:
  std::unique_ptr<assembly::NetFolder> folder_;
  std::shared_ptr<const seal::Trust> trust_;
  std::unique_ptr<assembly::ExerciseClock> clock_;
  std::map<std::string, std::unique_ptr<assembly::RunningNode>> running_;
  std::map<std::pair<std::string, netplan::KeyUse>, seal::PrivateKey> keys_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> pair_sequence_;
};

// A line of `relays` relays R0, R1, ... with station A (person ALFA) at one end and B (person BRAVO) at the
// other.
[[nodiscard]] std::string line_plan(unsigned relays);

}  // namespace backchannel::support
