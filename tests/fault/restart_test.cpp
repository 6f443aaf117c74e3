// A relay that starts with a long queue: how soon it forwards the first message, and how much memory that
// takes. BACKCHANNEL_RESTART=long: 100,000 messages.

#include <iostream>

#include "backchannel/seal/crypto.h"
#include "backchannel/store/node_store.h"
#include "backchannel/wire/codec.h"
#include "faulty_relay.h"
#include "support/facilities.h"
#include "support/sanitizer.h"
#include "watch.h"

namespace backchannel::fault {
namespace {

using e2e::eventually;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kPerBatch = 200;
constexpr std::size_t kBodyBytes = 300;
constexpr std::int64_t kResidentMaxKib = 256 << 10;
constexpr auto kFirstForwardMax = std::chrono::milliseconds(2'000);

// Fills a relay's store as if A had sent and the relay had accepted, while B was down.
class Filler final : public custody::Sink {
 public:
  Filler(support::LiveNet& keys, const std::filesystem::path& home) : keys_(keys) {
    store::NodeStoreOptions options;
    options.home = home;
    options.digester = &digester_;
    auto opened = store::NodeStore::open(options, *this);
    if (!opened) throw std::runtime_error(base::to_sentence(opened.error()));
    store_ = std::move(*opened);
    originator_ = keys_.trust().key_of("ALFA", netplan::KeyUse::Sign, keys_.now())->key;
  }

  void post(custody::Input input) override {
    if (std::holds_alternative<custody::StoreFailed>(input)) failed_ = true;
  }

  [[nodiscard]] Attempt add(message::Precedence precedence) {
    support::LiveNet::Ready ready = keys_.seal("ALFA", "B", precedence, kBodyBytes);
    custody::TransferRow row;
    row.transfer = ready.row.transfer;
    row.header = *wire::decode_header(ready.row.header_bytes);
    row.header_bytes = ready.row.header_bytes;
    row.label_bytes = ready.row.label_bytes;
    row.originator_key = originator_;
    row.size = ready.sealed.size();
    row.from = base::NodeName("A");
    row.accepted_at = keys_.now();
    row.sequence = ++sequence_;
    const custody::LegKey key{row.transfer, 0, 1};
    const Attempt attempt{row.header.message, row.transfer};
    custody::LegRow leg;
    leg.key = key;
    leg.precedence = precedence;
    leg.destination = base::NodeName("B");
    leg.sequence = row.sequence;
    leg.expires = row.header.expires;
    changes_.push_back(custody::PutTombstone{key, row.from, row.accepted_at, row.header.expires});
    changes_.push_back(
        custody::PutTransfer{std::move(row), std::make_shared<const base::Bytes>(std::move(ready.sealed))});
    changes_.push_back(custody::PutLeg{std::move(leg)});
    if (changes_.size() >= 3 * kPerBatch) flush();
    return attempt;
  }

  [[nodiscard]] bool close() {
    flush();
    return store_->close() && !failed_;
  }

 private:
  void flush() {
    store_->commit({++batch_, false, std::exchange(changes_, {})});
    store_->settle();
  }

  support::LiveNet& keys_;
  seal::OpensslDigester digester_;
  std::unique_ptr<store::NodeStore> store_;
  base::KeyId originator_;
  std::vector<custody::Change> changes_;
  std::int64_t sequence_ = 0;
  custody::RequestId batch_ = 0;
  std::atomic<bool> failed_ = false;
};

TEST(Restart, WithALongQueueForwardsAtOnceAndInLittleMemory) {
  BC_NEEDS_PROC();
  const std::size_t queued = is_long("BACKCHANNEL_RESTART") ? 100'000 : 5'000;
  Clients clients(plan_of_dialling_relay());
  e2e::Net& net = clients.line.net;
  const auto begin = Clock::now();
  {
    Filler filler(clients.line.keys, net.home("R0"));
    for (std::size_t i = 0; i < queued; ++i)
      clients.books.attempts.push_back(
          filler.add(i % 100 == 99 ? message::Precedence::Flash : message::Precedence::Routine));
    ASSERT_TRUE(filler.close());
  }
  const auto filled = Clock::now();
  net.start("B");
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(net.home("B") / "ready"); }));
  const auto mailbox = net.store("B");
  const auto exec = Clock::now();
  net.start("R0");
  const auto is_first_there = [&] {
    const auto rows = mailbox.mailbox();
    return rows && !rows->empty();
  };
  while (!is_first_there() && Clock::now() - exec < std::chrono::seconds(120))
    ASSERT_FALSE(net.end_of("R0", std::chrono::milliseconds(2)));
  const auto first = Clock::now();
  const std::int64_t resident = resident_peak_kib(net.pid("R0"));
  std::size_t left = queued;
  const auto are_all_there = [&] {
    while (left > 0 && mailbox.mailbox({clients.books.attempts[left - 1].transfer, 0, 1})) --left;
    return left == 0;
  };
  EXPECT_TRUE(eventually(are_all_there, std::chrono::seconds(400)));
  const auto all = Clock::now();
  clients.books.arrivals = arrivals(mailbox);
  const Verdict verdict = judge(clients.books);
  std::cout << queued << " queued (stored in " << seconds_between(begin, filled) << " s)\n"
            << "first forward " << seconds_between(exec, first) << " s after exec, resident "
            << resident / 1'024 << " MiB then, at most " << resident_peak_kib(net.pid("R0")) / 1'024
            << " MiB\n"
            << "all forwarded " << seconds_between(exec, all) << " s after exec\n"
            << verdict;
  if (!tests::under_sanitizer()) {  // it multiplies time and memory
    EXPECT_LE(first - exec, kFirstForwardMax);
    EXPECT_LE(resident_peak_kib(net.pid("R0")), kResidentMaxKib);
  }
  EXPECT_TRUE(verdict.sound());
  EXPECT_EQ(verdict.arrived, queued);
}

}  // namespace
}  // namespace backchannel::fault
