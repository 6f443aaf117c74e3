// Markings with a list of readers, from composing to opening by real programs: who is on the list opens, who
// sits beside him at the same station does not, and each who opened is on record.

#include <algorithm>

#include "desk.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kPlan = R"(
[net]
name = "lists"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 1

[[relay]]
name = "HUB"
clearance = "TOP SECRET"
[[station]]
name = "HERE"
clearance = "TOP SECRET"
[[station]]
name = "THERE"
clearance = { classifications = "TOP SECRET", categories = ["EXDIS", "STADIS", "ROGER CHANNEL"] }

[[person]]
name = "WRITER"
station = "HERE"
clearance = { classifications = "TOP SECRET", categories = ["CHEROKEE", "EXDIS", "STADIS", "ROGER CHANNEL"] }
[[person]]
name = "LISTED"
station = "THERE"
clearance = { classifications = "TOP SECRET", categories = ["CHEROKEE", "EXDIS", "STADIS", "ROGER CHANNEL"] }
[[person]]
name = "SECOND"
station = "THERE"
clearance = { classifications = "TOP SECRET", categories = ["EXDIS"] }
[[person]]
name = "STRANGER"
station = "THERE"
clearance = "TOP SECRET"

[[circuit]]
ends = ["HERE", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["THERE", "HUB"]
accreditation = "TOP SECRET"
)";

class Lists : public People {
 protected:
  Lists() : People(kPlan) { net.start_all(); }

  // How often the trace as `person` sees it says this of `who`.
  std::size_t traced(const std::string& person, const std::string& message, const std::string& who,
                     const std::string& sentence) {
    const text::Value trace = json_of(net.as(person, {"trace", message, "--json"}));
    return static_cast<std::size_t>(std::ranges::count_if(*trace.array(), [&](const text::Value& line) {
      return string_at(line, "who") == who && string_at(line, "what") == sentence;
    }));
  }
};

TEST_F(Lists, OneOnTheListOpensAndOneBesideHimDoesNot) {
  for (const char* caveat : {"EXDIS", "STADIS", "ROGER CHANNEL"}) {
    const std::string message = send("WRITER", "\"THERE\"", std::string("caveats = [\"") + caveat + "\"]\n");
    ASSERT_TRUE(arrives("LISTED", message)) << caveat;
    EXPECT_REFUSED(
        net.as("STRANGER", {"read", message}), 77,
        std::string(caveat) + " is only for those whom the net plan lists for it, and STRANGER is");
    const Ended read = net.as("LISTED", {"read", message});
    EXPECT_DONE(read);
    EXPECT_SAYS(read.out, kTheText);
  }
}

TEST_F(Lists, ACompartmentIsReadByThePersonNamedWhoIsClearedForIt) {
  const std::string cherokee = "caveats = [\"NODIS\", \"CHEROKEE\"]\n";
  EXPECT_REFUSED(compose("WRITER", "\"SECOND\"", cherokee), 77, "and SECOND is not listed");
  const std::string message = send("WRITER", "\"LISTED\"", cherokee);
  ASSERT_TRUE(arrives("LISTED", message));
  EXPECT_REFUSED(net.as("SECOND", {"read", message}), 77, "NODIS lets only LISTED open this message");
  const Ended read = net.as("LISTED", {"read", message});
  EXPECT_DONE(read);
  EXPECT_SAYS(read.out, "NODIS");
  EXPECT_SAYS(read.out, "CHEROKEE");
}

// As was demanded of this marking until May 1967, and is done here for every message.
TEST_F(Lists, EachWhoReadIsOnRecordAndNobodySendsItSideways) {
  const std::string message = send("WRITER", "\"THERE\"", "caveats = [\"EXDIS\"]\n");
  ASSERT_TRUE(arrives("LISTED", message));
  EXPECT_DONE(net.as("LISTED", {"read", message}));
  EXPECT_DONE(net.as("SECOND", {"read", message}));
  EXPECT_DONE(net.as("SECOND", {"read", message}));
  EXPECT_REFUSED(net.as("STRANGER", {"read", message}), 77, "STRANGER is not listed");

  EXPECT_REFUSED(net.as("LISTED", {"readdress", message, "--to", "SECOND", "--send"}), 77,
                 "EXDIS forbids readdressing");
  EXPECT_EQ(traced("LISTED", message, "LISTED", "opened it to read it"), 1U)
      << net.as("LISTED", {"trace", message}).out;
  EXPECT_EQ(traced("LISTED", message, "SECOND", "opened it to read it"), 2U);
  EXPECT_EQ(traced("LISTED", message, "STRANGER", "opened it to read it"), 0U);
  const std::string receipt = "opened it and signed the receipt";
  EXPECT_TRUE(eventually([&] {
    return traced("WRITER", message, "LISTED, THERE", receipt) == 1U &&
           traced("WRITER", message, "SECOND, THERE", receipt) == 1U;
  })) << net.as("WRITER", {"trace", message}).out;
  EXPECT_EQ(traced("WRITER", message, "STRANGER, THERE", receipt), 0U);
}

}  // namespace
}  // namespace backchannel::e2e
