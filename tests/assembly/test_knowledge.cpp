#include <gtest/gtest.h>

#include <algorithm>

#include "backchannel/assembly/knowledge.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/seal/sealing.h"
#include "desk_fixture.h"

namespace backchannel::assembly::testing {
namespace {

std::vector<Knows> words_of(const KnowledgeRow& row) {
  std::vector<Knows> words;
  for (const KnowledgeCell& cell : row.cells) words.push_back(cell.knows);
  return words;
}

constexpr Knows kNot = Knows::Nothing, kInfers = Knows::Infers, kSees = Knows::Sees, kReads = Knows::Reads;

TEST(Judging, WhoOpensTheMessageReadsAllOfIt) {
  EXPECT_EQ(words_of(judge("A", {.opened = true})), std::vector(5, kReads));
}

TEST(Judging, WhoCarriedItSeesItsOutsideOnly) {
  EXPECT_EQ(words_of(judge("A", {.carried = true, .noted = true})),
            (std::vector{kSees, kSees, kSees, kNot, kNot}));
}

TEST(Judging, ARecordOfItTellsThatItExistsAndNoMore) {
  EXPECT_EQ(words_of(judge("A", {.noted = true})), (std::vector{kSees, kNot, kNot, kNot, kNot}));
}

TEST(Judging, WhoReadsTheQuotationReadsTheEnclosureAndNotTheTextBeforeIt) {
  EXPECT_EQ(words_of(judge("A", {.quoted = true})), (std::vector{kReads, kReads, kReads, kNot, kReads}));
}

TEST(Judging, WhoHoldsThePaperReadsTheEnclosureAndInfersTheRest) {
  EXPECT_EQ(words_of(judge("A", {.on_paper = true})), (std::vector{kInfers, kNot, kNot, kNot, kReads}));
  EXPECT_EQ(words_of(judge("A", {.on_paper = true, .paper_names_writer = true})),
            (std::vector{kInfers, kInfers, kNot, kNot, kReads}));
}

TEST(Judging, TheStrongestFindingStands) {
  EXPECT_EQ(words_of(judge("A", {.opened = true, .carried = true, .noted = true, .bytes_passed = true})),
            std::vector(5, kReads));
}

TEST(Judging, EveryCellHasAReason) {
  for (const Evidence& evidence : {Evidence{}, Evidence{.opened = true}, Evidence{.bytes_passed = true}})
    for (const KnowledgeCell& cell : judge("A", evidence).cells) EXPECT_FALSE(cell.reason.empty());
}

TEST(PracticeFile, TheShippedOneNamesTenPartiesEachWithASource) {
  const auto practice = must(parse_practice(scenario_file("practice-1972.toml"), "practice-1972.toml"));
  EXPECT_EQ(practice.size(), 10U);
  EXPECT_EQ(practice.back().party, "DRV DELEGATION");
  for (const Practice& each : practice) EXPECT_FALSE(each.source.empty()) << each.party;
}

TEST(PracticeFile, AWordThatFitsNoCellAndAnUnknownBasisAreRefusedWithTheirPlace) {
  const std::string head = "message = \"x\"\n[[practice]]\nparty = \"A\"\nphrase = \"p\"\nsource = \"s\"\n";
  const auto wide = parse_practice(head + "basis = \"doc\"\nword = \"much too long\"\n", "p.toml");
  ASSERT_FALSE(wide.has_value());
  EXPECT_EQ(wide.error().where.value_or(base::Where{}).line, 7);
  const auto unsure = parse_practice(head + "basis = \"rumour\"\nword = \"w\"\n", "p.toml");
  ASSERT_FALSE(unsure.has_value());
  EXPECT_EQ(unsure.error().where.value_or(base::Where{}).line, 6);
}

// A message sealed and in the outbox, in a net that is not running.
class Trial : public ::testing::Test {
 protected:
  void SetUp() override {
    Desk kissinger = lesson.desk("KISSINGER");
    form = form_file("hakto-49.form.toml");
    sent = must(kissinger.send(must(kissinger.compose(form)).draft));
  }
  [[nodiscard]] base::Bytes sealed() const {
    const auto store = lesson.net.store("SAIGON");
    return must(store.sealed(must(store.submission(sent.message)).transfer));
  }

