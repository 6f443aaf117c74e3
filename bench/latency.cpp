#include "latency.h"

#include <thread>

#include "backchannel/base/check.h"
#include "figures.h"

namespace backchannel::bench {

std::vector<support::LiveNet::Ready> seal_many(support::LiveNet& net, const std::string& from,
                                               message::Precedence precedence, unsigned count,
                                               std::size_t body_bytes) {
  std::vector<support::LiveNet::Ready> ready;
  for (unsigned i = 0; i < count; ++i) ready.push_back(net.seal(from, "B", precedence, body_bytes));
  return ready;
}

std::size_t arrived(const store::ClientStore& inbox) {
  const auto rows = inbox.mailbox();
  BC_CHECK(rows.has_value());
  return rows->size();
}

std::vector<double> flash_ms(support::LiveNet& net, const std::string& from, unsigned flashes, bool pausing) {
  auto outbox = net.store(net.trust().plan().person(base::PersonName(from))->station.value);
  const auto inbox = net.store("B");
  std::vector<double> samples;
  for (const auto& ready : seal_many(net, from, message::Precedence::Flash, flashes)) {
    if (pausing) std::this_thread::sleep_for(std::chrono::milliseconds(50 + samples.size() * 67 % 200));
    const auto start = SteadyClock::now();
    net.submit(ready, outbox);
    while (!inbox.mailbox({ready.row.transfer, 0, 1}))
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    samples.push_back(Millis(SteadyClock::now() - start).count());
  }
  return samples;
}

void print_latency(const std::string& name, const std::vector<double>& samples) {
  row(name + ", p50", fixed(quantile(samples, 0.5), 1) + " ms");
  row(name + ", p99", fixed(quantile(samples, 0.99), 1) + " ms");
}

}  // namespace backchannel::bench
