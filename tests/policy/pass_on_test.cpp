#include "parties.h"

namespace backchannel::policy {
namespace {

using base::Code;
using message::PassOn;

PassOn to_guay() {
  PassOn made;
  made.to = "Guay";
  made.for_whom = "DRV DELEGATION";
  return made;
}

const message::Label& eyes_only() {
  static const auto made = label("TOP SECRET", {"SENSITIVE", "EXCLUSIVELY EYES ONLY"});
  return made;
}

Verdict quote(const std::optional<PassOn>& pass_on, const message::Label& as, const std::string& next) {
  return may_quote(shipped(), eyes_only(), pass_on, as, {to(person(next))});
}

TEST(Quote, TheNextReaderNamedIsAllowed) { expect_allowed(quote(to_guay(), eyes_only(), "GUAY")); }

TEST(Quote, WithoutLeaveNothingGoesOn) {
  expect_refused(quote(std::nullopt, eyes_only(), "GUAY"), Code::PassOn,
                 {"EXCLUSIVELY EYES ONLY", "Ask the originator"});
  expect_refused(quote(PassOn{}, eyes_only(), "GUAY"), Code::PassOn, {"Ask the originator"});
}

TEST(Quote, ANextReaderWhoIsNotNamedIsRefused) {
  expect_refused(quote(to_guay(), eyes_only(), "BUNKER"), Code::PassOn,
                 {"names Guay and not BUNKER", "Send it to Guay"});
}

TEST(Quote, WithoutADemandForLeaveAnybodyClearedMayBeSentIt) {
  expect_allowed(
      may_quote(shipped(), label("SECRET"), std::nullopt, label("SECRET"), {to(person("BUNKER"))}));
}

TEST(Quote, TheQuotingMessageIsNeverMarkedLower) {
  for (const auto& lower :
       {label("SECRET", {"SENSITIVE", "EXCLUSIVELY EYES ONLY"}),
        label("TOP SECRET", {"EXCLUSIVELY EYES ONLY"}), label("TOP SECRET", {"SENSITIVE"})}) {
    expect_refused(quote(to_guay(), lower, "GUAY"), Code::WriteDown,
                   {"TOP SECRET; EXCLUSIVELY EYES ONLY; SENSITIVE", "at least"});
  }
  expect_allowed(
      quote(to_guay(), label("TOP SECRET", {"SENSITIVE", "EXCLUSIVELY EYES ONLY", "NOFORN"}), "GUAY"));
}

TEST(Quote, AnUnknownLabelOnEitherSideIsRefused) {
  auto unknown = eyes_only();
  unknown.restrictive.insert(60'000);
  expect_refused(quote(to_guay(), unknown, "GUAY"), Code::LabelUnknown, {"60000"});
  expect_refused(may_quote(shipped(), unknown, to_guay(), eyes_only(), {}), Code::LabelUnknown, {"60000"});
}

TEST(HandOver, TheOutsiderOfTheInstructionIsAllowed) {
  expect_allowed(may_hand_over(shipped(), eyes_only(), to_guay(), "Drv Delegation"));
}

TEST(HandOver, WithoutAnInstructionItIsRefusedWhateverTheMarkings) {
  expect_refused(may_hand_over(shipped(), label("UNCLASSIFIED"), std::nullopt, "DRV DELEGATION"),
                 Code::PassOn, {"DRV DELEGATION", "Ask the originator"});
  PassOn nobody = to_guay();
  nobody.for_whom.clear();
  expect_refused(may_hand_over(shipped(), eyes_only(), nobody, "DRV DELEGATION"), Code::PassOn, {"none"});
  expect_refused(may_hand_over(shipped(), eyes_only(), nobody, ""), Code::PassOn, {"none"});
}

TEST(HandOver, AnotherOutsiderIsRefused) {
  expect_refused(may_hand_over(shipped(), eyes_only(), to_guay(), "PRESS"), Code::PassOn,
                 {"to DRV DELEGATION, not to PRESS"});
}

TEST(HandOver, NofornForbidsItEvenUnderAnInstruction) {
  expect_refused(may_hand_over(shipped(), label("SECRET", {"NOFORN"}), to_guay(), "DRV DELEGATION"),
                 Code::PassOn, {"NOFORN"});
}

TEST(HandOver, WordsOfTheMessageAreMadeVisible) {
  PassOn hostile = to_guay();
  hostile.for_whom = "\x1b[31mPRESS";
  const auto verdict = may_hand_over(shipped(), eyes_only(), hostile, "DRV DELEGATION");
  EXPECT_EQ(words_of(verdict).find('\x1b'), std::string::npos);
}

TEST(Copy, EyesOnlyIsNotCopied) {
  expect_refused(may_copy(shipped(), eyes_only()), Code::EyesOnly, {"EXCLUSIVELY EYES ONLY forbids copying"});
  expect_allowed(may_copy(shipped(), label("TOP SECRET", {"SENSITIVE"})));
}

TEST(Readdress, EyesOnlyIsNeverReaddressed) {
  expect_refused(may_readdress(shipped(), eyes_only()), Code::EyesOnly,
                 {"EXCLUSIVELY EYES ONLY forbids readdressing"});
  expect_refused(may_readdress(shipped(), label("SECRET", {"EXDIS"})), Code::EyesOnly, {"EXDIS"});
  expect_allowed(may_readdress(shipped(), label("TOP SECRET", {"SENSITIVE"})));
}

}  // namespace
}  // namespace backchannel::policy
