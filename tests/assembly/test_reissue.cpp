// Keys made anew on disk: all or nothing, whenever the command is killed.

#include "backchannel/assembly/reissue.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/seal/crypto.h"
#include "desk_fixture.h"

namespace backchannel::assembly::testing {
namespace {

namespace fs = std::filesystem;
using base::Code;
using seal::WithdrawalReason;

const std::vector<std::string> kFiles = {"persons/KISSINGER/keys/sign.pem",
                                         "persons/KISSINGER/certificates/sign.der",
                                         "persons/KISSINGER/keys/agree.pem",
                                         "persons/KISSINGER/certificates/agree.der",
                                         "persons/KISSINGER/passphrase",
                                         "authority/issuing.crl",
                                         "roster.cms"};

std::string content_of(const fs::path& file) {
  const auto content = read_file(file, std::size_t{16} << 20);
  return content ? base::to_text(*content) : std::string();
}

class Reissue : public ::testing::Test {
 protected:
  // The lesson's net, minted once; each test has a copy of its own.
  void SetUp() override {
    static const Lesson lesson;
    minted_ = lesson.net.folder().root();
    fs::copy(minted_, net().root(), fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(net().root()); }

  [[nodiscard]] NetFolder net() const { return NetFolder(minted_.string() + "-reissue"); }
  [[nodiscard]] fs::path minted() const { return minted_; }
  [[nodiscard]] base::Result<Reissued> renew(WithdrawalReason reason = WithdrawalReason::Superseded) const {
    return reissue_keys(net(), "kissinger", reason);
  }

  // The person's passphrase, keys, certificates and the roster belong together.
  void expect_usable() const {
    Desk desk = must(Desk::open(net(), "KISSINGER"));
    const auto file = net().person_home(base::PersonName("KISSINGER")) / "passphrase";
    must(desk.unlock(must(seal::load_passphrase(file.string()))));
    const SealedForm sealed = must(desk.seal_only(form_file("hakto-49.form.toml")));
    EXPECT_FALSE(sealed.bytes.empty());
  }
  [[nodiscard]] bool is_new() const {
    const bool roster_new = content_of(net().root() / "roster.cms") != content_of(minted_ / "roster.cms");
    for (const std::string& file : kFiles)
      EXPECT_EQ(content_of(net().root() / file) != content_of(minted_ / file), roster_new) << file;
    return roster_new;
  }

  // Killed as soon as `moment` holds; whether it was before the command had ended.
  [[nodiscard]] bool killed_when(const std::function<bool()>& moment) const {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(renew() ? 0 : 1);
    bool ended = false;
    while (!ended && !moment()) ended = ::waitpid(child, nullptr, WNOHANG) == child;
    if (ended) return false;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
  }

 private:
  fs::path minted_;
};

TEST_F(Reissue, GivesNewKeysAndLeavesNothingBeside) {
  const base::HandlingTime before = must(ExerciseClock::open(net())).now().handling;
  const Reissued done = must(renew());
  EXPECT_EQ(done.person.value, "KISSINGER");
  EXPECT_GT(done.at, before);
  EXPECT_GE(must(ExerciseClock::open(net())).now().handling, done.at);
  EXPECT_TRUE(is_new());
  expect_usable();
  for (const auto& entry : fs::directory_iterator(net().root()))
    EXPECT_FALSE(entry.path().filename().string().starts_with("reissue")) << entry.path();
  for (const std::string key : {"keys/sign.pem", "keys/agree.pem", "passphrase"})
    EXPECT_EQ(fs::status(net().person_home(base::PersonName("KISSINGER")) / key).permissions(),
              fs::perms::owner_read | fs::perms::owner_write)
        << key;
  Desk desk = must(Desk::open(net(), "KISSINGER"));
  const auto old = must(seal::load_passphrase((minted() / "persons/KISSINGER/passphrase").string()));
  EXPECT_EQ(desk.unlock(old).error().code, Code::Passphrase);
}

TEST_F(Reissue, KilledAtAnyFileBeforeTheMomentLeavesTheOldNet) {
  int killed = 0;
  for (const std::string& file : kFiles) {
    killed += killed_when([&] { return fs::exists(net().root() / "reissue.making" / file); }) ? 1 : 0;
    must(net().trust());
    (void)is_new();  // whichever: never a part
    expect_usable();
  }
  EXPECT_GT(killed, 0);
  must(renew());
  EXPECT_TRUE(is_new());
  EXPECT_FALSE(fs::exists(net().root() / "reissue.making"));
  expect_usable();
}

TEST_F(Reissue, KilledAtTheMomentOrAfterItLeavesTheNewNet) {
  int killed = 0;
  for (const std::string& file : kFiles) {
    const std::string old = content_of(net().root() / file);
    killed += killed_when([&] { return content_of(net().root() / file) != old; }) ? 1 : 0;
    expect_usable();  // whoever opens the net puts the rest in its place
    EXPECT_TRUE(is_new()) << file;
    EXPECT_FALSE(fs::exists(net().root() / "reissue")) << file;
  }
  EXPECT_GT(killed, 0);
}

// The states that the second half can be left in: so many files in place, from either end of the folder.
TEST_F(Reissue, IsFinishedByWhoeverOpensTheNetNext) {
  must(renew());
  const fs::path done = minted().string() + "-done";
  fs::rename(net().root(), done);
  std::vector<std::string> order = kFiles;
  for (int direction = 0; direction < 2; ++direction) {
    std::ranges::reverse(order);
    for (std::size_t in_place = 0; in_place <= kFiles.size(); ++in_place) {
      fs::copy(minted(), net().root(), fs::copy_options::recursive);
      for (const std::string& file : kFiles) {
        fs::create_directories((net().root() / "reissue" / file).parent_path());
        fs::copy_file(done / file, net().root() / "reissue" / file);
      }
      for (std::size_t i = 0; i < in_place; ++i)
        fs::copy_file(done / order[i], net().root() / order[i], fs::copy_options::overwrite_existing);
      must(net().trust());
      for (const std::string& file : kFiles)
        EXPECT_EQ(content_of(net().root() / file), content_of(done / file)) << file;
      EXPECT_FALSE(fs::exists(net().root() / "reissue"));
      fs::remove_all(net().root());
    }
  }
  fs::rename(done, net().root());
  expect_usable();
}

TEST_F(Reissue, ARepetitionKeepsNumberCopyAndDateTimeGroupAndTakesNoNewNumber) {
  const auto desk_of_kissinger = [&] {
    Desk desk = must(Desk::open(net(), "KISSINGER"));
    const auto file = net().person_home(base::PersonName("KISSINGER")) / "passphrase";
    must(desk.unlock(must(seal::load_passphrase(file.string()))));
    return desk;
  };
  const auto send = [](Desk& desk) {
    return must(desk.send(must(desk.compose(form_file("hakto-49.form.toml"))).draft));
  };
  {
    Desk desk = desk_of_kissinger();
    EXPECT_EQ(send(desk).number.serial, 49U);
    EXPECT_EQ(desk.resend("HAKTO 49", {}).error().code, Code::NotFound) << "nobody's key is new";
  }
  must(reissue_keys(net(), "HAIG", WithdrawalReason::Superseded));
  Desk desk = desk_of_kissinger();
  const Resent again = must(desk.resend("49", {}));
  EXPECT_EQ(again.to, std::vector<std::string>{"HAIG"});
  EXPECT_EQ(again.sent.number.serial, 49U);
  EXPECT_EQ(desk.resend("HAKTO 49", {}).error().code, Code::NotFound) << "his newest copy is to his new key";
  EXPECT_EQ(desk.resend("HAKTO 49", {"GUAY"}).error().code, Code::UnknownName);
  must(desk.resend("HAKTO 49", {"haig"}));
  EXPECT_EQ(send(desk).number.serial, 50U) << "the table of numbers is as it was";

  const auto store =
      must(store::ClientStore::open(net().node_home(base::NodeName("SAIGON")), &seal::at_rest()));
  const auto rows = must(store.submissions(base::PersonName("KISSINGER")));
  ASSERT_EQ(rows.size(), 4U);
  const message::Header &first = rows[0].header, &second = rows[1].header, &third = rows[2].header;
  EXPECT_EQ(second.number, first.number);
  EXPECT_EQ(second.copies, first.copies);
  EXPECT_EQ(second.date_time_group, first.date_time_group);
  EXPECT_EQ(second.delivery, first.delivery);
  EXPECT_EQ(second.channel, first.channel);
  EXPECT_EQ(rows[1].label_bytes, rows[0].label_bytes);
  ASSERT_EQ(second.recipients.size(), 1U);
  EXPECT_EQ(second.recipients[0].copy_number, first.recipients[0].copy_number);
  EXPECT_EQ(second.recipients[0].pair_sequence, first.recipients[0].pair_sequence + 1);
  EXPECT_NE(second.recipients[0].key, first.recipients[0].key);
  EXPECT_NE(second.message, first.message);
  EXPECT_GT(second.created, first.created);
  const std::string repetition = "REPETITION OF " + base::to_hex(first.message.view()) + "; ";
  EXPECT_EQ(second.service_line, repetition + first.service_line);
  EXPECT_EQ(third.service_line, second.service_line) << "of the first, and said once";

  const auto lines = must(desk.status());
  EXPECT_FALSE(lines.at(0).legs.at(0).replaced_by.empty());
  EXPECT_TRUE(lines.at(2).legs.at(0).replaced_by.empty());
  EXPECT_EQ(lines.at(1).repeats, lines.at(0).number);
  EXPECT_EQ(must(desk.trace("HAKTO 49")).size(), 3U) << "three sealings, one message";
}

TEST_F(Reissue, OnesOwnFileCopiesAndDraftsAreLostWithTheKeyAndListsStillWork) {
  const auto file = net().person_home(base::PersonName("KISSINGER")) / "passphrase";
  {
    Desk desk = must(Desk::open(net(), "KISSINGER"));
    must(desk.unlock(must(seal::load_passphrase(file.string()))));
    must(desk.send(must(desk.compose(form_file("hakto-49.form.toml"))).draft));
    must(desk.compose(form_file("hakto-49.form.toml")));
  }
  must(renew());
  Desk desk = must(Desk::open(net(), "KISSINGER"));
  must(desk.unlock(must(seal::load_passphrase(file.string()))));
  EXPECT_EQ(must(desk.status()).size(), 1U);
  const auto drafts = must(desk.drafts());
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_NE(drafts[0].second.find("nobody can open it any more"), std::string::npos) << drafts[0].second;
  EXPECT_EQ(desk.send(drafts[0].first).error().code, Code::Revoked);
  EXPECT_EQ(desk.resend("HAKTO 49", {"HAIG"}).error().code, Code::Revoked);
}

TEST_F(Reissue, WithoutTheAuthorityOrForAStrangerItIsRefusedAndNothingChanges) {
  EXPECT_EQ(reissue_keys(net(), "KISSINGR", WithdrawalReason::Superseded).error().code, Code::UnknownName);
  fs::remove(net().root() / "authority/issuing.pem");
  const auto refused = renew();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::NotFound);
  EXPECT_NE(refused.error().detail.find("only the authority makes keys"), std::string::npos);
  EXPECT_FALSE(is_new());
  expect_usable();
}

}  // namespace
}  // namespace backchannel::assembly::testing
