#pragma once
// A net of real programs in a temporary folder: minted keys, daemons on free loopback ports, commands as a
// person types them.

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/assembly/net_folder.h"
#include "backchannel/store/client_store.h"
#include "backchannel/text/value.h"
#include "support/process.h"

namespace backchannel::e2e {

using tests::Ended;
using Words = std::vector<std::string>;

// Looks again and again until it holds. The deadline only ends a failing test.
[[nodiscard]] bool eventually(const std::function<bool()>& holds,
                              std::chrono::seconds deadline = std::chrono::seconds(60));

[[nodiscard]] std::string content_of(const std::filesystem::path& file);  // "" if it cannot be read
void write_text(const std::filesystem::path& file, const std::string& content);
[[nodiscard]] std::string what_happened(const Ended& ended);  // for the message of an assertion
[[nodiscard]] text::Value json_of(const Ended& ended);
[[nodiscard]] std::string string_at(const text::Value& value, const std::string& key);
[[nodiscard]] bool runs(pid_t pid);  // a zombie does not
// Processes with these words in their command lines.
[[nodiscard]] std::vector<pid_t> processes_naming(const std::string& words);

// Minted once for all tests of a build and kept beside the programs; each test gets a copy.
class Net {
 public:
  // A scenario's name, or the text of a plan.
  explicit Net(const std::string& plan);
  // Somebody else's folder; its clock runs already.
  explicit Net(const assembly::NetFolder& folder);
  // No net yet: `net mint` makes one at root().
  Net();
  ~Net();
  Net(const Net&) = delete;
  Net& operator=(const Net&) = delete;

  [[nodiscard]] const std::filesystem::path& root() const { return folder_.root(); }
  [[nodiscard]] const std::filesystem::path& scratch() const { return scratch_.path(); }
  [[nodiscard]] std::filesystem::path home(const std::string& node) const;
  [[nodiscard]] std::filesystem::path person_home(const std::string& person) const;
  [[nodiscard]] store::ClientStore store(const std::string& node) const;
  [[nodiscard]] std::string log(const std::string& node) const { return content_of(home(node) / "log"); }
  [[nodiscard]] const std::vector<std::string>& nodes();

  // backchannel WORDS, in a user's folder of its own.
  [[nodiscard]] Ended call(const Words& words, const std::string& input = {}) const;
  // backchannel WORDS --net ROOT
  [[nodiscard]] Ended here(Words words) const;
  // backchannel --as PERSON --net ROOT WORDS, with the passphrase where the command takes one.
  [[nodiscard]] Ended as(const std::string& person, const Words& words, const std::string& input = {}) const;

  // net up and net down. The daemons do not end with the test's process: the destructor takes care of them.
  [[nodiscard]] Ended up();
  [[nodiscard]] Ended down();

  // Daemons as children of the test: they end with it.
  using Environment = std::vector<std::pair<std::string, std::string>>;
  void start(const std::string& node, const Environment& environment = {});
  void start_all();
  void kill(const std::string& node);  // SIGKILL
  void signal(const std::string& node, int number);
  // Waits for it to end by itself, at most so long; nullopt: it still runs.
  [[nodiscard]] std::optional<Ended> end_of(const std::string& node, std::chrono::milliseconds patience);
  [[nodiscard]] Ended stop(const std::string& node);
  void rest();  // stops all that run
  [[nodiscard]] pid_t pid(const std::string& node) const;
  [[nodiscard]] std::vector<pid_t> pids();

 private:
  tests::TemporaryFolder scratch_;
  assembly::NetFolder folder_;
  std::vector<std::string> nodes_;
  std::map<std::string, tests::Process> running_;
  bool up_ = false;
};

}  // namespace backchannel::e2e
