// Summaries that must come at fixed hours: one that came, one that failed and is asked for, and how it
// closes. The clock is set while no program runs.

#include <gtest/gtest.h>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/message/time_group.h"
#include "said.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kPlan = R"(
[net]
name = "summaries"
begins = "230400Z OCT 72"
ends = "240400Z OCT 72"
rate = 1
trip = "1972-10"

[[relay]]
name = "HUB"
clearance = "SECRET"
[[station]]
name = "CAPITAL"
clearance = "SECRET"
[[station]]
name = "SAIGON"
clearance = "SECRET"

[[person]]
name = "WATCH"
station = "CAPITAL"
clearance = "SECRET"
watch_officer = true
[[person]]
name = "CLERK"
station = "CAPITAL"
clearance = "SECRET"
[[person]]
name = "BUNKER"
station = "SAIGON"
clearance = "SECRET"
[[person]]
name = "AIDE"
station = "SAIGON"
clearance = "SECRET"

[[circuit]]
ends = ["CAPITAL", "HUB"]
accreditation = "SECRET"
[[circuit]]
ends = ["SAIGON", "HUB"]
accreditation = "SECRET"

[[summary]]
series = "SAIGON"
from = "BUNKER"
to = "CAPITAL"
due = ["0500Z", "1600Z"]
wait_minutes = 60
basis = "exercise"
note = "The hours are those of State Department telegram 1973STATE237171."
)";

class Summaries : public testing::Test {
 protected:
  Summaries() : net(kPlan), form((net.scratch() / "summary.toml").string()) {
    write_text(form,
               "to = \"CAPITAL\"\nclassification = \"SECRET\"\nseries = \"SAIGON\"\ntext = \"quiet\"\n");
  }

  void at(const std::string& time_group) {
    const auto time = message::parse_dtg(time_group);
    ASSERT_TRUE(time) << time_group;
    for (const std::string& node : started ? net.nodes() : std::vector<std::string>())
      EXPECT_EQ(net.stop(node).exit_code, 0);
    const auto real = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    ASSERT_TRUE(assembly::write_clock(assembly::NetFolder(net.root()), {real.count(), *time, 1}));
    net.start_all();
    started = true;
  }

  [[nodiscard]] std::size_t outstanding(const std::string& person) const {
    return json_of(net.here({"--as", person, "outstanding", "--json"})).array()->size();
  }

  Net net;
  std::string form;
  bool started = false;
};

TEST_F(Summaries, WhatComesIsQuietAndWhatFailsIsAskedForOnceAndClosesWhenItComes) {
  EXPECT_SAYS(net.here({"net", "show"}), "Summaries that must come at fixed hours");
  EXPECT_SAYS(net.here({"net", "show"}), "0500Z, 1600Z, asked for after 1 h");
  at("230430Z OCT 72");
  ASSERT_EQ(net.as("BUNKER", {"send", form}).exit_code, 0);
  ASSERT_TRUE(eventually([&] {
    return net.here({"--as", "WATCH", "inbox"}).out.find("Saigon 1") != std::string::npos;
  })) << net.here({"--as", "WATCH", "inbox"}).out;

  at("231559Z OCT 72");
  EXPECT_EQ(outstanding("WATCH"), 0U) << "that of 0500Z came";
  at("231610Z OCT 72");
  EXPECT_SAYS(net.here({"--as", "WATCH", "outstanding"}), "SAIGON summary due 231600Z");
  EXPECT_SAYS(net.here({"--as", "WATCH", "outstanding"}), "not yet a loss before");
  EXPECT_EQ(outstanding("BUNKER"), 0U) << "he awaits nothing";
  EXPECT_SAYS(net.as("WATCH", {"outstanding", "--ask"}), "Nothing is to be asked for");

  at("231705Z OCT 72");
  const Ended asked = net.as("WATCH", {"outstanding", "--ask"});
  EXPECT_SAYS(asked, "asked for");
  EXPECT_SAYS(net.as("WATCH", {"outstanding", "--ask"}), "Nothing is to be asked for");
  EXPECT_SAYS(net.as("CLERK", {"outstanding", "--ask"}), "Nothing is to be asked for");
  const auto submissions = net.store("CAPITAL").submissions();
  ASSERT_TRUE(submissions);
  ASSERT_EQ(submissions->size(), 1U);
  EXPECT_EQ(submissions->at(0).header.recipients.at(0).precedence, message::Precedence::Immediate);
  ASSERT_TRUE(eventually([&] {
    return net.here({"--as", "BUNKER", "service"}).out.find("SUMMARY NOT RECEIVED") != std::string::npos;
  }));
  EXPECT_SAYS(net.here({"--as", "BUNKER", "service"}), "due at 231600Z OCT 72 has not come to CAPITAL");
  EXPECT_EQ(outstanding("WATCH"), 1U);

  ASSERT_EQ(net.as("BUNKER", {"send", form}).exit_code, 0);
  EXPECT_TRUE(eventually([&] { return outstanding("WATCH") == 0; }));
}

TEST_F(Summaries, AnothersMessageIsNoSummaryNorIsOneWithoutTheNumber) {
  at("230430Z OCT 72");
  ASSERT_EQ(net.as("AIDE", {"send", form}).exit_code, 0);
  const std::string bare = (net.scratch() / "bare.toml").string();
  write_text(bare, "to = \"CAPITAL\"\nclassification = \"SECRET\"\ntext = \"quiet\"\n");
  ASSERT_EQ(net.as("BUNKER", {"send", bare}).exit_code, 0);
  ASSERT_TRUE(eventually([&] {
    return json_of(net.here({"--as", "WATCH", "inbox", "--json"})).find("inbox")->array()->size() == 2;
  }));
  at("230501Z OCT 72");
  EXPECT_EQ(outstanding("WATCH"), 1U);
  // He who never wrote in the series is asked all the same.
  at("230601Z OCT 72");
  EXPECT_SAYS(net.as("CLERK", {"outstanding", "--ask"}), "asked for");
  EXPECT_TRUE(eventually([&] {
    return net.here({"--as", "BUNKER", "service"}).out.find("SUMMARY NOT RECEIVED") != std::string::npos;
  }));
}

}  // namespace
}  // namespace backchannel::e2e
