// Messages to paper and back, by the real programs.

#include <gtest/gtest.h>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"
#include "net.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kSituationRoom = "WHITE HOUSE SITUATION ROOM";
const std::string kLesson = std::string(BACKCHANNEL_SOURCE_DIR) + "/scenarios/hakto-49/";

// Bunker's words with a text that every form has to carry: paragraphs, an accent, a line like a format line.
const std::string kForm =
    "from = \"BUNKER\"\nto = \"WHITE HOUSE SITUATION ROOM\"\nclassification = \"SECRET\"\n"
    "precedence = \"PRIORITY\"\nsubject = \"Exercise: mail room\"\nreferences = [\"WHS 2291\"]\n"
    "text = \"\"\"\nEXERCISE. The café is closed.\n\nBT\"\"\"\n";

class Papers : public testing::Test {
 protected:
  Net net{"hakto-49"};

  void SetUp() override { net.start_all(); }

  // The id of what came to the Situation Room in this precedence.
  std::string arrived(const std::string& precedence) {
    std::string id;
    EXPECT_TRUE(eventually([&] {
      const text::Value inbox = json_of(net.as("HAIG", {"inbox", "--json"}));
      const text::Value* lines = inbox.find("inbox");
      if (lines == nullptr || lines->array() == nullptr) return false;
      for (const text::Value& line : *lines->array())
        if (string_at(line, "precedence") == precedence) id = string_at(line, "message");
      return !id.empty();
    }));
    return id;
  }
};

TEST_F(Papers, EachFormIsPrintedAndImportedAsTheSameMessage) {
  const auto form = net.scratch() / "mail-room.form.toml";
  write_text(form, kForm);
  const Ended sent = net.as("BUNKER", {"send", form.string()});
  ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
  const std::string id = arrived("PRIORITY");
  for (const std::string paper : {"acp127", "slip", "situation-room", "frus", "eml"}) {
    const std::string file = (net.scratch() / ("paper." + paper)).string();
    const Ended printed = net.as("HAIG", {"print", id, "--form", paper, "--out", file});
    ASSERT_EQ(printed.exit_code, 0) << paper << what_happened(printed);
    EXPECT_EQ(printed.out, "");
    const std::string content = content_of(file);
    EXPECT_TRUE(content.contains(message::kExerciseBanner)) << paper;
    const Ended imported = net.call({"import", file, "--form", paper});
    ASSERT_EQ(imported.exit_code, 0) << paper << content << what_happened(imported);
    EXPECT_TRUE(imported.out.contains("classification = \"SECRET\"")) << paper << imported.out;
    EXPECT_TRUE(imported.out.contains("EXERCISE. The café is closed.\n\nBT\"\"\"")) << paper << imported.out;
    EXPECT_TRUE(imported.out.contains("precedence = \"PRIORITY\"")) << paper << imported.out;
  }
}

TEST_F(Papers, WhatAMarkingKeepsFromBeingCopiedIsReadOnTheScreenOnly) {
  const Ended sent = net.as("KISSINGER", {"send", kLesson + "hakto-49.form.toml"});
  ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
  const std::string id = arrived("FLASH");
  const auto file = net.scratch() / "paper";
  const Ended printed = net.as("HAIG", {"print", id, "--out", file.string()});
  EXPECT_EQ(printed.exit_code, 77) << what_happened(printed);
  EXPECT_EQ(printed.out, "");
  EXPECT_TRUE(printed.err.contains("EXCLUSIVELY EYES ONLY forbids copying, printing and exporting"))
      << printed.err;
  EXPECT_FALSE(std::filesystem::exists(file)) << "nothing is left of it";
  const text::Value inbox = json_of(net.as("HAIG", {"inbox", "--json"}));
  EXPECT_EQ(string_at(inbox.find("inbox")->array()->front(), "state"), "new") << "it was not opened for that";
  const Ended stranger = net.as("WATCH OFFICER", {"print", id});
  EXPECT_EQ(stranger.exit_code, 77) << what_happened(stranger);
  EXPECT_TRUE(stranger.err.contains("lets only HAIG open this message")) << stranger.err;
}

TEST_F(Papers, ThePublishedTextBecomesADraftAndIsSent) {
  const std::string published = std::string(BACKCHANNEL_SOURCE_DIR) + "/tests/message/hakto-49-231.txt";
  const Ended draft = net.as("KISSINGER", {"import", published, "--zone", "Europe/Paris"});
  ASSERT_EQ(draft.exit_code, 0) << what_happened(draft);
  EXPECT_TRUE(draft.out.contains("TOP SECRET FLASH to HAIG, HAKTO")) << draft.out;
  const Ended sent = net.as("KISSINGER", {"send", "1"});
  ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
  const Ended read = net.as("HAIG", {"read", arrived("FLASH"), "--json"});
  ASSERT_EQ(read.exit_code, 0) << what_happened(read);
  EXPECT_TRUE(read.out.contains("\"deadline\": \"1972-10-23T14:00:00Z\"")) << read.out;
}

}  // namespace
}  // namespace backchannel::e2e
