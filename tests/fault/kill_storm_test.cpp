// SIGKILL at random instants, over three relays, both stations' agents and the clients that hand messages in,
// while messages of four precedences pass. Counted from the clients' side only.
// BACKCHANNEL_KILL_STORM=long: 1,000 kills, 5,000 messages.

#include <gtest/gtest.h>

#include <iostream>

#include "e2e/line.h"
#include "storm.h"
#include "submitter.h"

namespace backchannel::fault {
namespace {

using e2e::eventually;
using Clock = std::chrono::steady_clock;

struct Size {
  std::size_t kills, messages;
  int longest_pause_ms;  // between two kills
};

Size size_of_storm() {
  return is_long("BACKCHANNEL_KILL_STORM") ? Size{1'000, 5'000, 600} : Size{30, 150, 400};
}

const std::vector<std::string> kVictims = {"A", "R0", "R1", "R2", "B"};

class KillStorm : public testing::Test {
 protected:
  e2e::Line line{e2e::Line::Plan{support::line_plan(3)}};
  Storm storm;
  std::vector<support::LiveNet::Ready> messages;
  Books books;
  std::map<std::string, std::size_t> kills;

  void seal(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      messages.push_back(
          line.keys.seal("ALFA", "B", message::kPrecedences[storm.pick(0, 3)],
                         storm.one_in(8) ? storm.pick(40'000, 90'000) : storm.pick(50, 3'000)));
  }

  // Hands in the next messages, meanwhile kills somebody, and counts the kill if there was one.
  void one_kill(std::size_t count, int longest_pause_ms) {
    Submitter client(line.net.home("A"), std::span(messages).subspan(books.attempts.size(), count));
    if (storm.one_in(8)) {
      storm.wait_at_most(std::chrono::microseconds(storm.pick(0, 15'000)));
      if (client.kill()) ++kills["client"];
    } else {
      // Every fifth time whoever has just been started again.
      if (victim_.empty() || !storm.one_in(5)) victim_ = kVictims[storm.pick(0, kVictims.size() - 1)];
      const auto pause = std::chrono::milliseconds(storm.pick(0, static_cast<std::size_t>(longest_pause_ms)));
      const auto ended = line.net.end_of(victim_, pause);
      ASSERT_FALSE(ended) << victim_ << " ended by itself: " << e2e::what_happened(*ended);
      line.net.kill(victim_);
      line.net.start(victim_);
      ++kills[victim_];
    }
    note(client.attempts());
  }

  void note(const std::vector<Attempt>& tried) {
    books.attempts.insert(books.attempts.end(), tried.begin(), tried.end());
  }

  [[nodiscard]] std::size_t all_kills() const {
    std::size_t all = 0;
    for (const auto& [name, count] : kills) all += count;
    return all;
  }

  // Waits until everything that the originator's store took has its receipt there, and nobody holds anything.
  void settle(std::chrono::seconds patience) {
    const auto originator = line.net.store("A");
    EXPECT_TRUE(eventually(
        [&] {
          const auto said = originator.statements(message::StatementKind::StationReceipt);
          const auto sent = originator.submissions();
          return said && sent && said->size() >= sent->size();
        },
        patience));
    for (const std::string& node : line.net.nodes())
      EXPECT_TRUE(eventually([&] {
        const auto rows = line.net.store(node).queue();
        return rows && rows->empty();
      })) << node
          << " still holds something";
  }

  void close_books() {
    std::vector<base::MessageId> held;
    for (const std::string& node : line.net.nodes()) {
      const auto rows = line.net.store(node).queue();
      ASSERT_TRUE(rows);
      for (const store::QueueRow& row : *rows) held.push_back(row.header.message);
    }
    books.arrivals = arrivals(line.net.store("B"));
    books.ends = ends(line.net.store("A"), held);
    const auto records = line.net.store("A").submissions();
    ASSERT_TRUE(records);
    books.records = records->size();
  }

 private:
  std::string victim_;
};

TEST_F(KillStorm, LosesNothingAndDoublesNothing) {
  const Size size = size_of_storm();
  seal(size.messages);
  line.net.start_all();
  const auto begin = Clock::now();
  while (all_kills() < size.kills) {
    const std::size_t left = size.messages - books.attempts.size();
    ASSERT_NO_FATAL_FAILURE(one_kill(left / (size.kills - all_kills()), size.longest_pause_ms));
  }
  note(Submitter(line.net.home("A"), std::span(messages).subspan(books.attempts.size())).attempts());
  const auto stormed = Clock::now();
  settle(std::chrono::seconds(120));
  close_books();
  const Verdict verdict = judge(books);
  EXPECT_EQ(books.attempts.size(), size.messages);
  std::cout << all_kills() << " kills:";
  for (const auto& [name, count] : kills) std::cout << " " << name << " " << count;
  std::cout << "\n"
            << verdict << "storm " << seconds_between(begin, stormed) << " s, then "
            << seconds_between(stormed, Clock::now()) << " s until all was receipted\n";
  EXPECT_TRUE(verdict.sound());
  EXPECT_EQ(verdict.ends.size(), 1U);
  EXPECT_EQ(verdict.ends.at(End::Delivered), books.records);
  EXPECT_EQ(verdict.arrived, books.records);
  EXPECT_EQ(verdict.acknowledged + verdict.recovered, verdict.arrived);
}

// A fault as no kill makes it: the disk of a relay is gone, with what had been accepted there.
TEST_F(KillStorm, ARelayThatLosesItsDiskIsSeenInTheBooks) {
  seal(20);
  for (const char* node : {"A", "R0"}) line.net.start(node);
  books.attempts = Submitter(line.net.home("A"), messages).attempts();
  const auto waits_at_r0 = [&] {
    const auto rows = line.net.store("R0").queue();
    return rows ? rows->size() : 0;
  };
  ASSERT_TRUE(eventually([&] { return waits_at_r0() == messages.size(); }));
  line.net.kill("R0");
  for (const auto& file : std::filesystem::directory_iterator(line.net.home("R0")))
    if (file.path().filename().string().starts_with("node.db")) std::filesystem::remove(file.path());
  line.net.start_all();
  const auto last = line.keys.seal("ALFA", "B", message::Precedence::Routine, 100);
  line.submit(last);
  ASSERT_TRUE(eventually([&] { return line.arrived(last); }));
  books.attempts.push_back({last.row.message, last.row.transfer});
  close_books();
  const Verdict verdict = judge(books);
  EXPECT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.lost, messages.size()) << verdict;
}

}  // namespace
}  // namespace backchannel::fault
