// What a node holds, as `status --queue` adds it up.

#include "desk.h"

namespace backchannel::e2e {
namespace {

class Queue : public People {
 protected:
  Queue() : People(here_hub_there("queue")) {}

  std::vector<text::Value> groups(const std::string& node) {
    const text::Value all = json_of(net.here({"status", "--queue", "--node", node, "--json"}));
    return all.array() == nullptr ? std::vector<text::Value>{} : *all.array();
  }

  static std::int64_t number(const text::Value& group, const char* key) {
    const text::Value* found = group.find(key);
    return found == nullptr ? -1 : found->integer().value_or(-1);
  }
};

TEST_F(Queue, OfANodeThatHoldsNothingIsEmpty) {
  const Ended ended = net.as("WRITER", {"status", "--queue"});
  EXPECT_DONE(ended);
  EXPECT_EQ(ended.out, "");
  EXPECT_SAYS(ended.err, "Nothing waits at HERE.");
  const Ended json = net.here({"status", "--queue", "--node", "HUB", "--json"});
  EXPECT_DONE(json);
  EXPECT_TRUE(groups("HUB").empty()) << json.out;
}

TEST_F(Queue, IsAddedUpByDestinationAndPrecedenceHighestFirst) {
  net.start("HERE");
  send("WRITER", "\"READER\"", "precedence = \"ROUTINE\"\n");
  send("WRITER", "\"READER\"", "precedence = \"PRIORITY\"\n");
  send("WRITER", "\"READER\"", "precedence = \"ROUTINE\"\n");
  ASSERT_TRUE(eventually([&] { return net.store("HERE").queue()->size() == 3; }));
  const Ended ended = net.as("WRITER", {"status", "--queue"});
  EXPECT_DONE(ended);
  EXPECT_SAYS(ended.out, "Held by HERE, ");
  EXPECT_LT(ended.out.find("PRIORITY"), ended.out.find("ROUTINE"));
  const auto held = groups("HERE");
  ASSERT_EQ(held.size(), 2U) << ended.out;
  EXPECT_EQ(string_at(held[0], "precedence"), "PRIORITY");
  EXPECT_EQ(number(held[0], "waiting"), 1);
  EXPECT_EQ(number(held[1], "waiting"), 2);
  EXPECT_EQ(number(held[1], "asked"), 0);
  EXPECT_EQ(string_at(held[1], "destination"), "THERE");
  EXPECT_EQ(*held[1].find("next")->array()->front().string(), "HUB");
  EXPECT_GT(number(held[1], "bytes"), number(held[0], "bytes"));
  // The exercise's clock runs on: the oldest of them grows older.
  EXPECT_TRUE(
      eventually([&] { return number(groups("HERE").at(1), "oldest_ms") > number(held[1], "oldest_ms"); }));
}

TEST_F(Queue, MovesWithItsMessagesToTheNextHolderAndEmpties) {
  net.start("HERE");
  net.start("HUB");
  send("WRITER", "\"READER\"", {});
  ASSERT_TRUE(eventually([&] { return !groups("HUB").empty() && groups("HERE").empty(); }));
  net.start("THERE");
  EXPECT_TRUE(eventually([&] { return groups("HUB").empty(); }));
}

TEST_F(Queue, NeedsANodeOrAPerson) {
  EXPECT_REFUSED(net.here({"status", "--queue"}), 64, "it is not known whose queue");
  EXPECT_REFUSED(net.here({"status", "--queue", "--node", "HUBB"}), 67, "HUB");
}

}  // namespace
}  // namespace backchannel::e2e
