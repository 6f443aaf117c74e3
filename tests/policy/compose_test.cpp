#include "backchannel/base/limits.h"
#include "parties.h"

namespace backchannel::policy {
namespace {

using base::Code;

Composition seed() {
  Composition made;
  made.originator = person("KISSINGER");
  made.addressees = {to(person("HAIG"), Precedence::Flash)};
  made.label = label("TOP SECRET", {"SENSITIVE", "EXCLUSIVELY EYES ONLY"});
  made.words = 100;
  made.bytes = 600;
  return made;
}

Composition plain(const std::string& classification, const std::vector<std::string>& caveats,
                  std::vector<Addressee> addressees) {
  Composition made = seed();
  made.label = label(classification, caveats);
  made.addressees = std::move(addressees);
  return made;
}

Verdict compose(const Composition& composition) { return may_compose(shipped(), composition); }

TEST(Compose, TheSeedMessageIsAllowedWithoutWarning) {
  const auto verdict = compose(seed());
  expect_allowed(verdict);
  EXPECT_TRUE(verdict.warnings.empty()) << words_of(verdict);
}

TEST(Compose, NobodyAddressedIsRefused) {
  expect_refused(compose(plain("SECRET", {}, {})), Code::Usage, {"addressee"});
}

TEST(Compose, AnAddresseeNamedTwiceIsRefused) {
  expect_refused(compose(plain("SECRET", {}, {to(person("HAIG")), to(person("Haig"))})), Code::Usage,
                 {"twice"});
}

TEST(Compose, NoClassificationIsRefused) {
  auto composition = seed();
  composition.label.classification = 0;
  expect_refused(compose(composition), Code::NoClassification, {"classification"});
}

TEST(Compose, ALabelThatTheDoctrineDoesNotKnowIsRefused) {
  auto composition = seed();
  composition.label.informative.insert(60'000);
  expect_refused(compose(composition), Code::LabelUnknown, {"60000", "doctrine"});
}

TEST(Compose, ExclusivelyEyesOnlyAllowsOneReaderAndNamesTheWayOut) {
  expect_refused(
      compose(plain("TOP SECRET", {"EXCLUSIVELY EYES ONLY"}, {to(person("HAIG")), to(person("GUAY"))})),
      Code::EyesOnly,
      {"EXCLUSIVELY EYES ONLY allows exactly one named reader; you named HAIG and GUAY. Send each his own "
       "message, or choose EYES ONLY."});
}

TEST(Compose, EyesOnlyAllowsSeveralNamedReaders) {
  expect_allowed(compose(plain("TOP SECRET", {"EYES ONLY"}, {to(person("HAIG")), to(person("GUAY"))})));
}

TEST(Compose, EyesOnlyToAStationIsRefused) {
  expect_refused(compose(plain("TOP SECRET", {"EYES ONLY"}, {to(person("HAIG")), to(station("PARIS"))})),
                 Code::EyesOnly, {"PARIS is not a person", "Name the reader"});
}

TEST(Compose, WithoutACaveatAStationIsAddressed) {
  expect_allowed(compose(plain("TOP SECRET", {}, {to(station("PARIS"))})));
}

TEST(Compose, EyesOnlyWithAnInformationAddresseeIsRefused) {
  expect_refused(compose(plain("TOP SECRET", {"EYES ONLY"},
                               {to(person("HAIG")), to(person("GUAY"), Precedence::Routine, false)})),
                 Code::EyesOnly, {"no information addressees", "GUAY"});
  expect_allowed(
      compose(plain("TOP SECRET", {}, {to(person("HAIG")), to(person("GUAY"), Precedence::Routine, false)})));
}

TEST(Compose, NodisIsOneCopyForOneNamedReader) {
  expect_allowed(compose(plain("SECRET", {"NODIS"}, {to(person("HAIG"))})));
  expect_refused(compose(plain("SECRET", {"NODIS"}, {to(person("HAIG")), to(person("GUAY"))})),
                 Code::EyesOnly, {"NODIS allows 1 copy", "HAIG and GUAY would need 2"});
  expect_refused(compose(plain("SECRET", {"NODIS"}, {to(station("PARIS"))})), Code::EyesOnly, {"PARIS"});
}

TEST(Compose, ACompartmentNeedsTheMarkingItStandsOn) {
  auto composition = plain("SECRET", {"CHEROKEE"}, {});
  const auto cleared = clearance("SECRET", {"CHEROKEE"});
  composition.originator.clearance = cleared;
  composition.addressees = {to(person("HAIG", cleared))};
  expect_refused(compose(composition), Code::MarkingContradiction,
                 {"CHEROKEE stands only beside NODIS", "Add NODIS"});
  composition.label = label("SECRET", {"CHEROKEE", "NODIS"});
  expect_allowed(compose(composition));
  composition.addressees = {to(person("GUAY", clearance("SECRET")))};
  expect_refused(compose(composition), Code::Dominance, {"CHEROKEE", "GUAY is not listed"});
}

TEST(Compose, AMarkingForClassifiedMessagesIsRefusedBelow) {
  expect_refused(compose(plain("UNCLASSIFIED", {"LIMDIS"}, {to(station("PARIS"))})),
                 Code::MarkingContradiction, {"LIMDIS", "CONFIDENTIAL or higher", "UNCLASSIFIED"});
  expect_allowed(compose(plain("CONFIDENTIAL", {"LIMDIS"}, {to(station("PARIS"))})));
}

TEST(Compose, PrecedenceAboveTheGrantIsRefusedAndNotLowered) {
  auto composition = plain("SECRET", {}, {to(person("HAIG"), Precedence::Flash)});
  composition.originator.highest = Precedence::Priority;
  expect_refused(compose(composition), Code::PrecedenceGrant,
                 {"KISSINGER may claim PRIORITY at most", "FLASH", "never lowered"});
  EXPECT_EQ(composition.addressees[0].precedence, Precedence::Flash);
  composition.addressees[0].precedence = Precedence::Priority;
  expect_allowed(compose(composition));
}

TEST(Compose, InformationNeverHasTheHigherPrecedence) {
  auto composition =
      plain("SECRET", {},
            {to(person("HAIG"), Precedence::Priority), to(person("GUAY"), Precedence::Immediate, false)});
  expect_refused(compose(composition), Code::MarkingContradiction, {"GUAY has IMMEDIATE", "PRIORITY"});
  composition.addressees[1].precedence = Precedence::Priority;
  expect_allowed(compose(composition));
}

TEST(Compose, AnAddresseeNotClearedIsRefusedByName) {
  expect_refused(
      compose(plain("TOP SECRET", {}, {to(person("GUAY", clearance("SECRET")))})), Code::Dominance,
      {"The message is TOP SECRET", "GUAY is cleared for", "SECRET only", "have the net plan clear GUAY"});
}

// RFC 5913: a clearance is a set. SECRET alone does not hold CONFIDENTIAL.
TEST(Compose, ClassificationsAreMembersNotAnOrder) {
  message::Clearance only_secret;
  only_secret.classifications = {shipped().classification("SECRET")->number};
  expect_refused(compose(plain("CONFIDENTIAL", {}, {to(person("GUAY", only_secret))})), Code::Dominance,
                 {"CONFIDENTIAL"});
}

TEST(Compose, AnOriginatorNotClearedIsRefused) {
  auto composition = plain("TOP SECRET", {}, {to(person("HAIG"))});
  composition.originator.clearance = clearance("CONFIDENTIAL");
  expect_refused(compose(composition), Code::Dominance,
                 {"KISSINGER", "Let a person cleared for it write it"});
}

TEST(Compose, SensitiveReachesOnlyListedPersonsAndStations) {
  const auto unlisted = clearance("TOP SECRET");
  expect_refused(compose(plain("SECRET", {"SENSITIVE"}, {to(person("GUAY", unlisted))})), Code::Dominance,
                 {"SENSITIVE", "GUAY is not listed"});
  expect_refused(compose(plain("SECRET", {"SENSITIVE"}, {to(station("PARIS", unlisted))})), Code::Dominance,
                 {"SENSITIVE", "PARIS is not listed"});
  expect_allowed(compose(plain("SECRET", {"SENSITIVE"}, {to(person("GUAY")), to(station("PARIS"))})));
}

TEST(Compose, NofornRefusesTheForeignAddresseeOnly) {
  auto foreign = person("LORD");
  foreign.foreign = true;
  expect_refused(compose(plain("SECRET", {"NOFORN"}, {to(person("HAIG")), to(foreign)})), Code::Dominance,
                 {"NOFORN", "LORD is foreign", "Leave out LORD"});
  expect_allowed(compose(plain("SECRET", {}, {to(person("HAIG")), to(foreign)})));
}

TEST(Compose, PersonalForIsWrittenByThoseOfTheRankOnly) {
  auto composition = plain("SECRET", {"PERSONAL FOR"}, {to(person("HAIG"))});
  expect_refused(compose(composition), Code::Dominance, {"PERSONAL FOR", "KISSINGER is not listed"});
  composition.originator.clearance = clearance("SECRET", {"PERSONAL FOR"});
  expect_allowed(compose(composition));
}

TEST(Compose, TheLimitOfAddresseesIsKept) {
  std::vector<Addressee> addressees;
  for (std::size_t i = 0; i < base::kRecipientsMax; ++i)
    addressees.push_back(to(person("P" + std::to_string(i))));
  expect_allowed(compose(plain("SECRET", {}, addressees)));
  addressees.push_back(to(person("ONE MORE")));
  expect_refused(compose(plain("SECRET", {}, addressees)), Code::TooLarge, {"64", "65"});
}

TEST(Compose, TheLimitOfBytesIsKept) {
  auto composition = seed();
  composition.bytes = base::kBodyBytesMax;
  expect_allowed(compose(composition));
  ++composition.bytes;
  expect_refused(compose(composition), Code::TooLarge, {"1,048,576", "1,048,577"});
}

TEST(Compose, EveryReasonIsGivenAtOnce) {
  auto composition = plain("TOP SECRET", {"EXCLUSIVELY EYES ONLY"},
                           {to(person("HAIG")), to(station("PARIS", clearance("SECRET")))});
  EXPECT_EQ(compose(composition).against.size(), 3U) << words_of(compose(composition));
}

TEST(Compose, ALongUrgentMessageDrawsAWarningAndIsAllowed) {
  for (const auto& [precedence, words, warnings] : {std::tuple{Precedence::Flash, 201, 1U},
                                                    {Precedence::Flash, 200, 0U},
                                                    {Precedence::Immediate, 530, 1U},
                                                    {Precedence::Priority, 530, 0U}}) {
    auto composition = plain("SECRET", {}, {to(person("HAIG"), precedence)});
    composition.words = static_cast<std::size_t>(words);
    const auto verdict = compose(composition);
    expect_allowed(verdict);
    EXPECT_EQ(verdict.warnings.size(), warnings) << words_of(verdict);
  }
}

TEST(Compose, WordsThatAskForAMarkingDrawAWarningUnlessItIsThere) {
  auto composition = plain("SECRET", {}, {to(person("HAIG"))});
  composition.text = "Please treat as NODIS.";
  ASSERT_EQ(compose(composition).warnings.size(), 1U);
  EXPECT_NE(compose(composition).warnings[0].find("NODIS"), std::string::npos);
  expect_allowed(compose(composition));
  composition.label = label("SECRET", {"NODIS"});
  EXPECT_TRUE(compose(composition).warnings.empty());
}

}  // namespace
}  // namespace backchannel::policy
