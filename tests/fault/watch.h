#pragma once
// What a running process takes of the machine, from /proc.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>

namespace backchannel::fault {

[[nodiscard]] std::int64_t resident_kib(pid_t pid);       // VmRSS; 0: no such process
[[nodiscard]] std::int64_t resident_peak_kib(pid_t pid);  // VmHWM
[[nodiscard]] std::size_t open_files(pid_t pid);
[[nodiscard]] std::int64_t size_of(const std::filesystem::path& file);  // 0: not there

}  // namespace backchannel::fault
