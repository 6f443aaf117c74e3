#pragma once
// The tables, and how a store's file is made, checked and opened.

#include <filesystem>

#include "lock.h"
#include "sqlite.h"

namespace backchannel::store {

inline constexpr std::uint32_t kApplicationId = 0x424b4348;  // "BKCH"
inline constexpr std::uint32_t kSchemaVersion = 7;

[[nodiscard]] std::filesystem::path database_path(const std::filesystem::path& home);

// Io unless `home` is a directory in which this process may make files.
[[nodiscard]] base::Result<> check_home(const std::filesystem::path& home);

// Makes the store if there is none, whole or not at all, also when several processes try at once; then looks
// at the first bytes of the file, and brings an older format to this one. `held`: the caller has the home, as
// the agent has. StoreForeign, StoreCorrupt, Locked (see migrate), Io; with an error the file is not changed.
[[nodiscard]] base::Result<> prepare_file(const std::filesystem::path& home, const OpenOptions& options,
                                          const HomeLock* held);

// The home for its one agent. Waits `busy_ms` for a command that brings the store to this format, not for
// another agent. As HomeLock::take.
[[nodiscard]] base::Result<HomeLock> take_home(const std::filesystem::path& home, int busy_ms);

[[nodiscard]] base::Error newer_format(const std::filesystem::path& path, std::uint32_t format);

// true: not everything committed has been copied into the file itself.
[[nodiscard]] bool has_wal(const std::filesystem::path& path);

// Reads the whole file. StoreCorrupt names what is wrong.
[[nodiscard]] base::Result<> check_content(Database& database, const std::filesystem::path& path);

}  // namespace backchannel::store
