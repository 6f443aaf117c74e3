// What a quoting hand changed, seen by whoever has both texts, and by nobody else.

#include <gtest/gtest.h>

#include "said.h"

namespace backchannel::e2e {
namespace {

class Compare : public testing::Test {
 protected:
  Compare() : net("hakto-49") {
    net.start_all();
    const std::string form = file("form.toml",
                                  "to = \"HAIG\"\nclassification = \"SECRET\"\nprecedence = \"FLASH\"\n"
                                  "series = \"HAKTO\"\ntext = \"zzprivate words\"\n"
                                  "enclosure = \"The delay was partly due to the zzother side.\"\n");
    const Ended sent = net.as("KISSINGER", {"send", form});
    EXPECT_EQ(sent.exit_code, 0) << what_happened(sent);
  }

  std::string file(const std::string& name, const std::string& content) {
    write_text(net.scratch() / name, content);
    return (net.scratch() / name).string();
  }

  bool arrives(const std::string& person, const std::string& number) {
    return eventually([&] {
      return net.here({"--as", person, "inbox"}).out.find(number) != std::string::npos;
    });
  }

  // HAIG passes it on to GUAY and back to its writer; gives what the command said.
  Ended quote(const Words& more) {
    EXPECT_TRUE(arrives("HAIG", "Hakto 49"));
    Words words = {"quote", "HAKTO 49", "--to", "GUAY", "--to", "KISSINGER", "--series", "WHP", "--send"};
    words.insert(words.end(), more.begin(), more.end());
    Ended quoted = net.as("HAIG", words);
    EXPECT_EQ(quoted.exit_code, 0) << what_happened(quoted);
    EXPECT_TRUE(arrives("GUAY", "WHP 77"));
    EXPECT_TRUE(arrives("KISSINGER", "WHP 77"));
    return quoted;
  }

  Net net;
};

TEST_F(Compare, WhoeverHasBothTextsSeesEachChangedWord) {
  static_cast<void>(
      quote({"--enclosure", file("edited.txt", "The delay was chiefly due to the zzother side.")}));
  const Ended writer = net.as("KISSINGER", {"compare", "WHP 77"});
  EXPECT_EQ(writer.exit_code, 0) << what_happened(writer);
  EXPECT_SAYS(writer, "The delay was [-partly-] {+chiefly+} due to the zzother side.");
  EXPECT_SAYS(writer, "passed on WHP 77, by HAIG, WHITE HOUSE SITUATION ROOM");
  EXPECT_SAYS(writer, "EXERCISE - TRAINING MATERIAL - NOT CLASSIFIED");
  EXPECT_EQ((writer.out + writer.err).find("zzprivate"), std::string::npos)
      << "the enclosure alone is passed on";
  // Opening is signed for, and the quoting hand hears of it.
  EXPECT_TRUE(eventually([&] {
    return net.here({"--as", "HAIG", "trace", "WHP 77"}).out.find("KISSINGER") != std::string::npos &&
           net.here({"--as", "HAIG", "trace", "WHP 77"}).out.find("opened it and signed") !=
               std::string::npos;
  }));

  const text::Value hand = json_of(net.as("HAIG", {"compare", "WHP 77", "--json"}));
  const text::Value* compared = hand.find("compared");
  ASSERT_NE(compared, nullptr);
  EXPECT_EQ(string_at(*compared, "changed"), "The delay was [-partly-] {+chiefly+} due to the zzother side.");
  EXPECT_EQ(compared->find("difference")->array()->size(), 4U);
  EXPECT_TRUE(compared->find("said_changed")->boolean().value_or(false));
  EXPECT_TRUE(compared->find("same_original")->boolean().value_or(false));
}

TEST_F(Compare, WhatWasNotChangedIsSaidToBeTheSame) {
  static_cast<void>(quote({}));
  EXPECT_SAYS(net.as("KISSINGER", {"compare", "WHP", "77"}),
              "nothing: the texts are the same, word for word");
}

TEST_F(Compare, WhoHasOnlyOneLearnsWhoHasTheOther) {
  static_cast<void>(quote({}));
  const Ended guay = net.as("GUAY", {"compare", "WHP 77"});
  EXPECT_EQ(guay.exit_code, 66) << what_happened(guay);
  EXPECT_EQ(guay.out, "");
  EXPECT_SAYS(
      guay,
      "of the two only WHP 77 is here: Hakto 49 is with KISSINGER, SAIGON, who wrote it, and with HAIG, "
      "WHITE HOUSE SITUATION ROOM, who quoted it");
  const Ended original = net.as("HAIG", {"compare", "HAKTO 49"});
  EXPECT_EQ(original.exit_code, 64) << what_happened(original);
  EXPECT_SAYS(original, "quotes no other message, so there is nothing to compare it with");
  EXPECT_EQ(net.as("HAIG", {"compare", "HAKTO 50"}).exit_code, 66);
}

}  // namespace
}  // namespace backchannel::e2e
