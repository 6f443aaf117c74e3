// The whole exercise by commands, as a lesson goes through it.

#include <gtest/gtest.h>
#include <signal.h>

#include "backchannel/base/format.h"
#include "said.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kSituationRoom = "WHITE HOUSE SITUATION ROOM";
const std::string kForm = std::string(BACKCHANNEL_SOURCE_DIR) + "/scenarios/hakto-49/hakto-49.form.toml";

#define EXPECT_SILENT_ABOUT(text, words) EXPECT_FALSE(has(text, words)) << (words) << "\n" << (text)

// How far the first leg of a person's message has come, as the status screen says.
std::string progress(const Net& net, const std::string& person, const std::string& number) {
  const Ended ended = net.as(person, {"status", "--json"});
  if (ended.exit_code != 0) return what_happened(ended);
  const text::Value lines = json_of(ended);
  for (const text::Value& line : *lines.array()) {
    if (!base::upper(string_at(line, "number")).starts_with(number)) continue;
    const text::Value* legs = line.find("legs");
    return legs == nullptr || legs->array()->empty() ? "" : string_at(legs->array()->front(), "progress");
  }
  return "not sent";
}

// Each line "who: what"; a line whose signature was not checked counts as a fault.
std::string trace(const Net& net, const std::string& person, const std::string& number) {
  const text::Value lines = json_of(net.as(person, {"trace", number, "--json"}));
  std::string out;
  for (const text::Value& line : *lines.array()) {
    EXPECT_TRUE(line.find("verified")->boolean().value_or(false)) << string_at(line, "what");
    out += string_at(line, "who") + ": " + string_at(line, "what") + "\n";
  }
  return out;
}

std::size_t mailbox_rows(const Net& net, const std::string& station) {
  const auto rows = net.store(station).mailbox();
  return rows ? rows->size() : 0;
}

// The net is up and Hakto 49 lies in the Situation Room.
class Story : public testing::Test {
 protected:
  Net net;

  void begin() {
    const Ended minted = net.call({"net", "mint", "hakto-49", "--out", net.root().string()});
    ASSERT_EQ(minted.exit_code, 0) << what_happened(minted);
    const Ended up = net.up();
    ASSERT_EQ(up.exit_code, 0) << what_happened(up);
    EXPECT_SAYS(up.out, "KISSINGER");
    EXPECT_SAYS(up.out, "EXERCISE - TRAINING MATERIAL - NOT CLASSIFIED");
    for (const pid_t pid : net.pids()) EXPECT_TRUE(runs(pid));
  }

  void send_hakto() {
    const Ended sent = net.as("KISSINGER", {"send", kForm});
    ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
    EXPECT_SAYS(sent.out, "HAKTO 049");
    ASSERT_TRUE(eventually([&] { return mailbox_rows(net, kSituationRoom) == 1; }));
  }

  void watch_officer_is_refused() {
    const Ended inbox = net.as("WATCH OFFICER", {"inbox"});
    EXPECT_DONE(inbox);
    EXPECT_SAYS(inbox.out, "not for you");
    const Ended read = net.as("WATCH OFFICER", {"read", "HAKTO", "49"});
    EXPECT_EQ(read.exit_code, 77) << what_happened(read);
    EXPECT_EQ(read.out, "");
    EXPECT_SAYS(read.err, "EXCLUSIVELY EYES ONLY lets only HAIG open this message, not WATCH OFFICER.");
  }

  void haig_reads_and_passes_on() {
    EXPECT_SAYS(net.as("HAIG", {"inbox"}).out, "KISSINGER");
    const Ended read = net.as("HAIG", {"read", "HAKTO 49"});
    EXPECT_DONE(read);
    EXPECT_SAYS(read.out, "HAKTO 049");
    EXPECT_SAYS(read.out, "CITE SAIGON 0231");
    EXPECT_TRUE(has(read.out, "T O P  S E C R E T")) << read.out;
    EXPECT_SAYS(read.out, "End text");
    EXPECT_TRUE(read.out.starts_with("EXERCISE - TRAINING MATERIAL - NOT CLASSIFIED\n"));
    EXPECT_SAYS(read.err, "8 h ");  // what is left until 1500 in Paris
    const Ended quoted = net.as("HAIG", {"quote", "HAKTO 49", "--to", "GUAY", "--send"});
    EXPECT_DONE(quoted);
    EXPECT_SAYS(quoted.out, "WHP 077");
    ASSERT_TRUE(eventually([&] { return mailbox_rows(net, "PARIS") == 1; }));
  }

