// Precedences, delivery instructions and operating signals: how they are found, and what the loader refuses.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/doctrine/catalogue.h"
#include "doctrine_files.h"

namespace backchannel::doctrine {
namespace {

const Catalogue& shipped() {
  static const Catalogue catalogue = load(shipped_files()).value();
  return catalogue;
}

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const auto at = text.find(old_words);
  EXPECT_NE(at, std::string::npos) << old_words;
  return at == std::string::npos ? text : text.replace(at, old_words.size(), new_words);
}

// The shipped files with one of them changed in one place; the first error as a sentence, "" if there is
// none.
std::string refusal(const std::string& file, const std::string& old_words, const std::string& new_words) {
  auto files = shipped_files();
  for (auto& [name, content] : files) {
    if (name == "doctrine/" + file) content = with(content, old_words, new_words);
  }
  const auto loaded = load(files);
  return loaded ? "" : base::to_sentence(loaded.error());
}

void expect_refused(const std::string& sentence, const std::string& file,
                    const std::vector<std::string>& words) {
  EXPECT_TRUE(sentence.starts_with("doctrine/" + file + ":")) << sentence;
  for (const auto& word : words)
    EXPECT_NE(sentence.find(word), std::string::npos) << word << " in: " << sentence;
}

TEST(Deliveries, AreFoundByNameAndAlias) {
  const std::vector<std::pair<std::string, std::string>> words = {
      {"on receipt", "ON RECEIPT"},
      {"At Once", "ON RECEIPT"},
      {"at opening of  business", "OPENING OF BUSINESS"},
      {"night action", "NIACT"},
      {"Regardless of the hour", "REGARDLESS OF HOUR"},
      {"hold until go ahead", "HOLD UNTIL GO-AHEAD"}};
  for (const auto& [written, name] : words) {
    const auto found = shipped().delivery(written);
    ASSERT_TRUE(found) << written;
    EXPECT_EQ(found->row->name, name) << written;
    EXPECT_EQ(found->parameter, "") << written;
  }
}

TEST(Deliveries, GiveTheWordsInThePlaceOfTheBraces) {
  const auto at = shipped().delivery("at 1500");
  ASSERT_TRUE(at);
  EXPECT_EQ(at->row->demands.when, DeliverWhen::Time);
  EXPECT_EQ(at->parameter, "1500");
  EXPECT_EQ(shipped().delivery("Deliver at 230900Z Oct 72")->parameter, "230900Z OCT 72");
  const auto before = shipped().delivery("Before his talk with the President");
  ASSERT_TRUE(before);
  EXPECT_EQ(before->row->demands.when, DeliverWhen::Event);
  EXPECT_EQ(before->parameter, "HIS TALK WITH THE PRESIDENT");
}

TEST(Deliveries, ATimeBeginsWithAFigureAndBracesAreNoTime) {
  for (const auto* words : {"AT NOON", "AT", "AT {time}", "BEFORE {event}", "BEFORE", "SOON", ""}) {
    EXPECT_FALSE(shipped().delivery(words)) << words;
  }
}

TEST(Deliveries, DemandWhatTheirSourcesSay) {
  EXPECT_EQ(shipped().delivery("ON RECEIPT")->row->demands.when, DeliverWhen::Receipt);
  EXPECT_TRUE(shipped().delivery("REGARDLESS OF HOUR")->row->demands.wake_reader);
  EXPECT_EQ(shipped().delivery("OPENING OF BUSINESS")->row->demands.when, DeliverWhen::OpeningOfBusiness);
  EXPECT_TRUE(shipped().delivery("NIACT")->row->demands.wake_duty_officer);
  EXPECT_EQ(shipped().delivery("NIACT")->row->demands.when, DeliverWhen::AsPrecedenceSays);
  EXPECT_EQ(shipped().delivery("HOLD UNTIL GO-AHEAD")->row->demands.when, DeliverWhen::GoAhead);
  EXPECT_TRUE(shipped().delivery("ORALLY ONLY")->row->demands.orally_only);
  EXPECT_TRUE(shipped().delivery("PHONE ON RECEIPT")->row->demands.phone);
  EXPECT_TRUE(shipped().delivery("WHEREVER HE IS")->row->demands.find_reader);
}

TEST(Deliveries, AreRefusedWithTheNearestWordForAnUnknownDemandOrTime) {
  expect_refused(refusal("delivery.toml", "wake_reader =", "wake_raeder ="), "delivery.toml",
                 {"unknown key 'wake_raeder'", "did you mean 'wake_reader'?"});
  const auto sentence = refusal("delivery.toml", "\nwhen = \"receipt\"", "\nwhen = \"reciept\"");
  expect_refused(sentence, "delivery.toml", {"when \"reciept\" is not known"});
  expect_refused(refusal("delivery.toml", "name = \"NIACT\"", "nome = \"NIACT\""), "delivery.toml",
                 {"name", "missing"});
}

TEST(Deliveries, AreRefusedIfTheirBracesDoNotFitTheirDemand) {
  expect_refused(refusal("delivery.toml", "\"AT {time}\"", "\"AT THE HOUR\""), "delivery.toml",
                 {"no {time}"});
  expect_refused(refusal("delivery.toml", "\"AT {time}\"", "\"AT {place}\""), "delivery.toml",
                 {"other braces"});
  expect_refused(refusal("delivery.toml", "\"AT {time}\"", "\"AT {time} {time}\""), "delivery.toml",
                 {"other braces"});
  expect_refused(refusal("delivery.toml", "\"NIACT\"", "\"NIACT {event}\""), "delivery.toml",
                 {"makes use of it"});
}

TEST(Deliveries, AreNotAlsoMarkings) {
  expect_refused(refusal("delivery.toml", "\"NIACT\"", "\"NODIS\""), "delivery.toml",
                 {"NODIS", "taken already"});
  expect_refused(refusal("delivery.toml", "\"NIACT\"", "\"FLASH\""), "delivery.toml", {"precedence"});
}

TEST(Precedences, AreFoundByNameAliasProsignAndRank) {
  using message::Precedence;
  for (const auto* words : {"immediate", "Operational Immediate", "o", "OP IMMED"}) {
    ASSERT_NE(shipped().precedence(words), nullptr) << words;
    EXPECT_EQ(shipped().precedence(words)->rank, Precedence::Immediate) << words;
  }
  EXPECT_EQ(shipped().precedence("URGENT"), nullptr);
  const auto* flash = shipped().precedence(Precedence::Flash);
  ASSERT_NE(flash, nullptr);
  EXPECT_EQ(flash->objective_minutes, 10U);
  EXPECT_EQ(flash->word_limit, 200U);
  EXPECT_TRUE(flash->halts_lower);
  EXPECT_TRUE(flash->needs_grant);
  EXPECT_FALSE(shipped().precedence(Precedence::Routine)->halts_lower);
  EXPECT_EQ(shipped().precedence(Precedence::Priority)->word_limit, 0U);
}

// Words that the printed forms know are the doctrine's too, and the reverse.
TEST(Precedences, HaveTheAliasesThatThePrintedFormsKnow) {
  for (const auto& row : shipped().precedences) {
    for (const auto& alias : row.aliases) EXPECT_EQ(message::precedence_from(alias), row.rank) << alias;
  }
}

TEST(Precedences, AreRefusedIfTheyContradictThePrograms) {
  expect_refused(refusal("precedences.toml", "name = \"FLASH\"", "name = \"LIGHTNING\""), "precedences.toml",
                 {"precedence number 4 is FLASH in the programs, not LIGHTNING"});
  expect_refused(refusal("precedences.toml", "prosign = \"Z\"", "prosign = \"X\""), "precedences.toml",
                 {"the prosign of FLASH is Z"});
  expect_refused(refusal("precedences.toml", "objective_minutes = 30\n", "objective_minutes = 31\n"),
                 "precedences.toml", {"the objective of IMMEDIATE is 30 minutes"});
  expect_refused(refusal("precedences.toml", "\nhalts_lower = true", "\nhalts_lower = false"),
                 "precedences.toml", {"for PRIORITY the programs go by halts_lower = true"});
  expect_refused(refusal("precedences.toml", "\nneeds_grant = true", "\nneeds_grant = false"),
                 "precedences.toml", {"for IMMEDIATE the programs go by needs_grant = true"});
}

TEST(Precedences, AreRefusedIfOneIsMissingOrStandsTwice) {
  auto files = shipped_files();
  std::erase_if(files, [](const auto& file) { return file.first == "doctrine/precedences.toml"; });
  const auto missing = load(files);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, base::Code::Doctrine);
  EXPECT_NE(missing.error().detail.find("ROUTINE, number 1"), std::string::npos) << missing.error().detail;
  expect_refused(refusal("precedences.toml", "number = 4\nname = \"FLASH\"\nprosign = \"Z\"",
                         "number = 2\nname = \"PRIORITY\"\nprosign = \"P\""),
                 "precedences.toml", {"objective of PRIORITY"});
}

