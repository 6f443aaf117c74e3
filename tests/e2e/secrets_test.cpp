// What must not be seen anywhere on the way: the text of a message for a person's eyes, the private keys of
// persons, and, at the front channel, that there was a message at all.

#include <gtest/gtest.h>

#include "backchannel/base/bytes.h"
#include "backchannel/seal/crypto.h"
#include "net.h"
#include "secrets.h"
#include "support/facilities.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kSituationRoom = "WHITE HOUSE SITUATION ROOM";
const std::vector<std::string> kPersons = {"KISSINGER",     "BUNKER", "HAIG",
                                           "WATCH OFFICER", "GUAY",   "STATE DUTY OFFICER"};

std::string random_words() {
  base::Bytes bytes(20);
  seal::OpensslRandom().fill(bytes);
  return "canary" + base::to_hex(bytes);
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

void append(std::vector<Needle>& to, const std::vector<Needle>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::string as_text(base::BytesView bytes) { return base::to_text(bytes); }

TEST(SecretsChecker, FindsWhatIsPlantedInAFile) {
  const tests::TemporaryFolder folder;
  const std::string canary = random_words();
  EXPECT_EQ(joined(found_in_files(folder.path(), forms_of("canary", canary))), "");
  std::filesystem::create_directories(folder.path() / "deep" / "down");
  write_text(folder.path() / "deep" / "down" / "log", std::string(100'000, '\0') + canary);
  EXPECT_EQ(found_in_files(folder.path(), forms_of("canary", canary)).size(), 3U);
  base::Bytes shifted(1, 'x');
  for (const char c : canary) shifted.push_back(static_cast<std::uint8_t>(c));
  write_text(folder.path() / "deep" / "down" / "log", base::to_base64(shifted));
  EXPECT_EQ(found_in_files(folder.path(), forms_of("canary", canary)).size(), 1U);
}

TEST(SecretsChecker, FindsWhatIsPlantedInTheMemoryOfAProcess) {
  BC_NEEDS_PROC();
  const std::string canary = random_words();
  tests::Process innocent({"/usr/bin/tail", {"-f", "/dev/null"}, {}, {}, {}, {}});
  tests::Process guilty({"/usr/bin/tail", {"-f", "/dev/null"}, {{"CANARY", canary}}, {}, {}, {}});
  for (const tests::Process* each : {&innocent, &guilty})
    ASSERT_TRUE(
        eventually([&] { return content_of("/proc/" + std::to_string(each->pid()) + "/comm") == "tail\n"; }));
  EXPECT_EQ(joined(found_in_memory(innocent.pid(), forms_of("canary", canary))), "");
  EXPECT_EQ(found_in_memory(guilty.pid(), forms_of("canary", canary)).size(), 3U);
}

// A message for HAIG's eyes is on its way through the net of the lesson.
class Secrets : public testing::Test {
 protected:
  Net net{"hakto-49"};
  std::string canary = random_words();
  std::vector<Needle> text = forms_of("the text", canary);
  std::vector<Needle> keys;

  void SetUp() override {
    for (const std::string& person : kPersons)
      for (const char* use : {"sign", "agree"})
        append(keys, private_key_in("the " + std::string(use) + " key of " + person,
                                    net.person_home(person) / "keys" / (std::string(use) + ".pem"),
                                    net.person_home(person) / "passphrase"));
    net.start_all();
    if (!may_read_memory(net.pid("CAS-HQ"))) GTEST_SKIP() << "only root may read the memory of the daemons";
    const std::string form =
        "from = \"KISSINGER\"\nto = \"HAIG\"\nclassification = \"TOP SECRET\"\nprecedence = \"FLASH\"\n"
        "caveats = [\"SENSITIVE\", \"EXCLUSIVELY EYES ONLY\"]\nchannel = \"CAS\"\nseries = \"HAKTO\"\n"
        "subject = \"EXERCISE " +
        canary + "\"\ntext = \"EXERCISE " + canary +
        "\"\n"
        "enclosure = \"EXERCISE " +
        canary + "\"\n[pass_on]\nto = \"GUAY\"\noccasion = \"" + canary + "\"\n";
    // Once as a draft that lies there, once sent.
    const Ended draft = net.as("KISSINGER", {"compose", "-"}, form);
    ASSERT_EQ(draft.exit_code, 0) << what_happened(draft);
    const Ended sent = net.as("KISSINGER", {"send", "-"}, form);
    ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
    ASSERT_TRUE(eventually([&] {
      const auto rows = net.store(kSituationRoom).mailbox();
      return rows && rows->size() == 1;
    }));
  }

  void expect_nothing_leaked() {
    std::vector<Needle> all = text;
    append(all, keys);
    EXPECT_EQ(joined(found_in_files(net.scratch(), all)), "");  // the net, and the user's own folders
    for (const pid_t pid : net.pids()) EXPECT_EQ(joined(found_in_memory(pid, all)), "");
  }
};

TEST_F(Secrets, NeitherTextNorPersonsKeysAreInAnyHomeOrDaemon) {
  expect_nothing_leaked();
  // The checker would see a key: a station's own are in its daemon's memory, and nowhere else.
  const auto own =
      private_key_in("own key", net.home("PARIS") / "keys" / "sign.pem", net.home("PARIS") / "passphrase");
  EXPECT_FALSE(found_in_memory(net.pid("PARIS"), own).empty());
  EXPECT_EQ(joined(found_in_memory(net.pid("CAS-HQ"), own)), "");
  EXPECT_EQ(joined(found_in_files(net.root(), own)), "");

  const Ended read = net.as("HAIG", {"read", "HAKTO 49"});
  ASSERT_EQ(read.exit_code, 0) << what_happened(read);
  ASSERT_NE(read.out.find(canary), std::string::npos) << "the canary is not in the message at all";
  const Ended quoted = net.as("HAIG", {"quote", "HAKTO 49", "--send"});
  ASSERT_EQ(quoted.exit_code, 0) << what_happened(quoted);
  ASSERT_TRUE(eventually([&] {
    const auto rows = net.store("PARIS").mailbox();
    return rows && rows->size() == 1;
  }));
  const Ended passed = net.as("GUAY", {"read", "WHP 77"});
  ASSERT_EQ(passed.exit_code, 0) << what_happened(passed);
  ASSERT_NE(passed.out.find(canary), std::string::npos);
  expect_nothing_leaked();
}

TEST_F(Secrets, TheFrontChannelDoesNotLearnThatTheMessageExists) {
  const auto rows = net.store(kSituationRoom).mailbox();
  ASSERT_TRUE(rows);
  const store::MailboxRow& row = rows->front();
  const std::string message = as_text(row.header.message.view());
  const std::string transfer = as_text(row.key.transfer.view());
  const std::vector<Needle> ids = {
      {"the message id", message},
      {"the message id in digits", base::to_hex(row.header.message.view()).substr(0, 16)},
      {"the transfer id", transfer},
      {"the transfer id in digits", base::to_hex(row.key.transfer.view()).substr(0, 16)}};
  ASSERT_EQ(net.as("HAIG", {"read", "HAKTO 49"}).exit_code, 0);
  EXPECT_EQ(joined(found_in_files(net.home("STATE"), ids)), "");
  EXPECT_EQ(joined(found_in_memory(net.pid("STATE"), ids)), "");
  // Where it went they are seen.
  for (const char* on_the_way : {"CAS-HQ", "WH-COMM"}) {
    EXPECT_FALSE(found_in_files(net.home(on_the_way), ids).empty()) << on_the_way;
    EXPECT_FALSE(found_in_memory(net.pid(on_the_way), ids).empty()) << on_the_way;
  }
}

}  // namespace
}  // namespace backchannel::e2e
