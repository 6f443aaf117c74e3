// A net that is minted and not running: cards, desks, passphrases.

#include <sys/stat.h>

#include <fstream>

#include "backchannel/message/printed.h"
#include "backchannel/text/value.h"
#include "minted_fixture.h"

namespace backchannel::client {
namespace {

constexpr int kUsage = 64, kNoUser = 67, kNoPermission = 77;

TEST_F(Minted, AnExistingFolderIsLeftAlone) {
  const auto ended = call({"net", "mint", "--out", net()});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "exists already")) << ended.err;
}

TEST_F(Minted, ACardTellsWhoWhereWhenWhatToTypeAndWhereThePassphraseIs) {
  const auto ended = call({"net", "cards", "--net", net()});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(ended.out.starts_with(message::kExerciseBanner));
  EXPECT_TRUE(has(ended.out, "HAIG: The President's Deputy Assistant")) << ended.out;
  EXPECT_TRUE(has(ended.out, "0125 Mon 23 Oct 1972")) << ended.out;
  EXPECT_TRUE(has(ended.out, "--as HAIG inbox")) << ended.out;
  EXPECT_TRUE(has(ended.out, passphrase_file("HAIG"))) << ended.out;
}

TEST_F(Minted, StatusSaysThatNothingRuns) {
  const auto ended = call({"net", "status", "--net", net()});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(has(ended.out, "stopped"));
  EXPECT_FALSE(has(ended.out, "running"));
}

TEST_F(Minted, TheNetMayBeNamedBeforeOrAfterTheCommand) {
  const auto before = call({"--net", net(), "--as", "HAIG", "inbox"});
  const auto after = call({"inbox", "--as", "HAIG", "--net", net()});
  EXPECT_EQ(before.exit_code, 0) << before.err;
  EXPECT_EQ(before.out, after.out);
  EXPECT_TRUE(has(before.out, "Nothing has come.")) << before.out;
}

TEST_F(Minted, APersonWhoIsNotInTheNetGivesTheNearest) {
  const auto ended = call({"--net", net(), "--as", "HAGI", "inbox"});
  EXPECT_EQ(ended.exit_code, kNoUser);
  EXPECT_TRUE(has(ended.err, "HAIG")) << ended.err;
}

TEST_F(Minted, WithoutAsThePersonsOfTheNetAreNamed) {
  const auto ended = call({"--net", net(), "inbox"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "KISSINGER")) << ended.err;
}

TEST_F(Minted, WithoutTerminalOrCredentialThePassphraseCannotBeAsked) {
  // setsid: a session of its own has no terminal even where the tests have one.
  tests::Command no_terminal =
      command({tests::program("backchannel").string(), "--net", net(), "--as", "HAIG", "drafts"});
  no_terminal.program = "/usr/bin/setsid";
  no_terminal.arguments.insert(no_terminal.arguments.begin(), "--wait");
  const auto ended = tests::run(no_terminal);
  EXPECT_EQ(ended.exit_code, kNoPermission) << ended.err;
  EXPECT_TRUE(has(ended.err, "--credential")) << ended.err;
}

TEST_F(Minted, AWrongPassphraseIsRefusedAndTheCardIsNamed) {
  tests::Command wrong = command({"--net", net(), "--as", "HAIG", "drafts", "--passphrase-fd", "3"});
  wrong.passphrase_fd_3 = "not these words\n";
  const auto ended = tests::run(wrong);
  EXPECT_EQ(ended.exit_code, kNoPermission);
  EXPECT_TRUE(has(ended.err, "passphrase")) << ended.err;
  EXPECT_FALSE(has(ended.err, "not these words")) << "a passphrase was printed";
}

TEST_F(Minted, ACredentialFileThatOthersCanReadIsRefused) {
  const std::string open_to_all = file("passphrase", "words\n");
  ASSERT_EQ(::chmod(open_to_all.c_str(), 0644), 0);
  const auto ended = call({"--net", net(), "--as", "HAIG", "drafts", "--credential", open_to_all});
  EXPECT_EQ(ended.exit_code, kNoPermission);
  EXPECT_TRUE(has(ended.err, "0600")) << ended.err;
}

TEST_F(Minted, ARefusedFormGivesEveryReasonAndSavesNothing) {
  const std::string form =
      file("form.toml",
           "from = \"BUNKER\"\nto = \"HAIG\"\ninfo = \"GUAY\"\nclassification = \"TOP SECRET\"\n"
           "precedence = \"FLASH\"\ncaveats = [\"EXCLUSIVELY EYES ONLY\"]\ntext = \"x\"\n");
  const auto ended = call({"--net", net(), "compose", form, "--credential", passphrase_file("BUNKER")});
  EXPECT_EQ(ended.exit_code, kNoPermission) << ended.err;
  EXPECT_TRUE(has(ended.err, "3 reasons")) << ended.err;
  const auto drafts =
      call({"--net", net(), "--as", "BUNKER", "drafts", "--credential", passphrase_file("BUNKER")});
  EXPECT_EQ(drafts.exit_code, 0) << drafts.err;
  EXPECT_EQ(drafts.out, "");
}

