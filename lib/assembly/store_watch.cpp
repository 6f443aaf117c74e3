#include "store_watch.h"

#include <variant>

namespace backchannel::assembly {

namespace {

// A full disk answers too. Every other failure is the node's end.
[[nodiscard]] bool answers_batch(const custody::Input& input) {
  if (const auto* failed = std::get_if<custody::StoreFailed>(&input))
    return failed->error.code == base::Code::StoreFull;
  return std::holds_alternative<custody::Committed>(input);
}

[[nodiscard]] bool answers_look_up(const custody::Input& input) {
  return std::holds_alternative<custody::Found>(input) || std::holds_alternative<custody::ChunkRead>(input) ||
         std::holds_alternative<custody::PageRead>(input) ||
         std::holds_alternative<custody::OverdueRead>(input);
}

}  // namespace

void StoreWatch::Waiting::add(base::ProtocolTime now) {
  if (count++ == 0) since = now;
}

void StoreWatch::Waiting::remove(base::ProtocolTime now) {
  if (count > 0) --count;
  since = now;
}

void StoreWatch::gave_batch(base::ProtocolTime now) {
  const std::lock_guard lock(mutex_);
  batches_.add(now);
}

void StoreWatch::asked(base::ProtocolTime now) {
  const std::lock_guard lock(mutex_);
  look_ups_.add(now);
}

void StoreWatch::posted(const custody::Input& input, base::ProtocolTime now) {
  const bool batch = answers_batch(input);
  if (!batch && !answers_look_up(input)) return;
  const std::lock_guard lock(mutex_);
  (batch ? batches_ : look_ups_).remove(now);
}

std::optional<std::string> StoreWatch::why_stalled(base::ProtocolTime now, std::int64_t patience_ms) const {
  const std::lock_guard lock(mutex_);
  for (const auto* waiting : {&batches_, &look_ups_}) {
    const std::int64_t waited_us = now - waiting->since;
    if (waiting->count == 0 || waited_us <= patience_ms * base::kMillisecondUs) continue;
    return (waiting == &batches_ ? "the store has committed nothing for "
                                 : "the store has looked nothing up for ") +
           std::to_string(waited_us / base::kSecondUs) + " s, and " + std::to_string(waiting->count) +
           (waiting->count == 1 ? " request waits" : " requests wait");
  }
  return std::nullopt;
}

}  // namespace backchannel::assembly
