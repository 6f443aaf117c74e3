#include "forger.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/seal/sealing.h"
#include "backchannel/store/node_store.h"

namespace backchannel::e2e {

namespace {

constexpr const char* kPlan = R"(
[net]
name = "forged"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 1
trip = "1972-10"

[[relay]]
name = "R0"
clearance = "TOP SECRET"
[[station]]
name = "A"
zone = "UTC"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
[[station]]
name = "B"
zone = "UTC"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
[[station]]
name = "C"
zone = "UTC"
clearance = "TOP SECRET"

[[person]]
name = "ALFA"
station = "A"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE", "CHEROKEE", "HARVAN", "EXDIS", "STADIS", "ROGER CHANNEL", "CONTAINS CODEWORD"] }
highest = "FLASH"
[[person]]
name = "CLERK"
station = "A"
clearance = "SECRET"
[[person]]
name = "NOVICE"
station = "A"
clearance = "SECRET"
needs_release = true
[[person]]
name = "BRAVO"
station = "B"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE", "CHEROKEE", "EXDIS", "STADIS", "ROGER CHANNEL", "CONTAINS CODEWORD"] }
[[person]]
name = "BAKER"
station = "B"
clearance = "SECRET"
[[person]]
name = "ALLY"
station = "B"
clearance = "TOP SECRET"
foreign = true
[[person]]
name = "CHARLIE"
station = "C"
clearance = "TOP SECRET"

[[circuit]]
ends = ["A", "R0"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["R0", "B"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["R0", "C"]
accreditation = "TOP SECRET"

[[minimize]]
area = ["B"]
below = "PRIORITY"
reason = "the circuit is needed"
from = "230500Z OCT 72"
until = "240500Z OCT 72"
releasers = ["BRAVO"]
)";

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_sentence(result.error()));
  return std::move(*result);
}

class Answered final : public custody::Sink {
 public:
  void post(custody::Input input) override {
    if (!std::holds_alternative<custody::Committed>(input)) return;
    const std::lock_guard lock(mutex_);
    committed_ = true;
  }
  [[nodiscard]] bool committed() {
    const std::lock_guard lock(mutex_);
    return committed_;
  }

 private:
  std::mutex mutex_;
  bool committed_ = false;
};

message::Label label_of(const doctrine::Catalogue& catalogue, const Forged& what) {
  message::Label label;
  label.classification = catalogue.classification(what.classification)->number;
  for (const std::string& name : what.caveats) {
    const doctrine::CaveatRow* row = catalogue.caveat(name);
    (row->kind == message::CategoryKind::Restrictive ? label.restrictive : label.informative)
        .insert(row->number);
  }
  return label;
}

}  // namespace

std::string named(const support::LiveNet::Ready& message) {
  return base::to_hex(message.row.message.view()).substr(0, 12);
}

Forger::Forger() : line(Line::Plan{kPlan}) {}

void Forger::start(const Words& nodes) {
  for (const auto& node : nodes) line.net.start(node);
  for (const auto& node : nodes)
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(line.net.home(node) / "ready"); })) << node;
}

support::LiveNet::Ready Forger::sign(const Forged& what) {
  wire::Content content;
  message::Header& header = content.header;
  header.originator = base::PersonName(what.from);
  header.channel = what.channel;
  header.copies = what.copies;
  for (const ForgedReader& reader : what.to) {
    message::Recipient leg;
    leg.person = base::PersonName(reader.person);
    leg.station = base::NodeName(reader.station);
    leg.precedence = reader.precedence;
    leg.action = reader.action;
    leg.alternate_of = reader.alternate_of;
    leg.copy_number = reader.alternate_of != 0 ? 1 : static_cast<std::uint32_t>(header.recipients.size() + 1);
    if (reader.sealed_to_station)
      leg.key = must(line.keys.trust().key_of(reader.station, netplan::KeyUse::Agree, line.keys.now())).key;
    header.recipients.push_back(leg);
  }
  content.message.text = "the text itself";
  return line.keys.seal(std::move(content), label_of(line.keys.trust().catalogue(), what));
}

