// What every holder asks of a signed heading, though its author's own program did not.

#include "parties.h"

namespace backchannel::policy {
namespace {

using base::Code;

struct Read {
  std::string person = {};  // empty: the station as a whole
  Precedence precedence = Precedence::Routine;
  bool action = true;
  std::uint32_t alternate_of = 0;
  std::string station = "S";
};

message::Header heading(const std::vector<Read>& readers, std::uint32_t copies = 0) {
  message::Header header;
  header.copies = copies;
  for (const Read& each : readers) {
    message::Recipient leg;
    leg.person = base::PersonName(each.person);
    leg.station = base::NodeName(each.station);
    leg.precedence = each.precedence;
    leg.action = each.action;
    leg.alternate_of = each.alternate_of;
    leg.copy_number = each.alternate_of != 0 ? 1 : static_cast<std::uint32_t>(header.recipients.size() + 1);
    header.recipients.push_back(leg);
  }
  return header;
}

Verdict originate(const message::Label& what, const message::Header& header,
                  const Party& originator = person("KISSINGER")) {
  return may_originate(shipped(), what, header, &originator);
}

TEST(Originate, TheSeedMessageIsAllowed) {
  expect_allowed(originate(label("TOP SECRET", {"SENSITIVE", "EXCLUSIVELY EYES ONLY"}),
                           heading({{.person = "HAIG", .precedence = Precedence::Flash}})));
}

TEST(Originate, APrecedenceAboveTheGrantIsRefused) {
  Party clerk = person("CLERK");
  clerk.highest = Precedence::Priority;
  expect_refused(originate(label("SECRET"), heading({{.precedence = Precedence::Flash}}), clerk),
                 Code::PrecedenceGrant, {"CLERK may claim PRIORITY at most", "claims FLASH"});
  expect_allowed(originate(label("SECRET"), heading({{.precedence = Precedence::Priority}}), clerk));
  expect_allowed(
      may_originate(shipped(), label("SECRET"), heading({{.precedence = Precedence::Flash}}), nullptr));
}

TEST(Originate, AWriterWhoIsNotClearedOrNotListedIsRefused) {
  const Party low = person("CLERK", clearance("SECRET"));
  expect_refused(originate(label("TOP SECRET"), heading({{}}), low), Code::Dominance,
                 {"CLERK", "TOP SECRET"});
  expect_refused(originate(label("SECRET", {"PERSONAL FOR"}), heading({{.person = "HAIG"}}), low),
                 Code::Dominance, {"PERSONAL FOR is written only by", "CLERK is not listed"});
}

TEST(Originate, ContradictoryMarkingsAreRefused) {
  const Party listed = person("KISSINGER", clearance("TOP SECRET", {"CHEROKEE"}));
  expect_refused(originate(label("SECRET", {"CHEROKEE"}), heading({{.person = "HAIG"}}), listed),
                 Code::MarkingContradiction, {"CHEROKEE stands only beside NODIS"});
  expect_refused(originate(label("UNCLASSIFIED", {"LIMDIS"}), heading({{}})), Code::MarkingContradiction,
                 {"LIMDIS", "CONFIDENTIAL"});
}

TEST(Originate, InformationAboveActionIsRefused) {
  expect_refused(
      originate(label("SECRET"),
                heading({{.person = "HAIG"},
                         {.person = "GUAY", .precedence = Precedence::Immediate, .action = false}})),
      Code::MarkingContradiction, {"GUAY has IMMEDIATE", "never has the higher"});
}

TEST(Originate, CopyNumbersAreGivenOnceAndNoMoreThanTheMarkingAllows) {
  expect_allowed(originate(label("SECRET", {"NODIS"}), heading({{.person = "HAIG"}}, 1)));
  expect_refused(originate(label("SECRET", {"NODIS"}), heading({{.person = "HAIG"}}, 5)), Code::EyesOnly,
                 {"NODIS allows 1 copy", "says that there are 5"});
  expect_refused(originate(label("SECRET", {"NODIS"}), heading({{.person = "HAIG"}})), Code::EyesOnly,
                 {"NODIS allows 1 copy", "says that there are 0"});
  expect_refused(originate(label("SECRET"), heading({{.person = "HAIG"}}, 3)), Code::EyesOnly,
                 {"No marking of this message numbers its copies"});
  message::Header twice = heading({{.person = "HAIG"}, {.person = "GUAY"}});
  twice.recipients[1].copy_number = 1;
  expect_refused(originate(label("SECRET"), twice), Code::EyesOnly, {"copy 1 is given twice"});
}

TEST(Originate, AnAlternateIsAtTheReadersOwnStation) {
  const auto eyes = label("SECRET", {"EXCLUSIVELY EYES ONLY"});
  const Read reader{.person = "BUNKER"};
  expect_allowed(originate(eyes, heading({reader, {.person = "BERGER", .alternate_of = 1}})));
  for (const Read& wrong : std::vector<Read>{{.person = "BERGER", .alternate_of = 1, .station = "T"},
                                             {.person = "BERGER", .alternate_of = 2},
                                             {.person = "BERGER", .alternate_of = 9}})
    expect_refused(originate(eyes, heading({reader, wrong})), Code::EyesOnly,
                   {"An alternate stands in for", "BERGER does not"});
}

}  // namespace
}  // namespace backchannel::policy
