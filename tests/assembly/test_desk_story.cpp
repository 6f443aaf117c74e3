// The lesson from end to end in one process: seven nodes, five desks, real keys and sockets.

#include <algorithm>

#include "backchannel/message/time_group.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/seal/sealing.h"
#include "desk_fixture.h"

namespace backchannel::assembly::testing {
namespace {

bool has_sentence(const std::vector<TraceLine>& lines, const std::string& who, const std::string& words) {
  return std::ranges::any_of(lines, [&](const TraceLine& line) {
    return line.verified && line.who.contains(who) && line.sentence.contains(words);
  });
}

std::string printed(const std::vector<TraceLine>& lines) {
  std::string out;
  for (const TraceLine& line : lines)
    out += message::to_dtg(line.at) + " " + line.who + ": " + line.sentence +
           (line.verified ? "\n" : " [not verified]\n");
  return out;
}

class Story : public ::testing::Test {
 protected:
  void SetUp() override { lesson.net.start_all(); }

  // Kissinger's message, sent; its enclosure as he wrote it.
  std::string send_hakto(Desk& kissinger) {
    const Form form = form_file("hakto-49.form.toml");
    const Composed composed = must(kissinger.compose(form));
    EXPECT_NE(composed.draft, 0) << (composed.verdict.allowed() ? "" : composed.verdict.against[0].sentence);
    EXPECT_EQ(composed.verdict.warnings.size(), 1U) << "FLASH over 200 words";
    const Sent sent = must(kissinger.send(composed.draft));
    EXPECT_EQ(sent.number.serial, 49U);
    const Sent again = must(kissinger.send(composed.draft));
    EXPECT_EQ(again.message, sent.message) << "sending again is the same message";
    EXPECT_EQ(must(kissinger.status()).size(), 1U);
    return form.enclosure;
  }

  // A true signature of the watch officer under a claim that is not his to make.
  void submit_claim(const message::Statement& said) {
    const auto& key = lesson.net.key("WATCH OFFICER", netplan::KeyUse::Sign);
    const seal::Trust& trust = lesson.net.trust();
    wire::Content content;
    message::Header& header = content.header;
    seal::OpensslRandom().fill(header.message.value);
    header.kind = message::Kind::Statement;
    header.created = said.at;
    header.expires = said.at + base::kHourMs;
    header.originator = base::PersonName(said.author_person);
    header.originator_node = base::NodeName(said.author_node);
    message::Recipient saigon;
    saigon.station = base::NodeName("SAIGON");
    saigon.key = must(trust.key_of("SAIGON", netplan::KeyUse::Agree, said.at)).key;
    header.recipients.push_back(saigon);
    content.statements.push_back(must(seal::sign(trust, said, said.author_person, key)));
    const seal::Sealed sealed = must(seal::seal(trust, content, message::Label{}, key, said.at));
    store::SubmissionRow row;
    row.message = header.message;
    row.transfer = sealed.transfer;
    row.author = header.originator;
    row.created = said.at;
    row.header_bytes = sealed.header_bytes;
    row.label_bytes = sealed.label_bytes;
    auto store = lesson.net.store(said.author_node);
    lesson.net.submit({row, sealed.bytes}, store);
  }

  Lesson lesson;
};

TEST_F(Story, HaktoGoesFromSaigonToParisAndEveryStepIsSignedFor) {
  Desk kissinger = lesson.desk("KISSINGER");
  const std::string enclosure = send_hakto(kissinger);

  // The Situation Room: the watch officer sees that it is there, and cannot open it.
  Desk watch = lesson.desk("WATCH OFFICER");
  ASSERT_TRUE(arrives(watch, "HAKTO 49"));
  const InboxLine seen = must(watch.find("Hakto 49/231"));
  EXPECT_FALSE(seen.mine);
  EXPECT_TRUE(seen.why_not.contains("wake HAIG")) << seen.why_not;
  EXPECT_EQ(seen.markings, "TOP SECRET; SENSITIVE; EXCLUSIVELY EYES ONLY");
  EXPECT_EQ(seen.from, "KISSINGER, SAIGON");
  EXPECT_EQ(seen.number, "Hakto 49/231");
  const auto refused = watch.read("49");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::EyesOnly);
  EXPECT_FALSE(watch.acknowledge("49", "understood"));
  EXPECT_TRUE(
      has_sentence(must(watch.trace("49")), "WATCH OFFICER", "was refused: an eyes-only rule forbids it"));

