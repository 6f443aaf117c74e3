#pragma once
// One engine on a workbench: an input at a time, its ports answered by hand or at once. What it sends goes
// through the wire's codec on the way, so that no test passes with a frame that could not leave.

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/base/limits.h"
#include "backchannel/custody/engine.h"
#include "backchannel/simulate/memory_tables.h"

namespace backchannel::custody {

constexpr base::HandlingTime kBegins{88'665'900'000};
constexpr std::int64_t kSkewMs = 5 * base::kMinuteMs;
constexpr std::int64_t kAskingMs = base::kHourMs;

// S - R - T with a way round it by A and B, and a second station U beside R:
//   S1, S2, U - R;  R - A, R - B;  A - T, B - T
[[nodiscard]] netplan::Plan diamond();
[[nodiscard]] base::NodeName node(const char* name);

// A marking that seals to the persons named.
constexpr message::CategoryNumber kPersonal = 9;

// A sealed message as a sealer would verify it.
struct Letter {
  Payload sealed;
  Verified says;
  [[nodiscard]] const base::TransferId& transfer() const { return says.transfer; }
};
struct LetterWords {
  std::string from = "S1";
  std::vector<std::string> to = {"T"};
  message::Precedence precedence = message::Precedence::Routine;
  std::size_t size = 1'000;
  std::int64_t created_ms = 0;  // from kBegins
  std::int64_t lifetime_ms = 24 * base::kHourMs;
  message::Kind kind = message::Kind::Message;
  std::string writer = "P";
  std::string reader = {};  // the person of the first leg, to whose own key it is sealed
};
[[nodiscard]] Letter letter(const LetterWords& words);

class Bench {
 public:
  explicit Bench(const char* self, std::int64_t bits_per_second = 0,
                 std::size_t lane_legs = base::kLaneLegsMax);
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  // A port's answer stays away while it is held.
  bool hold_commits = false, hold_verify = false, hold_find = false, hold_testify = false, hold_reads = false;
  std::optional<base::Error> verify_fails;
  std::optional<base::Error> testify_fails;
  std::optional<base::Error> next_commit_fails;

  void give(Input input);
  void frame(const char* from, wire::Frame frame) { give(FrameArrived{node(from), std::move(frame)}); }
  void start() { give(Started{tables.recover()}); }
  void restart();  // what was not committed is lost
  void greeting(const char* peer, std::uint8_t store = 0, bool answer = false);  // its HELLO
  void up(const char* peer, std::uint8_t store = 0);  // PeerUp and its HELLO; 0: the store it always has
  void down(const char* peer) { give(PeerDown{node(peer)}); }
  void advance(std::int64_t us);  // and Tick, at each wake on the way
  void advance_ms(std::int64_t ms) { advance(ms * base::kMillisecondUs); }
  void settle();      // answers what is not held
  bool answer_one();  // of one port that is not held; false: there is none
  void know(const Letter& added) { letters_.insert_or_assign(added.transfer(), added); }
  void submit(const Letter& added);

  // The first frame of this kind to this peer, taken out.
  template <class Kind>
  std::optional<Kind> take(const char* peer) {
    for (auto it = sent.begin(); it != sent.end(); ++it)
      if (it->first == node(peer) && std::holds_alternative<Kind>(it->second)) {
        Kind found = std::get<Kind>(std::move(it->second));
        sent.erase(it);
        return found;
      }
    return std::nullopt;
  }
  // The same where there has to be one.
  template <class Kind>
  Kind must(const char* peer) {
    auto found = take<Kind>(peer);
    if (!found) ADD_FAILURE() << "no such frame to " << peer;
    return found ? *std::move(found) : Kind{};
  }
  template <class Kind>
  [[nodiscard]] std::size_t count(const char* peer) const {
    std::size_t n = 0;
    for (const auto& [to, each] : sent)
      if (to == node(peer) && std::holds_alternative<Kind>(each)) ++n;
    return n;
  }
  template <class Change>
  [[nodiscard]] std::vector<Change> committed() const {
    std::vector<Change> found;
    for (const custody::Change& each : changes)
      if (const auto* one = std::get_if<Change>(&each)) found.push_back(*one);
    return found;
  }
  [[nodiscard]] bool noted(const std::string& event) const;
  [[nodiscard]] std::size_t audited(const std::string& event) const;
  [[nodiscard]] std::vector<message::Statement> reports() const;  // kept here, and sealed for others
  [[nodiscard]] base::Now now() const { return now_; }
  [[nodiscard]] std::optional<base::ProtocolTime> wake() const { return wake_; }
  [[nodiscard]] std::size_t legs_held() const { return engine_->legs_held(); }
  [[nodiscard]] base::Bytes said() const;  // every frame sent so far, one after the other

  std::deque<std::pair<base::NodeName, wire::Frame>> sent;
  std::vector<Change> changes;  // committed, in order
  std::vector<Testify> testified;
  std::vector<Note> notes;
  std::optional<base::Error> exited;
  simulate::MemoryTables tables;
  std::deque<Batch> commits;  // not yet answered
  std::deque<Verify> verifies;
  std::deque<Find> finds;
  std::deque<Testify> testifies;
  std::deque<ReadChunk> reads;
  std::deque<ReadPage> pages;
  std::deque<ReadOverdue> overdue;
  netplan::Plan plan;

 private:
  void sort(Effects effects);
  [[nodiscard]] Testimony testify(const Testify& request);

  doctrine::Catalogue catalogue_;
  EngineConfig config_;
  std::unique_ptr<Engine> engine_;
  base::Now now_{{1'000'000}, kBegins};
  std::optional<base::ProtocolTime> wake_;
  std::map<base::TransferId, Letter> letters_;
};

// Frames as an honest neighbour makes them.
[[nodiscard]] wire::Consignment about(const Letter& of, wire::Legs legs = {0}, std::uint8_t copy = 1);
[[nodiscard]] wire::Offer offer(const Letter& of, wire::Legs legs = {0}, bool body = true);
[[nodiscard]] wire::Chunk chunk(const Letter& of, std::size_t from, std::size_t to,
                                wire::Legs last_legs = {});
[[nodiscard]] message::SignedStatement stamp_by(const char* relay);

}  // namespace backchannel::custody
