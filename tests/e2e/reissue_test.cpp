// A lost key, by commands: made anew by the teacher, what was sealed to the old one, and sent once more.

#include <gtest/gtest.h>

#include "backchannel/base/format.h"
#include "said.h"

namespace backchannel::e2e {
namespace {

class Reissue : public testing::Test {
 protected:
  Reissue() : net("hakto-49") { EXPECT_DONE(net.up()); }

  void send_hakto() {
    const auto form = std::filesystem::path(BACKCHANNEL_SOURCE_DIR) / "scenarios/hakto-49/hakto-49.form.toml";
    EXPECT_DONE(net.as("KISSINGER", {"send", form.string()}));
  }
  bool shows(const std::string& reader, const std::string& words) {
    return eventually([&] { return has(flat(net.as(reader, {"inbox"}).out), words); });
  }
  bool traces(const std::string& writer, const std::string& words) {
    return eventually([&] { return has(flat(net.as(writer, {"trace", "HAKTO 49", "--json"}).out), words); });
  }
  void reissue(const Words& words) {
    EXPECT_DONE(net.down());
    Words all = {"net", "reissue"};
    all.insert(all.end(), words.begin(), words.end());
    const Ended done = net.here(all);
    EXPECT_DONE(done);
    EXPECT_SAYS(done.out, "passphrase cat " + (net.person_home(words.front()) / "passphrase").string());
    EXPECT_DONE(net.up());
  }

