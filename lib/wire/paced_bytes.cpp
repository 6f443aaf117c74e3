#include "backchannel/wire/frames.h"

namespace backchannel::wire {

namespace {

constexpr std::size_t kFields = 96;  // beside the data, roughly
constexpr std::size_t kStamp = 192;

}  // namespace

std::size_t paced_bytes(const Frame& frame) noexcept {
  if (const auto* offer = std::get_if<Offer>(&frame))
    return kFields + offer->header.size() + offer->label.size() + kStamp * offer->stamps.size() +
           (offer->body ? offer->body->size() : 0);
  if (const auto* chunk = std::get_if<Chunk>(&frame)) return kFields + chunk->data.size();
  return std::holds_alternative<Query>(frame) ? kFields : 0;
}

}  // namespace backchannel::wire
