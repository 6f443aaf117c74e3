// What a relay and a station show to a monitor.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "desk.h"
#include "support/http.h"

namespace backchannel::e2e {
namespace {

// Holds SQLite's lock for writing, as a program does that stopped in the middle of a transaction: byte 120
// of the WAL's index (sqlite.org/walformat.html, section 2.3.1). The system gives it back with the
// descriptor.
class WriteLock {
 public:
  explicit WriteLock(const std::filesystem::path& home)
      : file_(::open((home / "node.db-shm").c_str(), O_RDWR | O_CLOEXEC)) {}
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;
  ~WriteLock() { release(); }
  [[nodiscard]] bool take() {
    struct ::flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 120;
    lock.l_len = 1;
    return file_ >= 0 && ::fcntl(file_, F_SETLK, &lock) == 0;
  }
  void release() {
    if (file_ >= 0) ::close(std::exchange(file_, -1));
  }

 private:
  int file_;
};

class Metrics : public People {
 protected:
  Metrics() : People(here_hub_there("metrics")) {}

  // Shows its metrics.
  tests::Process start(const std::string& program, Words words, const std::string& node,
                       const std::string& address) {
    const auto home = net.home(node);
    words.insert(words.end(), {"--net", net.root().string(), "--name", node, "--log", (home / "log").string(),
                               "--metrics", address});
    return tests::Process({tests::program(program), words, {}, {}, {}, {}});
  }
  std::string url(const std::string& node) {
    std::string content = content_of(net.home(node) / "metrics");
    if (!content.empty()) content.pop_back();
    return content;
  }
  std::optional<tests::HttpAnswer> ask(const std::string& node, const std::string& path) {
    return tests::http(url(node), path);
  }
  bool is_ready(const std::string& node) {
    const auto answer = ask(node, "/readyz");
    return answer && answer->status == 200;
  }
  // The number behind the name, labels included; -1: it is not there.
  double number(const std::string& node, const std::string& name) {
    const auto answer = ask(node, "/metrics");
    if (!answer) return -1;
    const auto at = answer->body.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(answer->body.substr(at + name.size() + 2));
  }
};

TEST_F(Metrics, AreNotShownUnlessAskedFor) {
  net.start_all();
  EXPECT_FALSE(std::filesystem::exists(net.home("HUB") / "metrics"));
}

TEST_F(Metrics, OfARelayRiseWithAMessageAndGoWithIt) {
  tests::Process hub = start("backchannel-relay", {}, "HUB", "127.0.0.1:0");
  const tests::Process here = start("backchannel", {"node"}, "HERE", "0");
  ASSERT_TRUE(eventually([&] { return is_ready("HUB") && is_ready("HERE"); }));
  const auto alive = ask("HUB", "/livez");
  ASSERT_TRUE(alive);
  EXPECT_EQ(alive->status, 200) << alive->body;
  const auto all = ask("HUB", "/metrics");
  ASSERT_TRUE(all);
  for (const char* name :
       {"backchannel_build_info{", "backchannel_legs_held{precedence=\"FLASH\"} 0",
        "backchannel_bytes_held 0", "backchannel_submissions_waiting 0", "backchannel_legs_accepted_total 0",
        "backchannel_legs_moved_total 0", "# TYPE backchannel_legs_ended_total counter",
        "# TYPE backchannel_refusals_total counter", "backchannel_commit_batches_total ",
        "backchannel_peers_up "})
    EXPECT_SAYS(all->body, name);
  EXPECT_FALSE(has(all->body, "WRITER"));

  send("WRITER", "\"READER\"", "precedence = \"PRIORITY\"\n");
  const std::string held = "backchannel_legs_held{precedence=\"PRIORITY\"}";
  EXPECT_TRUE(eventually([&] { return number("HUB", held) == 1; }));
  // The store has it before the engine is told.
  EXPECT_TRUE(eventually([&] { return number("HUB", "backchannel_legs_accepted_total") == 1; }));
  EXPECT_EQ(number("HUB", "backchannel_legs_moved_total"), 0);
  EXPECT_GT(number("HUB", "backchannel_bytes_held"), 0);
  EXPECT_TRUE(eventually([&] { return number("HUB", "backchannel_commit_batches_total") > 0; }));
  EXPECT_EQ(number("HUB", "backchannel_peers_up"), 1);
  EXPECT_TRUE(eventually([&] { return number("HERE", "backchannel_legs_moved_total") == 1; }));

  net.start("THERE");
  EXPECT_TRUE(eventually([&] { return number("HUB", held) == 0; }));
  EXPECT_TRUE(eventually([&] { return number("HUB", "backchannel_legs_moved_total") >= 1; }));
  EXPECT_EQ(number("HUB", "backchannel_peers_up"), 2);

  const std::string before = url("HUB");
  hub.signal(SIGTERM);
  const Ended ended = hub.wait();
  EXPECT_DONE(ended);
  EXPECT_FALSE(tests::http(before, "/readyz"));
  EXPECT_FALSE(std::filesystem::exists(net.home("HUB") / "metrics"));
}

TEST_F(Metrics, OfARelayWhoseStoreStallsSayNotReadyButAliveAndItGoesOnWhereItStood) {
  const tests::Process hub = start("backchannel-relay", {}, "HUB", "0");
  ASSERT_TRUE(eventually([&] { return is_ready("HUB"); }));
  WriteLock lock(net.home("HUB"));
  ASSERT_TRUE(eventually([&] { return lock.take(); }));
  net.start("HERE");
  send("WRITER", "\"READER\"", "precedence = \"PRIORITY\"\n");
  ASSERT_TRUE(eventually([&] { return !is_ready("HUB"); }));
  const auto ready = ask("HUB", "/readyz");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 503);
  EXPECT_EQ(ready->body.find("the store has committed nothing for "), 0U) << ready->body;
  const auto alive = ask("HUB", "/livez");
  ASSERT_TRUE(alive);
  EXPECT_EQ(alive->status, 200) << alive->body;
  EXPECT_EQ(number("HUB", "backchannel_legs_accepted_total"), 0);
  lock.release();
  EXPECT_TRUE(eventually([&] { return is_ready("HUB"); }));
  EXPECT_TRUE(eventually([&] { return number("HUB", "backchannel_legs_accepted_total") == 1; }));
}

TEST_F(Metrics, OfAnAddressThatCannotBeReadAreRefused) {
  const Ended ended =
      tests::run({tests::program("backchannel-relay"),
                  {"--net", net.root().string(), "--name", "HUB", "--metrics", "localhost:http"},
                  {},
                  {},
                  {},
                  {}});
  EXPECT_REFUSED(ended, 64, "\"localhost:http\" is no address for metrics");
}

}  // namespace
}  // namespace backchannel::e2e
