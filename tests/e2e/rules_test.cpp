// Each handling rule both ways, by commands: allowed, and refused with its sentence.

#include "desk.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kPlan = R"(
[net]
name = "rules"
title = "Rules, each both ways"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 1
trip = "1972-10"

[[relay]]
name = "HUB"
clearance = "TOP SECRET"

[[station]]
name = "CAPITAL"
zone = "America/New_York"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
[[station]]
name = "POST"
zone = "Europe/Paris"
opens = "0900"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
[[station]]
name = "FIELD"
zone = "Asia/Ho_Chi_Minh"
clearance = "TOP SECRET"

[[person]]
name = "SECRETARY"
station = "CAPITAL"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
highest = "FLASH"
releases = true
[[person]]
name = "CLERK"
station = "CAPITAL"
clearance = "SECRET"
highest = "IMMEDIATE"
needs_release = true
[[person]]
name = "AMBASSADOR"
station = "POST"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
highest = "FLASH"
[[person]]
name = "CHARGE"
station = "POST"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
[[person]]
name = "REGISTRY"
station = "POST"
clearance = "SECRET"
secretariat = true
[[person]]
name = "SECRETARIAT"
station = "CAPITAL"
clearance = "SECRET"
secretariat = true
[[person]]
name = "CONSUL"
station = "FIELD"
clearance = "SECRET"

