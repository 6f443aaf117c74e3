// What a node says of its health when the store or the engine does not come back.

#include <gtest/gtest.h>

#include <future>

#include "node_home.h"
#include "node_monitor.h"
#include "support/http.h"

namespace backchannel::assembly {
namespace {

using store::test::batch;
using store::test::transfer_id;

constexpr std::int64_t kPatienceMs = 5'000;

// A store's watch, with a clock in the hand.
class Watch : public testing::Test {
 protected:
  void advance_ms(std::int64_t ms) { now = now + ms * base::kMillisecondUs; }
  void posted(const custody::Input& input) { watch.posted(input, now); }
  [[nodiscard]] std::optional<std::string> why() const { return watch.why_stalled(now, kPatienceMs); }
  void expect_well() const { EXPECT_EQ(why().value_or(""), ""); }

  StoreWatch watch;
  base::ProtocolTime now{1'000'000};
};

TEST_F(Watch, AStoreThatIsAskedNothingIsWell) {
  advance_ms(10 * kPatienceMs);
  expect_well();
}

TEST_F(Watch, AWriterThatDoesNotComeBackIsAStall) {
  watch.gave_batch(now);
  advance_ms(kPatienceMs);
  expect_well();
  advance_ms(2'000);
  EXPECT_EQ(why(), "the store has committed nothing for 7 s, and 1 request waits");
  posted(custody::Committed{1});
  expect_well();
}

TEST_F(Watch, ALongQueueBeforeAWriterThatWorksIsNoStall) {
  for (int each = 0; each < 4; ++each) watch.gave_batch(now);
  for (custody::RequestId id = 1; id <= 2; ++id) {
    advance_ms(kPatienceMs - 1'000);
    posted(custody::Committed{id});
    expect_well();
  }
  advance_ms(kPatienceMs + 1'000);
  EXPECT_EQ(why(), "the store has committed nothing for 6 s, and 2 requests wait");
}

TEST_F(Watch, AFullDiskAnswersAndIsNoStall) {
  watch.gave_batch(now);
  posted(custody::StoreFailed{{base::Code::StoreFull, "full", std::nullopt, {}}, 1});
  advance_ms(10 * kPatienceMs);
  expect_well();
}

TEST_F(Watch, AReaderThatDoesNotComeBackIsAStallEvenIfTheWriterDoes) {
  for (int each = 0; each < 3; ++each) watch.asked(now);
  watch.gave_batch(now);
  advance_ms(kPatienceMs + 1'000);
  posted(custody::Committed{4});
  EXPECT_EQ(why(), "the store has looked nothing up for 6 s, and 3 requests wait");
  posted(custody::Found{1, {}});
  posted(custody::ChunkRead{2, {}});
  posted(custody::PageRead{3, {}});
  advance_ms(10 * kPatienceMs);
  expect_well();
}

TEST_F(Watch, WhatOthersPostIsNoAnswer) {
  watch.gave_batch(now);
  watch.asked(now);
  advance_ms(kPatienceMs + 1'000);
  posted(custody::Tick{});
  posted(custody::Submitted{});
  EXPECT_TRUE(why());
}

struct HandClock final : base::Clock {
  std::atomic<std::int64_t> us = 1'000'000;
  base::Now now() override { return {{us}, {0}}; }
  void advance_ms(std::int64_t ms) { us += ms * base::kMillisecondUs; }
};

// Takes everything and answers nothing.
struct StalledStore final : custody::Store {
  void commit(custody::Batch) override {}
  void find(const custody::Find&) override {}
  void read(const custody::ReadChunk&) override {}
  void page(const custody::ReadPage&) override {}
  void overdue(const custody::ReadOverdue&) override {}
};

// Takes its inputs on a thread of its own, or never.
struct Engine final : custody::Sink {
  void post(custody::Input) override {
    if (takes) taken = std::async(std::launch::async, takes);
  }
  std::function<void()> takes;
  std::future<void> taken;
};

class Health : public testing::Test {
 protected:
  custody::Store& start(std::int64_t patience_ms) {
    NodeMonitor::Config config{"0", home.path(), base::NodeName("HUB")};
    config.patience_ms = patience_ms;
    monitor = store::test::must(NodeMonitor::start(config, *real, engine, clock));
    return monitor->counting(stalled);
  }
  std::string ask(const std::string& path) {
    std::string url = store::test::contents(home.path() / "metrics");
    if (!url.empty()) url.pop_back();
    const auto answer = tests::http(url, path);
    return answer ? std::to_string(answer->status) + " " + answer->body : "nothing";
  }

  store::test::TemporaryHome home;
  store::test::CollectingSink sink;
  std::unique_ptr<store::NodeStore> real = open_node(store::test::options_for(home.path()), sink);
  HandClock clock;
  StalledStore stalled;
  std::unique_ptr<NodeMonitor> monitor;
  Engine engine;  // its thread beats the monitor: gone before it
};

TEST_F(Health, ANodeWhoseStoreStallsIsAliveAndNotReadyUntilItAnswers) {
  custody::Store& store = start(kPatienceMs);
  engine.takes = [this] { monitor->beat(); };
  EXPECT_EQ(ask("/readyz"), "503 the store is being read\n");
  monitor->set_not_ready(std::nullopt);
  EXPECT_EQ(ask("/readyz"), "200 ok\n");

  store.commit(batch(1, {}));
  clock.advance_ms(kPatienceMs + 2'000);
  EXPECT_EQ(ask("/readyz"), "503 the store has committed nothing for 7 s, and 1 request waits\n");
  EXPECT_EQ(ask("/livez"), "200 ok\n");
  monitor->posted(custody::Committed{1});
  EXPECT_EQ(ask("/readyz"), "200 ok\n");

  store.find({2, transfer_id(1)});
  store.read({3, transfer_id(1), 0, 1});
  store.page({4, custody::ExpiredBefore{}, 1});
  clock.advance_ms(kPatienceMs + 1'000);
  EXPECT_EQ(ask("/readyz"), "503 the store has looked nothing up for 6 s, and 3 requests wait\n");
}

TEST_F(Health, AnEngineThatTakesNothingIsNotAlive) {
  start(1'000);
  EXPECT_EQ(ask("/livez"), "503 the engine has taken nothing for 1 s\n");
}

}  // namespace
}  // namespace backchannel::assembly
