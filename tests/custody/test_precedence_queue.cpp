#include "precedence_queue.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <algorithm>
#include <vector>

namespace backchannel::custody {
namespace {

struct Entry {
  message::Precedence precedence;
  std::int64_t sequence;
  ShipmentId id;
};

// What everybody understands: look at all, take the most urgent, of those the one accepted first.
std::optional<ShipmentId> naive_first(const std::vector<Entry>& entries) {
  const Entry* best = nullptr;
  for (const Entry& each : entries)
    if (best == nullptr || each.precedence > best->precedence ||
        (each.precedence == best->precedence && each.sequence < best->sequence))
      best = &each;
  return best == nullptr ? std::nullopt : std::optional(best->id);
}

RC_GTEST_PROP(PrecedenceQueue, LeavesAsTheNaiveModelDoes,
              (const std::vector<std::pair<bool, std::uint8_t>>& moves)) {
  PrecedenceQueue queue;
  std::vector<Entry> model;
  std::int64_t sequence = 0;
  for (const auto& [push, pick] : moves) {
    if (push || model.empty()) {
      const Entry added{message::kPrecedences[pick % message::kPrecedences.size()], ++sequence,
                        static_cast<ShipmentId>(sequence)};
      queue.push(added.precedence, added.sequence, added.id);
      model.push_back(added);
    } else {
      const auto first = queue.first();
      RC_ASSERT(first == naive_first(model));
      const auto it =
          std::find_if(model.begin(), model.end(), [&](const Entry& e) { return e.id == *first; });
      RC_ASSERT(queue.first(it->precedence) == first);
      queue.remove(it->precedence, it->sequence, it->id);
      model.erase(it);
    }
    RC_ASSERT(queue.size() == model.size());
    RC_ASSERT(queue.first() == naive_first(model));
  }
}

TEST(PrecedenceQueue, FirstOfAPrecedenceThatIsNotThereIsNothing) {
  PrecedenceQueue queue;
  queue.push(message::Precedence::Routine, 1, 1);
  EXPECT_FALSE(queue.first(message::Precedence::Flash).has_value());
  EXPECT_EQ(queue.first(message::Precedence::Routine), std::optional<ShipmentId>(1));
}

}  // namespace
}  // namespace backchannel::custody