void Forger::offer_all(const std::string& from, netplan::NodeRole role, const std::string& to,
                       const std::vector<Forged>& table) {
  Impostor neighbour(line, from, transport_key_of(line.net, from), to);
  ASSERT_TRUE(neighbour.comes_up());
  neighbour.greet(role);
  ASSERT_NE(neighbour.hears<wire::Hello>(), nullptr);
  std::uint32_t number = 0;
  std::set<base::Code> codes;
  for (const Forged& each : table) {
    wire::Offer offer = offer_of(sign(each));
    offer.circuit_number = ++number;
    neighbour.say(offer);
    const auto* refusal = neighbour.hears<wire::Refuse>();
    ASSERT_NE(refusal, nullptr) << each.rule;
    EXPECT_EQ(base::row_of(refusal->code).name, base::row_of(each.code).name) << each.rule;
    EXPECT_TRUE(refusal->stable) << each.rule;
    // A neighbour makes one record of each kind, so that it cannot fill the disk.
    if (!codes.insert(each.code).second) continue;
    store::AuditQuery query;
    query.event = "refused";
    const auto rows = line.net.store(to).audit(query);
    ASSERT_TRUE(rows && !rows->empty()) << each.rule;
    EXPECT_TRUE(rows->back().detail.contains(each.sentence)) << each.rule << "\n" << rows->back().detail;
  }
  EXPECT_EQ(line.in_mailbox(), 0U);
  EXPECT_EQ(line.audit_rows(to, "accepted") + line.audit_rows(to, "delivered"), 0U);
}

void Forger::ask_relay(const std::vector<Forged>& table) {
  offer_all("A", netplan::NodeRole::Station, "R0", table);
}

void Forger::ask_station(const std::vector<Forged>& table) {
  offer_all("R0", netplan::NodeRole::Relay, "B", table);
}

void Forger::ask_own_station(const std::vector<Forged>& table) {
  for (const Forged& each : table) {
    const support::LiveNet::Ready ready = sign(each);
    line.submit(ready);
    const auto record = [&] { return line.net.store("A").submission(ready.row.message); };
    ASSERT_TRUE(eventually([&] { return record()->state != store::SubmissionState::Waiting; })) << each.rule;
    EXPECT_EQ(record()->state, store::SubmissionState::Rejected) << each.rule;
    EXPECT_EQ(base::row_of(record()->code).name, base::row_of(each.code).name) << each.rule;
    EXPECT_TRUE(record()->detail.contains(each.sentence)) << each.rule << "\n" << record()->detail;
  }
}

void Forger::plant(const std::vector<support::LiveNet::Ready>& messages) {
  Answered sink;
  const seal::OpensslDigester digester;
  store::NodeStoreOptions options;
  options.home = line.net.home("B");
  options.digester = &digester;
  const auto mailbox = must(store::NodeStore::open(options, sink));
  static_cast<void>(must(mailbox->recover()));
  custody::Batch batch;
  batch.id = 1;
  std::int64_t sequence = 0;
  for (const support::LiveNet::Ready& each : messages) {
    const seal::Outer outer = must(seal::check_outer(line.keys.trust(), each.sealed, line.keys.now()));
    custody::TransferRow row{outer.transfer,       outer.header,         outer.header_bytes, outer.label,
                             outer.label_bytes,    outer.originator.key, each.sealed.size(), {},
                             base::NodeName("R0"), line.keys.now(),      ++sequence};
    batch.changes.emplace_back(
        custody::PutTransfer{std::move(row), std::make_shared<const base::Bytes>(each.sealed)});
    for (std::uint16_t leg = 0; leg < outer.header.recipients.size(); ++leg)
      if (outer.header.recipients[leg].station.value == "B")
        batch.changes.emplace_back(custody::PutMailbox{{outer.transfer, leg, 1}, line.keys.now()});
  }
  mailbox->commit(std::move(batch));
  mailbox->settle();
  ASSERT_TRUE(sink.committed());
  ASSERT_TRUE(mailbox->close());
}

}  // namespace backchannel::e2e
