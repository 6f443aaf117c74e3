#pragma once
// Plays a neighbour to a running relay over its real circuit, and says what a test wants.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "backchannel/link/link.h"
#include "backchannel/seal/keys.h"
#include "backchannel/seal/trust.h"
#include "backchannel/wire/codec.h"
#include "line.h"

namespace backchannel::e2e {

// A node's own transport key, read from its home.
[[nodiscard]] seal::PrivateKey transport_key_of(const Net& net, const std::string& node);

class Impostor {
 public:
  // Dials `relay` as `self` with this key.
  Impostor(Line& line, const std::string& self, const seal::PrivateKey& key, const std::string& relay);
  ~Impostor() { link_.reset(); }
  Impostor(const Impostor&) = delete;
  Impostor& operator=(const Impostor&) = delete;

  [[nodiscard]] bool comes_up();
  [[nodiscard]] bool is_noted(const std::string& words);
  [[nodiscard]] bool is_up();
  void say(const wire::Frame& frame) { say_bytes(wire::encode(frame)); }
  void say_bytes(base::Bytes bytes);
  // Greets as the protocol wants it.
  void greet(netplan::NodeRole role = netplan::NodeRole::Station);
  // The next frame of this kind, counted from the last one asked for; nullptr after the deadline.
  template <class Kind>
  [[nodiscard]] const Kind* hears() {
    std::unique_lock lock(mutex_);
    const Kind* found = nullptr;
    static_cast<void>(changed_.wait_for(lock, kPatience, [&] {
      while (found == nullptr && next_ < frames_.size()) found = std::get_if<Kind>(frames_[next_++].get());
      return found != nullptr;
    }));
    return found;
  }

 private:
  static constexpr std::chrono::seconds kPatience{30};

  Line& line_;
  std::string relay_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool up_ = false;
  std::vector<std::string> notes_;
  std::vector<std::unique_ptr<wire::Frame>> frames_;
  std::size_t next_ = 0;
  std::unique_ptr<link::ZmqLink> link_;
};

// The whole message inside an OFFER.
[[nodiscard]] wire::Offer offer_of(const support::LiveNet::Ready& ready);

}  // namespace backchannel::e2e
