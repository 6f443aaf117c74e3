#include "line.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace backchannel::e2e {

namespace {

constexpr unsigned kRelays = 2;

std::string plan_with(const std::string& a, const std::string& b, const std::string& rate) {
  std::string plan = support::line_plan(kRelays);
  if (rate.empty()) return plan;
  for (const auto& [first, second] : {std::pair{a, b}, std::pair{b, a}}) {
    const std::string ends = "ends = [\"" + first + "\", \"" + second + "\"]\n";
    if (const std::size_t at = plan.find(ends); at != std::string::npos)
      return plan.insert(at + ends.size(), "rate = \"" + rate + "\"\n");
  }
  throw std::runtime_error("no circuit between " + a + " and " + b);
}

bool receipted(const store::ClientStore& store, const base::MessageId& message) {
  const auto said = store.statements(message);
  return said && std::ranges::any_of(*said, [](const store::StatementRow& each) {
           return each.statement.kind == message::StatementKind::StationReceipt;
         });
}

}  // namespace

Line::Line(const std::string& slow_a, const std::string& slow_b, const std::string& rate)
    : keys(plan_with(slow_a, slow_b, rate)), net(keys.folder()) {}

Line::Line(const Plan& plan) : keys(plan.toml), net(keys.folder()) {}

void Line::submit(const support::LiveNet::Ready& ready) {
  auto store = net.store("A");
  keys.submit(ready, store);
  sent.push_back(ready);
}

void Line::submit(message::Precedence precedence, std::size_t bytes) {
  submit(keys.seal("ALFA", "B", precedence, bytes));
}

void Line::expect_all_arrived_once() {
  ASSERT_TRUE(eventually([&] { return in_mailbox() >= sent.size(); }))
      << in_mailbox() << " of " << sent.size();
  const auto originator = net.store("A");
  ASSERT_TRUE(eventually([&] {
    return std::ranges::all_of(sent,
                               [&](const auto& each) { return receipted(originator, each.row.message); });
  }));
  for (const std::string& node : net.nodes())
    EXPECT_TRUE(eventually([&] {
      const auto rows = net.store(node).queue();
      return rows && rows->empty();
    })) << node
        << " still holds something";

  const auto mailbox = net.store("B");
  const auto rows = mailbox.mailbox();
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->size(), sent.size());
  for (const auto& each : sent) {
    EXPECT_EQ(std::ranges::count(*rows, each.row.message,
                                 [](const store::MailboxRow& row) { return row.header.message; }),
              1);
    const auto sealed = mailbox.sealed(each.row.transfer);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(*sealed, each.sealed);
    const auto record = originator.submission(each.row.message);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->state, store::SubmissionState::Taken);
  }
}

std::size_t Line::audit_rows(const std::string& node, const std::string& event) const {
  store::AuditQuery query;
  query.event = event;
  const auto rows = net.store(node).audit(query);
  return rows ? rows->size() : 0;
}

std::size_t Line::in_mailbox() const {
  const auto rows = net.store("B").mailbox();
  return rows ? rows->size() : 0;
}

bool Line::arrived(const support::LiveNet::Ready& ready) const {
  const auto rows = net.store("B").mailbox();
  return rows && std::ranges::any_of(*rows, [&](const store::MailboxRow& row) {
           return row.key.transfer == ready.row.transfer;
         });
}

std::optional<std::size_t> Line::halted_at(const std::string& node,
                                           const support::LiveNet::Ready& ready) const {
  store::AuditQuery query;
  query.event = "halted";
  const auto rows = net.store(node).audit(query);
  if (!rows) return std::nullopt;
  const std::string begin = "transfer=" + base::to_hex(ready.row.transfer.view()).substr(0, 16) + " offset=";
  for (auto row = rows->rbegin(); row != rows->rend(); ++row)
    if (row->detail.starts_with(begin)) return std::stoul(row->detail.substr(begin.size()));
  return std::nullopt;
}

}  // namespace backchannel::e2e
