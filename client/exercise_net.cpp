#include "exercise_net.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/seal/keys.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

namespace {

constexpr int kReadyMs = 30'000;
constexpr std::size_t kTextBytesMax = std::size_t{4} << 20;

[[nodiscard]] base::Result<std::string> text_of(const std::filesystem::path& path) {
  BC_TRY(content, assembly::read_file(path, kTextBytesMax));
  return base::to_text(content);
}

// The plan's text with the integer that stands at `where` replaced: everything else stays as the teacher
// wrote it.
[[nodiscard]] base::Result<> replace_integer(std::string& toml, const text::Value* value,
                                             std::string_view what, int number) {
  if (value == nullptr || !value->integer())
    return base::fail(base::Code::PlanInvalid, "the exercise's net plan gives no " + std::string(what));
  std::size_t at = 0;
  for (int line = 1; line < value->where.line && at != std::string::npos; ++line)
    at = toml.find('\n', at) + 1;
  at += static_cast<std::size_t>(value->where.column - 1);
  const std::string old = std::to_string(*value->integer());
  if (toml.compare(at, old.size(), old) != 0)
    return base::fail(base::Code::Internal,
                      "the place of " + std::string(what) + " in the net plan was not found");
  toml.replace(at, old.size(), std::to_string(number));
  return {};
}

[[nodiscard]] base::Result<std::string> adapted(std::string toml, const ExerciseNet::Options& options) {
  const auto find_rate = [](const text::Value& root) -> const text::Value* {
    const text::Value* net = root.find("net");
    return net == nullptr ? nullptr : net->find("rate");
  };
  const auto find_bearer = [&](const text::Value& root) -> const text::Value* {
    const text::Value* relays = root.find("relay");
    if (relays == nullptr || relays->array() == nullptr) return nullptr;
    for (const text::Value& relay : *relays->array())
      if (const text::Value* name = relay.find("name");
          name != nullptr && name->string() != nullptr && *name->string() == options.numbering_relay)
        return relay.find("bearer_next");
    return nullptr;
  };
  if (options.rate) {
    BC_TRY(root, text::parse_toml(toml, "net.toml"));
    BC_TRY_VOID(replace_integer(toml, find_rate(root), "rate", *options.rate));
  }
  if (options.bearer_next) {
    BC_TRY(root, text::parse_toml(toml, "net.toml"));
    BC_TRY_VOID(replace_integer(toml, find_bearer(root), "bearer_next", *options.bearer_next));
  }
  return toml;
}

[[nodiscard]] base::Result<std::filesystem::path> temporary_folder() {
  const char* set = std::getenv("TMPDIR");
  std::string name =
      (std::filesystem::path(set == nullptr || *set == '\0' ? "/tmp" : set) / "backchannel-demo-XXXXXX")
          .string();
  if (::mkdtemp(name.data()) == nullptr)
    return base::fail(base::Code::Io, "no temporary folder could be made as " + name +
                                          "; set TMPDIR to a folder that can be written to");
  return std::filesystem::path(name);
}

void remove_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

}  // namespace

struct ExerciseNet::Impl {
  std::filesystem::path top;
  assembly::NetFolder net;
  bool keep = false;
  std::string tapped;
  pid_t guardian = -1;
  int guardian_pipe = -1;
  netplan::Plan plan;
  std::vector<std::string> ceremony;
  std::optional<assembly::WireTap> tap;
  bool started = false;

  Impl(std::filesystem::path folder, bool kept) : top(std::move(folder)), net(top / "net"), keep(kept) {}
  ~Impl();
  [[nodiscard]] base::Result<> post_guardian();
  [[nodiscard]] base::Result<> put_tap(const assembly::Programs& programs);
  [[nodiscard]] base::Result<> mint(const std::filesystem::path& scenario, const Options& options);
};

// A process that sleeps until this one is gone. Told "done" it goes too; otherwise it tidies up in its place.
base::Result<> ExerciseNet::Impl::post_guardian() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::fail(base::Code::Io, "no pipe for the guardian");
  guardian = ::fork();
  if (guardian < 0) return base::fail(base::Code::Io, "no process for the guardian");
  if (guardian > 0) {
    ::close(ends[0]);
    guardian_pipe = ends[1];
    return {};
  }
  ::setsid();  // what ends the terminal's session does not end the guardian
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_IGN);
  ::close(ends[1]);
  const int nothing = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2; ++fd) ::dup2(nothing, fd);  // whoever reads our output is not kept waiting
  char done = 0;
  ssize_t got = 0;
  while ((got = ::read(ends[0], &done, 1)) < 0 && errno == EINTR) {
  }
  if (got == 0) {
    static_cast<void>(assembly::bring_down(net));
    if (!keep) remove_folder(top);
  }
  ::_exit(0);
}

