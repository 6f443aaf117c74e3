#include "parties.h"

namespace backchannel::policy {
namespace {

using base::Code;

constexpr auto kRoom = "WHITE HOUSE";

message::Recipient leg(const std::string& name, const std::string& at, bool action = true) {
  message::Recipient made;
  made.person = base::PersonName(name);
  made.station = base::NodeName(at);
  made.action = action;
  return made;
}

message::Header header(std::vector<message::Recipient> legs) {
  message::Header made;
  made.recipients = std::move(legs);
  return made;
}

const message::Label& eyes_only() {
  static const auto made = label("TOP SECRET", {"SENSITIVE", "EXCLUSIVELY EYES ONLY"});
  return made;
}

Verdict open(const message::Label& what, const message::Header& heading, const Party& reader,
             const std::string& at = kRoom) {
  return may_open(shipped(), what, heading, reader, at);
}

TEST(Open, TheReaderNamedOpens) {
  expect_allowed(open(eyes_only(), header({leg("HAIG", kRoom)}), person("HAIG")));
}

TEST(Open, TheWatchOfficerLearnsWhatHeMayDo) {
  expect_refused(open(eyes_only(), header({leg("HAIG", kRoom)}), person("WATCH OFFICER")), Code::EyesOnly,
                 {"EXCLUSIVELY EYES ONLY lets only HAIG open this message, not WATCH OFFICER", "tell HAIG",
                  "wake HAIG"});
}

TEST(Open, SomebodyElsewhereIsNotAReader) {
  expect_refused(open(eyes_only(), header({leg("HAIG", kRoom)}), person("GUAY"), "PARIS"),
                 Code::NotARecipient, {"for HAIG", "GUAY"});
}

TEST(Open, NamesAreNotAlikeWhenOnlyNearlySo) {
  EXPECT_FALSE(open(eyes_only(), header({leg("HAIG", kRoom)}), person("HAIGH")).allowed());
  EXPECT_FALSE(open(eyes_only(), header({leg("HAIG", kRoom)}), person("haig")).allowed());
  EXPECT_FALSE(open(eyes_only(), header({leg("", kRoom)}), person("")).allowed());
}

TEST(Open, TheStaffOpenWhatIsForTheirStation) {
  const auto what = label("SECRET");
  expect_allowed(open(what, header({leg("", kRoom)}), person("WATCH OFFICER")));
  expect_refused(open(what, header({leg("", kRoom)}), person("GUAY"), "PARIS"), Code::NotARecipient, {kRoom});
}

// "FOR x" alone is an attention line and limits nothing.
TEST(Open, ANameWithoutACaveatDoesNotKeepTheStaffOut) {
  expect_allowed(open(label("SECRET"), header({leg("HAIG", kRoom)}), person("WATCH OFFICER")));
}

TEST(Open, AStationDoesNotOpen) {
  expect_refused(open(label("SECRET"), header({leg("", kRoom)}), station(kRoom)), Code::NotARecipient,
                 {"person"});
}

TEST(Open, TheClearanceIsLookedAtAgain) {
  expect_refused(
      open(eyes_only(), header({leg("HAIG", kRoom)}), person("HAIG", clearance("SECRET", {"SENSITIVE"}))),
      Code::Dominance, {"TOP SECRET", "HAIG"});
  expect_refused(open(eyes_only(), header({leg("HAIG", kRoom)}), person("HAIG", clearance("TOP SECRET"))),
                 Code::Dominance, {"SENSITIVE", "HAIG is not listed"});
}

TEST(Open, AForeignReaderIsKeptOutWhereTheMarkingSaysSo) {
  auto reader = person("LORD");
  reader.foreign = true;
  expect_refused(open(label("SECRET", {"NOFORN"}), header({leg("LORD", kRoom)}), reader), Code::Dominance,
                 {"NOFORN", "foreign"});
  expect_allowed(open(label("SECRET"), header({leg("LORD", kRoom)}), reader));
}

// The originator's own programs refuse these; a header that comes from elsewhere is judged again.
TEST(Open, AHeaderAgainstTheMarkingOpensForNobody) {
  EXPECT_EQ(
      open(eyes_only(), header({leg("HAIG", kRoom), leg("GUAY", "PARIS")}), person("HAIG")).error().code,
      Code::EyesOnly);
  EXPECT_EQ(open(eyes_only(), header({leg("HAIG", kRoom, false)}), person("HAIG")).error().code,
            Code::EyesOnly);
  EXPECT_EQ(
      open(label("SECRET", {"NODIS"}), header({leg("HAIG", kRoom), leg("GUAY", "PARIS")}), person("HAIG"))
          .error()
          .code,
      Code::EyesOnly);
}

TEST(Open, ACopyIsANumberedRight) {
  auto heading = header({leg("HAIG", kRoom)});
  heading.copies = 2;
  heading.recipients[0].copy_number = 2;
  expect_allowed(open(label("SECRET"), heading, person("HAIG")));
  heading.recipients[0].copy_number = 3;
  expect_refused(open(label("SECRET"), heading, person("HAIG")), Code::EyesOnly, {"copy 3 of 2"});
  heading.recipients[0].copy_number = 0;
  EXPECT_FALSE(open(label("SECRET"), heading, person("HAIG")).allowed());
}

TEST(Open, AnUnknownNumberIsRefused) {
  auto what = label("SECRET");
  what.informative.insert(60'000);
  expect_refused(open(what, header({leg("HAIG", kRoom)}), person("HAIG")), Code::LabelUnknown, {"60000"});
}

}  // namespace
}  // namespace backchannel::policy