  // Bunker, at the station that sent it, does not see it at all.
  Desk bunker = lesson.desk("BUNKER");
  EXPECT_TRUE(must(bunker.inbox()).empty());
  EXPECT_TRUE(must(bunker.status()).empty());
  EXPECT_EQ(bunker.read("HAKTO 49").error().code, base::Code::NotFound);
  EXPECT_EQ(bunker.trace("HAKTO 49").error().code, base::Code::NotFound);

  Desk haig = lesson.desk("HAIG");
  EXPECT_EQ(haig.acknowledge("49", "understood").error().code, base::Code::Permission) << "not opened yet";
  const ReadMessage read = must(haig.read("HAKTO 49"));
  EXPECT_EQ(read.message.enclosure, enclosure);
  EXPECT_EQ(read.line.state, "opened");
  EXPECT_EQ(read.message.garbles.size(), 1U);
  EXPECT_TRUE(read.slip.starts_with("EXERCISE")) << read.slip;
  EXPECT_TRUE(read.slip.contains("HAKTO 049"));
  EXPECT_TRUE(read.slip.contains("CITE SAIGON 0231"));
  EXPECT_TRUE(read.slip.contains("HAIG, EXCLUSIVELY EYES ONLY"));
  ASSERT_TRUE(read.left_ms);
  EXPECT_EQ(message::to_short_dtg(*read.message.pass_on->deadline), "231400Z");
  must(haig.acknowledge("49", "will comply"));
  EXPECT_TRUE(eventually([&] { return progress(kissinger, "Hakto 49") == Progress::Acknowledged; }));

  const Composed quoted =
      must(haig.quote("49", {{}, "Please deliver this at your 1500 meeting.", {}, {}, {}}));
  ASSERT_NE(quoted.draft, 0) << (quoted.verdict.allowed() ? "" : quoted.verdict.against[0].sentence);
  EXPECT_EQ(quoted.changed, "");
  std::string edited = enclosure;
  edited.replace(edited.find("wishes to inform"), 6, "urgently wishes");
  EXPECT_TRUE(must(haig.quote("49", {{}, {}, {}, {}, edited})).changed.contains("{+urgently+} wishes"));
  const Sent passed = must(haig.send(quoted.draft));
  EXPECT_EQ(passed.number.series, "WHP");
  EXPECT_EQ(passed.number.serial, 77U);

  Desk guay = lesson.desk("GUAY");
  ASSERT_TRUE(arrives(guay, "WHP 77"));
  const ReadMessage at_paris = must(guay.read("77"));
  EXPECT_EQ(at_paris.message.enclosure, enclosure);
  ASSERT_TRUE(at_paris.message.provenance);
  EXPECT_EQ(at_paris.message.provenance->number.serial, 49U);
  EXPECT_FALSE(at_paris.message.provenance->changed);
  EXPECT_EQ(at_paris.message.pass_on->deadline, read.message.pass_on->deadline);

  EXPECT_EQ(guay.hand_over("77", "DRV DELEGATON", "Choisy").error().code, base::Code::UnknownName);
  const HandedOver handed = must(guay.hand_over("77", "DRV DELEGATION", "Choisy-le-Roi"));
  EXPECT_EQ(handed.paper, enclosure) << "the enclosure alone leaves";
  EXPECT_EQ(handed.reported_to, (std::vector<std::string>{"WHITE HOUSE SITUATION ROOM", "SAIGON"}));
  EXPECT_EQ(must(guay.hand_over("77", "DRV DELEGATION", "Choisy-le-Roi")).at, handed.at)
      << "repeated: the same";

