// A marking of one's own: a row in the net plan, and everybody obeys it. The programs are the same in every
// test; only the row differs.

#include <gtest/gtest.h>

#include "impostor.h"

namespace backchannel::e2e {
namespace {

using message::Precedence;

constexpr message::CategoryNumber kLantern = 5'001;

const std::string kPrinted = "kind = \"informative\"\n";
const std::string kListed = "kind = \"restrictive\"\n";
const std::string kListDemand = "[caveat.demands]\nreader_list_of_net = true\n";
const std::string kRelayDemand = kListDemand + "relays_must_hold = true\n";

std::string row(const std::string& kind, const std::string& demands) {
  return "[[caveat]]\nnumber = 5001\nname = \"LANTERN\"\n" + kind +
         "slip_place = \"heading\"\nsource = \"this test\"\nbasis = \"chosen\"\nexplanation = \"Ours.\"\n" +
         demands;
}

// ALFA at A, by way of R0, to BRAVO and CHARLIE at B. `holds` is what ALFA and CHARLIE are listed for, and B
// if it is.
std::string plan(const std::string& holds, const std::string& rows, bool b_listed = true) {
  const std::string listed = "clearance = { classifications = \"SECRET\", categories = [" + holds + "] }\n";
  const std::string plain = "clearance = \"SECRET\"\n";
  const auto person = [](const std::string& name, const std::string& station, const std::string& clearance) {
    return "[[person]]\nname = \"" + name + "\"\nstation = \"" + station + "\"\nhighest = \"FLASH\"\n" +
           clearance;
  };
  return "[net]\nname = \"lantern\"\nbegins = \"230525Z OCT 72\"\nends = \"240525Z OCT 72\"\nrate = 1\n"
         "trip = \"1972-10\"\n"
         "[[relay]]\nname = \"R0\"\n" +
         plain + "[[station]]\nname = \"A\"\nzone = \"UTC\"\n" + listed +
         "[[station]]\nname = \"B\"\nzone = \"UTC\"\n" + (b_listed ? listed : plain) +
         person("ALFA", "A", listed) + person("BRAVO", "B", plain) + person("CHARLIE", "B", listed) +
         "[[circuit]]\nends = [\"A\", \"R0\"]\naccreditation = \"SECRET\"\n"
         "[[circuit]]\nends = [\"R0\", \"B\"]\naccreditation = \"SECRET\"\n" +
         rows;
}

const std::string kNobody;
const std::string kLanternList = "\"LANTERN\"";

std::string without_row() { return plan(kNobody, {}); }
std::string printed_only() { return plan(kNobody, row(kPrinted, {})); }
std::string for_the_list() { return plan(kLanternList, row(kListed, kListDemand)); }
std::string for_the_list_without_b() { return plan(kLanternList, row(kListed, kListDemand), false); }
std::string for_cleared_relays() { return plan(kLanternList, row(kListed, kRelayDemand)); }

Ended compose(const std::string& toml, const std::string& to) {
  const Line line(Line::Plan{toml});
  return line.net.as(
      "ALFA", {"compose", "-"},
      "from = \"ALFA\"\nto = \"" + to +
          "\"\nclassification = \"SECRET\"\ncaveats = [\"Lantern\"]\nprecedence = \"ROUTINE\"\n"
          "text = \"By lantern light.\"\n");
}

message::Label lantern(bool listed) {
  message::Label label;
  label.classification = 4;
  (listed ? label.restrictive : label.informative).insert(kLantern);
  return label;
}

void start(Line& line, const Words& nodes) {
  for (const auto& node : nodes) line.net.start(node);
  for (const auto& node : nodes)
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(line.net.home(node) / "ready"); })) << node;
}

