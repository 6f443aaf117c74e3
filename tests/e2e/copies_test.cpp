// Copies as numbered rights to open; what becomes of one; what leaves the net by hand; who never learns of
// it.

#include <algorithm>

#include "backchannel/base/format.h"
#include "desk.h"

namespace backchannel::e2e {
namespace {

// PAIR is this net's own marking: two copies.
constexpr const char* kPlan = R"(
[net]
name = "copies"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 1
trip = "1972-10"

[[relay]]
name = "HUB"
clearance = "TOP SECRET"
[[station]]
name = "CAPITAL"
clearance = "TOP SECRET"
[[station]]
name = "POST"
clearance = "TOP SECRET"
[[station]]
name = "FRONT"
clearance = "SECRET"

[[person]]
name = "WRITER"
station = "CAPITAL"
clearance = "TOP SECRET"
highest = "FLASH"
[[person]]
name = "CHIEF"
station = "CAPITAL"
clearance = "TOP SECRET"
highest = "EMERGENCY COMMAND PRECEDENCE"
[[person]]
name = "GUAY"
station = "POST"
clearance = "TOP SECRET"
[[person]]
name = "ATTACHE"
station = "POST"
clearance = "TOP SECRET"
[[person]]
name = "CLERK"
station = "POST"
clearance = "TOP SECRET"
[[person]]
name = "DIPLOMAT"
station = "FRONT"
clearance = "SECRET"

[[circuit]]
ends = ["CAPITAL", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["POST", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["FRONT", "HUB"]
accreditation = "SECRET"

[[outsider]]
name = "DELEGATION"
near = "POST"
[[outsider]]
name = "PRESS"
near = "POST"

[[caveat]]
number = 5001
name = "PAIR"
kind = "informative"
slip_place = "heading"
source = "this test"
basis = "chosen"
explanation = "Two copies, and no third."
[caveat.demands]
copies = 2
)";

class Copies : public People {
 protected:
  Copies() : People(kPlan) { net.start_all(); }

  [[nodiscard]] std::size_t openings(const std::string& node, const std::string& message) const {
    const store::ClientStore store = net.store(node);
    const auto rows = store.mailbox();
    std::size_t count = 0;
    for (const store::MailboxRow& row : *rows) {
      if (base::to_hex(row.header.message.view()) != message) continue;
      const auto events = store.events(row.key.transfer);
      count += static_cast<std::size_t>(
          std::ranges::count(*events, store::EventKind::Opening, &store::PersonEvent::kind));
    }
    return count;
  }
};

const std::string kEyes = "caveats = [\"EXCLUSIVELY EYES ONLY\"]\n";

TEST_F(Copies, AreNumberedAndNoMoreThanTheMarkingAllows) {
  const std::string two = send("WRITER", "[\"GUAY\", \"ATTACHE\"]", "caveats = [\"PAIR\"]\n");
  ASSERT_TRUE(arrives("ATTACHE", two));
  EXPECT_SAYS(net.as("GUAY", {"read", two}).out, "COPY 1 OF 2");
  EXPECT_SAYS(net.as("ATTACHE", {"read", two}).out, "COPY 2 OF 2");
  EXPECT_REFUSED(compose("WRITER", "[\"GUAY\", \"ATTACHE\", \"CLERK\"]", "caveats = [\"PAIR\"]\n"), 77,
                 "PAIR allows 2 copies, and GUAY, ATTACHE and CLERK would need 3");
  const std::string one = send("WRITER", "\"GUAY\"", "caveats = [\"NODIS\"]\n");
  ASSERT_TRUE(arrives("GUAY", one));
  EXPECT_SAYS(net.as("GUAY", {"inbox"}).out, "to GUAY, copy 1 of 1");
  EXPECT_REFUSED(compose("WRITER", "[\"GUAY\", \"ATTACHE\"]", "caveats = [\"NODIS\"]\n"), 77,
                 "NODIS allows 1 copy");
  // A reader and his alternate share one.
  const std::string either = send("WRITER", "\"GUAY\"", kEyes + "alternate = \"ATTACHE\"\n");
  ASSERT_TRUE(arrives("ATTACHE", either));
  EXPECT_EQ(of_inbox("ATTACHE", either, "copy"), "\"copy 1 of 1\"");
}

TEST_F(Copies, AreOpenedAgainEachTimeSignedForUntilSignedOffAndThenDestroyed) {
  const std::string message = send("WRITER", "\"GUAY\"", kEyes);
  ASSERT_TRUE(arrives("GUAY", message));
  EXPECT_REFUSED(net.as("GUAY", {"acknowledge", message, "--sign-off"}), 77, "have not opened");
  EXPECT_DONE(net.as("GUAY", {"read", message}));
  EXPECT_DONE(net.as("GUAY", {"read", message}));
  EXPECT_EQ(openings("POST", message), 2U);

  const auto row = net.store("POST").mailbox()->front();
  const base::Bytes sealed = *net.store("POST").sealed(row.key.transfer);
  const std::string on_disk(sealed.end() - 64, sealed.end());
  const auto is_on_disk = [&] {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(net.home("POST")))
      if (entry.is_regular_file() && has(content_of(entry.path()), on_disk)) return true;
    return false;
  };
  const std::filesystem::path kept = net.scratch() / "kept.der";
  write_text(kept, std::string(sealed.begin(), sealed.end()));
  EXPECT_FALSE(is_on_disk()) << "it lies there under a key of its own";
  EXPECT_DONE(net.as("GUAY", {"acknowledge", message, "--sign-off"}));
  EXPECT_REFUSED(net.as("GUAY", {"read", message}), 66, "was signed off; its copy here is gone");
  EXPECT_REFUSED(net.as("GUAY", {"open", kept.string()}), 77, "is opened only there");
  EXPECT_TRUE(
      eventually([&] { return net.store("POST").mailbox()->front().state == store::MailboxState::Purged; }));
  EXPECT_EQ(net.stop("POST").exit_code, 0);
  EXPECT_FALSE(is_on_disk());
  EXPECT_EQ(net.store("POST").mailbox()->size(), 1U) << "the filler stays";
}

TEST_F(Copies, OfAnAlternateAndDraftsThatHoldTheTextAreDestroyedWithTheFirst) {
  const std::string message = send("WRITER", "\"GUAY\"", kEyes + "alternate = \"ATTACHE\"\n");
  ASSERT_TRUE(arrives("ATTACHE", message));
  const Ended admitted = net.as("GUAY", {"admit", message, "--reader", "CLERK"});
  EXPECT_DONE(admitted);
  const std::string draft = last_draft("GUAY");
  EXPECT_REFUSED(net.as("ATTACHE", {"read", message}), 77, "GUAY has: the other's right");
  const Ended done = net.as("GUAY", {"acknowledge", message, "--sign-off"});
  EXPECT_DONE(done);
  EXPECT_SAYS(done.err, "Draft " + draft + ", which held its text, is destroyed with it.");
  EXPECT_REFUSED(net.as("GUAY", {"send", draft}), 66, "draft " + draft);
  EXPECT_TRUE(eventually([&] {
    const auto rows = net.store("POST").mailbox();
    return std::ranges::all_of(
        *rows, [](const store::MailboxRow& row) { return row.state == store::MailboxState::Purged; });
  }));
  EXPECT_REFUSED(net.as("ATTACHE", {"read", message}), 66, "its copy here is gone");
}

TEST_F(Copies, AreShownToAFurtherReaderAtAPrecedenceThatTheFirstMayClaim) {
  const std::string message = send("WRITER", "\"GUAY\"", kEyes + "precedence = \"FLASH\"\n");
  ASSERT_TRUE(arrives("GUAY", message));
  EXPECT_REFUSED(net.as("GUAY", {"admit", message, "--reader", "CLERK"}), 77,
                 "GUAY may claim PRIORITY at most");
  EXPECT_DONE(net.as("GUAY", {"admit", message, "--reader", "CLERK", "--precedence", "PRIORITY", "--send"}));
  ASSERT_TRUE(eventually([&] { return newest("CLERK") != message && !newest("CLERK").empty(); }));
  EXPECT_SAYS(net.as("CLERK", {"read", newest("CLERK")}).out, "the text itself");
}

// What an eyes-only marking forbids its own reader, tried by its own reader.
TEST_F(Copies, OfEyesOnlyMessagesLeaveTheReaderByNoOtherWay) {
  const std::string message = send("WRITER", "\"GUAY\"", kEyes);
  const std::string plain = send("WRITER", "\"GUAY\"", {});
  ASSERT_TRUE(arrives("GUAY", message));
  ASSERT_TRUE(arrives("GUAY", plain));
  const std::string file = (net.scratch() / "out").string();
  for (const char* paper : {"acp127", "slip", "situation-room", "frus", "eml"})
    EXPECT_REFUSED(net.as("GUAY", {"print", message, "--form", paper, "--out", file}), 77,
                   "EXCLUSIVELY EYES ONLY forbids copying, printing and exporting");
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_REFUSED(net.as("GUAY", {"quote", message, "--to", "ATTACHE"}), 77,
                 "lets a text go on only by leave of its originator");
  EXPECT_REFUSED(net.as("GUAY", {"readdress", message, "--to", "ATTACHE"}), 77, "forbids readdressing");
  EXPECT_REFUSED(net.as("CLERK", {"read", message}), 77, "lets only GUAY open this message, not CLERK");
  EXPECT_REFUSED(net.as("WRITER", {"read", message}), 66, "no message in the mailbox of CAPITAL");
  const auto row = net.store("POST").mailbox()->front();
  const base::Bytes sealed = *net.store("POST").sealed(row.key.transfer);
  write_text(net.scratch() / "taken.der", std::string(sealed.begin(), sealed.end()));
  EXPECT_REFUSED(net.as("GUAY", {"open", (net.scratch() / "taken.der").string(), "--layers", file}), 77,
                 "is opened only there, where each opening is signed for");
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(openings("POST", message), 1U) << "the quotation alone had to open it, and is signed for";

  EXPECT_DONE(net.as("GUAY", {"print", plain, "--out", file}));
  EXPECT_DONE(net.as("GUAY", {"quote", plain, "--to", "ATTACHE"}));
  EXPECT_DONE(net.as("GUAY", {"readdress", plain, "--to", "ATTACHE"}));
}

TEST_F(Copies, OfAnEnclosureAreHandedOutByInstructionOnly) {
  const std::string enclosure = "enclosure = \"what they may have\"\n";
  const std::string instructed =
      enclosure + "[pass_on]\nto = \"GUAY\"\nfor_whom = \"DELEGATION\"\noccasion = \"his meeting\"\n";
  const std::string with = send("WRITER", "\"GUAY\"", kEyes + instructed),
                    without = send("WRITER", "\"GUAY\"", enclosure),
                    national = send("WRITER", "\"GUAY\"", "caveats = [\"NOFORN\"]\n" + instructed);
  for (const std::string& message : {with, without, national}) ASSERT_TRUE(arrives("GUAY", message));
  EXPECT_REFUSED(net.as("GUAY", {"handover", without, "--to", "DELEGATION"}), 77,
                 "only under a pass-on instruction, and this message has none for DELEGATION");
  EXPECT_REFUSED(net.as("GUAY", {"handover", national, "--to", "DELEGATION"}), 77,
                 "NOFORN lets nothing be handed to anybody outside the net");
  EXPECT_REFUSED(net.as("GUAY", {"handover", with, "--to", "PRESS"}), 77,
                 "is to hand the text to DELEGATION, not to PRESS");
  const Ended handed = net.as("GUAY", {"handover", with, "--to", "DELEGATION"});
  EXPECT_DONE(handed);
  EXPECT_SAYS(handed.out, "what they may have");
  for (const char* stays : {"EYES ONLY", "SECRET", "his meeting", "the text itself", "GUAY"})
    EXPECT_FALSE(has(handed.out, stays)) << stays << "\n" << handed.out;
  EXPECT_TRUE(eventually([&] { return has(net.as("WRITER", {"trace", with}).out, "DELEGATION"); }));
}

TEST_F(Copies, DoNotTellThoseWhoAreBypassedThatTheyExist) {
  const std::string message = send("WRITER", "\"GUAY\"", kEyes + "series = \"HAKTO\"\n");
  ASSERT_TRUE(arrives("GUAY", message));
  EXPECT_DONE(net.as("GUAY", {"read", message}));
  const text::Value inbox = json_of(net.as("DIPLOMAT", {"inbox", "--json"}));
  EXPECT_TRUE(inbox.find("inbox")->array()->empty());
  EXPECT_REFUSED(net.as("DIPLOMAT", {"--home", net.home("POST").string(), "inbox"}), 77,
                 "is the home of POST, and DIPLOMAT is at FRONT");
  for (const char* command : {"read", "trace", "print"})
    for (const std::string& which : {message, std::string("HAKTO 1")}) {
      const Ended asked = net.as("DIPLOMAT", {command, which});
      EXPECT_NE(asked.exit_code, 0) << command;
      EXPECT_FALSE(has(asked.err, "WRITER") || has(asked.err, "GUAY")) << asked.err;
    }
  EXPECT_TRUE(json_of(net.as("DIPLOMAT", {"outstanding", "--json"})).array()->empty());
  EXPECT_EQ(net.stop("FRONT").exit_code, 0);
  base::Bytes bytes;
  ASSERT_TRUE(base::from_hex(message, bytes));
  const std::string id(bytes.begin(), bytes.end());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(net.home("FRONT"))) {
    if (!entry.is_regular_file()) continue;
    const std::string content = content_of(entry.path());
    for (const std::string& trace : {id, message, message.substr(0, 16), std::string("HAKTO")})
      EXPECT_FALSE(has(content, trace)) << entry.path() << " holds " << trace;
  }
}

TEST_F(Copies, AreClaimedAtThePrecedenceGrantedAndWarnedOfWhenLong) {
  EXPECT_DONE(compose("WRITER", "\"GUAY\"", "precedence = \"FLASH\"\n"));
  EXPECT_REFUSED(compose("CLERK", "\"WRITER\"", "precedence = \"FLASH\"\n"), 77,
                 "CLERK may claim PRIORITY at most; this message claims FLASH");
  const std::string command = "precedence = \"EMERGENCY COMMAND PRECEDENCE\"\n";
  EXPECT_DONE(compose("CHIEF", "\"GUAY\"", command));
  EXPECT_REFUSED(compose("WRITER", "\"GUAY\"", command), 77, "WRITER may claim FLASH at most");
  std::string words;
  for (int i = 0; i < 201; ++i) words += "word ";
  const std::string too_long = "\ntext = \"" + words + "\"\n";
  for (const char* fast : {"FLASH", "IMMEDIATE"})
    EXPECT_SAYS(compose("WRITER", "\"GUAY\"", "precedence = \"" + std::string(fast) + "\"" + too_long).err,
                "is for short messages: this one has 201 words");
  EXPECT_FALSE(has(compose("WRITER", "\"GUAY\"", "precedence = \"PRIORITY\"" + too_long).err, "short"));
  EXPECT_SAYS(compose("WRITER", "\"GUAY\"", "\ntext = \"Treat as Nodis.\"\n").err,
              "the message is not marked NODIS, so nothing enforces it");
  EXPECT_SAYS(compose("WRITER", "\"GUAY\"", "caveats = [\"FOR GUAY\"]\n").err, "limits nothing");
  EXPECT_REFUSED(compose("WRITER", "\"GUAY\"", "caveats = [\"MOONLIGHT\"]\n"), 65, "MOONLIGHT");
}

}  // namespace
}  // namespace backchannel::e2e