TEST(Signals, AreFoundByFunctionAndAsPrinted) {
  ASSERT_NE(shipped().signal("rerouted"), nullptr);
  EXPECT_EQ(shipped().signal("rerouted")->printed, "ZOV");
  EXPECT_EQ(shipped().signal("zov")->function, "REROUTED");
  EXPECT_EQ(shipped().signal("ZBZ4")->function, "PRINTABILITY");
  EXPECT_EQ(shipped().signal("ZPW 231400Z")->function, "TIME LIMIT");
  EXPECT_EQ(shipped().signal("ZFF"), nullptr) << "its meaning was not verified";
}

// One byte of one file changed, taken out or doubled: the catalogue loads, or one sentence says where.
RC_GTEST_PROP(Files, OneChangedByteIsTakenOrRefusedWithItsPlace, ()) {
  auto files = shipped_files();
  auto& [name, content] = files[*rc::gen::inRange<std::size_t>(0, files.size())];
  const auto at = *rc::gen::inRange<std::size_t>(0, content.size());
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      content[at] = *rc::gen::arbitrary<char>();
      break;
    case 1:
      content.erase(at, 1);
      break;
    default:
      content.insert(at, 1, content[at]);
  }
  const auto loaded = load(files);
  if (loaded) return;
  const base::Error& error = loaded.error();
  RC_ASSERT(error.code == base::Code::Doctrine || error.code == base::Code::Syntax);
  RC_ASSERT(!error.detail.empty());
  RC_ASSERT(error.where.has_value());
  RC_ASSERT(error.where->file.starts_with("doctrine/"));
  RC_ASSERT(error.where->line > 0);
  RC_ASSERT(base::to_sentence(error).find('\n') == std::string::npos);
}

}  // namespace
}  // namespace backchannel::doctrine
