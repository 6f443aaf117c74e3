#pragma once
// A simulated node's rows on the real store, in a temporary folder.

#include "backchannel/simulate/drive.h"
#include "node_home.h"

namespace backchannel::simulate::test {

class StoreDrive final : public Drive {
 public:
  void write(const custody::Batch& batch) override {
    store_->commit(handed_in(batch));
    const auto answer = answered<custody::Committed>();
    EXPECT_TRUE(answer && answer->id == batch.id);
  }
  custody::FoundFacts find(const base::TransferId& transfer) override {
    store_->find({1, transfer});
    auto answer = answered<custody::Found>();
    return answer ? std::move(answer->facts) : custody::FoundFacts{};
  }
  base::Bytes read(const base::TransferId& transfer, std::uint64_t offset, std::uint64_t size) override {
    store_->read({1, transfer, offset, size});
    auto answer = answered<custody::ChunkRead>();
    return answer ? std::move(answer->data) : base::Bytes();
  }
  custody::Page page(const custody::ReadPage& request) override {
    store_->page(request);
    auto answer = answered<custody::PageRead>();
    return answer ? std::move(answer->page) : custody::Page{};
  }
  custody::OverduePage overdue(const custody::ReadOverdue& request) override {
    store_->overdue({1, request.at, request.limit});
    auto answer = answered<custody::OverdueRead>();
    return answer ? std::move(answer->page) : custody::OverduePage{};
  }
  custody::Recovered reopen() override {
    store_.reset();  // as a kill: nothing is closed
    store_ = store::test::open_node(store::test::options_for(home_.path()), sink_);
    auto recovered = store_->recover();
    EXPECT_TRUE(recovered) << (recovered ? "" : base::to_sentence(recovered.error()));
    return recovered ? std::move(*recovered) : custody::Recovered{};
  }

 private:
  // What is taken from the outbox has to stand in it: handed in here, under the number that the store gives.
  custody::Batch handed_in(custody::Batch batch) const {
    custody::TakeSubmission* taken = nullptr;
    const custody::PutTransfer* put = nullptr;
    for (custody::Change& change : batch.changes) {
      if (auto* each = std::get_if<custody::TakeSubmission>(&change)) taken = each;
      const auto* each = std::get_if<custody::PutTransfer>(&change);
      if (each != nullptr && put == nullptr) put = each;
    }
    if (taken == nullptr || put == nullptr) return batch;
    store::SubmissionRow row;
    row.message = put->row.header.message;
    row.transfer = put->row.transfer;
    row.author = put->row.header.originator;
    row.created = put->row.header.created;
    row.header_bytes = put->row.header_bytes;
    row.label_bytes = put->row.label_bytes;
    taken->submission = store::test::must(store::test::open_client(home_.path()).submit(row, *put->sealed));
    return batch;
  }
  template <class Answer>
  std::optional<Answer> answered() {
    store_->settle();
    auto input = sink_.next();
    Answer* answer = input ? std::get_if<Answer>(&*input) : nullptr;
    EXPECT_NE(answer, nullptr);
    return answer == nullptr ? std::nullopt : std::optional(std::move(*answer));
  }
  store::test::TemporaryHome home_;
  store::test::CollectingSink sink_;
  std::unique_ptr<store::NodeStore> store_;
};

inline MakeDrive real_store() {
  return [](const base::NodeName&) { return std::make_unique<StoreDrive>(); };
}

}  // namespace backchannel::simulate::test
