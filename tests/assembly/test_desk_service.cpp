// Numbers that have not come, and what operators tell each other about it.

#include <algorithm>

#include "backchannel/base/format.h"
#include "desk_fixture.h"

namespace backchannel::assembly::testing {
namespace {

class Service : public ::testing::Test {
 protected:
  void SetUp() override { lesson.net.start_all(); }

  static std::int64_t compose_hakto(Desk& kissinger) {
    return must(kissinger.compose(form_file("hakto-49.form.toml"))).draft;
  }
  // Two messages of which the second has left first, as Hakto 50 did: gives the draft that is left.
  std::int64_t send_50_before_49(Desk& kissinger) {
    const std::int64_t first = compose_hakto(kissinger);
    EXPECT_EQ(must(lesson.net.store("SAIGON").take_number(first, "HAKTO", "1972-10", 49)), 49U);
    EXPECT_EQ(must(kissinger.send(compose_hakto(kissinger))).number.serial, 50U);
    return first;
  }
  static std::vector<OutstandingLine> series_lines(Desk& desk) {
    auto lines = must(desk.outstanding());
    std::erase_if(lines, [](const OutstandingLine& line) { return line.series.empty(); });
    return lines;
  }

  Lesson lesson;
};

TEST_F(Service, Hakto50Before49IsAHoleThatClosesByItself) {
  Desk kissinger = lesson.desk("KISSINGER");
  Desk watch = lesson.locked_desk("WATCH OFFICER");
  EXPECT_TRUE(must(watch.outstanding()).empty());
  const std::int64_t late = send_50_before_49(kissinger);
  ASSERT_TRUE(arrives(watch, "HAKTO 50"));

  const auto lines = must(watch.outstanding());
  ASSERT_EQ(lines.size(), 1U) << "the pair's numbers are given at sending, and have no hole";
  EXPECT_EQ(lines[0].what, "HAKTO 049");
  EXPECT_EQ(lines[0].station, "SAIGON");
  EXPECT_EQ(lines[0].since, must(watch.find("HAKTO 50")).received);
  EXPECT_EQ(lines[0].ask_from - lines[0].since, message::timers_of(message::Precedence::Flash).objective_ms);
  EXPECT_EQ(lines[0].state, Missing::NotYetALoss);
  Desk haig = lesson.desk("HAIG");
  EXPECT_TRUE(must(haig.ask_for_outstanding()).empty()) << "it is not past its time";

  EXPECT_EQ(must(kissinger.send(late)).number.serial, 49U);
  ASSERT_TRUE(arrives(watch, "HAKTO 49"));
  EXPECT_TRUE(must(watch.outstanding()).empty());
}

TEST_F(Service, AfterALastNumberReportAHoleIsAskedForOnceAndTheWriterSeesIt) {
  Desk kissinger = lesson.desk("KISSINGER");
  Desk haig = lesson.desk("HAIG");
  EXPECT_EQ(kissinger.last_number("HAKTO", "HAIG").error().code, base::Code::NotFound) << "nothing sent yet";
  const std::int64_t late = send_50_before_49(kissinger);
  ASSERT_TRUE(arrives(haig, "HAKTO 50"));
  EXPECT_EQ(kissinger.last_number("HAKTO", "NOBODY").error().code, base::Code::UnknownName);
  const ServiceSent report = must(kissinger.last_number("hakto", "HAIG"));
  EXPECT_EQ(report.about, "HAKTO 050");
  EXPECT_EQ(report.to, std::vector<std::string>{"WHITE HOUSE SITUATION ROOM"});
  ASSERT_TRUE(eventually([&] { return series_lines(haig).at(0).state == Missing::AskForIt; }));

  Desk locked = lesson.locked_desk("HAIG");
  EXPECT_EQ(locked.ask_for_outstanding().error().code, base::Code::Passphrase);
  const auto asked = must(haig.ask_for_outstanding());
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].what, "HAKTO 049");
  EXPECT_EQ(asked[0].state, Missing::Asked);
  EXPECT_TRUE(must(haig.ask_for_outstanding()).empty());
  Desk watch = lesson.desk("WATCH OFFICER");
  EXPECT_TRUE(must(watch.ask_for_outstanding()).empty()) << "one asks for the whole station";
  EXPECT_EQ(series_lines(watch).at(0).state, Missing::Asked);

  ASSERT_TRUE(eventually([&] { return !must(kissinger.service_inbox()).empty(); }));
  const ServiceLine line = must(kissinger.service_inbox()).at(0);
  EXPECT_EQ(line.signal, "REPEAT");
  EXPECT_EQ(line.printed, "IMI");
  EXPECT_EQ(line.about, "HAKTO 049");
  EXPECT_EQ(line.from, "HAIG, WHITE HOUSE SITUATION ROOM");
  Desk bunker = lesson.desk("BUNKER");
  EXPECT_TRUE(must(bunker.service_inbox()).empty()) << "he has no part in the series";
  must(kissinger.send(late));
  ASSERT_TRUE(eventually([&] { return must(haig.outstanding()).empty(); }));
}

