// A disk that fails when a group is committed: nobody is answered, and the restart has what was answered
// before.

#include "node_home.h"
#include "power_vfs.h"

namespace backchannel::store::test {
namespace {

// Everything that came within a moment after the failure.
std::vector<custody::Input> until_failure(CollectingSink& sink) {
  std::vector<custody::Input> all;
  while (auto input = sink.next()) {
    const bool failed = std::holds_alternative<custody::StoreFailed>(*input);
    all.push_back(std::move(*input));
    if (failed) break;
  }
  return all;
}

class CommitError : public ::testing::TestWithParam<DiskEvent::Kind> {
 protected:
  CommitError() {
    { open_node(options_for(home_.path()), sink_); }
    auto options = options_for(home_.path());
    options.vfs = PowerVfs::kName;
    store_ = open_node(options, sink_);
    store_->commit(accept(1, 1));
    EXPECT_TRUE(std::holds_alternative<custody::Committed>(*sink_.next()));
  }
  PowerVfs disk_;
  TemporaryHome home_;
  CollectingSink sink_;
  std::unique_ptr<NodeStore> store_;
};

TEST_P(CommitError, IsTheLastThingThatTheStoreSays) {
  disk_.fail(GetParam());
  for (std::uint8_t n = 2; n <= 5; ++n) store_->commit(accept(n, n));
  const auto answers = until_failure(sink_);
  ASSERT_EQ(answers.size(), 1U);
  const auto& failed = std::get<custody::StoreFailed>(answers.front());
  EXPECT_EQ(failed.error.code, base::Code::Io) << base::to_sentence(failed.error);
  EXPECT_EQ(base::row_of(failed.error.code).exit_code, 74);
  disk_.mend();
  store_->commit(accept(6, 6));
  store_->find({7, transfer_id(1)});
  store_->settle();
  const auto closed = store_->close();
  ASSERT_FALSE(closed) << "whoever stops the store is told too";
  EXPECT_EQ(closed.error().code, base::Code::Io);
  EXPECT_TRUE(sink_.take_all().empty()) << "nothing is answered after it";
}

TEST_P(CommitError, TheRestartHasWhatWasAnsweredAndNothingInPart) {
  disk_.fail(GetParam());
  for (std::uint8_t n = 2; n <= 5; ++n) store_->commit(accept(n, n));
  until_failure(sink_);
  disk_.mend();
  store_.reset();
  const auto again = open_node(options_for(home_.path()), sink_);
  const auto recovered = must(again->recover());
  ASSERT_FALSE(recovered.transfers.empty());
  EXPECT_EQ(recovered.transfers.front().transfer, transfer_id(1));
  EXPECT_EQ(recovered.legs.size(), 2 * recovered.transfers.size());
  again->commit(accept(9, 9));
  EXPECT_TRUE(std::holds_alternative<custody::Committed>(*sink_.next()));
}

INSTANTIATE_TEST_SUITE_P(EveryCall, CommitError,
                         ::testing::Values(DiskEvent::Kind::Write, DiskEvent::Kind::Sync),
                         [](const auto& each) {
                           return std::string(each.param == DiskEvent::Kind::Write ? "Write" : "Sync");
                         });

}  // namespace
}  // namespace backchannel::store::test
