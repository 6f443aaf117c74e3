// A relay dies holding a FLASH: its writer's station sends it once more by the other way, and the reader's
// files it once.

#include <algorithm>

#include "desk.h"

namespace backchannel::e2e {
namespace {

// Two ways from HERE to THERE. Exercise time runs 12 times as fast: a FLASH is overdue after five seconds.
constexpr const char* kTwoWays = R"(
[net]
name = "two-ways"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 12
[[station]]
name = "HERE"
clearance = "SECRET"
[[station]]
name = "THERE"
clearance = "SECRET"
[[relay]]
name = "WEST"
clearance = "SECRET"
[[relay]]
name = "EAST"
clearance = "SECRET"
[[person]]
name = "WRITER"
station = "HERE"
clearance = "SECRET"
highest = "FLASH"
[[person]]
name = "READER"
station = "THERE"
clearance = "SECRET"
[[circuit]]
ends = ["HERE", "WEST"]
accreditation = "SECRET"
[[circuit]]
ends = ["WEST", "THERE"]
accreditation = "SECRET"
[[circuit]]
ends = ["HERE", "EAST"]
accreditation = "SECRET"
[[circuit]]
ends = ["EAST", "THERE"]
accreditation = "SECRET"
)";

class Duplicate : public People {
 protected:
  Duplicate() : People(kTwoWays) {}
  // Whether the station has passed this copy of its one message on.
  bool has_passed(std::uint8_t copy, const std::string& to) {
    const auto store = net.store("HERE");
    const auto sent = store.submissions();
    if (!sent || sent->empty()) return false;
    const auto fates = store.fates(sent->front().transfer);
    return fates && std::ranges::any_of(*fates, [&](const store::FateRow& fate) {
             return fate.key.copy == copy && fate.moved_to.value == to;
           });
  }
};

TEST_F(Duplicate, AFlashGetsRoundARelayThatDiedHoldingItAndIsFiledOnce) {
  net.start("HERE");
  net.start("WEST");
  const std::string message = send("WRITER", "\"READER\"", "precedence = \"FLASH\"\n");
  ASSERT_TRUE(eventually([&] { return has_passed(1, "WEST"); }));
  net.kill("WEST");
  net.start("EAST");
  net.start("THERE");
  ASSERT_TRUE(arrives("READER", message)) << net.log("HERE");
  EXPECT_TRUE(has_passed(2, "EAST"));
  EXPECT_SAYS(of_inbox("READER", message, "duplicate"), "SUSPECTED DUPLICATE: transmission 2, sent because");
  EXPECT_TRUE(eventually([&] { return has(net.as("WRITER", {"status"}).out, "delivered"); }));
  EXPECT_SAYS(net.as("WRITER", {"status"}).out, "sent 2 times: the receipt was overdue");
  EXPECT_SAYS(net.as("WRITER", {"trace", message}).out, "made transmission 2 of it, SUSPECTED DUPLICATE");

  net.start("WEST");
  const auto again = [&] { return of_inbox("READER", message, "duplicate"); };
  ASSERT_TRUE(eventually([&] { return has(again(), "transmission 1 came"); })) << net.log("WEST");
  EXPECT_SAYS(again(), "was not filed");
  EXPECT_EQ(net.store("THERE").mailbox()->size(), 1U);
  EXPECT_SAYS(net.as("READER", {"trace", message}).out, "filed it no second time");
  ASSERT_TRUE(eventually([&] { return net.store("WEST").queue()->empty(); })) << "HAVE ended its custody";
  EXPECT_TRUE(reads("READER", message));
}

}  // namespace
}  // namespace backchannel::e2e
