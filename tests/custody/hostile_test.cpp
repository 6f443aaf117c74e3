// Neighbours that send anything in any order, ports that answer late, out of order or with errors: the engine
// stays up, and never says more than is durable.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "backchannel/wire/codec.h"
#include "bench.h"

namespace backchannel::custody {
namespace {

class Storm {
 public:
  Storm(const char* self, std::uint64_t seed) : bench_(self), random_(seed) {
    for (const netplan::Circuit* each : bench_.plan.circuits_of(node(self)))
      peers_.push_back(each->a == node(self) ? each->b.value : each->a.value);
    for (const char* from : {"S1", "S2", "T", "A"}) {
      for (const std::size_t size : {std::size_t{900}, std::size_t{20'000}, std::size_t{70'000}}) {
        LetterWords words;
        words.from = from;
        words.to = any<std::vector<std::string>>({{"T"}, {"T", "U"}, {"S1", "S2", "T"}, {"U", "R"}});
        words.size = size;
        words.precedence = message::kPrecedences[below(5)];
        words.lifetime_ms = any({std::int64_t{2'000}, std::int64_t{600'000}, 24 * base::kHourMs});
        words.kind = below(4) == 0 ? message::Kind::Statement : message::Kind::Message;
        letters_.push_back(letter(words));
        bench_.know(letters_.back());
      }
    }
    bench_.start();
    for (const std::string& peer : peers_) bench_.up(peer.c_str());
    hold_all(true);
  }

  void run(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      one();
      look();
    }
    // The storm is over: everything that is answered settles, and in time everything ends.
    hold_all(false);
    bench_.verify_fails.reset();
    bench_.testify_fails.reset();
    bench_.next_commit_fails.reset();
    bench_.settle();
    bench_.advance_ms(2'000);
    look();
    EXPECT_EQ(bench_.legs_held(), bench_.tables.legs.size()) << "memory and store hold the same legs";
    for (const std::string& peer : peers_) bench_.down(peer.c_str());
    for (int day = 0; day < 35; ++day) bench_.advance_ms(24 * base::kHourMs);
    EXPECT_EQ(bench_.legs_held(), 0U) << "a leg has no end";
    EXPECT_TRUE(bench_.tables.legs.empty());
  }

  std::size_t accepted = 0, refused = 0;

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  template <class T>
  T any(std::initializer_list<T> of) {
    return *(of.begin() + below(of.size()));
  }

  void hold_all(bool held) {
    bench_.hold_commits = bench_.hold_verify = bench_.hold_find = bench_.hold_testify = bench_.hold_reads =
        held;
  }

  wire::Legs some_legs() {
    wire::Legs legs;
    for (std::uint16_t leg = 0; leg < 4; ++leg)
      if (below(leg == 0 ? 2 : 3) == 0) legs.push_back(leg);
    if (below(40) == 0) legs.push_back(63);
    if (legs.empty()) legs.push_back(0);
    return legs;
  }
  wire::Consignment some_consignment() {
    const Letter& about = letters_[below(letters_.size())];
    wire::Consignment out{about.transfer(), static_cast<std::uint8_t>(below(12) == 0 ? 2 : 1), some_legs()};
    if (!seen_.empty() && below(2) == 0) out = seen_[below(seen_.size())];
    if (below(4) == 0) out.legs = some_legs();
    return out;
  }

  wire::Offer some_offer() {
    const Letter& of = letters_[below(letters_.size())];
    wire::Legs legs;
    for (std::uint16_t leg = 0; leg < of.says.header.recipients.size(); ++leg)
      if (below(3) != 0) legs.push_back(leg);
    if (legs.empty()) legs.push_back(0);
    wire::Offer out = offer(of, legs, of.sealed->size() <= base::kChunkBytesMax);
    if (below(30) == 0) out.consignment.copy = 2;
    switch (below(16)) {
      case 0:
        out.size = any({std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{base::kSealedBytesMax}});
        break;
      case 1:
        out.header = letters_[below(letters_.size())].says.header_bytes;
        break;
      case 2:
        out.body = base::Bytes(below(base::kChunkBytesMax));
        break;
      case 3:
        out.consignment.legs = some_legs();
        break;
      case 4: {
        message::Header wild = of.says.header;
        wild.created.ms = any({std::int64_t{1} << 53, -(std::int64_t{1} << 53), std::int64_t{0}});
        wild.expires.ms = any({std::int64_t{1} << 53, -(std::int64_t{1} << 53)});
        out.header = wire::encode(wild);
        break;
      }
      default:
        break;
    }
    for (std::size_t n = below(8) == 0 ? below(base::kHopsMax + 1) : 0; n > 0; --n)
      out.stamps.push_back(stamp_by(any({"R", "A", "B", "X"})));
    return out;
  }

