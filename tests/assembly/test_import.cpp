#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "backchannel/assembly/import.h"
#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/format.h"

namespace backchannel::assembly {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(std::string(BACKCHANNEL_SOURCE_DIR) + "/" + path);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

Imported must_import(std::string_view text, const ImportOrder& order) {
  auto imported = import_paper(text, "paper", *shipped_doctrine(), order);
  EXPECT_TRUE(imported) << base::to_sentence(imported.error());
  return imported ? std::move(*imported) : Imported{};
}

std::string refusal(std::string_view text, Paper paper) {
  const auto imported = import_paper(text, "paper", *shipped_doctrine(), {paper, {}, {}});
  return imported ? "accepted" : base::to_sentence(imported.error());
}

class PublishedSeed : public ::testing::Test {
 protected:
  const Form by_hand =
      parse_form(content_of("scenarios/hakto-49/hakto-49.form.toml"), "hakto-49.form.toml").value();
  const Imported read = must_import(content_of("tests/message/hakto-49-231.txt"),
                                    {Paper::Frus, "FRUS 1969-76 volume IX document 60", "Europe/Paris"});
};

TEST_F(PublishedSeed, HasTheWordsOfTheFormMadeByHand) {
  EXPECT_EQ(read.form.text, by_hand.text);
  EXPECT_EQ(read.form.enclosure, by_hand.enclosure);
  EXPECT_EQ(read.form.garbles, by_hand.garbles);
  EXPECT_EQ(read.form.source_notes, by_hand.source_notes);
  EXPECT_EQ(read.form.references, by_hand.references);
}

TEST_F(PublishedSeed, HasItsHeading) {
  EXPECT_EQ(read.form.from, by_hand.from);
  EXPECT_EQ(read.form.to, by_hand.to);
  EXPECT_EQ(read.form.classification, by_hand.classification);
  EXPECT_EQ(read.form.precedence, by_hand.precedence);
  EXPECT_EQ(read.form.series, by_hand.series);
  ASSERT_EQ(read.form.caveats.size(), by_hand.caveats.size());
  for (std::size_t i = 0; i < by_hand.caveats.size(); ++i)
    EXPECT_EQ(read.form.caveats[i], base::upper(by_hand.caveats[i]));
}

Form published(const std::string& begins, const std::string& markings) {
  return must_import(
             "1. Backchannel Message From Ambassador A (Kissinger) to Assistant B (Haig)\n\n"
             "Saigon, October 23, 1972, 0525Z.\n\n" +
                 begins + "\n\nSource: A box. " + markings + "\n",
             {Paper::Frus, {}, {}})
      .form;
}

TEST(PublishedDelivery, TheHeadingsInstructionBecomesTheDrafts) {
  using Words = std::vector<std::string>;
  const Form form = published("Hakto 1/2. The text.", "Top Secret; Flash; Sensitive; Deliver on Receipt.");
  EXPECT_EQ(form.delivery, Words{"ON RECEIPT"});
  EXPECT_EQ(form.caveats, Words{"SENSITIVE"});
  EXPECT_EQ(form.precedence, "FLASH");
  EXPECT_EQ(published("Hakto 1/2. T.", "Secret; At 1500; Regardless of the Hour.").delivery,
            (Words{"AT 1500", "REGARDLESS OF HOUR"}));
  const Form sentence = published("Hakto 1/2. Deliver on receipt. The text.", "Secret; Upon Receipt.");
  EXPECT_EQ(sentence.delivery, Words{"ON RECEIPT"}) << "once";
  EXPECT_TRUE(published("Hakto 1/2. Upon receipt. The text.", "Secret.").text.contains("Upon receipt."));
  EXPECT_EQ(published("Hakto 1/2. Upon receipt. The text.", "Secret.").delivery, Words{"ON RECEIPT"});
  EXPECT_TRUE(published("Hakto 1/2. Upon receipt of this tell him.", "Secret; Sensitive.").delivery.empty());
}

// What a person added to the form from other documents, or for the exercise, is not in this one.
TEST_F(PublishedSeed, LacksOnlyWhatTheDocumentDoesNotSay) {
  ASSERT_TRUE(read.form.pass_on);
  EXPECT_EQ(read.form.pass_on->to, by_hand.pass_on->to);
  EXPECT_EQ(read.form.pass_on->occasion, by_hand.pass_on->occasion);
  EXPECT_EQ(read.form.pass_on->local_time, by_hand.pass_on->local_time);
  EXPECT_EQ(read.form.pass_on->as_written, by_hand.pass_on->as_written);
  EXPECT_EQ(read.form.pass_on->for_whom, "") << "documents 30 and 51 say it, not this one";
  EXPECT_EQ(read.form.pass_on->on_behalf_of, "");
  EXPECT_EQ(read.form.channel, "") << "the CIA's copy says it";
  EXPECT_TRUE(read.form.delivery.empty());
  EXPECT_EQ(read.form.service_line, "");
}

TEST_F(PublishedSeed, WrittenAsAFormItIsReadAsTheSame) {
  const auto again = parse_form(form_file(read.form), "again").value();
  EXPECT_EQ(again.enclosure, read.form.enclosure);
  EXPECT_EQ(again.garbles, read.form.garbles);
  EXPECT_EQ(again.source_notes, read.form.source_notes);
}

TEST(ImportFrus, WithoutAZoneTheTimeIsLeftOutAndTheReasonSaid) {
  const Imported read = must_import(content_of("tests/message/hakto-49-231.txt"), {Paper::Frus, {}, {}});
  EXPECT_EQ(read.form.pass_on->local_time, "");
  EXPECT_EQ(read.form.pass_on->occasion, "his 1500 meeting today");
  bool said = false;
  for (const std::string& note : read.notes) said = said || note.contains("whose clock shows 1500");
  EXPECT_TRUE(said);
  EXPECT_TRUE(read.form.source_notes.front().contains("document 60, Hakto 49/231, Backchannel Message"))
      << read.form.source_notes.front();
}

TEST(ImportFrus, ReadsInstructionsInOtherWords) {
  const auto instruction = [](const std::string& words) {
    const Imported read =
        must_import("Hakto 49. " + words + "\nBegin text:\nA.\nEnd text", {Paper::Frus, {}, {}});
    const FormPassOn none{"nobody", {}, {}, {}, {}, {}, {}};
    const FormPassOn it = read.form.pass_on.value_or(none);
    return it.to + "|" + it.for_whom + "|" + it.occasion + "|" + it.as_written;
  };
  EXPECT_EQ(instruction("Pass to Col. Guay for delivery to the DRV delegation before 2300."),
            "GUAY|THE DRV DELEGATION|before 2300|Pass to Col. Guay for delivery to the DRV delegation before "
            "2300.");
  EXPECT_EQ(instruction("Thank you. Please forward this to Ambassador Dobrynin."),
            "DOBRYNIN|||Please forward this to Ambassador Dobrynin.");
  EXPECT_EQ(instruction("Warmest regards."), "nobody|||");
}

TEST(Import, BytesThatAreNoUtf8AreNamedWithTheirPlace) {
  EXPECT_TRUE(refusal("One.\nTwo \xff", Paper::Frus).starts_with("paper:2:5: "))
      << refusal("One.\nTwo \xff", Paper::Frus);
  EXPECT_TRUE(refusal("", Paper::Frus).starts_with("paper:1:1: "));
}

TEST(Import, ASlipBecomesAForm) {
  const Imported read = must_import(
      "S E C R E T  230525Z OCT 72  SENSITIVE  VIA CAS CHANNELS (BUNKER)\nTO THE WATCH OFFICER: PHONE\n"
      "TO:   HAIG, EYES ONLY                                           FLASH\n"
      "FROM: BUNKER                                         CITE SAIGON 0231\n"
      "SAIGON 231\nREF: WHS 2291\n\nPass it.\n\nBegin text:\n\nA [garble] B\n\nEnd text\n",
      {Paper::Slip, {}, {}});
  EXPECT_EQ(read.form.from, "BUNKER");
  EXPECT_EQ(read.form.to, std::vector<std::string>{"HAIG"});
  EXPECT_EQ(read.form.classification, "SECRET");
  EXPECT_EQ(read.form.precedence, "FLASH");
  EXPECT_EQ(read.form.caveats, (std::vector<std::string>{"SENSITIVE", "EYES ONLY"}));
  EXPECT_EQ(read.form.channel, "CAS CHANNELS (BUNKER)");
  EXPECT_EQ(read.form.service_line, "TO THE WATCH OFFICER: PHONE");
  EXPECT_EQ(read.form.text, "Pass it.");
  EXPECT_EQ(read.form.enclosure, "A [garble] B");
  ASSERT_EQ(read.form.garbles.size(), 1U);
  EXPECT_EQ(read.form.garbles[0].offset, 2U);
}

}  // namespace
}  // namespace backchannel::assembly