TEST_F(Service, ANumberReportedAsUsedThatNeverCameIsMissing) {
  Desk kissinger = lesson.desk("KISSINGER");
  must(kissinger.send(compose_hakto(kissinger)));
  must(kissinger.last_number("HAKTO", "PARIS"));  // to a station that has none of the series
  Desk guay = lesson.locked_desk("GUAY");
  ASSERT_TRUE(eventually([&] { return !must(guay.outstanding()).empty(); }));
  EXPECT_EQ(must(guay.outstanding()).at(0).what, "HAKTO 049");
  EXPECT_EQ(must(guay.outstanding()).at(0).state, Missing::AskForIt);
}

TEST_F(Service, AServiceMessageGoesToTheOtherEndAndStandsWithTheMessage) {
  Desk kissinger = lesson.desk("KISSINGER");
  must(kissinger.send(compose_hakto(kissinger)));
  Desk watch = lesson.desk("WATCH OFFICER");
  ASSERT_TRUE(arrives(watch, "HAKTO 49"));

  EXPECT_EQ(watch.service({"HAKTO 49", "lunch", ""}).error().code, base::Code::UnknownName);
  EXPECT_EQ(watch.service({"HAKTO 49", "received", ""}).error().code, base::Code::UnknownName) << "two";
  EXPECT_EQ(watch.service({"HAKTO 50", "tracer", ""}).error().code, base::Code::NotFound);
  EXPECT_EQ(watch.service({"49", "tracer", std::string(5'000, 'x')}).error().code, base::Code::TooLarge);

  const ServiceSent sent = must(watch.service({"49", "duplicate", "of SAIGON 0229\x1b"}));
  EXPECT_EQ(sent.signal, "SUSPECTED DUPLICATE");
  EXPECT_EQ(sent.to, std::vector<std::string>{"SAIGON"});
  ASSERT_TRUE(eventually([&] { return !must(kissinger.service_inbox()).empty(); }));
  EXPECT_EQ(must(kissinger.service_inbox()).at(0).words, "of SAIGON 0229\\x1b");
  const auto trace = must(kissinger.trace("HAKTO 49"));
  EXPECT_TRUE(std::ranges::any_of(trace, [](const TraceLine& line) {
    return line.verified && line.who.starts_with("WATCH OFFICER") &&
           line.sentence.contains("SUSPECTED DUPLICATE: of SAIGON 0229");
  }));
  Desk bunker = lesson.desk("BUNKER");
  EXPECT_TRUE(must(bunker.service_inbox()).empty()) << "nor does he learn of the message this way";

  // The other way: the writer to the reader's station.
  must(kissinger.service({"HAKTO 49", "cancel", "a new text follows"}));
  ASSERT_TRUE(eventually([&] { return !must(watch.inbox()).at(0).service.empty(); }));
  EXPECT_EQ(must(watch.inbox()).at(0).service.at(0), "KISSINGER, SAIGON: CANCELLATION: a new text follows");
}

TEST_F(Service, StatusWarnsOfTheDeadlineWhereTheWritersOwnCopyIsOpen) {
  Desk kissinger = lesson.desk("KISSINGER");
  Form form = form_file("hakto-49.form.toml");
  form.pass_on->local_time.clear();
  form.deadline = kissinger.now() + base::kMinuteMs;
  must(kissinger.send(must(kissinger.compose(form)).draft));
  const auto what = [](Desk& desk) {
    std::vector<policy::Awaited> out;
    const auto lines = must(desk.status());
    for (const OverdueLine& line : lines.at(0).overdue) out.push_back(line.what);
    return out;
  };
  const auto report = policy::Awaited::DeliveryReport;
  EXPECT_TRUE(std::ranges::count(what(kissinger), report) == 1) << "the warning before, then the alarm";
  Desk locked = lesson.locked_desk("KISSINGER");
  EXPECT_EQ(std::ranges::count(what(locked), report), 0) << "the deadline stands in the text";
}

TEST_F(Service, OnlyTheWriterCorrectsAGarbleAndTheTextStaysAsItArrived) {
  Desk kissinger = lesson.desk("KISSINGER");
  must(kissinger.send(compose_hakto(kissinger)));
  Desk haig = lesson.desk("HAIG");
  ASSERT_TRUE(arrives(haig, "HAKTO 49"));
  EXPECT_EQ(haig.correct("HAKTO 49", 1, "a guess").error().code, base::Code::Permission);
  EXPECT_EQ(kissinger.correct("HAKTO 49", 2, "x").error().code, base::Code::NotFound);
  EXPECT_EQ(kissinger.correct("HAKTO 49", 0, "x").error().code, base::Code::NotFound);
  EXPECT_EQ(kissinger.correct("HAKTO 49", 1, "").error().code, base::Code::Usage);
  EXPECT_EQ(kissinger.correct("HAKTO 50", 1, "x").error().code, base::Code::NotFound);
  const ReadMessage before = must(haig.read("HAKTO 49"));
  EXPECT_TRUE(before.corrections.empty());

  EXPECT_EQ(must(kissinger.correct("HAKTO 49", 1, "zzcorrected")).to,
            std::vector<std::string>{"WHITE HOUSE SITUATION ROOM"});
  ASSERT_TRUE(eventually([&] { return !must(haig.read("HAKTO 49")).corrections.empty(); }));
  const ReadMessage after = must(haig.read("HAKTO 49"));
  EXPECT_EQ(after.message.enclosure, before.message.enclosure);
  EXPECT_EQ(after.message.garbles, before.message.garbles);
  ASSERT_EQ(after.corrections.size(), 1U);
  EXPECT_EQ(after.corrections[0].words, "zzcorrected");
  EXPECT_EQ(after.corrections[0].editors_guess, before.message.garbles.at(0).editors_guess);
  EXPECT_TRUE(after.slip.contains("CORRECTION by KISSINGER")) << after.slip;
  EXPECT_TRUE(after.slip.ends_with("EXERCISE - TRAINING MATERIAL - NOT CLASSIFIED\n"));
  // The words are part of an eyes-only text: the station keeps them sealed to the reader.
  auto store = lesson.net.store("WHITE HOUSE SITUATION ROOM");
  for (const auto& row : must(store.statements(message::StatementKind::Correction))) {
    EXPECT_TRUE(row.statement.text.empty());
    EXPECT_FALSE(base::to_text(row.signed_statement.statement).contains("zzcorrected"));
  }
  Desk watch = lesson.desk("WATCH OFFICER");
  for (const TraceLine& line : must(watch.trace("49"))) EXPECT_FALSE(line.sentence.contains("zzcorrected"));
}

TEST_F(Service, ACorrectionOfAStationsMessageIsReadByItsStaffAndPrinted) {
  Desk bunker = lesson.desk("BUNKER");
  Form form = form_file("routine-1.form.toml");
  form.to = {"HAIG"};
  form.garbles.push_back({"", "", 0});
  const Sent sent = must(bunker.send(must(bunker.compose(form)).draft));
  const std::string id = base::to_hex(sent.message.view());
  Desk watch = lesson.desk("WATCH OFFICER");
  ASSERT_TRUE(arrives(watch, id));
  must(bunker.correct(id, 1, "the first word"));
  ASSERT_TRUE(eventually([&] { return !must(watch.read(id)).corrections.empty(); }));
  const PrintedMessage printed = must(watch.print(id, {}));
  EXPECT_TRUE(printed.corrections.contains("garble 1 reads \"the first word\"")) << printed.corrections;
}

TEST_F(Service, MessagesThatWereWrittenUnreadOfEachOtherAreShownAsCrossed) {
  Desk kissinger = lesson.desk("KISSINGER");
  Desk haig = lesson.desk("HAIG");
  must(kissinger.send(compose_hakto(kissinger)));
  Form answer = form_file("hakto-49.form.toml");
  answer.from = "HAIG";
  answer.to = {"KISSINGER"};
  answer.series = "TOHAK";
  answer.pass_on.reset();
  answer.deadline.reset();
  const Composed composed = must(haig.compose(answer));
  ASSERT_NE(composed.draft, 0) << composed.verdict.against.at(0).sentence;
  const Sent tohak = must(haig.send(composed.draft));
  ASSERT_TRUE(arrives(haig, "HAKTO 49"));
  ASSERT_TRUE(arrives(kissinger, "TOHAK " + std::to_string(tohak.number.serial)));

  const auto inbox = must(haig.inbox());
  ASSERT_EQ(inbox.size(), 1U);
  ASSERT_EQ(inbox[0].crossed_with.size(), 1U);
  EXPECT_TRUE(inbox[0].crossed_with[0].starts_with("Tohak")) << inbox[0].crossed_with[0];
  Desk watch = lesson.desk("WATCH OFFICER");
  EXPECT_TRUE(must(watch.inbox()).at(0).crossed_with.empty()) << "he wrote neither";

  // Read, and then written: an answer, which crosses nothing.
  must(haig.read("HAKTO 49"));
  const Sent later = must(haig.send(must(haig.compose(answer)).draft));
  EXPECT_NE(later.message, tohak.message);
  EXPECT_EQ(must(haig.inbox()).at(0).crossed_with.size(), 1U);
}

}  // namespace
}  // namespace backchannel::assembly::testing
