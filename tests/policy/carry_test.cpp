#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "parties.h"

namespace backchannel::policy {
namespace {

using base::Code;

Party relay(const message::Clearance& held) { return {"WH-COMM", false, false, held, Precedence::Routine}; }

Verdict carry(const message::Label& what, const message::Clearance& held) {
  return may_carry(shipped(), what, relay(held));
}

TEST(Carry, ARelayNeedsTheClassification) {
  expect_allowed(carry(label("SECRET"), clearance("SECRET")));
  expect_refused(carry(label("TOP SECRET"), clearance("SECRET")), Code::Dominance,
                 {"TOP SECRET", "WH-COMM", "another way"});
}

TEST(Carry, ReaderListsAreNotHeldByRelays) {
  expect_allowed(carry(label("SECRET", {"SENSITIVE", "EXDIS", "EXCLUSIVELY EYES ONLY", "NODIS", "CHEROKEE"}),
                       clearance("SECRET")));
}

TEST(Carry, ACodewordIsHeldByEveryRelay) {
  const auto what = label("SECRET", {"SENSITIVE", "CONTAINS CODEWORD"});
  expect_refused(carry(what, clearance("SECRET", {"SENSITIVE"})), Code::Dominance,
                 {"CONTAINS CODEWORD", "WH-COMM"});
  expect_allowed(carry(what, clearance("SECRET", {"CONTAINS CODEWORD"})));
}

TEST(Carry, AnUnknownNumberIsRefused) {
  auto what = label("SECRET");
  what.restrictive.insert(60'000);
  expect_refused(carry(what, clearance("TOP SECRET")), Code::LabelUnknown, {"60000"});
}

RC_GTEST_PROP(Carry, WhoeverMayReadMayCarry, ()) {
  message::Label what{*rc::gen::inRange<std::uint8_t>(0, 7), {}, {}, {}};
  message::Clearance held;
  for (std::uint8_t c = 0; c < 7; ++c) {
    if (*rc::gen::arbitrary<bool>()) held.classifications.insert(c);
  }
  for (const auto& row : shipped().caveats) {
    if (*rc::gen::weightedElement<bool>({{1, true}, {6, false}}) && row.kind == CategoryKind::Restrictive) {
      what.restrictive.insert(row.number);
    }
    if (*rc::gen::arbitrary<bool>()) held.categories.insert(row.number);
  }
  const Party reader{"HAIG", true, false, held, Precedence::Flash};
  message::Header header;
  header.recipients.push_back(
      {base::PersonName("HAIG"), base::NodeName("S"), {}, true, Precedence::Routine, 1, 0});
  if (may_open(shipped(), what, header, reader, "S").allowed()) {
    RC_ASSERT(may_carry(shipped(), what, reader).allowed());
    RC_ASSERT(message::covers(held, what));
  }
}

}  // namespace
}  // namespace backchannel::policy
