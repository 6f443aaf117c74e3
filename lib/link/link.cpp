#include "backchannel/link/link.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "acceptor.h"
#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "dialer.h"
#include "zap.h"

namespace backchannel::link {
namespace {

constexpr Milliseconds kPauseAfterError{100};

// Lets any thread end the link's wait. One write for many frames.
class Bell {
 public:
  Bell() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~Bell() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  void ring() {
    if (rung_.exchange(true)) return;
    const std::uint64_t one = 1;
    static_cast<void>(!::write(descriptor_, &one, sizeof one));  // full is rung
  }
  // Call before looking at what the ringers left.
  void silence() {
    if (!rung_.exchange(false)) return;
    std::uint64_t count = 0;
    static_cast<void>(!::read(descriptor_, &count, sizeof count));
  }

 private:
  int descriptor_;
  std::atomic<bool> rung_ = false;
};

base::Result<> check_keys(const LinkConfig& config) {
  if (config.curve_public.size() != kCurveKeyBytes || config.curve_secret.view().size() != kCurveKeyBytes)
    return base::fail(base::Code::KeyFile, "the circuit key of this node does not have 32 bytes");
  return {};
}

}  // namespace

struct ZmqLink::Impl {
  Impl(LinkConfig the_config, LinkEvents the_events, PeerTable the_peers)
      : config(std::move(the_config)),
        events(std::move(the_events)),
        peers(std::move(the_peers)),
        notes(events.on_note),
        door(
            context,
            [this](base::BytesView key) {
              const auto* entry = peers.dialler_by_key(key);
              return entry == nullptr ? std::string() : entry->peer.name.value;
            },
            notes) {
    if (!config.listen.empty()) {
      acceptor = std::make_unique<Acceptor>(context, config, peers, events, notes);
      bound = acceptor->bound_address();
    }
    for (const auto& [name, entry] : peers.all())
      if (entry->peer.we_dial)
        dialers.push_back(std::make_unique<Dialer>(context, config, *entry, events, notes));
  }

  ~Impl() {
    stopping = true;
    bell.ring();
    if (thread.joinable()) thread.join();
  }

  void run() {
    while (!stopping) {
      try {
        bell.silence();
        if (!step(std::chrono::steady_clock::now())) wait();
      } catch (const zmq::error_t& error) {
        if (error.num() == EINTR) continue;
        notes.note("socket_error", zmq_strerror(error.num()));
        pause();
      }
    }
  }

  bool step(Instant now) {
    door.step();
    bool more = acceptor && acceptor->step(now);
    for (auto& dialer : dialers) more = dialer->step(now) || more;
    return more;
  }

  void wait() {
    Instant wake = acceptor ? acceptor->next_wake() : Instant::max();
    std::vector<zmq::pollitem_t> items{{nullptr, bell.descriptor(), ZMQ_POLLIN, 0},
                                       {door.handle(), 0, ZMQ_POLLIN, 0}};
    if (acceptor) acceptor->add_poll_items(items);
    for (auto& dialer : dialers) {
      dialer->add_poll_items(items);
      wake = std::min(wake, dialer->next_wake());
    }
    Milliseconds timeout{-1};
    if (wake != Instant::max()) {
      const auto left = std::chrono::ceil<Milliseconds>(wake - std::chrono::steady_clock::now());
      timeout = std::max(left, Milliseconds(0));
    }
    zmq::poll(items, timeout);
  }

  // After an error that would come again at once.
  void pause() {
    std::vector<zmq::pollitem_t> items{{nullptr, bell.descriptor(), ZMQ_POLLIN, 0}};
    zmq_poll(items.data(), static_cast<int>(items.size()), kPauseAfterError.count());
  }

  // In this order: the context outlives its sockets, the door is bound first and closed last.
  LinkConfig config;
  LinkEvents events;
  PeerTable peers;
  Notes notes;
  Bell bell;
  std::atomic<bool> stopping = false;
  std::string bound;
  zmq::context_t context;
  ZapDoor door;
  std::unique_ptr<Acceptor> acceptor;
  std::vector<std::unique_ptr<Dialer>> dialers;
  std::thread thread;
};

ZmqLink::ZmqLink(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ZmqLink::~ZmqLink() = default;

base::Result<std::unique_ptr<ZmqLink>> ZmqLink::start(LinkConfig config, LinkEvents events) {
  if (config.frame_bytes_max == 0) config.frame_bytes_max = base::kFrameBytesMax;
  BC_TRY_VOID(check_keys(config));
  BC_TRY(peers, PeerTable::of(config));
  const auto listen = base::visible(config.listen);
  try {
    auto impl = std::make_unique<Impl>(std::move(config), std::move(events), std::move(peers));
    impl->thread = std::thread([raw = impl.get()] { raw->run(); });
    return std::unique_ptr<ZmqLink>(new ZmqLink(std::move(impl)));
  } catch (const zmq::error_t& error) {
    return base::fail(base::Code::Network, listen + ": " + zmq_strerror(error.num()));
  } catch (const std::system_error& error) {
    return base::fail(base::Code::Unavailable, std::string("no thread for the link: ") + error.what());
  }
}

void ZmqLink::send(const base::NodeName& peer, base::Bytes frame, bool urgent) {
  auto* entry = impl_->peers.by_name(peer.value);
  if (entry == nullptr || frame.empty() || frame.size() > impl_->config.frame_bytes_max) return;
  if (entry->outbox.push(std::move(frame), urgent) == Outbox::Push::Queued) impl_->bell.ring();
}

void ZmqLink::revoke(const base::NodeName& peer) {
  auto* entry = impl_->peers.by_name(peer.value);
  if (entry == nullptr) return;
  entry->revoked = true;
  impl_->bell.ring();
}

std::string ZmqLink::bound_address() const { return impl_->bound; }

}  // namespace backchannel::link
