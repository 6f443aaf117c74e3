#include "backchannel/assembly/reissue.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/assembly/supervisor.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"
#include "turn.h"

namespace backchannel::assembly {

namespace {

namespace fs = std::filesystem;
using base::Code;

constexpr std::size_t kFileBytesMax = std::size_t{16} << 20;
constexpr const char* kReady = "reissue";
constexpr const char* kMaking = "reissue.making";
constexpr const char* kDone = "reissue.done";

[[nodiscard]] std::unexpected<base::Error> io(const std::string& what, const std::error_code& why) {
  return base::fail(Code::Io, what + ": " + why.message());
}

base::Result<> check_stopped(const NetFolder& net) {
  BC_TRY(nodes, processes(net));
  const auto running = std::ranges::find(nodes, true, &NodeProcess::running);
  if (running == nodes.end()) return {};
  return std::unexpected(base::Error{Code::Locked,
                                     running->name.value + " still runs (process " +
                                         std::to_string(running->pid) +
                                         "), and a node reads the roster when it starts",
                                     std::nullopt, "stop the net first: backchannel net down"});
}

struct AuthorityKeys {
  seal::PrivateKey issuing, roster;
  base::Bytes issuing_certificate, roster_certificate;
};

base::Result<AuthorityKeys> open_authority(const NetFolder& net) {
  const fs::path folder = net.root() / "authority";
  const auto read = [&]() -> base::Result<AuthorityKeys> {
    BC_TRY(passphrase, seal::load_passphrase((folder / "passphrase").string()));
    BC_TRY(issuing, seal::load_key((folder / "issuing.pem").string(), passphrase));
    BC_TRY(roster, seal::load_key((folder / "roster.pem").string(), passphrase));
    BC_TRY(issuing_der, read_file(folder / "issuing.der", kFileBytesMax));
    BC_TRY(roster_der, read_file(folder / "roster.der", kFileBytesMax));
    return AuthorityKeys{std::move(issuing), std::move(roster), std::move(issuing_der),
                         std::move(roster_der)};
  };
  auto keys = read();
  if (keys || keys.error().code != Code::NotFound) return keys;
  return std::unexpected(base::Error{
      Code::NotFound,
      "only the authority makes keys, and its folder " + folder.string() + " is not there or not whole",
      std::nullopt,
      "put the officer's copy of it back; without one, mint another net: backchannel net mint"});
}

// Certificates count whole seconds. Everything that was stamped lies before this one, and the clock is put
// there, so that everything to come lies after it.
base::HandlingTime next_second(base::HandlingTime now) {
  const std::int64_t rest = (now.ms % base::kSecondMs + base::kSecondMs) % base::kSecondMs;
  return now + (base::kSecondMs - rest);
}

base::Result<> sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool good = fd >= 0 && ::fsync(fd) == 0;
  const std::error_code why(errno, std::generic_category());
  if (fd >= 0) ::close(fd);
  if (!good) return io("cannot sync the folder " + folder.string(), why);
  return {};
}

base::Result<> write_beside(const NetFolder& net, const seal::Minted& minted, const ClockAnchor& clock) {
  const fs::path making = net.root() / kMaking;
  std::error_code error;
  fs::remove_all(making, error);  // of a command that was killed before the moment
  fs::create_directory(making, error);
  if (!error) fs::permissions(making, fs::perms::owner_all, fs::perm_options::replace, error);
  if (error) return io("cannot make the folder " + making.string(), error);
  for (const seal::MintedFile& file : minted.files) {
    const fs::path path = making / file.path;
    fs::create_directories(path.parent_path(), error);
    if (error) return io("cannot make the folder " + path.parent_path().string(), error);
    BC_TRY_VOID(write_file(path, file.content, file.secret ? 0600 : 0644));
  }
  BC_TRY_VOID(write_clock(NetFolder(making), clock));
  for (const auto& entry : fs::recursive_directory_iterator(making, error))
    if (entry.is_directory()) BC_TRY_VOID(sync_folder(entry.path()));
  BC_TRY_VOID(sync_folder(making));
  fs::rename(making, net.root() / kReady, error);  // the moment
  if (error) return io("cannot name the folder " + (net.root() / kReady).string(), error);
  return sync_folder(net.root());
}

// One file of reissue/ to its place, with its mode.
base::Result<> put_in_place(const NetFolder& net, const fs::path& file) {
  std::error_code error;
  const fs::path target = net.root() / fs::relative(file, net.root() / kReady, error);
  const auto mode = fs::status(file, error).permissions();
  if (error) return io("cannot look at " + file.string(), error);
  BC_TRY(content, read_file(file, kFileBytesMax));
  fs::create_directories(target.parent_path(), error);
  const auto written = write_file(target, content, static_cast<int>(mode & fs::perms::mask));
  base::wipe(content.data(), content.size());
  return written;
}

}  // namespace

base::Result<> finish_reissue(const NetFolder& net) {
  const fs::path ready = net.root() / kReady;
  std::error_code error;
  if (!fs::is_directory(ready, error)) return {};
  const Turn turn(ready);
  if (!fs::is_directory(ready, error)) return {};  // another process has done it meanwhile
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(ready, error))
    if (entry.is_regular_file()) files.push_back(entry.path());
  if (error) return io("cannot read the folder " + ready.string(), error);
  for (const fs::path& file : files) BC_TRY_VOID(put_in_place(net, file));
  // Away in one step: half a folder must not be taken for a whole one.
  fs::remove_all(net.root() / kDone, error);
  fs::rename(ready, net.root() / kDone, error);
  if (error) return io("cannot put away the folder " + ready.string(), error);
  BC_TRY_VOID(sync_folder(net.root()));
  fs::remove_all(net.root() / kDone, error);
  return {};
}

base::Result<Reissued> reissue_keys(const NetFolder& net, const std::string& person,
                                    seal::WithdrawalReason reason) {
  BC_TRY_VOID(seal::start_crypto());
  const Turn turn(net.root());
  BC_TRY(trust, net.trust());
  BC_TRY(who, known_person(trust->plan(), person));
  BC_TRY_VOID(check_stopped(net));
  BC_TRY(keys, open_authority(net));
  BC_TRY(clock, ExerciseClock::open(net));
  const base::HandlingTime at = next_second(clock.now().handling);
  BC_TRY(data, data_folder());
  BC_TRY(profiles, read_file(data / "certs" / "profiles.toml", kFileBytesMax));
  BC_TRY(roster, read_file(net.root() / "roster.cms", kFileBytesMax));
  BC_TRY(root, read_file(net.root() / "root.der", kFileBytesMax));
  BC_TRY(minted, seal::reissue(roster, root, base::to_text(profiles),
                               {keys.issuing, keys.issuing_certificate, keys.roster, keys.roster_certificate},
                               {who->name.value, reason, at}));
  auto written = write_beside(net, minted, clock.anchored_at(at));
  for (seal::MintedFile& file : minted.files)
    if (file.secret) base::wipe(file.content.data(), file.content.size());
  if (!written) return std::unexpected(std::move(written).error());
  BC_TRY_VOID(finish_reissue(net));
  return Reissued{who->name, at};
}

}  // namespace backchannel::assembly
