// Channels are routes: only circuits of that bearer, and refused where there are none.

#include "desk.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kHead = R"(
[net]
name = "routes"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 1
[[station]]
name = "HERE"
clearance = "SECRET"
[[station]]
name = "THERE"
clearance = "SECRET"
[[station]]
name = "ELSEWHERE"
clearance = "SECRET"
[[person]]
name = "WRITER"
station = "HERE"
clearance = "SECRET"
[[person]]
name = "READER"
station = "THERE"
clearance = "SECRET"
)";

// A relay with circuits of this bearer to each of the stations named.
std::string relay(const std::string& name, const std::string& channel, const Words& stations) {
  std::string out = "[[relay]]\nname = \"" + name + "\"\nclearance = \"SECRET\"\n";
  for (const std::string& station : stations)
    out += "[[circuit]]\nends = [\"" + station + "\", \"" + name + "\"]\naccreditation = \"SECRET\"\n" +
           (channel.empty() ? "" : "channel = \"" + channel + "\"\n");
  return out;
}

const Words kBearers = {"CAS", "MARTIN", "SSO", "NAVY"};

std::string plan(const Words& bearers) {
  std::string out = kHead + relay("HUB", {}, {"HERE", "THERE", "ELSEWHERE"});
  for (const std::string& bearer : bearers) out += relay("BY " + bearer, bearer, {"HERE", "THERE"});
  return out;
}

class AllChannels : public People {
 protected:
  AllChannels() : People(plan(kBearers)) {}
};

TEST_F(AllChannels, EachIsARouteAndRefusedWhereThereIsNone) {
  Words names = kBearers;
  names.emplace_back("BUNKER");  // a named channel on CAS
  for (const std::string& channel : names) {
    EXPECT_DONE(compose("WRITER", "\"READER\"", "channel = \"" + channel + "\"\n"));
    const Ended refused = compose("WRITER", "\"ELSEWHERE\"", "channel = \"" + channel + "\"\n");
    EXPECT_REFUSED(refused, 68, "No accredited path leads to ELSEWHERE");
    EXPECT_SAYS(refused.err, channel == "BUNKER" ? "CAS" : channel);
  }
  EXPECT_DONE(compose("WRITER", "\"ELSEWHERE\"", {}));
  EXPECT_REFUSED(compose("WRITER", "\"READER\"", "channel = \"PIGEON\"\n"), 65, "PIGEON");
}

class Cas : public People {
 protected:
  Cas() : People(plan({"CAS"})) {}
};

TEST_F(Cas, WaitsForItsOwnBearerThoughAnotherWayIsOpen) {
  for (const char* node : {"HERE", "THERE", "HUB"}) net.start(node);
  const std::string channelled = send("WRITER", "\"READER\"", "channel = \"CAS\"\n");
  const std::string general = send("WRITER", "\"READER\"", {});
  ASSERT_TRUE(arrives("READER", general));
  EXPECT_FALSE(has(net.as("READER", {"inbox", "--json"}).out, channelled));
  net.start("BY CAS");
  ASSERT_TRUE(arrives("READER", channelled));
  const auto trace = [&] { return net.as("WRITER", {"trace", channelled}).out; };
  EXPECT_TRUE(eventually([&] { return has(trace(), "BY CAS"); })) << trace();
  EXPECT_FALSE(has(trace(), "HUB")) << trace();
}

}  // namespace
}  // namespace backchannel::e2e
