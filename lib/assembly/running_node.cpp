#include "backchannel/assembly/running_node.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/base/format.h"
#include "backchannel/link/link.h"
#include "backchannel/node/node.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/store/node_store.h"
#include "backchannel/wire/codec.h"
#include "input_queue.h"
#include "node_monitor.h"
#include "node_ports.h"
#include "pool_sealer.h"
#include "wake.h"
#include "weather_link.h"

namespace backchannel::assembly {

namespace {

constexpr unsigned kVerifyThreads = 2;
constexpr base::ProtocolTime kNever{std::numeric_limits<std::int64_t>::max()};
constexpr std::size_t kPassphraseBytesMax = 1'024;
constexpr std::int64_t kCollectEveryUs = 10 * base::kSecondUs;

struct Identity {
  std::shared_ptr<const seal::Trust> trust;
  ExerciseClock clock;
  seal::PrivateKey signing, agreement, transport;
  std::filesystem::path home;
};

[[nodiscard]] base::Result<> check_role(const netplan::Plan& plan, const base::NodeName& name,
                                        netplan::NodeRole role) {
  const netplan::Node* node = plan.node(name);
  if (node == nullptr)
    return base::fail(base::Code::UnknownName,
                      "\"" + base::visible(name.value) + "\" is no node of this net");
  if (node->role != role)
    return base::fail(base::Code::Usage, name.value + (node->role == netplan::NodeRole::Relay
                                                           ? " is a relay; run it with backchannel-relay"
                                                           : " is a station; run it with backchannel node"));
  return {};
}

[[nodiscard]] base::Result<Identity> load_identity(const RunningNodeOptions& options) {
  if (!options.metrics.empty()) BC_TRY_VOID(metrics::check_address(options.metrics));
  BC_TRY_VOID(seal::start_crypto());
  BC_TRY(trust, options.net.trust());
  BC_TRY_VOID(check_role(trust->plan(), options.name, options.role));
  BC_TRY(clock, ExerciseClock::open(options.net));
  const std::filesystem::path given =
      options.home.empty() ? options.net.node_home(options.name) : options.home;
  std::error_code error;
  // Spelt out: the neighbours' homes are looked for beside it.
  const std::filesystem::path home = std::filesystem::canonical(given, error);
  if (error || !std::filesystem::is_directory(home, error))
    return std::unexpected(base::Error{base::Code::NotFound, "no folder is at the home " + given.string(),
                                       std::nullopt, "make the folder, or leave out --home"});
  const auto key = [&](netplan::KeyUse use) {
    return seal::load_key(
        (options.net.node_home(options.name) / "keys" / (std::string(to_string(use)) + ".pem")).string(),
        options.passphrase);
  };
  BC_TRY(signing, key(netplan::KeyUse::Sign));
  BC_TRY(agreement, key(netplan::KeyUse::Agree));
  BC_TRY(transport, key(netplan::KeyUse::Transport));
  if (::access(home.c_str(), W_OK | X_OK) != 0)
    return base::fail(base::Code::Permission, "the home " + home.string() + " cannot be written to");
  return Identity{std::move(trust),     clock, std::move(signing), std::move(agreement),
                  std::move(transport), home};
}

[[nodiscard]] std::string trimmed_file(const std::filesystem::path& path) {
  const auto content = read_file(path, 256);
  if (!content) return {};
  return std::string(base::trim(base::to_text(*content)));
}

}  // namespace

struct RunningNode::Impl final : custody::Sink {
  Impl(Identity loaded, const RunningNodeOptions& options)
      : identity(std::move(loaded)), name(options.name), role(options.role) {}

  // Any thread.
  void post(custody::Input input) override { inputs.put(std::move(input)); }

  // The store's threads. They answer nothing before they are asked, and by then the monitor is there.
  struct StoreAnswers final : custody::Sink {
    explicit StoreAnswers(Impl& node) : impl(node) {}
    void post(custody::Input input) override {
      if (impl.monitor) impl.monitor->posted(input);
      impl.post(std::move(input));
    }
    Impl& impl;
  };

  [[nodiscard]] base::Result<> open_parts(const RunningNodeOptions& options);
  [[nodiscard]] base::Result<link::LinkConfig> link_config() const;
  [[nodiscard]] link::LinkEvents link_events();
  // The link's thread: at most one line a second, because a neighbour sends what it likes.
  void note_dropped_frame(const base::NodeName& peer, const std::string& why);
  void run();
  void end(std::optional<base::Error> why);

