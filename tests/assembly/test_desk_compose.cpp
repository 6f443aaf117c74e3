// What is refused at composing. No node runs: nothing leaves the desk.

#include <algorithm>
#include <memory>

#include "desk_fixture.h"

namespace backchannel::assembly::testing {
namespace {

using base::Code;

class Compose : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { lesson = std::make_unique<Lesson>(); }
  static void TearDownTestSuite() { lesson.reset(); }

  // The refusals, each as "Code: sentence".
  static std::vector<std::string> refusals(const std::string& person, const std::string& toml) {
    Desk desk = lesson->desk(person);
    return refusals(desk, must(parse_form(toml, "t.toml")));
  }
  static std::vector<std::string> refusals(Desk& desk, const Form& form) {
    const Composed composed = must(desk.compose(form));
    std::vector<std::string> out;
    for (const policy::Reason& reason : composed.verdict.against)
      out.push_back(std::string(base::row_of(reason.code).name) + ": " + reason.sentence);
    EXPECT_EQ(composed.draft == 0, !out.empty());
    EXPECT_EQ(must(desk.drafts()).size(), out.empty() ? 1U : 0U) << "a refused form is not kept";
    return out;
  }
  static void expect_only(const std::vector<std::string>& found, const std::string& begin,
                          const std::string& words = {}) {
    ASSERT_EQ(found.size(), 1U) << ::testing::PrintToString(found);
    EXPECT_TRUE(found[0].starts_with(begin)) << found[0];
    EXPECT_TRUE(found[0].contains(words)) << found[0];
  }