  Lesson lesson;
  Form form;
  Sent sent{};
};

TEST_F(Trial, TheWriterAndTheReaderNamedOpenItAndNobodyElse) {
  const KnowledgeTrial trial = must(KnowledgeTrial::open(lesson.net.folder(), sent.message));
  EXPECT_EQ(trial.keys(), 13U) << "seven places and six persons";
  EXPECT_EQ(trial.sealed_messages(), 1U);
  auto opened = trial.opened_by();
  std::ranges::sort(opened);
  EXPECT_EQ(opened, (std::vector<std::string>{"HAIG", "KISSINGER"}));
  for (const char* party : {"BUNKER", "CAS-SAIGON", "WH-COMM", "WATCH OFFICER", "GUAY", "STATE"})
    EXPECT_EQ(must(trial.party(party)).cell(Fact::Text).knows, kNot) << party;
  EXPECT_EQ(words_of(must(trial.party("STATE"))), std::vector(5, kNot));
}

TEST_F(Trial, AnUnknownPartyAndAnUnknownMessageAreNamed) {
  const KnowledgeTrial trial = must(KnowledgeTrial::open(lesson.net.folder(), sent.message));
  EXPECT_EQ(trial.party("NOBODY").error().code, base::Code::UnknownName);
  EXPECT_EQ(KnowledgeTrial::open(lesson.net.folder(), base::MessageId{}).error().code, base::Code::NotFound);
}

TEST_F(Trial, AnyPaperButTheEnclosureIsNotTheEnclosure) {
  const KnowledgeTrial trial = must(KnowledgeTrial::open(lesson.net.folder(), sent.message));
  EXPECT_EQ(trial.outsider("DRV DELEGATION", form.enclosure).cell(Fact::Enclosure).knows, kReads);
  EXPECT_EQ(trial.outsider("DRV DELEGATION", form.enclosure + ".").cell(Fact::Enclosure).knows, kNot);
  EXPECT_EQ(trial.outsider("DRV DELEGATION", "").cell(Fact::Enclosure).knows, kNot);
}

TEST_F(Trial, WhatIsInTheClearOnTheWireIsFound) {
  const KnowledgeTrial trial = must(KnowledgeTrial::open(lesson.net.folder(), sent.message));
  base::Bytes noise(sealed().size() + 10'000);
  seal::OpensslRandom().fill(noise);
  EXPECT_EQ(words_of(must(trial.eavesdropper("THE WIRE", noise))),
            (std::vector{kInfers, kNot, kNot, kNot, kNot}));

  const base::Bytes whole = sealed();
  const auto outer = must(seal::check_outer(lesson.net.trust(), whole, lesson.net.now()));
  const base::BytesView body(whole);
  const std::vector<base::BytesView> clear = {base::as_bytes(form.enclosure), base::as_bytes("KISSINGER"),
                                              base::as_bytes("HAKTO"), outer.header_bytes,
                                              body.subspan(whole.size() / 3, whole.size() / 4)};
  for (const base::BytesView& part : clear) {
    base::Bytes planted = noise;
    std::ranges::copy(part, planted.begin() + 100);
    const auto found = trial.eavesdropper("THE WIRE", planted);
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().code, base::Code::Integrity);
  }
}

TEST_F(Trial, TooFewBytesOnTheWireTellNothing) {
  const KnowledgeTrial trial = must(KnowledgeTrial::open(lesson.net.folder(), sent.message));
  EXPECT_EQ(words_of(must(trial.eavesdropper("THE WIRE", base::Bytes(100)))), std::vector(5, kNot));
}

}  // namespace
}  // namespace backchannel::assembly::testing
