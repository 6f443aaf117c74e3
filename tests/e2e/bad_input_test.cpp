// What people and disks get wrong: each is said in one sentence with a way out, and changes nothing.

#include <gtest/gtest.h>

#include "net.h"

namespace backchannel::e2e {
namespace {

namespace fs = std::filesystem;

const fs::path kLesson = fs::path(BACKCHANNEL_SOURCE_DIR) / "scenarios" / "hakto-49";

// From sysexits.h, as the error table gives them.
enum Exit {
  kUsage = 64,
  kDataErr = 65,
  kNoInput = 66,
  kNoUser = 67,
  kIoErr = 74,
  kTempFail = 75,
  kNoPerm = 77,
  kConfig = 78
};

std::size_t lines_beginning(const std::string& text, const std::string& words) {
  std::size_t found = 0;
  for (std::size_t at = 0; at != std::string::npos && at < text.size();) {
    if (text.compare(at, words.size(), words) == 0) ++found;
    at = text.find('\n', at);
    if (at != std::string::npos) ++at;
  }
  return found;
}

// A rule of handling refuses: its sentence itself tells the way out.
void expect_forbidden(const Ended& ended, Exit exit_code, const std::string& words) {
  EXPECT_EQ(ended.exit_code, exit_code) << what_happened(ended);
  EXPECT_EQ(ended.out, "");
  EXPECT_NE(ended.err.find(words), std::string::npos) << "missing: " << words << "\n" << ended.err;
  EXPECT_EQ(lines_beginning(ended.err, "backchannel"), 1U) << ended.err;
}

// A mistake or a fault: one sentence, and a hint below it.
void expect_refused(const Ended& ended, Exit exit_code, const std::string& words) {
  expect_forbidden(ended, exit_code, words);
  EXPECT_EQ(lines_beginning(ended.err, "  hint: "), 1U) << ended.err;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("not there: " + from);
  return text.replace(at, from.size(), to);
}

fs::path file_with(const Net& net, const std::string& name, const std::string& content) {
  const fs::path file = net.scratch() / name;
  write_text(file, content);
  return file;
}

TEST(BadPlan, ASyntaxErrorIsNamedWithItsPlaceAndNothingIsMinted) {
  Net net;
  const fs::path plan = file_with(net, "bad.toml", "[net]\nname = \"x\nrate = 1\n");
  expect_refused(net.call({"net", "mint", plan.string(), "--out", net.root().string()}), kDataErr,
                 "bad.toml:2");
  EXPECT_FALSE(fs::exists(net.root()));
}

TEST(BadPlan, AnUnknownNameIsNamedWithItsPlaceAndNothingIsMinted) {
  Net net;
  const std::string lesson = content_of(kLesson / "net.toml");
  const fs::path plan =
      file_with(net, "bad.toml",
                replaced(lesson, "ends = [\"WH-COMM\", \"PARIS\"]", "ends = [\"WH-COMM\", \"PARIX\"]"));
  const Ended minted = net.call({"net", "mint", plan.string(), "--out", net.root().string()});
  expect_refused(minted, kConfig, "PARIX");
  EXPECT_FALSE(fs::exists(net.root()));
  const Ended checked = net.call({"net", "check", plan.string()});
  EXPECT_EQ(checked.exit_code, kConfig);
  EXPECT_NE(checked.out.find("PARIX"), std::string::npos) << what_happened(checked);
}

TEST(BadForm, IsRefusedWithItsPlaceAndNothingIsSaved) {
  Net net("hakto-49");
  const std::string form = content_of(kLesson / "hakto-49.form.toml");
  const auto compose = [&](const std::string& changed) {
    return net.as("KISSINGER", {"compose", file_with(net, "my.form.toml", changed).string()});
  };
  expect_refused(compose(replaced(form, "precedence = ", "presedence = ")), kDataErr, "my.form.toml:");
  expect_forbidden(compose(replaced(form, "to = \"HAIG\"", "to = \"HAGI\"")), kNoUser, "HAGI");
  expect_forbidden(compose(replaced(form, "classification = \"TOP SECRET\"\n", "")), kDataErr,
                   "classification");
  expect_refused(compose(replaced(form, "\"TOP SECRET\"", "\"TOP SECRET")), kDataErr, "my.form.toml:");
  expect_refused(net.as("KISSINGER", {"compose", "/nowhere.toml"}), kNoInput, "/nowhere.toml");
  EXPECT_TRUE(net.store("SAIGON").drafts(base::PersonName("KISSINGER"))->empty());
  EXPECT_TRUE(net.store("SAIGON").submissions()->empty());
}

// One file of the net is spoilt; what was there is left as it was found.
struct Spoilt {
  const char* what;
  void (*spoil)(const fs::path& database);
  Exit exit_code;
  const char* words;
};

void PrintTo(const Spoilt& spoilt, std::ostream* out) { *out << spoilt.what; }

void overwrite(const fs::path& file, std::size_t at, const std::string& bytes) {
  std::string content = content_of(file);
  content.replace(at, bytes.size(), bytes);
  write_text(file, content);
}

class BadDatabase : public testing::TestWithParam<Spoilt> {};

TEST_P(BadDatabase, IsLeftAsItIs) {
  const Spoilt spoilt = GetParam();
  Net net("hakto-49");
  EXPECT_EQ(net.as("GUAY", {"inbox"}).exit_code, 0);  // makes it
  const fs::path database = net.home("PARIS") / "node.db";
  for (const char* beside : {"-wal", "-shm"}) fs::remove(database.string() + beside);
  spoilt.spoil(database);
  const std::string before = content_of(database);
  expect_refused(net.as("GUAY", {"inbox"}), spoilt.exit_code, spoilt.words);
  expect_refused(net.here({"node", "--name", "PARIS", "--check"}), spoilt.exit_code, spoilt.words);
  expect_refused(net.here({"node", "--name", "PARIS"}), spoilt.exit_code, spoilt.words);
  EXPECT_TRUE(content_of(database) == before);
}

// Offsets: SQLite's file format, section 1.3.
INSTANTIATE_TEST_SUITE_P(
    Each, BadDatabase,
    testing::Values(Spoilt{"OfAnotherVersion",
                           [](const fs::path& file) { overwrite(file, 60, std::string("\0\0\0\x63", 4)); },
                           kConfig, "format 99"},
                    Spoilt{"OfAnotherProgram",
                           [](const fs::path& file) { overwrite(file, 68, std::string("\0\0\0\x01", 4)); },
                           kConfig, "belongs to another program"},
                    Spoilt{"CutOff",
                           [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); },
                           kIoErr, "cut off"},
                    Spoilt{"OfSomethingElse",
                           [](const fs::path& file) { write_text(file, std::string(5'000, 'x')); }, kIoErr,
                           "does not begin as a database does"}),
    [](const auto& each) { return std::string(each.param.what); });

TEST(BadKey, AWrongPassphraseIsRefused) {
  Net net("hakto-49");
  const fs::path wrong = file_with(net, "wrong", "babab-babab-babab-babab-babab\n");
  fs::permissions(wrong, fs::perms::owner_read | fs::perms::owner_write);
  const auto with = [&](const fs::path& file) {
    return net.call({"--as", "HAIG", "--net", net.root().string(), "--credential", file.string(), "drafts"});
  };
  expect_refused(with(wrong), kNoPerm, "the passphrase does not fit this key");
  fs::permissions(wrong, fs::perms::group_read, fs::perm_options::add);
  expect_refused(with(wrong), kNoPerm, "0640");
  expect_refused(
      net.call({"--as", "HAIG", "--net", net.root().string(), "--credential", "/nowhere", "drafts"}),
      kNoInput, "/nowhere");
  const Ended daemon = tests::run({tests::program("backchannel-relay"),
                                   {"--net", net.root().string(), "--name", "CAS-HQ", "--passphrase-fd", "3"},
                                   {},
                                   {},
                                   "not this one\n",
                                   {}});
  expect_refused(daemon, kNoPerm, "the passphrase does not fit this key");
  EXPECT_FALSE(fs::exists(net.home("CAS-HQ") / "node.db"));
}

TEST(BadKey, AKeyFileThatOthersCanReadIsRefused) {
  Net net("hakto-49");
  fs::permissions(net.person_home("HAIG") / "keys" / "agree.pem", fs::perms(0644));
  expect_refused(net.as("HAIG", {"drafts"}), kNoPerm, "agree.pem has mode 0644 instead of 0600");
  fs::permissions(net.home("PARIS") / "keys" / "sign.pem", fs::perms(0644));
  expect_refused(net.here({"node", "--name", "PARIS", "--check"}), kNoPerm, "sign.pem has mode 0644");
}

TEST(BadHome, ThatIsNoFolderOrNotThereIsRefused) {
  Net net("hakto-49");
  const fs::path file = file_with(net, "a-file", "left as it is");
  const std::string passphrase = (net.home("CAS-HQ") / "passphrase").string();
  for (const std::string& home : {file.string(), (net.scratch() / "nowhere").string()}) {
    const Ended inbox = net.as("HAIG", {"--home", home, "inbox"});
    expect_refused(inbox, kIoErr, home);
    const Ended relay = tests::run(
        {tests::program("backchannel-relay"),
         {"--net", net.root().string(), "--name", "CAS-HQ", "--home", home, "--credential", passphrase},
         {},
         {},
         {},
         {}});
    expect_refused(relay, kNoInput, home);
  }
  EXPECT_EQ(content_of(file), "left as it is");
}

TEST(BadNet, ARosterThatIsCutOrChangedIsRefused) {
  Net net("hakto-49");
  const fs::path roster = net.root() / "roster.cms";
  const std::string whole = content_of(roster);
  write_text(roster, whole.substr(0, whole.size() / 2));
  for (const Words& command : {Words{"net", "up"}, Words{"net", "show"}, Words{"node", "--name", "PARIS"}}) {
    const Ended ended = net.here(command);
    expect_refused(ended, kDataErr, "roster");
  }
  expect_refused(net.as("HAIG", {"inbox"}), kDataErr, "roster");
  overwrite(roster, 0, whole.substr(0, whole.size() / 2));
  std::string changed = whole;
  changed[changed.size() / 3] = static_cast<char>(changed[changed.size() / 3] ^ 1);
  write_text(roster, changed);
  expect_refused(net.as("HAIG", {"inbox"}), kDataErr, "roster");
  EXPECT_TRUE(processes_naming(net.root().string()).empty());
}

TEST(BadNet, NoneAtAllIsSaidWithTheWayToOne) {
  Net net;
  expect_refused(net.call({"--as", "HAIG", "inbox"}), kNoInput, "no net has been started here");
  expect_refused(net.here({"net", "status"}), kNoInput, "no net in");
  expect_refused(net.call({"net", "up", "hakto-94"}), kNoInput, "hakto-94");
}

TEST(BadCall, UnknownNamesAndNumbersAreRefused) {
  Net net("hakto-49");
  expect_refused(net.here({"inbox"}), kUsage, "it is not known who you are");
  expect_refused(net.as("HAGI", {"inbox"}), kNoUser, "HAGI");
  expect_refused(net.as("HAIG", {"send", "99"}), kNoInput, "99");
  expect_refused(net.as("HAIG", {"read", "HAKTO 49"}), kNoInput, "HAKTO 49");
  expect_refused(net.as("HAIG", {"trace", "HAKTO 49"}), kNoInput, "HAKTO 49");
  expect_refused(net.call({"inbx"}), kUsage, "inbx");
  expect_refused(net.here({"node", "--name", "CAS-HQ"}), kUsage, "CAS-HQ is a relay");
  expect_refused(net.here({"node", "--name", "ROME"}), kNoUser, "ROME");
}

TEST(BadCall, ASecondAgentInOneHomeIsRefused) {
  Net net("hakto-49");
  net.start("PARIS");
  ASSERT_TRUE(eventually([&] { return fs::exists(net.home("PARIS") / "ready"); }));
  expect_refused(net.here({"node", "--name", "PARIS"}), kTempFail, "another process is using this home");
  EXPECT_TRUE(runs(net.pid("PARIS")));
  EXPECT_EQ(net.stop("PARIS").exit_code, 0);
}

TEST(BadSealed, WhatIsCutOrChangedIsNotOpened) {
  Net net("hakto-49");
  const Ended sent = net.as("KISSINGER", {"send", (kLesson / "hakto-49.form.toml").string()});
  ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
  const auto store = net.store("SAIGON");
  const auto rows = store.submissions();
  ASSERT_TRUE(rows && rows->size() == 1);
  const auto bytes = store.sealed(rows->front().transfer);
  ASSERT_TRUE(bytes);
  const std::string sealed = base::to_text(*bytes);
  const auto open = [&](const std::string& person, const std::string& content) {
    return net.as(person, {"open", file_with(net, "sealed.der", content).string()});
  };
  const Ended whole = open("HAIG", sealed);
  EXPECT_EQ(whole.exit_code, 0) << what_happened(whole);
  EXPECT_NE(whole.out.find("Please transmit the following"), std::string::npos);
  expect_refused(open("HAIG", sealed.substr(0, sealed.size() / 2)), kDataErr, "");
  expect_refused(open("HAIG", sealed + "x"), kDataErr, "");
  expect_refused(open("HAIG", ""), kDataErr, "");
  std::string changed = sealed;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  expect_refused(open("HAIG", changed), kDataErr, "");
  expect_forbidden(open("WATCH OFFICER", sealed), kNoPerm, "EYES ONLY");
  expect_refused(net.as("HAIG", {"open", "/nowhere.der"}), kNoInput, "/nowhere.der");
}

}  // namespace
}  // namespace backchannel::e2e
