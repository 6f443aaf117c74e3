#include "backchannel/policy/delivery.h"

#include "backchannel/message/time_group.h"
#include "parties.h"

namespace backchannel::policy {
namespace {

using base::Code;
using base::HandlingTime;

HandlingTime at(const std::string& group) { return message::parse_dtg(group).value(); }

message::Header instructed(const std::vector<std::string>& delivery) {
  message::Header made;
  made.date_time_group = at("230525Z OCT 72");  // 0625 in Paris
  made.delivery = delivery;
  return made;
}

const LocalClock kParis{"Europe/Paris", "0900"};

Delivery delivered(const std::vector<std::string>& delivery, const std::string& received) {
  return delivery_of(shipped(), instructed(delivery), at(received), kParis);
}

TEST(Delivery, WithoutInstructionIsAtOnce) {
  const Delivery out = delivered({}, "230530Z OCT 72");
  EXPECT_EQ(out.not_before, at("230530Z OCT 72"));
  EXPECT_TRUE(out.duties.empty());
}

TEST(Delivery, AtATimeIsThatOfTheStationsClockAfterTheRelease) {
  for (const char* words : {"AT 1500", "AT 3 P.M.", "AT 3:00 P.M.", "AT 231400Z OCT 72"})
    EXPECT_EQ(delivered({words}, "230530Z OCT 72").not_before, at("231400Z OCT 72")) << words;
  EXPECT_EQ(delivered({"AT 11 P.M."}, "230530Z OCT 72").not_before, at("232200Z OCT 72"));
  EXPECT_EQ(delivered({"AT 12:30 A.M."}, "230530Z OCT 72").not_before, at("232330Z OCT 72"));
}

TEST(Delivery, WhatComesTooLateForItsTimeIsLateAndNotADayEarly) {
  EXPECT_EQ(delivered({"AT 1500"}, "231410Z OCT 72").not_before, at("231410Z OCT 72"));
}

TEST(Delivery, OpeningOfBusinessIsTheNextOneUnlessTheStationIsOpen) {
  EXPECT_EQ(delivered({"OPENING OF BUSINESS"}, "230530Z OCT 72").not_before, at("230800Z OCT 72"));
  EXPECT_EQ(delivered({"OPENING OF BUSINESS"}, "230800Z OCT 72").not_before, at("230800Z OCT 72"));
  EXPECT_EQ(delivered({"OPENING OF BUSINESS"}, "231759Z OCT 72").not_before, at("231759Z OCT 72"));
  EXPECT_EQ(delivered({"OPENING OF BUSINESS"}, "231801Z OCT 72").not_before, at("240800Z OCT 72"));
}

TEST(Delivery, TheLatestOfSeveralTimesCounts) {
  EXPECT_EQ(delivered({"AT 1500", "OPENING OF BUSINESS"}, "230530Z OCT 72").not_before, at("231400Z OCT 72"));
}

TEST(Delivery, TellsTheWatchWhatToDo) {
  EXPECT_TRUE(delivered({"NIACT"}, "230530Z OCT 72").wake_duty_officer);
  EXPECT_TRUE(delivered({"REGARDLESS OF HOUR"}, "230530Z OCT 72").wake_reader);
  const auto phone = delivered({"PHONE ON RECEIPT"}, "230530Z OCT 72");
  EXPECT_TRUE(phone.phone);
  EXPECT_EQ(phone.duties.size(), 1U) << "the reader is told, and may come for it later";
  EXPECT_TRUE(delivered({"ORALLY ONLY"}, "230530Z OCT 72").orally_only);
  EXPECT_TRUE(delivered({"HOLD UNTIL GO-AHEAD"}, "230530Z OCT 72").awaits_go_ahead);
  const auto before = delivered({"BEFORE HIS 1500 MEETING"}, "230530Z OCT 72");
  ASSERT_EQ(before.duties.size(), 1U);
  EXPECT_TRUE(before.duties[0].contains("before HIS 1500 MEETING"));
  EXPECT_EQ(before.not_before, at("230530Z OCT 72"));
}

TEST(Delivery, SaysOnceWhatTwoInstructionsAskFor) {
  EXPECT_EQ(delivered({"ON RECEIPT", "REGARDLESS OF HOUR"}, "230530Z OCT 72").duties,
            (std::vector<std::string>{"Put it before the reader as soon as it is here.",
                                      "Wake the reader, whatever the hour."}));
}

TEST(Delivery, AnUnknownInstructionReachesTheWatchInItsOwnWords) {
  const auto out = delivered({"WHEN CONVENIENT"}, "230530Z OCT 72");
  ASSERT_EQ(out.duties.size(), 1U);
  EXPECT_EQ(out.duties[0], "WHEN CONVENIENT");
}

TEST(Instruct, KnowsWhatItCanObey) {
  for (const char* words : {"AT 1500", "NIACT", "ON RECEIPT", "BEFORE HIS TALK WITH THE PRESIDENT"})
    EXPECT_TRUE(may_instruct(shipped(), words).allowed()) << words;
  expect_refused(may_instruct(shipped(), "WHEN CONVENIENT"), Code::MarkingUnknown, {"WHEN CONVENIENT"});
  expect_refused(may_instruct(shipped(), "AT 2561"), Code::Syntax, {"2561"});
  expect_refused(may_instruct(shipped(), "AT 13 P.M."), Code::Syntax, {"13 P.M."});
}

Verdict yet(const std::vector<std::string>& delivery, const std::string& now, bool go_ahead = false,
            const std::string& opened_by = {}) {
  return may_open_yet(shipped(), instructed(delivery),
                      {at("230530Z OCT 72"), at(now), kParis, go_ahead, opened_by});
}

TEST(OpenYet, WaitsForItsTime) {
  expect_refused(yet({"AT 1500"}, "231359Z OCT 72"), Code::Held, {"1500 local time, 231400Z", "1 min"});
  EXPECT_TRUE(yet({"AT 1500"}, "231400Z OCT 72").allowed());
}

TEST(OpenYet, WaitsForTheGoAhead) {
  expect_refused(yet({"HOLD UNTIL GO-AHEAD"}, "240530Z OCT 72"), Code::Held, {"go-ahead"});
  EXPECT_TRUE(yet({"HOLD UNTIL GO-AHEAD"}, "240530Z OCT 72", true).allowed());
}

TEST(OpenYet, LapsesWhenTheOtherHasOpened) {
  expect_refused(yet({}, "230531Z OCT 72", false, "CHARGE"), Code::Lapsed, {"CHARGE"});
  EXPECT_TRUE(yet({}, "230531Z OCT 72").allowed());
}

Minimize order() {
  return {{"FIELD"},    Precedence::Immediate, "evacuation", at("230500Z OCT 72"), at("240500Z OCT 72"),
          {"SECRETARY"}};
}

Verdict passes(Precedence precedence, const std::string& releaser, const std::string& reason,
               const std::string& now, const std::string& station = "FIELD") {
  return may_pass_minimize({order()}, station, precedence, releaser, reason, at(now));
}

TEST(MinimizeOrder, KeepsLowerPrecedencesOutOfItsAreaForItsTime) {
  const std::string now = "231200Z OCT 72";
  expect_refused(passes(Precedence::Priority, "CLERK", {}, now), Code::Minimize, {"FIELD", "SECRETARY"});
  EXPECT_TRUE(passes(Precedence::Immediate, "CLERK", {}, now).allowed());
  EXPECT_TRUE(passes(Precedence::Priority, "CLERK", {}, now, "POST").allowed());
  EXPECT_TRUE(passes(Precedence::Priority, "CLERK", {}, "230459Z OCT 72").allowed());
  EXPECT_FALSE(passes(Precedence::Priority, "CLERK", {}, "230500Z OCT 72").allowed());
  EXPECT_TRUE(passes(Precedence::Priority, "CLERK", {}, "240500Z OCT 72").allowed());
}

TEST(MinimizeOrder, TakesAReasonFromItsReleasersAlone) {
  const std::string now = "231200Z OCT 72";
  EXPECT_TRUE(passes(Precedence::Routine, "SECRETARY", "names", now).allowed());
  expect_refused(passes(Precedence::Routine, "SECRETARY", " ", now), Code::Minimize, {"give a reason"});
  expect_refused(passes(Precedence::Routine, "CLERK", "names", now), Code::Minimize, {"release it"});
}

TEST(Release, IsBySomebodyElseWhoMay) {
  Party writer = person("CLERK", clearance("TOP SECRET"));
  Party second = person("SECRETARY", clearance("TOP SECRET"));
  EXPECT_TRUE(may_release(writer, nullptr).allowed());
  writer.needs_release = true;
  expect_refused(may_release(writer, nullptr), Code::Release, {"CLERK"});
  expect_refused(may_release(writer, &second), Code::Release, {"does not let SECRETARY"});
  second.releases = true;
  EXPECT_TRUE(may_release(writer, &second).allowed());
  writer.releases = true;
  expect_refused(may_release(writer, &writer), Code::Release, {"his own message"});
}

TEST(Leave, IsTheOriginatorsOrTheSecretariatsWhereNoMarkingWantsTheOriginatorsOwn) {
  Party clerk = person("CLERK");
  Party secretariat = person("SECRETARIAT");
  secretariat.secretariat = true;
  const auto by = [](const std::vector<std::string>& caveats, const Party& giver) {
    return may_give_leave(shipped(), label("SECRET", caveats), "SECRETARY", giver);
  };
  for (const auto& caveats : std::vector<std::vector<std::string>>{{}, {"NODIS"}, {"EYES ONLY"}}) {
    expect_allowed(by(caveats, person("SECRETARY")));
    expect_refused(by(caveats, clerk), Code::Permission, {"SECRETARY", "CLERK"});
  }
  expect_allowed(by({"NODIS"}, secretariat));
  expect_allowed(by({"EXDIS", "DISTRIBUTE AS NODIS"}, secretariat));
  expect_refused(by({"EYES ONLY"}, secretariat), Code::PassOn,
                 {"EYES ONLY takes no leave but that of its originator", "Ask SECRETARY"});
  expect_refused(by({"NODIS", "EYES ONLY"}, secretariat), Code::PassOn, {"EYES ONLY"});
  message::Label unknown = label("SECRET");
  unknown.informative.insert(999);
  expect_refused(may_give_leave(shipped(), unknown, "SECRETARY", secretariat), Code::LabelUnknown, {"999"});
}

TEST(Admit, IsTheReadersOwnWordUnlessAMarkingWantsLeave) {
  const Party charge = person("CHARGE", clearance("TOP SECRET", {"SENSITIVE"}));
  EXPECT_TRUE(may_admit(shipped(), label("SECRET", {"EYES ONLY"}), {}, charge).allowed());
  const auto nodis = label("SECRET", {"NODIS"});
  expect_refused(may_admit(shipped(), nodis, {"CONSUL"}, charge), Code::PassOn, {"NODIS", "CHARGE"});
  EXPECT_TRUE(may_admit(shipped(), nodis, {"CHARGE"}, charge).allowed());
  expect_refused(
      may_admit(shipped(), label("SECRET", {"EYES ONLY"}), {}, station("POST", clearance("TOP SECRET"))),
      Code::NotARecipient, {"POST"});
}

}  // namespace
}  // namespace backchannel::policy
