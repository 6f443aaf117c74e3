#include "input_queue.h"

#include <chrono>
#include <type_traits>
#include <utility>

#include "backchannel/wire/codec.h"

namespace backchannel::assembly {

namespace {

// What is claimed serves to order what waits; the engine believes only what was signed.
bool claims_flash(const wire::Frame& frame) {
  const auto* offer = std::get_if<wire::Offer>(&frame);
  if (offer == nullptr) return false;
  const auto header = wire::decode_header(offer->header);
  return header && message::precedence_of(*header, offer->consignment.legs) >= message::Precedence::Flash;
}

bool is_urgent(const custody::Input& input) {
  return std::visit(
      [](const auto& each) {
        if constexpr (requires { each.precedence; })
          return each.precedence >= message::Precedence::Flash;
        else if constexpr (requires { each.id; })
          return custody::is_urgent(each.id);
        else
          return false;
      },
      input);
}

// The neighbour whose session begins or ends with this input.
const base::NodeName* session_of(const custody::Input& input) {
  if (const auto* up = std::get_if<custody::PeerUp>(&input)) return &up->peer;
  if (const auto* down = std::get_if<custody::PeerDown>(&input)) return &down->peer;
  const auto* frame = std::get_if<custody::FrameArrived>(&input);
  return frame != nullptr && std::holds_alternative<wire::Hello>(frame->frame) ? &frame->peer : nullptr;
}

}  // namespace

// Under the lock.
void InputQueue::push(Waiting waiting, bool urgent) {
  if (const base::NodeName* peer = session_of(waiting.input)) ++session_words_[*peer];
  (urgent ? urgent_ : others_).push_back(std::move(waiting));
}

void InputQueue::put(custody::Input input) {
  {
    const bool urgent = is_urgent(input);
    const std::lock_guard lock(mutex_);
    push({std::move(input)}, urgent);
  }
  changed_.notify_one();
}

bool InputQueue::put_frame(custody::FrameArrived frame, std::size_t bytes) {
  const bool flash = claims_flash(frame.frame);
  {
    const std::lock_guard lock(mutex_);
    std::size_t& waiting = frame_bytes_[frame.peer];
    if (waiting + bytes + kFrameOverhead > kFrameBytesPerPeerMax) return false;
    waiting += bytes + kFrameOverhead;
    const bool urgent = flash && !session_words_.contains(frame.peer);
    push({std::move(frame), bytes + kFrameOverhead}, urgent);
  }
  changed_.notify_one();
  return true;
}

void InputQueue::take_from(std::deque<Waiting>& lane, std::deque<custody::Input>& taken) {
  Waiting& first = lane.front();
  if (const base::NodeName* peer = session_of(first.input))
    if (--session_words_[*peer] == 0) session_words_.erase(*peer);
  if (const auto* frame = std::get_if<custody::FrameArrived>(&first.input))
    if ((frame_bytes_[frame->peer] -= first.frame_bytes) == 0) frame_bytes_.erase(frame->peer);
  taken.push_back(std::move(first.input));
  lane.pop_front();
}

std::optional<std::deque<custody::Input>> InputQueue::take(std::optional<std::int64_t> wait_us) {
  std::unique_lock lock(mutex_);
  const auto something = [this] { return stopping_ || !urgent_.empty() || !others_.empty(); };
  if (!wait_us)
    changed_.wait(lock, something);
  else if (*wait_us > 0)
    changed_.wait_for(lock, std::chrono::microseconds(*wait_us), something);
  if (stopping_) return std::nullopt;
  std::deque<custody::Input> taken;
  while (taken.size() < kTakenAtOnce && !urgent_.empty()) take_from(urgent_, taken);
  while (taken.size() < kTakenAtOnce && !others_.empty()) take_from(others_, taken);
  return taken;
}

void InputQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

}  // namespace backchannel::assembly