  void guay_reads_and_hands_over() {
    const Ended read = net.as("GUAY", {"read", "WHP 77"});
    EXPECT_DONE(read);
    EXPECT_SAYS(read.out, "WHP 077");
    EXPECT_SAYS(read.out, "The President of the United States wishes to inform the Prime");
    const Ended wrong = net.as("GUAY", {"handover", "WHP 77", "--to", "THE PRESS"});
    EXPECT_NE(wrong.exit_code, 0);
    EXPECT_EQ(wrong.out, "");
    const Ended handed = net.as("GUAY", {"handover", "WHP 77", "--to", "DRV DELEGATION"});
    EXPECT_DONE(handed);
    EXPECT_SAYS(handed.out, "The President of the United States wishes to inform");
    for (const char* inside : {"WHP", "HAKTO", "FLASH", "SENSITIVE", "EYES ONLY", "Guay", "1500"})
      EXPECT_SILENT_ABOUT(handed.out, inside);
  }

  void everybody_learns_what_became_of_it() {
    EXPECT_TRUE(eventually([&] { return progress(net, "KISSINGER", "HAKTO 49") == "handed over"; }))
        << progress(net, "KISSINGER", "HAKTO 49");
    EXPECT_TRUE(eventually([&] { return progress(net, "HAIG", "WHP 77") == "handed over"; }))
        << progress(net, "HAIG", "WHP 77");
    const std::string sent = trace(net, "KISSINGER", "HAKTO 49");
    EXPECT_SAYS(sent, "CAS-SAIGON: accepted custody as SAIGON 0231");
    for (const char* who : {"CAS-HQ: ", "WH-COMM: ", "WHITE HOUSE SITUATION ROOM: ", "HAIG"})
      EXPECT_SAYS(sent, who);
    const std::string received = trace(net, "HAIG", "HAKTO 49");
    EXPECT_SAYS(received, "accepted custody as SAIGON 0231");
    EXPECT_SAYS(received, "HAIG: opened it");
    const std::string delivered = trace(net, "GUAY", "WHP 77");
    EXPECT_SAYS(delivered, "WH-COMM: accepted custody");
    EXPECT_SAYS(delivered, "GUAY: handed the enclosure over to");
  }

  void state_has_learnt_nothing() {
    const Ended inbox = net.as("STATE DUTY OFFICER", {"inbox"});
    EXPECT_DONE(inbox);
    EXPECT_SAYS(inbox.out, "Nothing has come.");
    EXPECT_EQ(net.as("STATE DUTY OFFICER", {"trace", "HAKTO 49"}).exit_code, 66);
  }

  void end() {
    for (const std::string& node : net.nodes()) {
      const Ended audit = net.here({"audit", "--node", node, "--verify"});
      EXPECT_DONE(audit);
      EXPECT_SAYS(audit.err, "The chain is sound");
    }
    const std::vector<pid_t> daemons = net.pids();
    const Ended down = net.down();
    EXPECT_DONE(down);
    EXPECT_SAYS(down.err, "Stopped 7 nodes.");
    for (const pid_t pid : daemons) EXPECT_FALSE(runs(pid));
    EXPECT_TRUE(processes_naming(net.root().string()).empty());
  }
};

TEST_F(Story, HaktoFortyNineGoesFromSaigonToTheDelegationAndAllSignForIt) {
  ASSERT_NO_FATAL_FAILURE(begin());
  ASSERT_NO_FATAL_FAILURE(send_hakto());
  watch_officer_is_refused();
  ASSERT_NO_FATAL_FAILURE(haig_reads_and_passes_on());
  guay_reads_and_hands_over();
  everybody_learns_what_became_of_it();
  state_has_learnt_nothing();
  end();
}

TEST(Net, GoesDownAndUpAgainAndKeepsWhatWaits) {
  Net net("hakto-49");
  ASSERT_EQ(net.up().exit_code, 0);
  const Ended twice = net.up();
  EXPECT_DONE(twice);  // what runs already goes on
  const std::vector<pid_t> before = net.pids();
  ASSERT_EQ(net.down().exit_code, 0);
  for (const pid_t pid : before) EXPECT_FALSE(runs(pid));

  const Ended sent = net.as("KISSINGER", {"send", kForm});
  EXPECT_DONE(sent);
  EXPECT_SAYS(sent.err, "the agent of SAIGON is not running");
  EXPECT_EQ(progress(net, "KISSINGER", "HAKTO 49"), "waiting");
  const Ended nothing = net.down();
  EXPECT_DONE(nothing);
  EXPECT_SAYS(nothing.err, "Nothing was running");

  ASSERT_EQ(net.up().exit_code, 0);
  EXPECT_TRUE(eventually([&] { return mailbox_rows(net, kSituationRoom) == 1; }));
}

}  // namespace
}  // namespace backchannel::e2e