  EXPECT_TRUE(eventually([&] { return progress(haig, "WHP 77") == Progress::HandedOver; }));
  EXPECT_TRUE(eventually([&] { return progress(kissinger, "Hakto 49") == Progress::HandedOver; }));
  const auto trace = must(kissinger.trace("HAKTO 49"));
  for (const auto& [who, words] : std::vector<std::pair<std::string, std::string>>{
           {"CAS-SAIGON", "accepted custody as SAIGON 0231"},
           {"CAS-HQ", "accepted custody"},
           {"WH-COMM", "accepted custody"},
           {"WHITE HOUSE SITUATION ROOM", "put it in the mailbox for HAIG"},
           {"HAIG", "opened it and signed the receipt"},
           {"HAIG", "acknowledged it: will comply"},
           {"GUAY", "handed the enclosure over to DRV DELEGATION at Choisy-le-Roi"}})
    EXPECT_TRUE(has_sentence(trace, who, words)) << who << ": " << words << "\n" << printed(trace);
  EXPECT_TRUE(std::ranges::is_sorted(trace, {}, &TraceLine::at));
  EXPECT_EQ(must(kissinger.status())[0].number, "Hakto 49/231");
}

TEST_F(Story, AnOrdinaryMessageIsReadByTheStaffOfItsStation) {
  Desk bunker = lesson.desk("BUNKER");
  Form form = form_file("routine-1.form.toml");
  form.to = {"HAIG"};
  const Composed composed = must(bunker.compose(form));
  ASSERT_NE(composed.draft, 0);
  ASSERT_EQ(composed.verdict.warnings.size(), 1U);
  EXPECT_TRUE(composed.verdict.warnings[0].contains("for attention"));
  const Sent sent = must(bunker.send(composed.draft));
  const std::string id = base::to_hex(sent.message.view());
  EXPECT_EQ(sent.number.serial, 0U);

  Desk watch = lesson.desk("WATCH OFFICER");
  ASSERT_TRUE(arrives(watch, id.substr(0, 8)));
  EXPECT_EQ(must(watch.find(id)).to, "HAIG");
  EXPECT_EQ(must(watch.read(id)).message.text, form.text);
  Desk haig = lesson.desk("HAIG");
  EXPECT_EQ(must(haig.find(id)).state, "new") << "each person opens for himself";
  EXPECT_EQ(must(haig.read(id)).message.text, form.text);
  EXPECT_TRUE(eventually([&] {
    const auto lines = must(bunker.trace(id));
    return has_sentence(lines, "WATCH OFFICER", "opened it") && has_sentence(lines, "HAIG", "opened it");
  }));
  must(haig.sign_off(id));
  EXPECT_EQ(must(haig.find(id)).state, "signed off");
  EXPECT_EQ(haig.read(id).error().code, base::Code::NotFound);
}

TEST_F(Story, ATextGoesOnOnlyByLeaveOfItsOriginator) {
  Desk kissinger = lesson.desk("KISSINGER");
  send_hakto(kissinger);
  Desk haig = lesson.desk("HAIG");
  ASSERT_TRUE(arrives(haig, "HAKTO 49"));
  const Composed elsewhere = must(haig.quote("49", {{"BUNKER"}, "See this.", {}, {}, {}}));
  EXPECT_EQ(elsewhere.draft, 0);
  ASSERT_FALSE(elsewhere.verdict.allowed());
  EXPECT_EQ(elsewhere.verdict.against[0].code, base::Code::PassOn);
  EXPECT_EQ(haig.hand_over("49", "DRV DELEGATION", "here").error().code, base::Code::Permission)
      << "near PARIS";
  EXPECT_TRUE(must(haig.drafts()).empty());

  const Composed edited = must(haig.quote("49", {{}, "Deliver.", {}, "PRIORITY", "A stronger text."}));
  ASSERT_NE(edited.draft, 0);
  EXPECT_EQ(must(haig.drafts()).size(), 1U);
  must(haig.send(edited.draft));
  Desk guay = lesson.desk("GUAY");
  ASSERT_TRUE(arrives(guay, "WHP 77"));
  const ReadMessage read = must(guay.read("WHP 77"));
  EXPECT_TRUE(read.message.provenance->changed);
  EXPECT_EQ(read.line.precedence, message::Precedence::Priority);
  EXPECT_TRUE(read.message.garbles.empty()) << "places in a text that is no longer there";
}

TEST_F(Story, AReceiptThatACrashKeptBackIsSentOnceAtTheNextLook) {
  Desk kissinger = lesson.desk("KISSINGER");
  send_hakto(kissinger);
  Desk haig = lesson.desk("HAIG");
  ASSERT_TRUE(arrives(haig, "HAKTO 49"));
  // As if the command had died between the event and the receipt.
  auto store = lesson.net.store("WHITE HOUSE SITUATION ROOM");
  store::PersonEvent opening;
  opening.key = must(haig.find("HAKTO 49")).key;
  opening.person = base::PersonName("HAIG");
  opening.kind = store::EventKind::Opening;
  opening.at = haig.now();
  static_cast<void>(must(store.add_event(opening)));

  Desk locked = lesson.locked_desk("HAIG");
  EXPECT_EQ(must(locked.inbox()).at(0).state, "opened");
  EXPECT_TRUE(must(store.submissions(opening.person)).empty()) << "a receipt needs the key";
  EXPECT_EQ(must(haig.inbox()).size(), 1U);
  EXPECT_EQ(must(haig.inbox()).size(), 1U);
  EXPECT_EQ(must(store.submissions(opening.person)).size(), 1U);
  EXPECT_TRUE(eventually([&] { return progress(kissinger, "Hakto 49") == Progress::Opened; }));
  EXPECT_EQ(must(kissinger.status())[0].legs[0].at, opening.at) << "the receipt says when it was opened";
  must(haig.read("49"));
  EXPECT_EQ(must(store.submissions(opening.person)).size(), 1U) << "one receipt for each reader";
}

TEST_F(Story, NobodyButTheReaderMovesALegPastDelivery) {
  Desk kissinger = lesson.desk("KISSINGER");
  send_hakto(kissinger);
  Desk haig = lesson.desk("HAIG");
  ASSERT_TRUE(arrives(haig, "HAKTO 49"));
  const InboxLine line = must(haig.find("HAKTO 49"));
  const auto claim = [&](message::StatementKind kind) {
    message::Statement said;
    said.kind = kind;
    said.message = line.message;
    said.transfer = line.key.transfer;
    said.at = haig.now();
    said.author_node = "WHITE HOUSE SITUATION ROOM";
    said.author_person = "WATCH OFFICER";
    said.text = "done";
    submit_claim(said);
  };
  claim(message::StatementKind::Acknowledgement);
  claim(message::StatementKind::DeliveryReport);
  ASSERT_TRUE(eventually([&] {
    const auto lines = must(kissinger.trace("49"));
    return has_sentence(lines, "WATCH OFFICER", "acknowledged it: done") &&
           has_sentence(lines, "WATCH OFFICER", "handed the enclosure over");
  }));
  EXPECT_EQ(progress(kissinger, "Hakto 49"), Progress::Delivered);
  must(haig.read("49"));
  EXPECT_TRUE(eventually([&] { return progress(kissinger, "Hakto 49") >= Progress::Opened; }));
  EXPECT_EQ(progress(kissinger, "Hakto 49"), Progress::Opened) << "not the next reader named";
}

}  // namespace
}  // namespace backchannel::assembly::testing
