// Every decision again where the author's own program has asked nobody: at his station, at the relay, at the
// receiving station, and by the reader's own program.

#include <gtest/gtest.h>

#include "forger.h"

namespace backchannel::e2e {
namespace {

using base::Code;
using message::Precedence;

const ForgedReader kBravo{.person = "BRAVO"};
const ForgedReader kBaker{.person = "BAKER"};

// Refused by every holder, whoever asks first.
std::vector<Forged> for_everybody() {
  return {
      {.rule = "may carry",
       .to = {kBravo},
       .caveats = {"CONTAINS CODEWORD"},
       .code = Code::Dominance,
       .sentence = "CONTAINS CODEWORD goes only over relays, stations and circuits cleared for it"},
      {.rule = "a precedence that is not granted",
       .from = "CLERK",
       .to = {{.precedence = Precedence::Flash}},
       .code = Code::PrecedenceGrant,
       .sentence = "CLERK may claim PRIORITY at most; this message claims FLASH"},
      {.rule = "what its writer is not cleared for",
       .from = "CLERK",
       .to = {{}},
       .code = Code::Dominance,
       .sentence = "CLERK is cleared for",
       .classification = "TOP SECRET"},
      {.rule = "a compartment without what it needs",
       .to = {kBravo},
       .caveats = {"CHEROKEE"},
       .code = Code::MarkingContradiction,
       .sentence = "CHEROKEE stands only beside NODIS"},
      {.rule = "classified only",
       .to = {{}},
       .caveats = {"LIMDIS"},
       .code = Code::MarkingContradiction,
       .sentence = "LIMDIS stands only on messages that are CONFIDENTIAL or higher",
       .classification = "UNCLASSIFIED"},
      {.rule = "written only by those listed",
       .from = "CLERK",
       .to = {kBravo},
       .caveats = {"PERSONAL FOR"},
       .code = Code::Dominance,
       .sentence = "PERSONAL FOR is written only by those whom the net plan lists"},
      {.rule = "two readers where one is allowed",
       .to = {kBravo, kBaker},
       .caveats = {"EXCLUSIVELY EYES ONLY"},
       .code = Code::EyesOnly,
       .sentence = "allows exactly one named reader; it names BRAVO and BAKER"},
      {.rule = "a station where a person is to be named",
       .to = {{}},
       .caveats = {"NODIS"},
       .code = Code::Recipients,
       .sentence = "the copy for B is sealed to the station's"},
      {.rule = "an information addressee",
       .to = {kBravo, {.person = "BAKER", .action = false}},
       .caveats = {"EYES ONLY"},
       .code = Code::EyesOnly,
       .sentence = "EYES ONLY allows no information addressees, and BAKER is one"},
      {.rule = "more copies than the marking allows",
       .to = {kBravo},
       .caveats = {"NODIS"},
       .code = Code::EyesOnly,
       .sentence = "NODIS allows 1 copy, and the heading says that there are 5",
       .copies = 5},
      {.rule = "an alternate at another station",
       .to = {kBravo, {.person = "CHARLIE", .station = "C", .alternate_of = 1}},
       .caveats = {"EXCLUSIVELY EYES ONLY"},
       .code = Code::EyesOnly,
       .sentence = "and CHARLIE does not"},
      {.rule = "information above action",
       .to = {kBravo, {.person = "BAKER", .precedence = Precedence::Flash, .action = false}},
       .code = Code::MarkingContradiction,
       .sentence = "An information addressee never has the higher precedence"},
      {.rule = "sealed to the station's key",
       .to = {{.person = "BRAVO", .sealed_to_station = true}},
       .caveats = {"EYES ONLY"},
       .code = Code::Recipients,
       .sentence = "the copy for BRAVO is sealed to the station's"},
      {.rule = "may release",
       .from = "NOVICE",
       .to = {{}},
       .code = Code::Release,
       .sentence = "What NOVICE writes goes out when a second person has released it"},
      {.rule = "may pass MINIMIZE",
       .to = {{.precedence = Precedence::Routine}},
       .code = Code::Minimize,
       .sentence = "MINIMIZE keeps what is below PRIORITY out of B"},
  };
}

std::vector<Forged> with(std::vector<Forged> table, std::vector<Forged> also) {
  table.insert(table.end(), also.begin(), also.end());
  return table;
}

// Sealed to the key of a station that is on no list.
std::vector<Forged> for_a_station_not_listed() {
  std::vector<Forged> table;
  for (const char* caveat : {"EXDIS", "STADIS", "ROGER CHANNEL"})
    table.push_back({.rule = std::string("a station not listed for ") + caveat,
                     .to = {{}},
                     .caveats = {caveat},
                     .code = Code::Dominance,
                     .sentence = std::string(caveat) +
                                 " is only for those whom the net plan lists for it, and B is not listed"});
  return table;
}

const Forged kNoSuchChannel{
    .rule = "a channel is a route", .to = {{}}, .code = Code::NoPath, .sentence = "NAVY", .channel = "NAVY"};

TEST(Forged, IsRefusedByTheRelay) {
  Forger forger;
  forger.start({"R0", "B"});
  forger.ask_relay(with(for_everybody(), {kNoSuchChannel}));
}

TEST(Forged, IsRefusedByTheReceivingStation) {
  Forger forger;
  forger.start({"B"});
  forger.ask_station(with(for_everybody(), {{.rule = "for another station",
                                             .to = {{.person = "CHARLIE", .station = "C"}},
                                             .code = Code::NoPath,
                                             .sentence = "stations do not relay"}}));
}

TEST(Forged, IsRefusedByAReceivingStationThatIsNotOnTheList) {
  Forger forger;
  forger.start({"B"});
  forger.ask_station(for_a_station_not_listed());
}

TEST(Forged, IsRefusedByTheAuthorsOwnStation) {
  Forger forger;
  forger.start({"A"});
  forger.ask_own_station(with(for_everybody(), {kNoSuchChannel}));
}

// Even in the mailbox it is not opened: what is asked there needs nobody else's word.
TEST(Forged, IsNotOpenedByTheReadersOwnProgramEither) {
  Forger forger;
  struct Case {
    Forged what;
    std::string reader;
  };
  std::vector<Case> cases;
  for (const Forged& each : for_everybody())
    if (each.code == Code::EyesOnly || each.code == Code::MarkingContradiction)
      cases.push_back({each, "BRAVO"});
  ASSERT_GE(cases.size(), 7U);
  // These pass every holder, who sees only that they are sealed to a person: the reader's program decides.
  cases.push_back({{.rule = "a reader who is not listed",
                    .to = {kBaker},
                    .caveats = {"SENSITIVE"},
                    .sentence = "SENSITIVE is only for those whom the net plan lists for it"},
                   "BAKER"});
  cases.push_back({{.rule = "a foreign reader",
                    .to = {{.person = "ALLY"}},
                    .caveats = {"NOFORN"},
                    .sentence = "NOFORN allows no foreign reader, and ALLY is foreign"},
                   "ALLY"});
  cases.push_back({{.rule = "another than the one named",
                    .to = {kBravo},
                    .caveats = {"EYES ONLY"},
                    .sentence = "EYES ONLY lets only BRAVO open this message, not BAKER"},
                   "BAKER"});
  std::vector<Forged> allowed = {{.rule = "one named reader", .to = {kBravo}, .caveats = {"EYES ONLY"}}};
  const auto listed = [](const ForgedReader& reader, std::vector<std::string> caveats) {
    return Forged{.rule = reader.person + " and " + caveats.back(),
                  .to = {reader},
                  .caveats = caveats,
                  .sentence = caveats.back() + " is only for those whom the net plan lists for it, and " +
                              reader.person + " is not listed",
                  .copies = caveats.front() == "NODIS" ? 1U : 0U};
  };
  for (const std::vector<std::string>& caveats : std::vector<std::vector<std::string>>{
           {"NODIS", "CHEROKEE"}, {"EXDIS"}, {"STADIS"}, {"ROGER CHANNEL"}}) {
    cases.push_back({listed(kBaker, caveats), "BAKER"});
    allowed.push_back(listed(kBravo, caveats));
  }
  cases.push_back({listed(kBravo, {"NODIS", "HARVAN"}), "BRAVO"});  // he is on another compartment's list
  std::vector<support::LiveNet::Ready> planted;
  for (const Case& each : cases) planted.push_back(forger.sign(each.what));
  for (const Forged& each : allowed) planted.push_back(forger.sign(each));
  forger.plant(planted);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Ended refused = forger.line.net.as(cases[i].reader, {"read", named(planted[i])});
    EXPECT_NE(refused.exit_code, 0) << cases[i].what.rule;
    EXPECT_EQ(refused.out, "") << cases[i].what.rule;
    std::string said = refused.err;
    for (char& c : said)
      if (c == '\n') c = ' ';
    EXPECT_TRUE(said.contains(cases[i].what.sentence)) << cases[i].what.rule << "\n" << refused.err;
  }
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    const Ended read = forger.line.net.as("BRAVO", {"read", named(planted[cases.size() + i])});
    EXPECT_EQ(read.exit_code, 0) << allowed[i].rule << "\n" << what_happened(read);
    EXPECT_TRUE(read.out.contains("the text itself")) << what_happened(read);
  }
}

}  // namespace
}  // namespace backchannel::e2e