  wire::Chunk some_chunk(const std::string& peer) {
    const Letter& of = letters_[below(letters_.size())];
    const std::size_t size = of.sealed->size();
    std::size_t& next = offsets_[{peer, of.transfer()}];
    std::size_t from = below(6) == 0 ? below(size + 1) : std::min(next, size);
    const std::size_t to = std::min(size, from + 1 + below(base::kChunkBytesMax));
    next = to == size ? 0 : to;
    wire::Chunk out = chunk(of, from, to);
    if (to == size || below(12) == 0) out.last_legs = some_legs();
    if (below(30) == 0) out.offset = base::kSealedBytesMax - out.data.size();
    return out;
  }

  wire::Frame some_frame(const std::string& peer) {
    switch (below(16)) {
      case 0: {
        wire::Hello hello;
        hello.store.value[0] = static_cast<std::uint8_t>(below(8) == 0 ? 200 : peer[0]);
        hello.handling = any({bench_.now().handling, base::HandlingTime{std::int64_t{1} << 53},
                              base::HandlingTime{-(std::int64_t{1} << 53)}});
        if (below(10) == 0) hello.version = 7;
        return hello;
      }
      case 1:
      case 2:
      case 3:
      case 4:
        return some_offer();
      case 5:
      case 6:
      case 7:
        return some_chunk(peer);
      case 8:
        return wire::Go{
            some_consignment(),
            any({std::uint64_t{0}, std::uint64_t{5'000}, std::uint64_t{70'000},
                 std::uint64_t{base::kSealedBytesMax}}),
            any({std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{60'000}, base::kQueueBytesMax})};
      case 9:
        return wire::Credit{some_consignment().transfer, 1, any({std::uint64_t{1}, base::kQueueBytesMax})};
      case 10:
        return wire::Have{some_consignment()};
      case 11:
        return wire::Accept{some_consignment(), stamp_by(peer.c_str())};
      case 12:
        return wire::Refuse{
            some_consignment(),
            any({base::Code::Elsewhere, base::Code::Hash, base::Code::NoPath, base::Code::Loop}),
            below(2) == 0};
      case 13:
        return wire::Busy{some_consignment(), any({0U, 100U, UINT32_MAX})};
      case 14:
        return wire::Query{some_consignment()};
      default:
        return wire::Status{some_consignment(),
                            any({wire::Fate::Accepted, wire::Fate::Never, wire::Fate::UnknownYet})};
    }
  }

  void one() {
    const std::string peer = peers_[below(peers_.size())];
    switch (below(24)) {
      case 0:
        bench_.up(peer.c_str(), static_cast<std::uint8_t>(below(10) == 0 ? 200 : 0));
        break;
      case 1:
        if (below(3) == 0) bench_.down(peer.c_str());
        break;
      case 2:
        bench_.advance_ms(any({std::int64_t{1}, std::int64_t{700}, std::int64_t{20'000}}));
        break;
      case 3:
        if (below(30) == 0) bench_.advance_ms(any({6 * base::kMinuteMs, base::kHourMs, 25 * base::kHourMs}));
        break;
      case 4:
        bench_.submit(letters_[below(letters_.size())]);
        break;
      case 5:
        if (below(20) == 0) bench_.restart();
        break;
      case 6:
        bench_.give(
            any({Input(VerifyDone{below(500), base::fail(base::Code::Internal)}),
                 Input(Testified{100'000 + below(500), Testimony{}}), Input(Found{100'000 + below(500), {}}),
                 Input(ChunkRead{100'000 + below(500), {}}), Input(Committed{100'000 + below(500)})}));
        break;
      case 7:
      case 8:
      case 9:
      case 10:
      case 11:
      case 12:
        answer();
        break;
      default: {
        const base::Bytes bytes = wire::encode(some_frame(peer));
        if (auto frame = wire::decode_frame(bytes)) bench_.frame(peer.c_str(), std::move(*frame));
      }
    }
  }

  // One port answers, well or badly.
  void answer() {
    bool* const ports[] = {&bench_.hold_commits, &bench_.hold_verify, &bench_.hold_find, &bench_.hold_testify,
                           &bench_.hold_reads};
    if (below(12) == 0)
      bench_.verify_fails = base::Error{
          any({base::Code::Integrity, base::Code::StatusUnknown, base::Code::Io}), {}, std::nullopt, {}};
    if (below(12) == 0) bench_.testify_fails = base::Error{base::Code::Unavailable, {}, std::nullopt, {}};
    if (below(12) == 0) bench_.next_commit_fails = base::Error{base::Code::StoreFull, {}, std::nullopt, {}};
    bool* const port = ports[below(5)];
    *port = false;
    for (std::size_t n = 1 + below(4); n > 0; --n) bench_.answer_one();
    *port = true;
    bench_.verify_fails.reset();
    bench_.testify_fails.reset();
  }

  [[nodiscard]] bool from_peer(const base::NodeName& peer, const wire::Consignment& of,
                               std::uint16_t leg) const {
    const auto it = bench_.tables.tombstones.find({of.transfer, leg, of.copy});
    return it != bench_.tables.tombstones.end() && it->second.from == peer;
  }

  // Nothing that was said goes beyond what is in the store.
  void look() {
    for (const auto& [peer, frame] : bench_.sent) {
      if (const auto* said = std::get_if<wire::Accept>(&frame))
        check_given(peer, said->consignment, "ACCEPT");
      if (const auto* said = std::get_if<wire::Have>(&frame)) check_given(peer, said->consignment, "HAVE");
      if (const auto* said = std::get_if<wire::Status>(&frame)) {
        if (said->fate == wire::Fate::Accepted) check_given(peer, said->consignment, "STATUS ACCEPTED");
        if (said->fate == wire::Fate::Never) check_never(peer, said->consignment, "STATUS NEVER");
      }
      if (const auto* said = std::get_if<wire::Refuse>(&frame))
        if (said->stable) check_never(peer, said->consignment, "REFUSE");
      if (const auto* said = std::get_if<wire::Offer>(&frame)) {
        seen_.push_back(said->consignment);
        if (said->body)
          check_bound(peer, said->consignment.transfer, said->consignment.copy, said->consignment.legs);
      }
      if (const auto* said = std::get_if<wire::Chunk>(&frame))
        check_bound(peer, said->transfer, said->copy, said->last_legs);
    }
    bench_.sent.clear();
  }

  void check_given(const base::NodeName& peer, const wire::Consignment& said, const char* words) {
    ++accepted;
    for (const std::uint16_t leg : said.legs)
      EXPECT_TRUE(from_peer(peer, said, leg))
          << words << " to " << peer.value << " for what is not committed";
  }

  void check_never(const base::NodeName& peer, const wire::Consignment& said, const char* words) {
    ++refused;
    for (const std::uint16_t leg : said.legs)
      EXPECT_FALSE(from_peer(peer, said, leg))
          << words << " to " << peer.value << " for what was accepted from it";
  }

  void check_bound(const base::NodeName& peer, const base::TransferId& transfer, std::uint8_t copy,
                   const wire::Legs& legs) {
    for (const std::uint16_t leg : legs) {
      const auto it = bench_.tables.legs.find({transfer, leg, copy});
      if (it == bench_.tables.legs.end()) continue;  // moved in the same moment
      EXPECT_EQ(it->second.state, LegState::Await) << "a last chunk left before its binding";
      EXPECT_EQ(it->second.bound_to, peer) << "a last chunk left for another than the one bound";
    }
  }

  Bench bench_;
  std::mt19937_64 random_;
  std::vector<std::string> peers_;
  std::vector<Letter> letters_;
  std::vector<wire::Consignment> seen_;
  std::map<std::pair<std::string, base::TransferId>, std::size_t> offsets_;
};

void survive(const char* self, std::uint64_t seeds) {
  std::size_t accepted = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(std::string(self) + " seed " + std::to_string(seed));
    Storm storm(self, seed);
    storm.run(1'500);
    accepted += storm.accepted;
    refused += storm.refused;
  }
  EXPECT_GT(accepted, 0U);
  EXPECT_GT(refused, 0U);
}

TEST(Hostile, ARelaySurvivesAnythingInAnyOrder) { survive("R", 60); }
TEST(Hostile, AReceivingStationSurvivesAnythingInAnyOrder) { survive("T", 30); }
TEST(Hostile, AnOriginatingStationSurvivesAnythingInAnyOrder) { survive("S1", 30); }

}  // namespace
}  // namespace backchannel::custody
