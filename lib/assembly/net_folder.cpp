#include "backchannel/assembly/net_folder.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/assembly/reissue.h"

namespace backchannel::assembly {

namespace {

constexpr std::size_t kRosterBytesMax = std::size_t{16} << 20;
constexpr std::size_t kDataFileBytesMax = std::size_t{4} << 20;

[[nodiscard]] std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// An XDG base directory (XDG Base Directory Specification): the variable, else the default below $HOME.
[[nodiscard]] std::filesystem::path xdg(const char* variable, const char* below_home) {
  if (const std::string set = environment(variable); !set.empty() && set.front() == '/') return set;
  const std::string home = environment("HOME");
  return std::filesystem::path(home.empty() ? "/" : home) / below_home;
}

[[nodiscard]] std::filesystem::path current_note() {
  return xdg("XDG_STATE_HOME", ".local/state") / "backchannel" / "current";
}

}  // namespace

std::filesystem::path NetFolder::node_home(const base::NodeName& name) const {
  return root_ / "nodes" / seal::folder_of(name.value);
}

std::filesystem::path NetFolder::person_home(const base::PersonName& name) const {
  return root_ / "persons" / seal::folder_of(name.value);
}

base::Result<std::shared_ptr<const seal::Trust>> NetFolder::trust() const {
  BC_TRY_VOID(finish_reissue(*this));
  auto root = read_file(root_ / "root.der", kRosterBytesMax);
  if (!root) {
    if (root.error().code != base::Code::NotFound) return std::unexpected(root.error());
    return std::unexpected(
        base::Error{base::Code::NotFound, "no net in " + root_.string(), std::nullopt,
                    "make one: backchannel net mint, or start the lesson's: backchannel net up"});
  }
  BC_TRY(roster, read_file(root_ / "roster.cms", kRosterBytesMax));
  // Certificates hold in exercise time.
  BC_TRY(clock, ExerciseClock::open(*this));
  auto loaded = seal::Trust::load(roster, *root, clock.now().handling);
  if (!loaded && loaded.error().hint.empty())
    loaded.error().hint = (root_ / "roster.cms").string() +
                          " was changed or cut off: put a good copy back, or mint another net";
  return loaded;
}

base::Result<NetFolder> current_net() {
  if (const std::string set = environment("BACKCHANNEL_NET"); !set.empty()) return NetFolder(set);
  const auto noted = read_file(current_note(), 4'096);
  if (!noted) {
    if (noted.error().code != base::Code::NotFound) return std::unexpected(noted.error());
    return std::unexpected(base::Error{base::Code::NotFound, "no net has been started here", std::nullopt,
                                       "start one: backchannel net up, or name its folder: --net DIR"});
  }
  std::string folder = base::to_text(*noted);
  while (!folder.empty() && (folder.back() == '\n' || folder.back() == '\r')) folder.pop_back();
  return NetFolder(folder);
}

base::Result<> set_current_net(const NetFolder& net) {
  std::error_code error;
  std::filesystem::create_directories(current_note().parent_path(), error);
  const std::filesystem::path absolute = std::filesystem::absolute(net.root(), error);
  return write_file(current_note(), base::as_bytes(absolute.string() + "\n"), 0644);
}

std::filesystem::path default_net_folder(const std::string& name) {
  return xdg("XDG_DATA_HOME", ".local/share") / "backchannel" / name;
}

base::Result<> write_minted(const NetFolder& net, const seal::Minted& minted, const netplan::Plan& plan) {
  std::error_code error;
  if (std::filesystem::exists(net.root(), error))
    return base::fail(base::Code::Usage,
                      net.root().string() + " exists already; give another folder, or remove it first");
  // Beside the folder, also when its name was given with a slash at the end.
  const std::filesystem::path root = std::filesystem::absolute(net.root() / "", error).parent_path();
  const std::filesystem::path making = root.string() + ".minting-" + std::to_string(::getpid());
  std::filesystem::create_directories(root.parent_path(), error);
  const auto abandon = [&](std::unexpected<base::Error> failed) {
    std::error_code ignored;
    std::filesystem::remove_all(making, ignored);
    return failed;
  };
  const auto make_folder = [&](const std::filesystem::path& folder) -> base::Result<> {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (!failed)
      std::filesystem::permissions(folder, std::filesystem::perms::owner_all,
                                   std::filesystem::perm_options::replace, failed);
    if (failed)
      return base::fail(base::Code::Io,
                        "cannot make the folder " + folder.string() + ": " + failed.message());
    return {};
  };
  if (auto made = make_folder(making); !made) return abandon(std::unexpected(made.error()));
  for (const seal::MintedFile& file : minted.files) {
    const std::filesystem::path path = making / file.path;
    if (auto made = make_folder(path.parent_path()); !made) return abandon(std::unexpected(made.error()));
    if (auto written = write_file(path, file.content, file.secret ? 0600 : 0644); !written)
      return abandon(std::unexpected(written.error()));
  }
  if (auto written = write_clock(NetFolder(making), {0, plan.begins, 0}); !written)
    return abandon(std::unexpected(written.error()));
  std::filesystem::rename(making, root, error);
  if (error)
    return abandon(
        base::fail(base::Code::Io, "cannot name the folder " + net.root().string() + ": " + error.message()));
  return {};
}

base::Result<std::filesystem::path> data_folder() {
  std::vector<std::filesystem::path> candidates;
  if (const std::string set = environment("BACKCHANNEL_DATA"); !set.empty()) candidates.emplace_back(set);
  candidates.emplace_back(BACKCHANNEL_DATA_DIR);
  for (const std::filesystem::path& candidate : candidates) {
    std::error_code error;
    if (std::filesystem::is_directory(candidate / "doctrine", error)) return candidate;
  }
  return std::unexpected(
      base::Error{base::Code::NotFound,
                  "the folders doctrine/ and scenarios/ were not found in " + candidates.front().string(),
                  std::nullopt, "set BACKCHANNEL_DATA to the folder that holds them"});
}

base::Result<doctrine::Catalogue> shipped_doctrine() {
  BC_TRY(folder, data_folder());
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "doctrine", error))
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::filesystem::path& path : paths) {
    BC_TRY(content, read_file(path, kDataFileBytesMax));
    files.emplace_back("doctrine/" + path.filename().string(), base::to_text(content));
  }
  return doctrine::load(files);
}

}  // namespace backchannel::assembly
