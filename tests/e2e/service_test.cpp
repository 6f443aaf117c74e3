// What a watch does about numbers and garbles, by commands.

#include <gtest/gtest.h>

#include "said.h"

namespace backchannel::e2e {
namespace {

const std::string kForm = std::string(BACKCHANNEL_SOURCE_DIR) + "/scenarios/hakto-49/hakto-49.form.toml";

TEST(ServiceStory, AHoleIsShownAskedForAndClosedAndAGarbleIsCorrected) {
  Net net("hakto-49");
  net.start_all();
  // The first draft takes its number and is kept back, so that Hakto 50 leaves before 49.
  ASSERT_EQ(net.as("KISSINGER", {"compose", kForm}).exit_code, 0);
  ASSERT_TRUE(net.store("SAIGON").take_number(1, "HAKTO", "1972-10", 49).has_value());
  const Ended sent = net.as("KISSINGER", {"send", kForm});
  ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
  EXPECT_SAYS(sent.out, "HAKTO 050");
  ASSERT_TRUE(eventually([&] {
    return net.here({"--as", "WATCH OFFICER", "outstanding"}).out.find("HAKTO 049") != std::string::npos;
  }));
  EXPECT_SAYS(net.here({"--as", "WATCH OFFICER", "outstanding"}).out, "not yet a loss");
  ASSERT_EQ(net.as("KISSINGER", {"service", "--last-number", "HAKTO", "--to", "HAIG"}).exit_code, 0);
  ASSERT_TRUE(eventually([&] {
    return net.here({"--as", "WATCH OFFICER", "outstanding"}).out.find("ask for it") != std::string::npos;
  }));
  const Ended asked = net.as("WATCH OFFICER", {"outstanding", "--ask"});
  EXPECT_EQ(asked.exit_code, 0) << what_happened(asked);
  EXPECT_SAYS(asked.out, "asked for");
  ASSERT_TRUE(eventually([&] {
    return net.here({"--as", "KISSINGER", "service"}).out.find("HAKTO 049") != std::string::npos;
  }));
  ASSERT_EQ(net.as("KISSINGER", {"send", "1"}).exit_code, 0);
  EXPECT_TRUE(eventually([&] {
    return json_of(net.here({"--as", "HAIG", "outstanding", "--json"})).array()->empty();
  }));

  const Ended corrected = net.as("KISSINGER", {"correct", "HAKTO 50", "--words", "zzcorrected"});
  EXPECT_EQ(corrected.exit_code, 0) << what_happened(corrected);
  EXPECT_TRUE(eventually([&] {
    return net.as("HAIG", {"read", "HAKTO 50"}).out.find("zzcorrected") != std::string::npos;
  }));
  for (const char* node : {"WHITE HOUSE SITUATION ROOM", "SAIGON"})
    EXPECT_EQ(net.log(node).find("zzcorrected"), std::string::npos) << node;
}

// Without line breaks of a table.
std::string trace(const Net& net, const std::string& person, const std::string& number) {
  const Ended ended = net.here({"--as", person, "trace", number, "--json"});
  std::string out;
  if (ended.exit_code != 0) return what_happened(ended);
  const text::Value lines = json_of(ended);
  for (const text::Value& line : *lines.array()) {
    EXPECT_TRUE(line.find("verified")->boolean().value_or(false)) << string_at(line, "what");
    out += string_at(line, "who") + ": " + string_at(line, "what") + "\n";
  }
  return out;
}

TEST(ServiceTrace, BothEndsSeeWhatEitherHasSaidAboutTheMessage) {
  Net net("hakto-49");
  net.start_all();
  ASSERT_EQ(net.as("KISSINGER", {"send", kForm}).exit_code, 0);
  ASSERT_TRUE(eventually([&] { return net.as("HAIG", {"read", "HAKTO 49"}).exit_code == 0; }));
  ASSERT_EQ(net.as("HAIG", {"service", "HAKTO 49", "--kind", "tracer", "--words", "came late"}).exit_code, 0);
  EXPECT_SAYS(trace(net, "HAIG", "HAKTO 49"),
              "HAIG, WHITE HOUSE SITUATION ROOM: sent a service message: TRACER: came late");
  ASSERT_EQ(net.as("KISSINGER", {"correct", "HAKTO 49", "--words", "zzcorrected"}).exit_code, 0);
  ASSERT_EQ(net.as("KISSINGER", {"leave", "HAKTO 49", "--reader", "GUAY"}).exit_code, 0);
  const std::string own = trace(net, "KISSINGER", "HAKTO 49");
  EXPECT_SAYS(own, "KISSINGER, SAIGON: corrected garble 1; the words are sealed to HAIG");
  EXPECT_SAYS(own, "KISSINGER, SAIGON: gave leave for a further reader: GUAY");
  EXPECT_TRUE(eventually([&] {
    return trace(net, "KISSINGER", "HAKTO 49").find("TRACER: came late") != std::string::npos &&
           trace(net, "HAIG", "HAKTO 49").find("corrected garble 1") != std::string::npos;
  }));
  EXPECT_EQ(trace(net, "WATCH OFFICER", "HAKTO 49").find("zzcorrected"), std::string::npos);
  EXPECT_NE(net.here({"--as", "BUNKER", "trace", "HAKTO 49"}).exit_code, 0) << "he has no part in it";
}

// The lesson's clock runs at twenty times: a FLASH waits for ACCEPT less than a second of ours.
TEST(ServiceAlarm, StatusSaysThatNobodyHasTakenItIntoCustodyUntilSomebodyDoes) {
  Net net("hakto-49");
  ASSERT_EQ(net.as("KISSINGER", {"send", kForm}).exit_code, 0);
  const auto says = [&](const Ended& status) {
    return status.out.find("overdue: ACCEPT on the way to HAIG") != std::string::npos;
  };
  const auto locked = [&] { return says(net.here({"--as", "KISSINGER", "status"})); };
  EXPECT_TRUE(eventually(locked)) << "no agent runs";
  EXPECT_TRUE(says(net.as("KISSINGER", {"status"}))) << "unlocked";
  net.start("SAIGON");
  ASSERT_TRUE(eventually([&] {
    return net.here({"--as", "KISSINGER", "status"}).out.find("SAIGON has it") != std::string::npos;
  }));
  EXPECT_TRUE(locked()) << "its own station is no neighbour";
  net.start_all();
  EXPECT_TRUE(eventually([&] { return !locked(); }));
}

}  // namespace
}  // namespace backchannel::e2e
