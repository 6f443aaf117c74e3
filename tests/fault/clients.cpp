#include "clients.h"

namespace backchannel::fault {

Clients::Clients(unsigned relays) : Clients(support::line_plan(relays)) {}

Clients::Clients(const std::string& plan) : line(e2e::Line::Plan{plan}), at_a_(line.net.store("A")) {}

void Clients::submit(message::Precedence precedence, std::size_t bytes) {
  const auto ready = line.keys.seal("ALFA", "B", precedence, bytes);
  line.keys.submit(ready, at_a_);
  books.attempts.push_back({ready.row.message, ready.row.transfer});
  waiting_.push_back(ready.row.message);
}

void Clients::seal_and_submit(Storm& storm, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    submit(message::kPrecedences[storm.pick(0, 3)],
           storm.one_in(8) ? storm.pick(40'000, 90'000) : storm.pick(50, 3'000));
}

bool Clients::all_receipted() {
  while (!waiting_.empty()) {
    const auto said = at_a_.statements(waiting_.back());
    if (!said || said->empty()) return false;
    waiting_.pop_back();
  }
  return true;
}

std::size_t Clients::held_at(const std::string& node) const {
  const auto rows = line.net.store(node).queue();
  return rows ? rows->size() : 0;
}

std::string Clients::held() const {
  std::string all;
  for (const netplan::Node& node : line.keys.trust().plan().nodes)
    all += (all.empty() ? "" : ", ") + node.name.value + " " + std::to_string(held_at(node.name.value));
  return all;
}

Verdict Clients::verdict() {
  std::vector<base::MessageId> held;
  for (const char* node : {"A", "B"})
    if (const auto rows = line.net.store(node).queue())
      for (const store::QueueRow& row : *rows) held.push_back(row.header.message);
  books.arrivals = arrivals(line.net.store("B"));
  books.ends = ends(at_a_, held);
  const auto records = at_a_.submissions();
  books.records = records ? records->size() : 0;
  return judge(books);
}

}  // namespace backchannel::fault