[[circuit]]
ends = ["CAPITAL", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["POST", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["FIELD", "HUB"]
accreditation = "TOP SECRET"

[[collective]]
name = "ALL POSTS"
members = ["POST", "FIELD"]

[[minimize]]
area = ["FIELD"]
below = "IMMEDIATE"
reason = "the circuit is needed for the evacuation"
from = "230500Z OCT 72"
until = "240500Z OCT 72"
releasers = ["SECRETARY"]
)";

class Rules : public People {
 protected:
  Rules() : People(kPlan) { net.start_all(); }
};

TEST_F(Rules, OfAReaderAndHisAlternateOneOpensAndTheOthersRightLapses) {
  const std::string eyes = "caveats = [\"EXCLUSIVELY EYES ONLY\"]\n";
  const std::string message = send("SECRETARY", "\"AMBASSADOR\"", eyes + "alternate = \"CHARGE\"\n");
  ASSERT_TRUE(arrives("CHARGE", message));
  EXPECT_DONE(net.as("CHARGE", {"read", message}));
  EXPECT_REFUSED(net.as("AMBASSADOR", {"read", message}), 77,
                 "One of two readers opens it, and CHARGE has: the other's right to open it has lapsed.");
  EXPECT_SAYS(net.as("AMBASSADOR", {"inbox"}).out, "lapsed");
  EXPECT_DONE(net.as("CHARGE", {"read", message}));  // his own stays

  EXPECT_REFUSED(net.as("SECRETARY", {"send", form("\"AMBASSADOR\"", eyes + "alternate = \"CONSUL\"\n")}), 77,
                 "a reader and his alternate are at one station");
  EXPECT_REFUSED(net.as("SECRETARY", {"send", form("[\"AMBASSADOR\", \"CHARGE\"]", eyes)}), 77,
                 "EXCLUSIVELY EYES ONLY allows exactly one named reader");
}

TEST_F(Rules, WhatIsHeldWaitsForTheGoAhead) {
  const std::string message =
      send("SECRETARY", "\"AMBASSADOR\"", "delivery = [\"HOLD UNTIL GO-AHEAD\"]\nprecedence = \"FLASH\"\n");
  ASSERT_TRUE(arrives("AMBASSADOR", message));
  EXPECT_REFUSED(net.as("AMBASSADOR", {"read", message}), 75, "until its originator gives the go-ahead");
  EXPECT_SAYS(net.as("CHARGE", {"inbox"}).out, "Hold it until the originator gives the go-ahead.");
  EXPECT_REFUSED(net.as("AMBASSADOR", {"go-ahead", message}), 66, "nothing sent from this desk");
  EXPECT_DONE(net.as("SECRETARY", {"go-ahead", message}));
  EXPECT_TRUE(reads("AMBASSADOR", message));
  const std::string at_once = send("SECRETARY", "\"AMBASSADOR\"", "");
  EXPECT_REFUSED(net.as("SECRETARY", {"go-ahead", at_once}), 64, "was not sent to be held");
}

TEST_F(Rules, ATimeOfDeliveryIsThatOfTheStationAndStandsBesideThePrecedence) {
  const std::string later =
      send("SECRETARY", "\"AMBASSADOR\"", "delivery = [\"AT 1500\"]\nprecedence = \"FLASH\"\n");
  ASSERT_TRUE(arrives("AMBASSADOR", later));
  EXPECT_REFUSED(net.as("AMBASSADOR", {"read", later}), 75, "keeps it until 1500 local time, 231400Z");
  const std::string business = send("SECRETARY", "\"AMBASSADOR\"", "delivery = [\"OPENING OF BUSINESS\"]\n");
  ASSERT_TRUE(arrives("AMBASSADOR", business));
  EXPECT_REFUSED(net.as("AMBASSADOR", {"read", business}), 75, "keeps it until 0900 local time, 230800Z");
  const std::string now = send("SECRETARY", "\"AMBASSADOR\"", "delivery = [\"REGARDLESS OF HOUR\"]\n");
  ASSERT_TRUE(arrives("AMBASSADOR", now));
  EXPECT_SAYS(net.as("CHARGE", {"inbox"}).out, "Wake the reader, whatever the hour.");
  EXPECT_DONE(net.as("AMBASSADOR", {"read", now}));
  EXPECT_REFUSED(net.as("SECRETARY", {"send", form("\"AMBASSADOR\"", "delivery = [\"WHEN CONVENIENT\"]\n")}),
                 65, "The doctrine knows no delivery instruction");
}

TEST_F(Rules, AFurtherReaderComesInByTheReadersWordOrByLeave) {
  const std::string eyes = send("SECRETARY", "\"AMBASSADOR\"", "caveats = [\"EYES ONLY\"]\n");
  const std::string nodis = send("SECRETARY", "\"AMBASSADOR\"", "caveats = [\"NODIS\"]\n");
  ASSERT_TRUE(arrives("AMBASSADOR", eyes));
  ASSERT_TRUE(arrives("AMBASSADOR", nodis));

  EXPECT_REFUSED(net.as("CHARGE", {"read", eyes}), 77, "lets only AMBASSADOR open this message");
  EXPECT_DONE(net.as("AMBASSADOR", {"admit", eyes, "--reader", "CHARGE", "--send"}));
  ASSERT_TRUE(eventually([&] { return newest("CHARGE") != eyes && newest("CHARGE") != nodis; }));
  const Ended read = net.as("CHARGE", {"read", newest("CHARGE")});
  EXPECT_DONE(read);
  EXPECT_SAYS(read.out, "the text itself");
  EXPECT_TRUE(eventually([&] {
    return has(net.as("SECRETARY", {"trace", eyes}).out, "admitted a further reader: CHARGE");
  }));

  EXPECT_REFUSED(
      net.as("AMBASSADOR", {"admit", nodis, "--reader", "CHARGE", "--send"}), 77,
      "NODIS lets a further reader in only by the signed leave of its originator or of a secretariat");
  EXPECT_REFUSED(net.as("AMBASSADOR", {"leave", nodis, "--reader", "CHARGE"}), 66,
                 "nothing sent from this desk");
  EXPECT_REFUSED(net.as("AMBASSADOR", {"admit", eyes, "--reader", "AMBASSADOR", "--send"}), 64,
                 "AMBASSADOR is a reader of this message already");
  EXPECT_REFUSED(net.as("SECRETARY", {"leave", nodis, "--reader", "SECRETARY"}), 64,
                 "SECRETARY wrote this message");
  EXPECT_DONE(net.as("SECRETARY", {"leave", nodis, "--reader", "CHARGE"}));
  EXPECT_TRUE(eventually([&] {
    return net.as("AMBASSADOR", {"admit", nodis, "--reader", "CHARGE"}).exit_code == 0;
  }));
}

TEST_F(Rules, ASecretariatGivesLeaveWhereTheMarkingTakesIt) {
  const std::string eyes = send("SECRETARY", "\"AMBASSADOR\"", "caveats = [\"EYES ONLY\"]\n");
  const std::string nodis = send("SECRETARY", "\"AMBASSADOR\"", "caveats = [\"NODIS\"]\n");
  ASSERT_TRUE(arrives("AMBASSADOR", eyes));
  ASSERT_TRUE(arrives("AMBASSADOR", nodis));
  const auto admits = [&](const std::string& reader) {
    return eventually([&] {
      return net.as("AMBASSADOR", {"admit", nodis, "--reader", reader}).exit_code == 0;
    });
  };

  EXPECT_REFUSED(net.as("SECRETARIAT", {"leave", eyes, "--reader", "CHARGE"}), 77,
                 "EYES ONLY takes no leave but that of its originator, and no secretariat's. Ask SECRETARY");
  EXPECT_REFUSED(net.as("REGISTRY", {"leave", eyes, "--reader", "CHARGE"}), 77, "no secretariat's");
  EXPECT_REFUSED(net.as("CLERK", {"leave", nodis, "--reader", "CHARGE"}), 66, "nothing sent from this desk");
  EXPECT_REFUSED(net.as("SECRETARIAT", {"read", nodis}), 66, "");
  EXPECT_REFUSED(net.as("REGISTRY", {"read", nodis}), 77, "lets only AMBASSADOR open this message");

  // At the writer's station, and at the reader's.
  EXPECT_DONE(net.as("SECRETARIAT", {"leave", nodis, "--reader", "CHARGE"}));
  EXPECT_TRUE(admits("CHARGE"));
  EXPECT_REFUSED(net.as("AMBASSADOR", {"admit", nodis, "--reader", "CONSUL"}), 77,
                 "by the signed leave of its originator or of a secretariat, and there is none for CONSUL");
  EXPECT_DONE(net.as("REGISTRY", {"leave", nodis, "--reader", "SECRETARIAT"}));
  EXPECT_TRUE(admits("SECRETARIAT"));
  EXPECT_TRUE(eventually([&] {
    const std::string trace = net.as("SECRETARY", {"trace", nodis, "--json"}).out;
    return has(trace, "gave leave for a further reader: CHARGE") &&
           has(trace, "gave leave for a further reader: SECRETARIAT");
  })) << net.as("SECRETARY", {"trace", nodis}).out;

  EXPECT_DONE(net.as("AMBASSADOR", {"admit", nodis, "--reader", "CHARGE", "--send"}));
  ASSERT_TRUE(eventually([&] { return newest("CHARGE") != nodis; }));
  const Ended read = net.as("CHARGE", {"read", newest("CHARGE")});
  EXPECT_DONE(read);
  EXPECT_SAYS(read.out, "the text itself");
}

TEST_F(Rules, AMessageIsReaddressedUnlessItsMarkingsForbidIt) {
  const std::string plain = send("SECRETARY", "\"POST\"", "");
  const std::string limited = send("SECRETARY", "\"AMBASSADOR\"", "caveats = [\"EYES ONLY\"]\n");
  ASSERT_TRUE(arrives("AMBASSADOR", plain));
  ASSERT_TRUE(arrives("AMBASSADOR", limited));
  EXPECT_DONE(
      net.as("AMBASSADOR", {"readdress", plain, "--to", "CONSUL", "--precedence", "IMMEDIATE", "--send"}));
  ASSERT_TRUE(eventually([&] { return !newest("CONSUL").empty(); }));
  const Ended read = net.as("CONSUL", {"read", newest("CONSUL")});
  EXPECT_SAYS(read.out, "the text itself");
  EXPECT_REFUSED(net.as("AMBASSADOR", {"readdress", limited, "--to", "CONSUL", "--send"}), 77,
                 "EYES ONLY forbids readdressing");

  const std::string inside = send("SECRETARY", "\"POST\"", "caveats = [\"LIMDIS\"]\n");
  ASSERT_TRUE(arrives("AMBASSADOR", inside));
  EXPECT_DONE(net.as("CHARGE", {"read", inside}));  // inside the station that was addressed
  EXPECT_REFUSED(net.as("AMBASSADOR", {"readdress", inside, "--to", "CONSUL", "--send"}), 77,
                 "LIMDIS forbids readdressing");
  EXPECT_FALSE(has(net.as("AMBASSADOR", {"drafts", "--json"}).out, inside));
}

TEST_F(Rules, MinimizeKeepsLowTrafficBackUnlessAReleaserGivesAReason) {
  EXPECT_REFUSED(net.as("SECRETARY", {"send", form("\"FIELD\"", "precedence = \"PRIORITY\"\n")}), 77,
                 "MINIMIZE keeps what is below IMMEDIATE out of FIELD until 240500Z OCT 72");
  EXPECT_REFUSED(net.as("AMBASSADOR", {"send", form("\"FIELD\"", "minimize_reason = \"visas\"\n")}), 77,
                 "let SECRETARY release it with a reason");
  EXPECT_TRUE(arrives("CONSUL", send("AMBASSADOR", "\"FIELD\"", "precedence = \"IMMEDIATE\"\n")));
  EXPECT_TRUE(arrives("CONSUL", send("SECRETARY", "\"FIELD\"", "minimize_reason = \"the list of names\"\n")));
  EXPECT_TRUE(arrives("AMBASSADOR", send("SECRETARY", "\"POST\"", "")));  // not in the area
}

TEST_F(Rules, ASecondPersonReleasesWhatThePlanSaysAndTheSignatureIsAboutThatText) {
  const std::string paper = (net.scratch() / "paper").string(),
                    release = (net.scratch() / "release").string();
  EXPECT_DONE(net.as("CLERK", {"compose", form("\"AMBASSADOR\"", "")}));
  const std::string draft = last_draft("CLERK");
  EXPECT_REFUSED(net.as("CLERK", {"send", draft}), 77, "goes out when a second person has released it");
  EXPECT_REFUSED(net.as("CLERK", {"offer", draft, "--to", "CONSUL", "--out", paper}), 77,
                 "does not let CONSUL release");
  EXPECT_DONE(net.as("CLERK", {"offer", draft, "--to", "SECRETARY", "--out", paper}));
  EXPECT_NE(net.as("AMBASSADOR", {"release", paper}).exit_code, 0);
  const Ended shown = net.as("SECRETARY", {"release", paper});
  EXPECT_DONE(shown);
  EXPECT_SAYS(shown.out, "the text itself");
  EXPECT_DONE(net.as("SECRETARY", {"release", paper, "--out", release}));

  EXPECT_DONE(net.as("CLERK", {"compose", form("\"AMBASSADOR\"", "subject = \"another\"\n")}));
  EXPECT_REFUSED(net.as("CLERK", {"send", last_draft("CLERK"), "--release", release}), 77, "another message");
  const Ended sent = net.as("CLERK", {"send", draft, "--release", release, "--json"});
  EXPECT_DONE(sent);
  const std::string message = string_at(json_of(sent), "message");
  ASSERT_TRUE(arrives("AMBASSADOR", message));
  EXPECT_DONE(net.as("AMBASSADOR", {"read", message}));
}

TEST_F(Rules, ACollectiveAddressReachesItsMembersButThoseExempted) {
  const std::string urgent = "precedence = \"IMMEDIATE\"\n";
  const std::string all = send("SECRETARY", "\"ALL POSTS\"", urgent);
  EXPECT_TRUE(arrives("AMBASSADOR", all));
  EXPECT_TRUE(arrives("CONSUL", all));
  const std::string some = send("SECRETARY", "\"ALL POSTS\"", urgent + "exempt = [\"FIELD\"]\n");
  EXPECT_TRUE(arrives("AMBASSADOR", some));
  EXPECT_FALSE(has(net.as("CONSUL", {"inbox", "--json"}).out, some));
  EXPECT_REFUSED(net.as("SECRETARY", {"send", form("\"ALL POSTS\"", urgent + "exempt = [\"CAPITAL\"]\n")}),
                 67, "is no member of a collective address");
  EXPECT_REFUSED(
      net.as("SECRETARY", {"send", form("\"ALL POSTS\"", urgent + "exempt = [\"POST\", \"FIELD\"]\n")}), 64,
      "so nobody would get it");
  EXPECT_REFUSED(net.as("SECRETARY", {"send", form("\"ALL POSTS\"", urgent + "caveats = [\"EYES ONLY\"]\n")}),
                 77, "is for persons named");
}

TEST_F(Rules, InformationGoesAtItsOwnPrecedenceNeverTheHigher) {
  const std::string message =
      send("SECRETARY", "\"AMBASSADOR\"",
           "precedence = \"FLASH\"\ninfo = \"CONSUL\"\ninfo_precedence = \"IMMEDIATE\"\n");
  EXPECT_TRUE(arrives("AMBASSADOR", message));
  ASSERT_TRUE(arrives("CONSUL", message));
  EXPECT_SAYS(net.as("CONSUL", {"inbox"}).out, "IMMEDIATE");
  EXPECT_REFUSED(net.as("SECRETARY", {"send", form("\"AMBASSADOR\"",
                                                   "precedence = \"ROUTINE\"\ninfo = \"CONSUL\"\n"
                                                   "info_precedence = \"IMMEDIATE\"\n")}),
                 65, "An information addressee never has the higher precedence");
}

TEST_F(Rules, WhatIsToBeToldOrallyLeavesOnNoPaper) {
  const std::string message = send("SECRETARY", "\"AMBASSADOR\"", "delivery = [\"ORALLY ONLY\"]\n");
  const std::string paper = send("SECRETARY", "\"AMBASSADOR\"", "");
  ASSERT_TRUE(arrives("AMBASSADOR", message));
  ASSERT_TRUE(arrives("AMBASSADOR", paper));
  EXPECT_REFUSED(net.as("AMBASSADOR", {"print", message}), 75, "word of mouth only");
  EXPECT_DONE(net.as("AMBASSADOR", {"print", paper}));
}

}  // namespace
}  // namespace backchannel::e2e
