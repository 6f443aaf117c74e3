#pragma once
// A net on disk: what the ceremony made, the homes of its nodes, the keys of its persons. Paths only, and the
// few files that belong to the net as a whole.
//
//   root.der roster.cms            the authority's certificate, and everything public, signed
//   clock.json                     exercise time (assembly/exercise_clock.h): stands still until `net up`
//   nodes/CAS-HQ/                  a node's home: keys/, passphrase, store, log, endpoint, pid
//   persons/HAIG/                  a person's keys/ and passphrase
//   authority/                     root and issuing keys: the officer's, not needed to run the net
//   reissue/                       keys made anew that are not yet all in their places: only after a crash

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/seal/ceremony.h"
#include "backchannel/seal/trust.h"

namespace backchannel::assembly {

class NetFolder {
 public:
  explicit NetFolder(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }
  [[nodiscard]] std::filesystem::path node_home(const base::NodeName& name) const;
  [[nodiscard]] std::filesystem::path person_home(const base::PersonName& name) const;
  [[nodiscard]] std::filesystem::path clock_file() const { return root_ / "clock.json"; }

  // Reads root.der and roster.cms and verifies them. Keys made anew are put in their places first, if the
  // command that made them was killed (assembly/reissue.h). NotFound with the way to make a net.
  [[nodiscard]] base::Result<std::shared_ptr<const seal::Trust>> trust() const;

 private:
  std::filesystem::path root_;
};

// The net that `net up` started last, for commands without --net: $BACKCHANNEL_NET, else the folder noted in
// $XDG_STATE_HOME/backchannel/current. NotFound.
[[nodiscard]] base::Result<NetFolder> current_net();
[[nodiscard]] base::Result<> set_current_net(const NetFolder& net);
// $XDG_DATA_HOME/backchannel/<name>: where `net mint` puts a net when no folder is given.
[[nodiscard]] std::filesystem::path default_net_folder(const std::string& name);

// Writes what the ceremony made, all or nothing: into a new folder beside it, then renamed. Folders 0700,
// secret files 0600; the exercise's clock stands at the plan's beginning. Refuses a folder that exists
// (Usage).
[[nodiscard]] base::Result<> write_minted(const NetFolder& net, const seal::Minted& minted,
                                          const netplan::Plan& plan);

// Whole files. read_file: NotFound, Io. write_file: temporary file, fsync, rename; mode as given.
[[nodiscard]] base::Result<base::Bytes> read_file(const std::filesystem::path& path, std::size_t limit_bytes);
[[nodiscard]] base::Result<> write_file(const std::filesystem::path& path, base::BytesView content, int mode);

// Where the program's data files are (doctrine/, scenarios/, certs/profiles.toml): $BACKCHANNEL_DATA, else
// the source folder that the program was built from. NotFound.
[[nodiscard]] base::Result<std::filesystem::path> data_folder();
// The doctrine as shipped, checked.
[[nodiscard]] base::Result<doctrine::Catalogue> shipped_doctrine();

}  // namespace backchannel::assembly