  static std::unique_ptr<Lesson> lesson;
};
std::unique_ptr<Lesson> Compose::lesson;

const std::string kToHaig = "to = \"HAIG\"\nprecedence = \"ROUTINE\"\ntext = \"x\"\n";

TEST_F(Compose, RefusesWhatHasNoClassificationOrAnUnknownOne) {
  expect_only(refusals("KISSINGER", kToHaig), "NoClassification: ");
  expect_only(refusals("KISSINGER", kToHaig + "classification = \"TOP SECRT\"\n"),
              "MarkingUnknown: t.toml:4:18: ", "did you mean \"TOP SECRET\"?");
}

TEST_F(Compose, RefusesUnknownNamesWithTheirPlaceAndTheNearest) {
  expect_only(
      refusals("KISSINGER",
               "to = [\"HAIG\", \"GUAI\"]\nclassification = \"SECRET\"\nprecedence = \"R\"\ntext = \"x\"\n"),
      "UnknownName: t.toml:1:15: ", "did you mean \"GUAY\"?");
  expect_only(refusals("KISSINGER",
                       "to = \"CAS-HQ\"\nclassification = \"SECRET\"\nprecedence = \"R\"\ntext = \"x\"\n"),
              "UnknownName: t.toml:1:6: ", "is a relay");
  expect_only(refusals("KISSINGER",
                       kToHaig + "classification = \"SECRET\"\ncaveats = [\"Sensitive\", \"Eye Only\"]\n"),
              "MarkingUnknown: t.toml:5:25: ", "EYES ONLY");
  expect_only(refusals("KISSINGER", kToHaig + "classification = \"SECRET\"\nchannel = \"BUNKR\"\n"),
              "MarkingUnknown: t.toml:5:", "BUNKER");
  expect_only(refusals("KISSINGER", kToHaig + "classification = \"SECRET\"\nseries = \"HACTO\"\n"),
              "UnknownName: t.toml:5:", "HAKTO");
}

TEST_F(Compose, RefusesAPassOnToNobodyForNobodyByNoClock) {
  const auto found =
      refusals("KISSINGER", kToHaig +
                                "classification = \"SECRET\"\n[pass_on]\nto = \"GUY\"\n"
                                "zone = \"Paris\"\nfor_whom = \"DRV\"\nlocal_time = \"1500\"\n");
  ASSERT_EQ(found.size(), 3U) << ::testing::PrintToString(found);
  EXPECT_TRUE(found[0].starts_with("UnknownName: t.toml:6:6: ")) << found[0];
  EXPECT_TRUE(found[1].starts_with("UnknownName: t.toml:8:12: ")) << found[1];
  EXPECT_TRUE(found[2].starts_with("Syntax: t.toml:7:8: ")) << found[2];
}

TEST_F(Compose, RefusesEyesOnlyToAGroupAndWithInformationAddressees) {
  const std::string rest =
      "classification = \"SECRET\"\nprecedence = \"R\"\ntext = \"x\"\ncaveats = [\"Exclusively Eyes "
      "Only\"]\n";
  expect_only(refusals("KISSINGER", "to = [\"HAIG\", \"GUAY\"]\n" + rest), "EyesOnly: ", "exactly one");
  expect_only(refusals("KISSINGER", "to = \"PARIS\"\n" + rest), "EyesOnly: ", "PARIS is not a person");
  const auto found = refusals("KISSINGER", "to = \"HAIG\"\ninfo = \"GUAY\"\n" + rest);
  EXPECT_TRUE(std::ranges::any_of(found, [](const std::string& each) {
    return each.contains("no information addressees");
  })) << ::testing::PrintToString(found);
  expect_only(refusals("KISSINGER",
                       "to = \"HAIG\"\nclassification = \"SECRET\"\nprecedence = \"R\"\ntext = \"x\"\n"
                       "caveats = [\"FOR GUAY ONLY\"]\n"),
              "EyesOnly: t.toml:5:12: ", "GUAY");
}

TEST_F(Compose, RefusesAPrecedenceAboveTheGrantAndAClearanceTooLow) {
  expect_only(refusals("BUNKER",
                       "to = \"HAIG\"\nclassification = \"SECRET\"\nprecedence = \"FLASH\"\ntext = \"x\"\n"),
              "PrecedenceGrant: ", "IMMEDIATE");
  const auto found = refusals("STATE DUTY OFFICER",
                              "to = \"WATCH OFFICER\"\nclassification = \"TOP SECRET\"\n"
                              "precedence = \"ROUTINE\"\ntext = \"x\"\n");
  ASSERT_EQ(found.size(), 2U) << ::testing::PrintToString(found);
  EXPECT_TRUE(found[0].starts_with("Dominance: ")) << found[0];
  EXPECT_TRUE(found[1].starts_with("NoPath: ")) << found[1];
}

TEST_F(Compose, RefusesWhatNoAccreditedPathCarries) {
  const auto low = refusals(
      "WATCH OFFICER", "to = \"STATE\"\nclassification = \"TOP SECRET\"\nprecedence = \"R\"\ntext = \"x\"\n");
  EXPECT_TRUE(std::ranges::any_of(low, [](const std::string& each) {
    return each.starts_with("NoPath: ") && each.contains("SECRET");
  })) << ::testing::PrintToString(low);
  expect_only(refusals("HAIG",
                       "to = \"GUAY\"\nchannel = \"CAS\"\nclassification = \"SECRET\"\nprecedence = \"R\"\n"
                       "caveats = [\"EYES ONLY\"]\ntext = \"x\"\n"),
              "NoPath: t.toml:2:11: ", "PARIS");
}

TEST_F(Compose, RefusesWhatIsTooLong) {
  expect_only(refusals("KISSINGER",
                       "to = \"HAIG\"\nclassification = \"SECRET\"\nprecedence = \"R\"\ntext = \"x\"\n"
                       "caveats = [\"EYES ONLY\"]\nfill_to_bytes = 1048577\n"),
              "TooLarge: ", "1,048,576");
  expect_only(refusals("KISSINGER",
                       "to = \"HAIG\"\nclassification = \"SECRET\"\nprecedence = \"R\"\ntext = \"x\"\n"
                       "caveats = [\"EYES ONLY\"]\nsubject = \"" +
                           std::string(5'000, 's') + "\"\n"),
              "TooLarge: ", "subject");
}

TEST_F(Compose, NobodyWritesForAnotherOrInAnothersSeriesOrClaimsAQuotation) {
  const std::string rest = "to = \"PARIS\"\nclassification = \"SECRET\"\nprecedence = \"R\"\ntext = \"x\"\n";
  expect_only(refusals("BUNKER", rest + "from = \"KISSINGER\"\n"), "Permission: t.toml:5:8: ");
  expect_only(refusals("BUNKER", rest + "series = \"HAKTO\"\n"), "Permission: t.toml:5:10: ", "KISSINGER");
  expect_only(refusals("BUNKER", rest + "[provenance]\nmessage = \"" + std::string(32, '0') +
                                     "\"\nenclosure = \"" + std::string(64, '0') + "\"\n"),
              "PassOn: ");
}

TEST_F(Compose, SaysEverythingThatIsWrongAtOnce) {
  const auto found = refusals(
      "BUNKER", "from = \"HAIG\"\nto = \"NOBODY AT ALL\"\nprecedence = \"FLUSH\"\ncaveats = \"XYZZY\"\n");
  EXPECT_GE(found.size(), 5U) << ::testing::PrintToString(found);
}

TEST_F(Compose, NeedsTheAuthorsKeyAndKeepsTheDraftSealed) {
  Desk locked = lesson->locked_desk("KISSINGER");
  const Form form = form_file("hakto-49.form.toml");
  EXPECT_EQ(locked.compose(form).error().code, Code::Passphrase);
  EXPECT_EQ(locked.unlock(base::SecretBytes(std::string_view("wrong"))).error().code, Code::Passphrase);
  Desk desk = lesson->desk("KISSINGER");
  const Composed composed = must(desk.compose(form));
  EXPECT_EQ(composed.summary.substr(0, 31), "TOP SECRET FLASH to HAIG, HAKTO") << composed.summary;
  const auto row = must(lesson->net.store("SAIGON").draft(composed.draft));
  const std::string sealed = base::to_text(row.sealed);
  EXPECT_FALSE(sealed.contains("urgent matters"));
  EXPECT_FALSE(lesson->desk("BUNKER").send(composed.draft)) << "another's draft";
  EXPECT_TRUE(must(locked.drafts()).at(0).second.starts_with("sealed "));
}

TEST_F(Compose, AnUnknownPersonIsToldTheNearestName) {
  const auto desk = Desk::open(lesson->net.folder(), "KISINGER");
  ASSERT_FALSE(desk);
  EXPECT_TRUE(desk.error().detail.contains("KISSINGER")) << desk.error().detail;
}

}  // namespace
}  // namespace backchannel::assembly::testing
