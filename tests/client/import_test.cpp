// import and print, as a person calls them.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "backchannel/message/printed.h"
#include "minted_fixture.h"

namespace backchannel::client {
namespace {

using Import = ClientTest;
using PrintedHere = Minted;

constexpr int kUsage = 64, kDataError = 65, kNoInput = 66, kIoError = 74;
const std::string kPublished = std::string(BACKCHANNEL_SOURCE_DIR) + "/tests/message/hakto-49-231.txt";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

TEST_F(Import, ThePublishedTextBecomesAFormBetweenTheBanners) {
  const auto ended = call({"import", kPublished});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const std::string banner = "# " + std::string(message::kExerciseBanner) + "\n";
  EXPECT_TRUE(ended.out.starts_with(banner)) << ended.out;
  EXPECT_TRUE(ended.out.ends_with(banner)) << ended.out;
  EXPECT_TRUE(has(ended.out, "series = \"HAKTO\"\n")) << ended.out;
  EXPECT_TRUE(has(ended.err, "whose clock shows 1500")) << ended.err;
  EXPECT_LE(longest_line(ended.err), 80U) << ended.err;
}

TEST_F(Import, AFileIsWrittenWholeAndCanBeComposed) {
  const std::string out = (folder() / "my.form.toml").string();
  const auto ended = call({"import", kPublished, "--out", out});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(has(ended.err, "compose " + out)) << ended.err;
  EXPECT_EQ(content_of(out), call({"import", kPublished}).out);
}

TEST_F(Import, StandardInputIsReadForADash) {
  tests::Command piped =
      command({"-c", "\"$0\" import - < \"$1\"", tests::program("backchannel").string(), kPublished});
  piped.program = "/bin/sh";
  EXPECT_EQ(tests::run(piped).out, call({"import", kPublished}).out);
}

TEST_F(Import, AMistakeIsOneSentenceWithLineAndColumnAndNothingIsWritten) {
  const std::string out = (folder() / "form").string();
  const std::pair<const char*, std::string> broken[] = {
      {"frus", "Hakto 49. Words.\nBegin text:\nMore.\n"},
      {"acp127", "ZNY TTTT\nNNNN\n"},
      {"slip", "S E C R E T  230525Z OCX 72\n"},
      {"situation-room", "OP IMMED\nDE X\n"},
      {"eml", "From: HAIG <haig@exercise.invalid>\nMMHS-Primary-Precedence: 9\n\nText\n"}};
  for (const auto& [form, text] : broken) {
    const std::string name = file(std::string("broken.") + form, text);
    const auto ended = call({"import", name, "--form", form, "--out", out});
    EXPECT_EQ(ended.exit_code, kDataError) << form << ended.err;
    EXPECT_TRUE(has(ended.err, name + ":")) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_FALSE(std::filesystem::exists(out)) << form;
  }
}

TEST_F(Import, WhatCannotBeReadOrWrittenIsNamed) {
  EXPECT_EQ(call({"import", "nothing.txt"}).exit_code, kNoInput);
  EXPECT_EQ(call({"import", folder().string()}).exit_code, kIoError);
  EXPECT_EQ(call({"import", kPublished, "--out", (folder() / "no" / "such").string()}).exit_code, kNoInput);
}

TEST_F(Import, AnUnknownFormGivesTheNearest) {
  const auto ended = call({"import", kPublished, "--form", "frsu"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "did you mean frus?")) << ended.err;
}

TEST_F(Import, AFormOrADraftButNotBoth) {
  const auto ended = call({"--as", "HAIG", "import", kPublished, "--out", "x"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "one of the two")) << ended.err;
}

TEST_F(Import, MarkingsThatDisagreeAreRefusedByName) {
  const auto ended = call(
      {"import", "--form", "acp127",
       file("paper", "ZNY SSSSS\nZ 230525Z OCT 72\nFM A\nTO B\nBT\nT O P  S E C R E T\n\nX\nBT\nNNNN\n")});
  EXPECT_EQ(ended.exit_code, kDataError);
  EXPECT_TRUE(has(ended.err, "paper:6:1: two places of one paper")) << ended.err;
}

TEST_F(PrintedHere, WhatHasNotComeCannotBePrinted) {
  const auto ended =
      call({"--net", net(), "--as", "HAIG", "print", "HAKTO", "49", "--credential", passphrase_file("HAIG")});
  EXPECT_EQ(ended.exit_code, kNoInput) << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST_F(PrintedHere, AnImportedTextIsRefusedOrKeptAsAnyForm) {
  const auto wrong =
      call({"--net", net(), "--as", "HAIG", "import", kPublished, "--credential", passphrase_file("HAIG")});
  EXPECT_NE(wrong.exit_code, 0) << "Kissinger wrote it";
  EXPECT_TRUE(has(wrong.err, "The form is from KISSINGER")) << wrong.err;
  const auto draft = call({"--net", net(), "--as", "KISSINGER", "import", kPublished, "--credential",
                           passphrase_file("KISSINGER")});
  EXPECT_EQ(draft.exit_code, 0) << draft.err;
  EXPECT_TRUE(has(draft.out, "Draft ")) << draft.out;
}

}  // namespace
}  // namespace backchannel::client