// A neighbour of `to`, with its own key, offers a message with the marking, whatever its own node would have
// said to it.
struct Offered {
  Offered(const std::string& toml, bool listed, const std::string& from, netplan::NodeRole role,
          const std::string& to)
      : line(Line::Plan{toml}) {
    start(line, to == "B" ? Words{"B"} : Words{"R0", "B"});
    neighbour.emplace(line, from, transport_key_of(line.net, from), to);
    EXPECT_TRUE(neighbour->comes_up());
    neighbour->greet(role);
    EXPECT_NE(neighbour->hears<wire::Hello>(), nullptr);
    neighbour->say(offer_of(line.keys.seal("ALFA", "B", Precedence::Routine, 300, lantern(listed))));
  }
  void expect_accepted() { EXPECT_NE(neighbour->hears<wire::Accept>(), nullptr); }
  void expect_refused() {
    const auto* refusal = neighbour->hears<wire::Refuse>();
    ASSERT_NE(refusal, nullptr);
    EXPECT_EQ(refusal->code, base::Code::Dominance);
  }

  Line line;
  std::optional<Impostor> neighbour;
};

TEST(OwnMarking, IsUnknownInComposingWithoutItsRow) {
  const Ended refused = compose(without_row(), "BRAVO");
  EXPECT_EQ(refused.exit_code, 65) << what_happened(refused);
  EXPECT_NE(refused.err.find("Lantern"), std::string::npos) << refused.err;
}

TEST(OwnMarking, IsTakenInComposingAsItsRowDemands) {
  const Ended printed = compose(printed_only(), "BRAVO");
  EXPECT_EQ(printed.exit_code, 0) << what_happened(printed);
  const Ended refused = compose(for_the_list(), "BRAVO");
  EXPECT_EQ(refused.exit_code, 77) << what_happened(refused);
  EXPECT_NE(refused.err.find("LANTERN"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("BRAVO is not listed"), std::string::npos) << refused.err;
}

TEST(OwnMarking, IsRefusedByARelayOnlyIfItsRowSaysThatRelaysMustHoldIt) {
  Offered(for_the_list(), true, "A", netplan::NodeRole::Station, "R0").expect_accepted();
  Offered(for_cleared_relays(), true, "A", netplan::NodeRole::Station, "R0").expect_refused();
}

TEST(OwnMarking, IsRefusedByTheReceivingStationOnlyIfItsRowSaysSo) {
  Offered accepted(printed_only(), false, "R0", netplan::NodeRole::Relay, "B");
  accepted.expect_accepted();
  EXPECT_TRUE(eventually([&] { return accepted.line.in_mailbox() == 1; }));
  Offered refused(for_the_list_without_b(), true, "R0", netplan::NodeRole::Relay, "B");
  refused.expect_refused();
  EXPECT_EQ(refused.line.in_mailbox(), 0U);
}

// Through real daemons to B's mailbox, then `backchannel read`.
Ended read_as(Line& line, const std::string& person, bool listed) {
  if (line.sent.empty()) {
    line.net.start_all();
    line.submit(line.keys.seal("ALFA", "B", Precedence::Flash, 300, lantern(listed)));
    line.expect_all_arrived_once();
  }
  return line.net.as(person, {"read", base::to_hex(line.sent[0].row.message.view()).substr(0, 8)});
}

TEST(OwnMarking, IsOpenedByAnybodyOfTheStationIfItsRowDemandsNothing) {
  Line line(Line::Plan{printed_only()});
  const Ended read = read_as(line, "BRAVO", false);
  EXPECT_EQ(read.exit_code, 0) << what_happened(read);
  EXPECT_NE(read.out.find("LANTERN"), std::string::npos) << read.out;
}

TEST(OwnMarking, IsOpenedOnlyByThoseOnTheListIfItsRowDemandsIt) {
  Line line(Line::Plan{for_the_list()});
  const Ended refused = read_as(line, "BRAVO", true);
  EXPECT_EQ(refused.exit_code, 77) << what_happened(refused);
  EXPECT_NE(refused.err.find("LANTERN"), std::string::npos) << refused.err;
  const Ended read = read_as(line, "CHARLIE", true);
  EXPECT_EQ(read.exit_code, 0) << what_happened(read);
}

}  // namespace
}  // namespace backchannel::e2e
