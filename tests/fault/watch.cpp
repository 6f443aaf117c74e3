#include "watch.h"

#include <cstdlib>
#include <string>

#include "e2e/net.h"

namespace backchannel::fault {

namespace {

std::int64_t status_kib(pid_t pid, const std::string& field) {
  const std::string status = e2e::content_of("/proc/" + std::to_string(pid) + "/status");
  const std::size_t at = status.find(field + ":");
  return at == std::string::npos ? 0 : std::strtoll(status.c_str() + at + field.size() + 1, nullptr, 10);
}

}  // namespace

std::int64_t resident_kib(pid_t pid) { return status_kib(pid, "VmRSS"); }
std::int64_t resident_peak_kib(pid_t pid) { return status_kib(pid, "VmHWM"); }

std::size_t open_files(pid_t pid) {
  std::error_code error;
  std::size_t count = 0;
  const std::filesystem::path folder = "/proc/" + std::to_string(pid) + "/fd";
  for (std::filesystem::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error))
    ++count;
  return count;
}

std::int64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace backchannel::fault
