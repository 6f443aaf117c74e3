#include "plan_source.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/format.h"
#include "backchannel/text/value.h"
#include "screen.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kTextBytesMax = std::size_t{4} << 20;

std::vector<std::string> scenario_names(const std::filesystem::path& scenarios) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(scenarios, error))
    if (std::filesystem::exists(entry.path() / "net.toml", error))
      names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace

base::Result<std::filesystem::path> find_plan(const std::string& words) {
  std::error_code error;
  if (!words.empty()) {
    const std::filesystem::path given = words;
    if (std::filesystem::is_directory(given, error)) {
      if (std::filesystem::exists(given / "net.toml", error)) return given / "net.toml";
    } else if (std::filesystem::exists(given, error)) {
      return given;
    }
  }
  BC_TRY(data, assembly::data_folder());
  const std::filesystem::path scenarios = data / "scenarios";
  const std::string name = words.empty() ? kLesson : words;
  const auto names = scenario_names(scenarios);
  if (std::ranges::find(names, name) != names.end()) return scenarios / name / "net.toml";
  const auto near = text::nearest(name, names);
  return std::unexpected(base::Error{
      base::Code::NotFound, "\"" + base::visible(name) + "\" is neither a net plan's file nor a scenario",
      std::nullopt,
      (near ? "did you mean " + *near + "? The scenarios: " : "the scenarios: ") + join(names, ", ")});
}

base::Result<std::string> read_text(const std::filesystem::path& path) {
  BC_TRY(content, assembly::read_file(path, kTextBytesMax));
  return base::to_text(content);
}

base::Result<std::string> read_input(const std::string& file) {
  if (file != "-") return read_text(file);
  std::string content;
  char buffer[4'096];
  while (content.size() <= kTextBytesMax) {
    const std::size_t got = std::fread(buffer, 1, sizeof buffer, stdin);
    if (got == 0) return content;
    content.append(buffer, got);
  }
  return base::fail(base::Code::TooLarge,
                    "standard input has more than " + base::grouped(kTextBytesMax) + " bytes");
}

base::Result<netplan::Plan> load_plan(const std::filesystem::path& path,
                                      const doctrine::Catalogue& catalogue) {
  BC_TRY(content, read_text(path));
  return netplan::load(content, path.string(), catalogue);
}

bool is_net(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::exists(folder / "roster.cms", error);
}

}  // namespace backchannel::client
