// A person who moves to another station: what is written to him follows, his numbers and papers go along.

#include <gtest/gtest.h>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/message/time_group.h"
#include "said.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kPlan = R"(
[net]
name = "move"
begins = "230600Z OCT 72"
ends = "240600Z OCT 72"
rate = 1
trip = "1972-10"

[[relay]]
name = "FIELD RELAY"
clearance = "TOP SECRET"
bearer = "SAIGON"
bearer_next = 231
[[relay]]
name = "HUB"
clearance = "TOP SECRET"

[[station]]
name = "SAIGON"
zone = "Asia/Ho_Chi_Minh"
clearance = "TOP SECRET"
[[station]]
name = "CAPITAL"
zone = "America/New_York"
clearance = "TOP SECRET"
[[station]]
name = "AIRCRAFT"
zone = "Etc/UTC"
clearance = "TOP SECRET"

[[person]]
name = "KISSINGER"
station = "SAIGON"
clearance = "TOP SECRET"
highest = "FLASH"
[[person]]
name = "HAIG"
station = "CAPITAL"
clearance = "TOP SECRET"
highest = "FLASH"

[[move]]
person = "KISSINGER"
to = "AIRCRAFT"
at = "230700Z OCT 72"
[[move]]
person = "KISSINGER"
to = "SAIGON"
at = "232000Z OCT 72"

