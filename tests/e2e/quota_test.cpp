// Quotas under real programs: what the writer reads, and a station that does not keep to them.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "backchannel/seal/crypto.h"
#include "desk.h"
#include "impostor.h"
#include "support/sanitizer.h"

namespace backchannel::e2e {
namespace {

using message::Precedence;

class QuotaAtTheDesk : public People {
 protected:
  QuotaAtTheDesk()
      : People(here_hub_there("quota") +
               "[[admission]]\nwho = \"*\"\nprecedence = \"PRIORITY\"\nburst = 1\nper_minute = 1\n") {}
};

TEST_F(QuotaAtTheDesk, AWriterReadsWhatWasOverAndWhenOneMoreIsGranted) {
  net.start_all();
  const std::string first = send("WRITER", "\"READER\"", "precedence = \"PRIORITY\"\n");
  ASSERT_TRUE(arrives("READER", first));
  const std::string second = send("WRITER", "\"READER\"", "precedence = \"PRIORITY\"\n");
  const auto trace = [&] { return net.as("WRITER", {"trace", second}).out; };
  EXPECT_TRUE(eventually([&] { return has(trace(), "one more is granted in"); })) << trace();
  EXPECT_SAYS(trace(), "over the share granted: WRITER may");
  const std::string status = net.as("WRITER", {"status"}).out;
  EXPECT_SAYS(status, "one more is granted in");
  EXPECT_FALSE(has(net.as("READER", {"inbox", "--json"}).out, second));
  const std::string lower = send("WRITER", "\"READER\"", "precedence = \"ROUTINE\"\n");
  EXPECT_TRUE(arrives("READER", lower)) << "that precedence has no bucket";
}

std::string two_writers() {
  return support::line_plan(1) +
         "[[station]]\nname = \"C\"\nclearance = \"SECRET\"\n"
         "[[person]]\nname = \"CHARLIE\"\nstation = \"C\"\nclearance = \"SECRET\"\nhighest = \"FLASH\"\n"
         "[[circuit]]\nends = [\"C\", \"R0\"]\naccreditation = \"SECRET\"\n"
         "[[admission]]\nwho = \"*\"\nprecedence = \"FLASH\"\nburst = 5\nper_minute = 1\n";
}

std::size_t resident_bytes(pid_t pid) {
  const std::string status = content_of("/proc/" + std::to_string(pid) + "/status");
  return std::stoul(status.substr(status.find("VmRSS:") + 6)) * 1'024;
}

TEST(QuotaOnTheCircuit, AFloodOfOneStationsFlashIsRefusedAndAnothersArrives) {
  constexpr int kRounds = 200, kOffers = 100, kHonest = 5;
  Line line(Line::Plan{two_writers()});
  for (const char* name : {"R0", "B", "C"}) line.net.start(name);
  Impostor a(line, "A", transport_key_of(line.net, "A"), "R0");
  ASSERT_TRUE(a.comes_up());
  a.greet();
  ASSERT_NE(a.hears<wire::Hello>(), nullptr);
  for (int i = 0; i < 5; ++i) {
    a.say(offer_of(line.keys.seal("ALFA", "B", Precedence::Flash, 300)));
    ASSERT_NE(a.hears<wire::Accept>(), nullptr);
  }
  auto outbox = line.net.store("C");
  wire::Offer offer = offer_of(line.keys.seal("ALFA", "B", Precedence::Flash, 300));
  std::vector<support::LiveNet::Ready> honest;
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kOffers; ++i) {
      seal::OpensslRandom().fill(offer.consignment.transfer.value);
      a.say(offer);
    }
    if (round % (kRounds / kHonest) == 0) {
      honest.push_back(line.keys.seal("CHARLIE", "B", Precedence::Flash, 300));
      line.keys.submit(honest.back(), outbox);
    }
    for (int i = 0; i < kOffers; ++i) {
      const auto* refusal = a.hears<wire::Refuse>();
      ASSERT_NE(refusal, nullptr) << round << " " << i;
      EXPECT_FALSE(refusal->stable);
    }
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
  EXPECT_TRUE(eventually(
      [&] { return std::ranges::all_of(honest, [&](const auto& each) { return line.arrived(each); }); }));
  EXPECT_EQ(line.in_mailbox(), 5U + kHonest);
  if (!tests::under_sanitizer()) {  // it keeps what was freed
    EXPECT_LE(resident_bytes(line.net.pid("R0")), std::size_t{256} << 20);
  }
  const std::size_t rows = line.audit_rows("R0", "refused");
  EXPECT_LE(rows, static_cast<std::size_t>(seconds) + 2) << "the first of each second, and counts";
  EXPECT_GE(rows, 1U);
}

}  // namespace
}  // namespace backchannel::e2e
