// Each delivery instruction at its hour, by the clock of the station that has it.

#include "desk.h"

namespace backchannel::e2e {
namespace {

// 230525Z is 1325 in Saigon, whose clocks were eight hours ahead, and 0625 in Paris.
constexpr const char* kPlan = R"(
[net]
name = "delivery"
begins = "230525Z OCT 72"
ends = "250525Z OCT 72"
rate = 1

[[relay]]
name = "HUB"
clearance = "SECRET"
[[station]]
name = "CAPITAL"
zone = "America/New_York"
clearance = "SECRET"
[[station]]
name = "PARIS"
zone = "Europe/Paris"
opens = "0900"
clearance = "SECRET"
[[station]]
name = "SAIGON"
zone = "Asia/Ho_Chi_Minh"
opens = "0730"
clearance = "SECRET"

[[person]]
name = "SECRETARY"
station = "CAPITAL"
clearance = "SECRET"
highest = "FLASH"
[[person]]
name = "GUAY"
station = "PARIS"
clearance = "SECRET"
[[person]]
name = "BUNKER"
station = "SAIGON"
clearance = "SECRET"

[[circuit]]
ends = ["CAPITAL", "HUB"]
accreditation = "SECRET"
[[circuit]]
ends = ["PARIS", "HUB"]
accreditation = "SECRET"
[[circuit]]
ends = ["SAIGON", "HUB"]
accreditation = "SECRET"
)";

class Deliveries : public People {
 protected:
  Deliveries() : People(kPlan) { net.start_all(); }

  std::string instructed(const std::string& to, const std::string& instruction,
                         const std::string& more = {}) {
    const std::string message =
        send("SECRETARY", "\"" + to + "\"", "delivery = [\"" + instruction + "\"]\n" + more);
    EXPECT_TRUE(arrives(to, message)) << instruction;
    return message;
  }
};

TEST_F(Deliveries, AnHourIsKeptByTheClockOfTheStation) {
  const std::string paris = instructed("GUAY", "AT 1500", "precedence = \"FLASH\"\n"),
                    saigon = instructed("BUNKER", "AT 1500"), evening = instructed("BUNKER", "AT 11 P.M."),
                    zulu = instructed("GUAY", "DELIVER AT 231400Z OCT 72"),
                    office = instructed("GUAY", "OPENING OF BUSINESS"),
                    open_now = instructed("BUNKER", "OPENING OF BUSINESS");
  EXPECT_REFUSED(net.as("GUAY", {"read", paris}), 75, "keeps it until 1500 local time, 231400Z");
  EXPECT_REFUSED(net.as("BUNKER", {"read", saigon}), 75, "keeps it until 1500 local time, 230700Z");
  EXPECT_REFUSED(net.as("BUNKER", {"read", evening}), 75, "keeps it until 2300 local time, 231500Z");
  EXPECT_REFUSED(net.as("GUAY", {"read", zulu}), 75, "keeps it until 1500 local time, 231400Z");
  EXPECT_REFUSED(net.as("GUAY", {"read", office}), 75, "keeps it until 0900 local time, 230800Z");
  EXPECT_REFUSED(net.as("GUAY", {"print", office}), 75, "keeps it until 0900 local time");
  EXPECT_DONE(net.as("BUNKER", {"read", open_now}));

  rest_until("230701Z OCT 72");
  EXPECT_DONE(net.as("BUNKER", {"read", saigon}));
  EXPECT_REFUSED(net.as("GUAY", {"read", office}), 75, "keeps it until 0900 local time, 230800Z");

  rest_until("231401Z OCT 72");
  EXPECT_DONE(net.as("GUAY", {"read", office}));
  EXPECT_DONE(net.as("GUAY", {"read", paris}));
  EXPECT_DONE(net.as("GUAY", {"read", zulu}));
  EXPECT_REFUSED(net.as("BUNKER", {"read", evening}), 75, "keeps it until 2300 local time, 231500Z");
  // An hour that has gone by when it is written is tomorrow's; an office that has closed opens in the
  // morning.
  EXPECT_REFUSED(net.as("GUAY", {"read", instructed("GUAY", "AT 1400")}), 75, "1400 local time, 241300Z");
  EXPECT_REFUSED(net.as("BUNKER", {"read", instructed("BUNKER", "OPENING OF BUSINESS")}), 75,
                 "0730 local time, 232330Z");
}

// What a program cannot do itself it tells the watch, and keeps nothing back.
TEST_F(Deliveries, WhatPeopleMustDoIsSaidToThem) {
  const std::vector<std::pair<std::string, std::string>> told = {
      {"ON RECEIPT", "Put it before the reader as soon as it is here."},
      {"REGARDLESS OF HOUR", "Wake the reader, whatever the hour."},
      {"NIACT", "Wake the duty officer."},
      {"BEFORE HIS MEETING", "Put it before the reader before HIS MEETING; it is of no use after."},
      {"PHONE ON RECEIPT", "Telephone the reader that it is here; say nothing of what is in it."},
      {"WHEREVER HE IS", "Find the reader wherever the reader is."},
      {"ORALLY ONLY", "told by word of mouth only; no paper leaves the station."}};
  for (const auto& [instruction, words] : told) {
    const std::string message = instructed("GUAY", instruction);
    EXPECT_SAYS(of_inbox("GUAY", message, "duties"), words) << instruction;
    EXPECT_DONE(net.as("GUAY", {"read", message}));
  }
  EXPECT_EQ(of_inbox("GUAY", instructed("GUAY", "NIACT"), "not_yet"), "\"\"");
  const std::string plain = send("SECRETARY", "\"GUAY\"", {});
  ASSERT_TRUE(arrives("GUAY", plain));
  EXPECT_EQ(of_inbox("GUAY", plain, "duties"), "[]");
}

TEST_F(Deliveries, NoHourThatNoClockShows) {
  for (const char* never : {"AT 2500", "AT 13 P.M."})
    EXPECT_REFUSED(compose("SECRETARY", "\"GUAY\"", "delivery = [\"" + std::string(never) + "\"]\n"), 65,
                   "is no time of day that a station could keep");
}

}  // namespace
}  // namespace backchannel::e2e
