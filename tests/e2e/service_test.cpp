// What a watch does about numbers and garbles, by commands.

#include <gtest/gtest.h>

#include "net.h"

namespace backchannel::e2e {
namespace {

const std::string kForm = std::string(BACKCHANNEL_SOURCE_DIR) + "/scenarios/hakto-49/hakto-49.form.toml";

#define EXPECT_SAYS(text, words) \
  EXPECT_NE((text).find(words), std::string::npos) << "missing: " << (words) << "\n" << (text)

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

}  // namespace
}  // namespace backchannel::e2e
