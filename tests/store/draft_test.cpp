#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "node_home.h"

namespace backchannel::store::test {
namespace {

const base::PersonName kHaig("HAIG");

DraftRow draft_of(const base::PersonName& author, base::Bytes sealed = {1, 2, 3}) {
  return {0, author, kNow, std::move(sealed), {}, {}};
}

TEST(Drafts, ComeBackAsTheyWereSaved) {
  TemporaryHome home;
  auto store = open_client(home.path());
  const auto id = must(store.put_draft(draft_of(kHaig)));
  const auto row = must(open_client(home.path()).draft(id));
  EXPECT_EQ(row.id, id);
  EXPECT_EQ(row.author, kHaig);
  EXPECT_EQ(row.saved_at, kNow);
  EXPECT_EQ(row.sealed, (base::Bytes{1, 2, 3}));
  EXPECT_EQ(row.number.serial, 0U);
  EXPECT_FALSE(row.message);
}

TEST(Drafts, SavingAgainKeepsTheNumber) {
  TemporaryHome home;
  auto store = open_client(home.path());
  auto draft = draft_of(kHaig);
  draft.id = must(store.put_draft(draft));
  EXPECT_EQ(must(store.take_number(draft.id, "HAKTO", "1972-10", 49)), 49U);
  draft.sealed = {9};
  draft.message = message_id(1);
  EXPECT_EQ(must(store.put_draft(draft)), draft.id);
  const auto row = must(store.draft(draft.id));
  EXPECT_EQ(row.sealed, base::Bytes{9});
  EXPECT_EQ(row.message, message_id(1));
  EXPECT_EQ(row.number, (message::Number{"HAKTO", "1972-10", 49}));
}

TEST(Drafts, EachAuthorSeesTheirOwn) {
  TemporaryHome home;
  auto store = open_client(home.path());
  must(store.put_draft(draft_of(kHaig)));
  must(store.put_draft(draft_of(base::PersonName("GUAY"))));
  EXPECT_EQ(must(store.drafts(kHaig)).size(), 1U);
  EXPECT_TRUE(must(store.drafts(base::PersonName("NOBODY"))).empty());
}

TEST(Drafts, ADraftThatIsNotThereIsNotFound) {
  TemporaryHome home;
  auto store = open_client(home.path());
  auto draft = draft_of(kHaig);
  draft.id = 7;
  EXPECT_EQ(store.draft(7).error().code, base::Code::NotFound);
  EXPECT_EQ(store.put_draft(draft).error().code, base::Code::NotFound);
  EXPECT_EQ(store.delete_draft(7).error().code, base::Code::NotFound);
  EXPECT_EQ(store.take_number(7, "HAKTO", "1972-10", 1).error().code, base::Code::NotFound);
}

TEST(Numbers, TheSameDraftGetsTheSameAgain) {
  TemporaryHome home;
  auto store = open_client(home.path());
  const auto id = must(store.put_draft(draft_of(kHaig)));
  EXPECT_EQ(must(store.take_number(id, "HAKTO", "1972-10", 49)), 49U);
  EXPECT_EQ(must(open_client(home.path()).take_number(id, "HAKTO", "1972-10", 49)), 49U);
}

TEST(Numbers, ANumberIsNotGivenAgainWhenItsDraftIsThrownAway) {
  TemporaryHome home;
  auto store = open_client(home.path());
  const auto first = must(store.put_draft(draft_of(kHaig)));
  EXPECT_EQ(must(store.take_number(first, "HAKTO", "1972-10", 49)), 49U);
  must(store.delete_draft(first));
  const auto second = must(store.put_draft(draft_of(kHaig)));
  EXPECT_NE(second, first);
  EXPECT_EQ(must(store.take_number(second, "HAKTO", "1972-10", 49)), 50U);
}

TEST(Numbers, RestartWithEachTripAndSeries) {
  TemporaryHome home;
  auto store = open_client(home.path());
  const auto a = must(store.put_draft(draft_of(kHaig)));
  const auto b = must(store.put_draft(draft_of(kHaig)));
  EXPECT_EQ(must(store.take_number(a, "HAKTO", "1972-10", 1)), 1U);
  EXPECT_EQ(must(store.take_number(b, "HAKTO", "1972-12", 1)), 1U);
  EXPECT_EQ(must(store.take_number(b, "TOHAK", "1972-12", 80)), 80U);
  EXPECT_EQ(must(store.take_number(b, "HAKTO", "1972-12", 1)), 1U);
}

TEST(Numbers, ProcessesAtOnceGetDifferentOnes) {
  TemporaryHome home;
  { open_client(home.path()); }
  constexpr int kProcesses = 4;
  constexpr int kEach = 10;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  for (int process = 0; process < kProcesses; ++process) {
    if (::fork() != 0) continue;
    auto store = ClientStore::open(home.path());
    for (int i = 0; store && i < kEach; ++i) {
      const auto id = store->put_draft(draft_of(kHaig));
      const auto serial =
          id ? store->take_number(*id, "HAKTO", "1972-10", 1) : base::Result<std::uint32_t>(0);
      const std::uint32_t number = serial.value_or(0);
      if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(1);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::set<std::uint32_t> given;
  std::uint32_t number = 0;
  while (::read(ends[0], &number, sizeof number) == sizeof number) given.insert(number);
  ::close(ends[0]);
  for (int process = 0; process < kProcesses; ++process) ::wait(nullptr);
  EXPECT_EQ(given.size(), static_cast<std::size_t>(kProcesses * kEach));
  EXPECT_EQ(*given.begin(), 1U);
  EXPECT_EQ(*given.rbegin(), static_cast<std::uint32_t>(kProcesses * kEach));
}

TEST(PairSequences, CountForEachPairAndOutliveTheProcess) {
  TemporaryHome home;
  {
    auto store = open_client(home.path());
    EXPECT_EQ(must(store.next_pair_sequence("HAIG", "KISSINGER")), 1U);
    EXPECT_EQ(must(store.next_pair_sequence("HAIG", "KISSINGER")), 2U);
    EXPECT_EQ(must(store.next_pair_sequence("KISSINGER", "HAIG")), 1U);
  }
  EXPECT_EQ(must(open_client(home.path()).next_pair_sequence("HAIG", "KISSINGER")), 3U);
}

}  // namespace
}  // namespace backchannel::store::test
