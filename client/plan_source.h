#pragma once
// Where a net plan comes from: a file, a scenario by its name, a net's folder.

#include <filesystem>
#include <string>

#include "backchannel/base/error.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::client {

inline constexpr const char* kLesson = "hakto-49";  // the scenario of a call that names none

// A file as it is; a folder with net.toml; a name in scenarios/; "" is the lesson. NotFound with the names
// there are.
[[nodiscard]] base::Result<std::filesystem::path> find_plan(const std::string& words);
[[nodiscard]] base::Result<std::string> read_text(const std::filesystem::path& path);
// The same, or all of standard input for "-". TooLarge.
[[nodiscard]] base::Result<std::string> read_input(const std::string& file);
[[nodiscard]] base::Result<netplan::Plan> load_plan(const std::filesystem::path& path,
                                                    const doctrine::Catalogue& catalogue);
// Whether the folder holds a minted net.
[[nodiscard]] bool is_net(const std::filesystem::path& folder);

}  // namespace backchannel::client