TEST_F(Minted, AFormIsSavedSentAndFollowed) {
  const std::string form = std::string(BACKCHANNEL_SOURCE_DIR) + "/scenarios/hakto-49/hakto-49.form.toml";
  const std::string credential = passphrase_file("KISSINGER");
  const auto composed =
      call({"--net", net(), "--as", "KISSINGER", "compose", form, "--credential", credential});
  ASSERT_EQ(composed.exit_code, 0) << composed.err;
  EXPECT_TRUE(composed.out.starts_with(message::kExerciseBanner)) << composed.out;
  EXPECT_TRUE(has(composed.out, "Draft 1: ")) << composed.out;
  const auto sent = call({"--net", net(), "--as", "KISSINGER", "send", "1", "--credential", credential});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  EXPECT_TRUE(has(sent.out, "HAKTO 049")) << sent.out;
  EXPECT_TRUE(has(sent.err, "is not running")) << "the station's agent is down: " << sent.err;
  const auto status = call({"--net", net(), "--as", "KISSINGER", "status"});
  EXPECT_EQ(status.exit_code, 0) << status.err;
  EXPECT_TRUE(has(status.out, "49")) << status.out;
  EXPECT_LE(longest_line(status.out), 80U) << status.out;
}

TEST_F(Minted, AFormIsSealedIntoAFileAndItsReaderTakesTheLayersOff) {
  const std::string form = std::string(BACKCHANNEL_SOURCE_DIR) + "/scenarios/hakto-49/hakto-49.form.toml";
  const std::string sealed = (folder() / "sealed.der").string(), layers = (folder() / "layers").string();
  const auto made =
      call({"--net", net(), "seal", form, "--out", sealed, "--credential", passphrase_file("KISSINGER")});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto opened = call({"--net", net(), "--as", "HAIG", "open", sealed, "--layers", layers,
                            "--credential", passphrase_file("HAIG")});
  ASSERT_EQ(opened.exit_code, 0) << opened.err;
  EXPECT_TRUE(has(opened.out, "Begin text")) << opened.out;
  EXPECT_LE(longest_line(opened.out), 80U);
  for (const char* layer : {"sealed.der", "middle.der", "inner.der", "content.bin", "receipt.der"})
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(layers) / layer)) << layer;
  const auto refused = call({"--net", net(), "--as", "WATCH OFFICER", "open", sealed, "--credential",
                             passphrase_file("WATCH-OFFICER")});
  EXPECT_EQ(refused.exit_code, kNoPermission);
  EXPECT_EQ(refused.out, "");
}

TEST_F(Minted, ATruncatedSealedFileIsRefusedAndNothingOfItShown) {
  const auto ended =
      call({"--net", net(), "--as", "HAIG", "open", file("cut.der", std::string("\x30\x82\x01", 3)),
            "--credential", passphrase_file("HAIG")});
  EXPECT_EQ(ended.exit_code, 65) << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST_F(Minted, ACutRosterIsRefusedAndTheWayOutNamed) {
  const std::filesystem::path copy = folder() / "copy";
  std::filesystem::copy(net(), copy, std::filesystem::copy_options::recursive);
  std::filesystem::resize_file(copy / "roster.cms", 2'000);
  const auto ended = call({"--net", copy.string(), "net", "show"});
  EXPECT_EQ(ended.exit_code, 65) << ended.err;
  EXPECT_TRUE(has(ended.err, "roster.cms was changed or cut off")) << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST_F(Minted, AForeignDatabaseIsRefusedAndLeftAsItIs) {
  const std::filesystem::path copy = folder() / "copy";
  std::filesystem::copy(net(), copy, std::filesystem::copy_options::recursive);
  const std::string words(8'192, 'x');
  const auto database = copy / "nodes" / "PARIS" / "node.db";
  std::ofstream(database) << words;
  const auto ended = call({"--net", copy.string(), "--as", "GUAY", "inbox"});
  EXPECT_EQ(ended.exit_code, 74) << ended.err;
  EXPECT_TRUE(has(ended.err, "node.db")) << ended.err;
  EXPECT_EQ(std::filesystem::file_size(database), words.size());
}

TEST_F(Minted, AMisspeltNodeGivesTheNearest) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"node", "--name", "PARS", "--check"},
                                                                 {"audit", "--node", "PARS"}}) {
    auto all = words;
    all.insert(all.end(), {"--net", net()});
    const auto ended = call(all);
    EXPECT_EQ(ended.exit_code, kNoUser);
    EXPECT_TRUE(has(ended.err, "did you mean PARIS?")) << ended.err;
  }
}

TEST_F(Minted, JsonIsJsonAndCarriesTheBannerWhereMarkingsAre) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"inbox", "--as", "HAIG"},
                                                                 {"net", "show"},
                                                                 {"net", "status"},
                                                                 {"net", "cards"},
                                                                 {"status", "--as", "HAIG"},
                                                                 {"status", "--queue", "--as", "HAIG"},
                                                                 {"audit", "--as", "HAIG"},
                                                                 {"catalog"},
                                                                 {"status", "--limits"}}) {
    auto all = words;
    all.emplace_back("--json");
    if (words.back() != "--limits") all.insert(all.end(), {"--net", net()});
    const auto ended = call(all);
    EXPECT_EQ(ended.exit_code, 0) << words.front() << ended.err;
    EXPECT_TRUE(text::parse_json(ended.out, words.front())) << words.front() << ended.out;
    EXPECT_EQ(has(ended.out, "SENSITIVE"),
              has(ended.out, "SENSITIVE") && has(ended.out, std::string(message::kExerciseBanner)))
        << words.front();
  }
}

TEST_F(Minted, ANodeIsCheckedWithoutStartingIt) {
  const auto ended = call({"node", "--net", net(), "--name", "PARIS", "--check"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const auto relay = call({"node", "--net", net(), "--name", "CAS-HQ", "--check"});
  EXPECT_EQ(relay.exit_code, kUsage) << relay.err;
}

}  // namespace
}  // namespace backchannel::client