[[circuit]]
ends = ["SAIGON", "FIELD RELAY"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["FIELD RELAY", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["CAPITAL", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["AIRCRAFT", "HUB"]
accreditation = "TOP SECRET"

[[number]]
series = "HAKTO"
next = 49
[[number]]
series = "TOHAK"
next = 90
)";

class Moving : public testing::Test {
 protected:
  Moving() : net(kPlan) { net.start_all(); }

  std::string form(const std::string& to, const std::string& series) {
    const auto file = net.scratch() / ("form-" + std::to_string(++forms_) + ".toml");
    write_text(file, "to = \"" + to + "\"\nclassification = \"SECRET\"\nprecedence = \"FLASH\"\n" +
                         "caveats = [\"EXCLUSIVELY EYES ONLY\"]\ntext = \"the text itself\"\n" + series);
    return file.string();
  }

  Ended send(const std::string& from, const std::string& to, const std::string& series) {
    return net.as(from, {"send", form(to, "series = \"" + series + "\""), "--json"});
  }

  bool shows(const std::string& person, const Words& command, const std::string& words) {
    return eventually([&] { return has(flat(net.as(person, command).out), words); });
  }

  std::string pouch() const { return (net.scratch() / "pouch.bc").string(); }

  // One minute past the first move.
  void fly() { go_to("230701Z OCT 72"); }

  void go_to(const std::string& moment) {
    for (const std::string& node : net.nodes())
      if (net.pid(node) > 0) {
        EXPECT_DONE(net.stop(node));
      }
    const auto now = message::parse_dtg(moment);
    ASSERT_TRUE(now);
    const auto folder = assembly::NetFolder(net.root());
    ASSERT_TRUE(assembly::write_clock(folder, {0, *now, 0}));
    ASSERT_TRUE(assembly::start_clock(folder, folder.trust().value()->plan()));
    for (const std::string& node : net.nodes()) net.start(node);
  }

  Net net;

 private:
  int forms_ = 0;
};

TEST_F(Moving, RepliesReceiptsAndNumbersFollow) {
  EXPECT_DONE(send("KISSINGER", "HAIG", "HAKTO"));
  ASSERT_TRUE(shows("HAIG", {"inbox"}, "Hakto 49/231"));
  ASSERT_TRUE(shows("KISSINGER", {"status"}, "delivered"));
  // What lies on the way to Saigon when he leaves: a reply, and a receipt.
  net.kill("FIELD RELAY");
  EXPECT_DONE(send("HAIG", "KISSINGER", "TOHAK"));
  EXPECT_DONE(net.as("HAIG", {"read", "HAKTO 49"}));

  const Ended departed = net.as("KISSINGER", {"depart", pouch()});
  EXPECT_DONE(departed);
  EXPECT_TRUE(has(departed.out, "HAKTO 049")) << departed.out;
  EXPECT_TRUE(has(departed.out, "CAPITAL")) << "the last number is not reported\n" << departed.out;
  EXPECT_TRUE(eventually([&] {
    return net.as("KISSINGER", {"depart", pouch()}).exit_code == 0;
  })) << "as often as one likes";
  EXPECT_SAYS(net.as("KISSINGER", {"depart", pouch()}), "1 message sent and 0 drafts");
  EXPECT_REFUSED(send("KISSINGER", "HAIG", "HAKTO"), 77, "left this station with KISSINGER");
  EXPECT_REFUSED(net.as("KISSINGER", {"depart", "/nowhere/pouch.bc"}), 66, "cannot write /nowhere/pouch.bc:");
  EXPECT_REFUSED(net.as("KISSINGER", {"arrive", pouch()}), 64, "this pouch goes to AIRCRAFT");

  fly();
  EXPECT_REFUSED(send("KISSINGER", "HAIG", "HAKTO"), 77, "with the papers that KISSINGER left behind");
  const Ended arrived = net.as("KISSINGER", {"arrive", pouch()});
  EXPECT_DONE(arrived);
  EXPECT_TRUE(has(arrived.out, "HAKTO 049")) << arrived.out;
  EXPECT_TRUE(has(net.as("KISSINGER", {"arrive", pouch()}).err, "has arrived here before"));

  // The reply that had not got further than the hub, and the receipt that went by way of Saigon.
  EXPECT_TRUE(shows("KISSINGER", {"inbox"}, "Tohak 90 ")) << net.as("KISSINGER", {"inbox"}).out;
  EXPECT_DONE(net.as("KISSINGER", {"read", "TOHAK 90"}));
  EXPECT_TRUE(shows("KISSINGER", {"status"}, "opened")) << net.as("KISSINGER", {"status"}).out;
  EXPECT_TRUE(shows("HAIG", {"status"}, "opened")) << net.as("HAIG", {"status"}).out;
  EXPECT_TRUE(has(flat(net.as("HAIG", {"trace", "TOHAK 90"}).out), "AIRCRAFT put it in the mailbox"))
      << net.as("HAIG", {"trace", "TOHAK 90"}).out;

  // From the aircraft: the next number, and no second one.
  EXPECT_DONE(send("KISSINGER", "HAIG", "HAKTO"));
  EXPECT_TRUE(shows("HAIG", {"inbox"}, "Hakto 50 ")) << net.as("HAIG", {"inbox"}).out;
  EXPECT_FALSE(has(net.as("HAIG", {"inbox"}).out, "Hakto 50/"));
  const Ended outstanding = net.as("HAIG", {"outstanding"});
  EXPECT_FALSE(has(outstanding.out, "HAKTO")) << what_happened(outstanding);
  EXPECT_FALSE(has(outstanding.out, "KISSINGER to HAIG")) << what_happened(outstanding);
  // Written to him, and its writer need not know where he is.
  EXPECT_DONE(send("HAIG", "KISSINGER", "TOHAK"));
  EXPECT_TRUE(shows("KISSINGER", {"inbox"}, "Tohak 91 "));
}

TEST_F(Moving, ItMayBePackedAfterwardsAndOnlyByHimWhoMoves) {
  EXPECT_DONE(send("KISSINGER", "HAIG", "HAKTO"));
  ASSERT_TRUE(shows("HAIG", {"inbox"}, "Hakto 49/231"));
  EXPECT_REFUSED(net.as("HAIG", {"depart", pouch()}), 64, "the net plan has no move of HAIG");
  EXPECT_FALSE(std::filesystem::exists(pouch()));
  fly();
  EXPECT_DONE(net.as("KISSINGER", {"depart", pouch()}));
  EXPECT_REFUSED(net.as("HAIG", {"arrive", pouch()}), 65, "no pouch that HAIG packed");
  write_text(pouch() + ".cut", content_of(pouch()).substr(0, 700));
  EXPECT_REFUSED(net.as("KISSINGER", {"arrive", pouch() + ".cut"}), 65, "no pouch that KISSINGER packed");
  EXPECT_REFUSED(net.as("KISSINGER", {"arrive", pouch() + ".none"}), 66, "pouch.bc.none");
  EXPECT_DONE(net.as("KISSINGER", {"arrive", pouch()}));
  EXPECT_DONE(send("KISSINGER", "HAIG", "HAKTO"));
  EXPECT_TRUE(shows("HAIG", {"inbox"}, "Hakto 50 "));
}

TEST_F(Moving, ThereAndBackAgainTheNumbersGoOnAndOldPapersDoNotServe) {
  fly();
  EXPECT_DONE(net.as("KISSINGER", {"depart", pouch()}));
  EXPECT_DONE(net.as("KISSINGER", {"arrive", pouch()}));
  EXPECT_DONE(send("KISSINGER", "HAIG", "HAKTO"));  // the first of its series is sent airborne
  ASSERT_TRUE(shows("HAIG", {"inbox"}, "Hakto 49 "));
  go_to("232001Z OCT 72");
  EXPECT_REFUSED(send("KISSINGER", "HAIG", "HAKTO"), 77, "with the papers that KISSINGER left behind");
  EXPECT_REFUSED(net.as("KISSINGER", {"arrive", pouch()}), 64, "this pouch goes to AIRCRAFT");
  EXPECT_DONE(net.as("KISSINGER", {"depart", pouch()}));
  EXPECT_DONE(net.as("KISSINGER", {"arrive", pouch()}));
  EXPECT_DONE(send("KISSINGER", "HAIG", "HAKTO"));
  EXPECT_TRUE(shows("HAIG", {"inbox"}, "Hakto 50/231"));
  EXPECT_REFUSED(net.as("KISSINGER", {"depart", pouch()}), 64, "still to come");
}

}  // namespace
}  // namespace backchannel::e2e