  Net net;
};

TEST_F(Reissue, WhatLayUnopenedIsSentOnceMoreAndReadWithTheNewKey) {
  send_hakto();
  ASSERT_TRUE(shows("HAIG", "Hakto 49/231"));
  const auto old = net.scratch() / "old-passphrase";
  std::filesystem::copy_file(net.person_home("HAIG") / "passphrase", old);
  EXPECT_REFUSED(net.as("KISSINGER", {"resend", "HAKTO 49"}), 66,
                 "no reader of Hakto 49 has had a new key since it was sealed to him");
  reissue({"HAIG"});

  EXPECT_REFUSED(net.call({"--as", "HAIG", "--net", net.root().string(), "read", "HAKTO 49", "--credential",
                           old.string()}),
                 77, "the passphrase does not fit this key");
  EXPECT_SAYS(net.as("HAIG", {"inbox"}).out, "It is sealed to a key that was withdrawn");
  EXPECT_SAYS(net.as("HAIG", {"inbox"}).out, "ask KISSINGER to send it again.");
  EXPECT_REFUSED(net.as("HAIG", {"read", "HAKTO 49"}), 77, "ask KISSINGER to send it again.");

  EXPECT_REFUSED(net.as("KISSINGER", {"resend", "HAKTO 50"}), 66, "nothing sent from this desk");
  EXPECT_REFUSED(net.as("HAIG", {"resend", "HAKTO 49"}), 77, "only its originator, KISSINGER, SAIGON");
  EXPECT_REFUSED(net.as("KISSINGER", {"resend", "HAKTO 49", "--to", "BUNKER"}), 67, "its readers: HAIG");
  const Ended sent = net.as("KISSINGER", {"resend", "HAKTO 49"});
  EXPECT_DONE(sent);
  EXPECT_SAYS(sent.out, "Sent HAKTO 049 again, sealed anew to HAIG, FLASH, from SAIGON.");
  ASSERT_TRUE(shows("HAIG", "a repetition of Hakto 49/231"));
  EXPECT_SAYS(net.as("HAIG", {"inbox"}).out, "replaced by its repetition, Hakto 49/232");
  EXPECT_FALSE(has(net.as("HAIG", {"outstanding"}).out, "HAKTO"));

  const Ended read = net.as("HAIG", {"read", "HAKTO 49"});
  EXPECT_DONE(read);
  EXPECT_SAYS(read.out, "HAKTO 049");
  EXPECT_SAYS(read.out, "REPETITION OF");
  EXPECT_DONE(net.as("HAIG", {"acknowledge", "HAKTO 49", "--words", "read at last"}));
  ASSERT_TRUE(traces("KISSINGER", "acknowledged it: read at last"));
  const Ended trace = net.as("KISSINGER", {"trace", "HAKTO 49", "--json"});
  EXPECT_SAYS(trace.out, "sealed it once more for HAIG");
  EXPECT_SAYS(trace.out, "accepted custody as SAIGON 0231");
  EXPECT_SAYS(trace.out, "accepted custody as SAIGON 0232");
  EXPECT_FALSE(has(trace.out, "not proved")) << trace.out;
  EXPECT_SAYS(net.as("HAIG", {"trace", "HAKTO 49", "--json"}).out, "acknowledged it: read at last");
  const Ended status = net.as("KISSINGER", {"status"});
  EXPECT_SAYS(status.out, "sealed once more to HAIG: Hakto 49/232");
  EXPECT_SAYS(status.out, "a repetition of Hakto 49/231");
  EXPECT_REFUSED(net.as("KISSINGER", {"resend", "HAKTO 49"}), 66, "no reader of Hakto 49 has had a new key");
}

TEST_F(Reissue, WhatAStolenKeySignedIsProvedNoMore) {
  send_hakto();
  ASSERT_TRUE(shows("HAIG", "Hakto 49/231"));
  EXPECT_DONE(net.as("HAIG", {"read", "HAKTO 49"}));
  ASSERT_TRUE(traces("KISSINGER", "opened it and signed the receipt"));
  EXPECT_DONE(net.down());
  EXPECT_DONE(net.here({"net", "reissue", "HAIG", "--compromised"}));
  const Ended trace = net.as("KISSINGER", {"trace", "HAKTO 49", "--json"});
  EXPECT_SAYS(trace.out, "not proved");
  EXPECT_SAYS(trace.out, "its key was compromised");
}

TEST_F(Reissue, WhatALostKeySignedStaysProved) {
  send_hakto();
  ASSERT_TRUE(shows("HAIG", "Hakto 49/231"));
  EXPECT_DONE(net.as("HAIG", {"read", "HAKTO 49"}));
  ASSERT_TRUE(traces("KISSINGER", "opened it and signed the receipt"));
  reissue({"HAIG"});
  EXPECT_FALSE(has(net.as("KISSINGER", {"trace", "HAKTO 49", "--json"}).out, "not proved"));
  EXPECT_DONE(net.down());
  EXPECT_DONE(net.here({"net", "reissue", "HAIG", "--compromised"}));
  EXPECT_FALSE(has(net.as("KISSINGER", {"trace", "HAKTO 49", "--json"}).out, "not proved"))
      << "the first key was lost; the second was stolen and had signed nothing";
}

TEST_F(Reissue, AWritersEarlierMessageOpensUnlessHisKeyWasStolen) {
  send_hakto();
  ASSERT_TRUE(shows("HAIG", "Hakto 49/231"));
  reissue({"KISSINGER"});
  EXPECT_DONE(net.as("HAIG", {"read", "HAKTO 49"}));
  EXPECT_REFUSED(net.as("KISSINGER", {"resend", "HAKTO 49", "--to", "HAIG"}), 77,
                 "sealed to a key of KISSINGER that was withdrawn");
  EXPECT_DONE(net.as("KISSINGER", {"status"}));
  send_hakto();  // the new key is good
  ASSERT_TRUE(shows("HAIG", "Hakto 50/232"));
  reissue({"KISSINGER", "--compromised"});
  EXPECT_REFUSED(net.as("HAIG", {"read", "HAKTO 50"}), 77, "its key was compromised");
}

TEST_F(Reissue, AServiceLineThatClaimsToRepeatAnothersMessageReplacesNothing) {
  send_hakto();
  ASSERT_TRUE(shows("HAIG", "Hakto 49/231"));
  const text::Value inbox = json_of(net.as("HAIG", {"inbox", "--json"}));
  const std::string id = string_at(inbox.find("inbox")->array()->front(), "message");
  const auto form = net.scratch() / "claim.toml";
  write_text(form,
             "to = \"WHITE HOUSE SITUATION ROOM\"\nclassification = \"UNCLASSIFIED\"\n"
             "precedence = \"ROUTINE\"\ntext = \"X\"\nservice_line = \"REPETITION OF " +
                 id + "\"\n");
  EXPECT_DONE(net.as("BUNKER", {"send", form.string()}));
  ASSERT_TRUE(shows("HAIG", "a repetition of an earlier message"));
  EXPECT_FALSE(has(net.as("HAIG", {"inbox"}).out, "replaced"));
  EXPECT_DONE(net.as("HAIG", {"read", "HAKTO 49"}));
}

// One reader and his alternate, and a third who reads for information.
constexpr const char* kPair = R"(
[net]
name = "pair"
title = "A reader and his alternate"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 1
trip = "1972-10"
[[relay]]
name = "HUB"
clearance = "TOP SECRET"
[[station]]
name = "CAPITAL"
zone = "America/New_York"
clearance = "TOP SECRET"
[[station]]
name = "POST"
zone = "Europe/Paris"
clearance = "TOP SECRET"
[[person]]
name = "SECRETARY"
station = "CAPITAL"
clearance = "TOP SECRET"
[[person]]
name = "AMBASSADOR"
station = "POST"
clearance = "TOP SECRET"
[[person]]
name = "CHARGE"
station = "POST"
clearance = "TOP SECRET"
[[circuit]]
ends = ["CAPITAL", "HUB"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["POST", "HUB"]
accreditation = "TOP SECRET"
)";

TEST(ReissueOfAnAlternate, BothAlternatesGetTheRepetitionAndOneOpensIt) {
  Net net(kPair);
  EXPECT_DONE(net.up());
  const auto form = net.scratch() / "form.toml";
  write_text(form,
             "to = \"AMBASSADOR\"\nalternate = \"CHARGE\"\nclassification = \"SECRET\"\n"
             "caveats = [\"EXCLUSIVELY EYES ONLY\"]\ntext = \"X\"\n");
  EXPECT_DONE(net.as("SECRETARY", {"send", form.string()}));
  const auto newest = [&](const std::string& reader) {
    const text::Value inbox = json_of(net.as(reader, {"inbox", "--json"}));
    const auto* all = inbox.find("inbox")->array();
    return all->empty() ? std::string() : string_at(all->back(), "message");
  };
  ASSERT_TRUE(eventually([&] { return !newest("CHARGE").empty(); }));
  const std::string first = newest("CHARGE");
  EXPECT_DONE(net.down());
  EXPECT_DONE(net.here({"net", "reissue", "CHARGE"}));
  EXPECT_DONE(net.up());
  const Ended sent = net.as("SECRETARY", {"resend", first});
  EXPECT_DONE(sent);
  EXPECT_SAYS(sent.out, "sealed anew to AMBASSADOR, CHARGE");
  ASSERT_TRUE(eventually([&] { return newest("CHARGE") != first; }));
  const std::string second = newest("CHARGE");
  EXPECT_DONE(net.as("CHARGE", {"read", second}));
  for (const std::string& sealing : {second, first})
    EXPECT_REFUSED(net.as("AMBASSADOR", {"read", sealing}), 77,
                   "One of two readers opens it, and CHARGE has: the other's right to open it has lapsed.");
}

// Each node started by hand, so that a message can be caught on its way.
class OnItsWay : public testing::Test {
 protected:
  OnItsWay() : net("hakto-49") {}
  void send_hakto() {
    const auto form = std::filesystem::path(BACKCHANNEL_SOURCE_DIR) / "scenarios/hakto-49/hakto-49.form.toml";
    EXPECT_DONE(net.as("KISSINGER", {"send", form.string()}));
  }
  Net net;
};

TEST_F(OnItsWay, WhatARelayHadStampedBeforeStillArrivesAndOpens) {
  for (const char* node : {"SAIGON", "CAS-SAIGON"}) net.start(node);
  send_hakto();
  ASSERT_TRUE(eventually([&] { return !net.store("CAS-SAIGON").queue().value().empty(); }));
  for (const char* node : {"SAIGON", "CAS-SAIGON"}) EXPECT_DONE(net.stop(node));
  EXPECT_DONE(net.here({"net", "reissue", "KISSINGER"}));
  net.start_all();
  ASSERT_TRUE(eventually([&] { return net.as("HAIG", {"read", "HAKTO 49"}).exit_code == 0; }));
  ASSERT_TRUE(eventually([&] {
    return has(net.as("KISSINGER", {"trace", "HAKTO 49", "--json"}).out, "opened it and signed the receipt");
  }));
}

TEST_F(OnItsWay, WhatNoRelayHadIsRefusedAndTheWriterIsTold) {
  send_hakto();
  EXPECT_DONE(net.here({"net", "reissue", "KISSINGER"}));
  net.start_all();
  ASSERT_TRUE(eventually([&] { return has(net.as("KISSINGER", {"status"}).out, "rejected"); }));
  EXPECT_SAYS(net.as("KISSINGER", {"status"}).out, "certificate of KISSINGER was withdrawn");
}

TEST_F(Reissue, ItIsRefusedForAStrangerWhileTheNetRunsAndWithoutTheAuthority) {
  EXPECT_REFUSED(net.here({"net", "reissue", "HAIG"}), 75, "still runs");
  EXPECT_DONE(net.down());
  EXPECT_REFUSED(net.here({"net", "reissue", "HAIGH"}), 67, "did you mean \"HAIG\"?");
  EXPECT_REFUSED(net.here({"net", "reissue"}), 64, "PERSON");
  std::filesystem::rename(net.root() / "authority", net.scratch() / "drawer");
  EXPECT_REFUSED(net.here({"net", "reissue", "HAIG"}), 66, "only the authority makes keys");
}

}  // namespace
}  // namespace backchannel::e2e