  Identity identity;
  base::NodeName name;
  netplan::NodeRole role;
  InputQueue inputs;
  StoreAnswers store_answers{*this};
  std::int64_t dropped_noted_us = 0;  // the link's thread
  std::uint64_t dropped_not_noted = 0;
  std::mutex mutex;              // of what follows
  std::condition_variable over;  // ended
  bool ended = false;
  std::optional<base::Error> exit_error;
  bool finished = false;  // the thread that owns the node

  seal::OpensslDigester digester;
  std::unique_ptr<observe::Log> log;
  std::unique_ptr<store::NodeStore> node_store;
  std::unique_ptr<PoolSealer> sealer;
  std::unique_ptr<LogAudit> audit;
  std::unique_ptr<FrameLink> frames;
  std::unique_ptr<WeatherLink> weather;  // the engine's thread, from its start
  std::unique_ptr<NodeMonitor> monitor;  // none: nobody asked for metrics
  std::unique_ptr<node::Node> machine;
  std::unique_ptr<link::ZmqLink> sockets;
  std::unique_ptr<WakeListener> listener;
  std::thread engine;
};

RunningNode::RunningNode(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

base::Result<link::LinkConfig> RunningNode::Impl::link_config() const {
  const netplan::Plan& plan = identity.trust->plan();
  const base::HandlingTime now = ExerciseClock(identity.clock).now().handling;
  link::LinkConfig config;
  config.self = name;
  config.curve_secret = seal::curve_secret(identity.transport);
  config.curve_public = seal::curve_public(identity.transport);
  config.frame_bytes_max = base::kFrameBytesMax;
  const std::filesystem::path nodes = identity.home.parent_path();
  for (const netplan::Circuit* circuit : plan.circuits_of(name)) {
    const bool we_dial = circuit->a == name;
    const base::NodeName& other = we_dial ? circuit->b : circuit->a;
    BC_TRY(key, identity.trust->curve_public(other, now));
    link::Peer peer{other, key, we_dial, {}};
    if (we_dial) {
      const netplan::Node* dialled = plan.node(other);
      const std::filesystem::path published = nodes / seal::folder_of(other.value) / "endpoint";
      peer.address = [fixed = dialled->listen, published] {
        return fixed.empty() ? trimmed_file(published) : fixed;
      };
    } else if (config.listen.empty()) {
      const netplan::Node* self = plan.node(name);
      // The port of the last run first, so that neighbours find us again without reading anything.
      const std::string before = trimmed_file(identity.home / "endpoint");
      config.listen = !self->listen.empty() ? self->listen : !before.empty() ? before : "tcp://127.0.0.1:*";
    }
    config.peers.push_back(std::move(peer));
  }
  return config;
}

link::LinkEvents RunningNode::Impl::link_events() {
  link::LinkEvents events;
  events.on_up = [this](const base::NodeName& peer) { post(custody::PeerUp{peer}); };
  events.on_down = [this](const base::NodeName& peer) { post(custody::PeerDown{peer}); };
  events.on_frame = [this](const base::NodeName& peer, base::Bytes bytes) {
    auto frame = wire::decode_frame(bytes);
    if (!frame)
      note_dropped_frame(peer, base::visible(base::to_sentence(frame.error())));
    else if (!inputs.put_frame({peer, std::move(*frame)}, bytes.size()))
      note_dropped_frame(peer, "too many wait already");
  };
  events.on_note = [this](std::string_view event, std::string_view detail) {
    log->write(observe::Level::Warn, event, detail);
  };
  return events;
}

void RunningNode::Impl::note_dropped_frame(const base::NodeName& peer, const std::string& why) {
  const std::int64_t now_us = identity.clock.now().protocol.us;
  if (now_us - dropped_noted_us < base::kSecondUs) {
    ++dropped_not_noted;
    return;
  }
  dropped_noted_us = now_us;
  log->write(observe::Level::Warn, "frame-refused",
             "peer=\"" + peer.value + "\" why=\"" + why +
                 "\" not_shown=" + std::to_string(std::exchange(dropped_not_noted, 0)));
}

base::Result<> RunningNode::Impl::open_parts(const RunningNodeOptions& options) {
  BC_TRY(opened_log, observe::Log::open(options.log_file, options.log_level, name.value));
  log = std::move(opened_log);
  store::NodeStoreOptions store_options;
  store_options.home = identity.home;
  store_options.digester = &digester;
  if (options.role == netplan::NodeRole::Station) store_options.at_rest = &seal::at_rest();
  BC_TRY(opened_store, store::NodeStore::open(store_options, store_answers));
  node_store = std::move(opened_store);
  // Only now the home is known to be ours: "ready" may be another process's word until here.
  std::error_code ignored;
  std::filesystem::remove(identity.home / "ready", ignored);
  std::filesystem::remove(identity.home / "metrics", ignored);
  if (!options.metrics.empty()) {
    BC_TRY(started_monitor, NodeMonitor::start({options.metrics, identity.home, name, role}, *node_store,
                                               *this, identity.clock));
    monitor = std::move(started_monitor);
  }
  BC_TRY(recovered, node_store->recover());
  sealer = std::make_unique<PoolSealer>(
      NodeSeals(identity.trust, name, role, std::move(identity.signing), std::move(identity.agreement)),
      identity.clock, *this, kVerifyThreads);
  audit = std::make_unique<LogAudit>(*log);
  frames = std::make_unique<FrameLink>();
  weather = std::make_unique<WeatherLink>(identity.trust->plan(), name, identity.clock, *frames);
  std::uint64_t seed = 0;
  seal::OpensslRandom().fill({reinterpret_cast<std::uint8_t*>(&seed), sizeof seed});
  const custody::EngineConfig config{
      name, role, &identity.trust->plan(), &identity.trust->catalogue(), identity.trust->digest(), seed};
  custody::Store& store_port = monitor ? monitor->counting(*node_store) : *node_store;
  custody::Link& link_port = monitor ? monitor->counting(*weather) : *weather;
  machine = std::make_unique<node::Node>(config, node::Ports{store_port, link_port, *sealer, *audit});
  if (monitor) monitor->set_not_ready("the link is not bound yet");
  post(custody::Started{std::move(recovered)});

  BC_TRY(first_try, link_config());
  auto started = link::ZmqLink::start(std::move(first_try), link_events());
  if (!started && identity.trust->plan().node(name)->listen.empty()) {
    // The port of the last run is somebody else's now: take any.
    std::filesystem::remove(identity.home / "endpoint", ignored);
    BC_TRY(second_try, link_config());
    started = link::ZmqLink::start(std::move(second_try), link_events());
  }
  if (!started) return std::unexpected(started.error());
  sockets = std::move(*started);
  frames->attach(*sockets);
  if (const std::string address = sockets->bound_address(); !address.empty())
    BC_TRY_VOID(write_file(identity.home / "endpoint", base::as_bytes(address + "\n"), 0644));
  engine = std::thread([this] { run(); });
  listener = std::make_unique<WakeListener>(identity.home, [this] { node_store->poll_submissions(); });
  return {};
}

void RunningNode::Impl::end(std::optional<base::Error> why) {
  {
    const std::lock_guard lock(mutex);
    if (why && !exit_error) exit_error = std::move(why);
    ended = true;
  }
  over.notify_all();
}

void RunningNode::Impl::run() {
  base::ProtocolTime wake_at = kNever, arrives_at = kNever;
  std::int64_t collected_us = 0;
  bool ready_written = false;
  while (true) {
    std::optional<std::int64_t> wait_us;
    if (const base::ProtocolTime next = std::min(wake_at, arrives_at); next < kNever)
      wait_us = next - identity.clock.now().protocol;
    auto batch = inputs.take(wait_us);
    if (!batch) return;
    if (wake_at <= identity.clock.now().protocol) {
      wake_at = kNever;
      batch->push_back(custody::Tick{});
    }
    for (custody::Input& input : *batch) {
      if (monitor) monitor->saw(input);
      weather->saw(input);
      node::Outcome outcome = machine->step(identity.clock.now(), std::move(input));
      wake_at = outcome.wake_at.value_or(kNever);
      if (outcome.exit) {
        log->write(observe::Level::Error, "exit", base::to_sentence(*outcome.exit));
        end(std::move(outcome.exit));
        return;
      }
    }
    arrives_at = weather->deliver().value_or(kNever);
    const base::Now now = identity.clock.now();
    if (!ready_written) {
      ready_written = true;
      if (const auto written =
              write_file(identity.home / "ready", base::as_bytes(std::to_string(::getpid()) + "\n"), 0644);
          !written) {
        end(written.error());
        return;
      }
      if (monitor) monitor->set_not_ready(std::nullopt);
    }
    if (monitor) monitor->beat();
    if (now.protocol.us - collected_us >= kCollectEveryUs) {
      collected_us = now.protocol.us;
      node_store->collect(now.handling);
    }
  }
}

base::Result<std::unique_ptr<RunningNode>> RunningNode::start(RunningNodeOptions options) {
  BC_TRY(identity, load_identity(options));
  auto impl = std::make_unique<Impl>(std::move(identity), options);
  auto node = std::unique_ptr<RunningNode>(new RunningNode(std::move(impl)));
  BC_TRY_VOID(node->impl_->open_parts(options));
  return node;
}

RunningNode::~RunningNode() { static_cast<void>(finish()); }

base::Result<> RunningNode::finish() {
  if (std::exchange(impl_->finished, true)) return {};
  // Order: nobody asks, nobody pokes, nobody sends, the engine stops, then the store finishes what it was
  // given.
  if (impl_->monitor) impl_->monitor->stop();
  impl_->listener.reset();
  impl_->inputs.stop();
  if (impl_->engine.joinable()) impl_->engine.join();
  if (impl_->frames) impl_->frames->detach();
  impl_->sockets.reset();
  impl_->sealer.reset();
  base::Result<> closed;
  if (impl_->node_store && !impl_->exit_error) closed = impl_->node_store->close();
  if (!closed && impl_->log)
    impl_->log->write(observe::Level::Warn, "close", base::to_sentence(closed.error()));
  if (impl_->node_store) {
    // Before the home is given free: the next process writes its own.
    std::error_code ignored;
    std::filesystem::remove(impl_->identity.home / "ready", ignored);
  }
  impl_->node_store.reset();
  if (impl_->log) impl_->log->flush();
  // A full disk or a command that is still writing takes away only the clean stop.
  if (!closed && base::row_of(closed.error().code).disposition != base::Disposition::Fatal) return {};
  return closed;
}

base::Result<> RunningNode::wait() {
  std::unique_lock lock(impl_->mutex);
  impl_->over.wait(lock, [this] { return impl_->ended; });
  if (impl_->exit_error) return std::unexpected(*impl_->exit_error);
  return {};
}

void RunningNode::stop() { impl_->end(std::nullopt); }

base::Result<> check_name(const RunningNodeOptions& options) {
  BC_TRY_VOID(seal::start_crypto());
  BC_TRY(trust, options.net.trust());
  return check_role(trust->plan(), options.name, options.role);
}

base::Result<> check_node(const RunningNodeOptions& options) {
  BC_TRY(identity, load_identity(options));
  // Opening finds a foreign, newer or damaged store, and another process in the home.
  struct Nobody final : custody::Sink {
    void post(custody::Input) override {}
  } nobody;
  const seal::OpensslDigester digester;
  store::NodeStoreOptions store_options;
  store_options.home = identity.home;
  store_options.digester = &digester;
  if (options.role == netplan::NodeRole::Station) store_options.at_rest = &seal::at_rest();
  BC_TRY(opened, store::NodeStore::open(store_options, nobody));
  return opened->close();
}

base::Result<> run_until_signalled(RunningNodeOptions options) {
  // Blocked before any thread is made, so that only sigwait below ever sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  BC_TRY(node, RunningNode::start(std::move(options)));
  std::thread waiter([&node = *node, &signals] {
    int got = 0;
    sigwait(&signals, &got);
    node.stop();
  });
  auto result = node->wait();
  pthread_kill(waiter.native_handle(), SIGTERM);
  waiter.join();
  auto finished = node->finish();
  return result ? finished : result;
}

std::optional<base::SecretBytes> read_passphrase_line(int fd) {
  base::Bytes line;
  line.reserve(kPassphraseBytesMax);  // never moved, so that no copy is left behind
  std::uint8_t byte = 0;
  ssize_t got = 0;
  while (line.size() < kPassphraseBytesMax) {
    got = ::read(fd, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || byte == '\n') break;
    line.push_back(byte);
  }
  base::wipe(&byte, 1);
  base::SecretBytes secret(std::move(line));
  if (got < 0) return std::nullopt;
  return secret;
}

base::Result<base::SecretBytes> unattended_passphrase(int fd, const std::filesystem::path& credential) {
  if (fd < 0) return seal::load_passphrase(credential.string());
  const auto failed = [&](const char* what) {
    return base::fail(base::Code::Passphrase, "file descriptor " + std::to_string(fd) + what);
  };
  auto line = read_passphrase_line(fd);
  if (!line) return failed(" cannot be read");
  if (line->empty()) return failed(" gave no passphrase");
  return std::move(*line);
}

}  // namespace backchannel::assembly