base::Result<> ExerciseNet::Impl::mint(const std::filesystem::path& scenario, const Options& options) {
  BC_TRY(data, assembly::data_folder());
  BC_TRY(doctrine, assembly::shipped_doctrine());
  BC_TRY(profiles, text_of(data / "certs" / "profiles.toml"));
  BC_TRY(written, text_of(scenario / "net.toml"));
  BC_TRY(toml, adapted(written, options));
  BC_TRY(loaded, netplan::load(toml, "net.toml", doctrine));
  plan = std::move(loaded);
  BC_TRY_VOID(seal::start_crypto());
  BC_TRY(minted, seal::mint(plan, profiles));
  BC_TRY_VOID(assembly::write_minted(net, minted, plan));
  ceremony = std::move(minted.steps);
  return {};
}

ExerciseNet::Impl::~Impl() {
  if (started) static_cast<void>(assembly::bring_down(net));
  tap.reset();
  if (!keep) remove_folder(top);
  if (guardian <= 0) return;
  // If the guardian has gone already there is nobody to tell.
  [[maybe_unused]] const ssize_t told = ::write(guardian_pipe, "d", 1);
  ::close(guardian_pipe);
  while (::waitpid(guardian, nullptr, 0) < 0 && errno == EINTR) {
  }
}

base::Result<ExerciseNet> ExerciseNet::make(const std::filesystem::path& scenario, const Options& options,
                                            bool keep) {
  BC_TRY(top, temporary_folder());
  auto impl = std::make_unique<Impl>(top, keep);
  impl->tapped = options.tapped_relay;
  BC_TRY_VOID(impl->post_guardian());
  BC_TRY_VOID(impl->mint(scenario, options));
  return ExerciseNet(std::move(impl));
}

const assembly::NetFolder& ExerciseNet::folder() const { return impl_->net; }
const netplan::Plan& ExerciseNet::plan() const { return impl_->plan; }
const doctrine::Catalogue& ExerciseNet::catalogue() const { return impl_->plan.catalogue; }
const std::vector<std::string>& ExerciseNet::ceremony() const { return impl_->ceremony; }
const assembly::WireTap& ExerciseNet::tap() const { return *impl_->tap; }

// The tapped relay first: those who dial it then find the eavesdropper's address in the place of its own.
base::Result<> ExerciseNet::Impl::put_tap(const assembly::Programs& programs) {
  const base::NodeName relay(tapped);
  tap.reset();
  BC_TRY(process, assembly::start_one(net, programs, relay));
  static_cast<void>(process);
  BC_TRY_VOID(assembly::wait_ready(net, relay, kReadyMs));
  const std::filesystem::path published = net.node_home(relay) / "endpoint";
  BC_TRY(own_address, text_of(published));
  BC_TRY(put, assembly::WireTap::start(std::string(base::trim(own_address))));
  tap = std::move(put);
  return assembly::write_file(published, base::as_bytes(tap->address() + "\n"), 0644);
}

base::Result<> ExerciseNet::up() {
  BC_TRY(programs, assembly::sibling_programs());
  impl_->started = true;
  BC_TRY_VOID(assembly::start_clock(impl_->net, impl_->plan));
  if (!impl_->tapped.empty()) BC_TRY_VOID(impl_->put_tap(programs));
  BC_TRY(started, assembly::bring_up(impl_->net, programs, kReadyMs));
  static_cast<void>(started);
  return {};
}

base::Result<std::vector<assembly::NodeProcess>> ExerciseNet::down() {
  auto stopped = assembly::bring_down(impl_->net);
  if (stopped) impl_->started = false;
  return stopped;
}

base::Result<> ExerciseNet::put_clock(base::HandlingTime at) {
  return assembly::write_clock(impl_->net, {0, at, 0});
}

base::Result<base::HandlingTime> ExerciseNet::now() const {
  BC_TRY(clock, assembly::ExerciseClock::open(impl_->net));
  return clock.now().handling;
}

namespace {

base::Result<assembly::Desk> unlocked(const assembly::NetFolder& net, const std::string& person,
                                      base::Result<assembly::Desk> desk) {
  if (!desk) return desk;
  const std::filesystem::path home = net.person_home(base::PersonName(person));
  BC_TRY(passphrase, seal::load_passphrase((home / "passphrase").string()));
  BC_TRY_VOID(desk->unlock(passphrase));
  return desk;
}

}  // namespace

base::Result<assembly::Desk> ExerciseNet::desk(const std::string& person) const {
  return unlocked(impl_->net, person, assembly::Desk::open(impl_->net, person));
}

base::Result<assembly::Desk> ExerciseNet::desk_to_leave(const std::string& person) const {
  return unlocked(impl_->net, person, assembly::Desk::open_to_leave(impl_->net, person));
}

base::Result<store::ClientStore> ExerciseNet::store(const std::string& node) const {
  return store::ClientStore::open(impl_->net.node_home(base::NodeName(node)), &seal::at_rest());
}

ExerciseNet::ExerciseNet(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ExerciseNet::ExerciseNet(ExerciseNet&&) noexcept = default;
ExerciseNet::~ExerciseNet() = default;

}  // namespace backchannel::client
