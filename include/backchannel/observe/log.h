#pragma once
// Logs: one line per event, key=value. Never text of messages, keys, or free text from a peer. spdlog stays
// behind this header. Any thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "backchannel/base/error.h"

namespace backchannel::observe {

enum class Level : std::uint8_t { Debug, Info, Warn, Error };

class Log {
 public:
  // path empty: standard error. Rotates at 10 MiB, 3 files, mode 0600; on disk at once from Warn on, within a
  // second otherwise. Io if it cannot be opened; its folder must exist.
  [[nodiscard]] static base::Result<std::unique_ptr<Log>> open(const std::string& path, Level least,
                                                               std::string name);
  ~Log();
  // detail: key=value words, made visible by the caller where they quote input.
  void write(Level level, std::string_view event, std::string_view detail);
  void flush();

 private:
  struct Impl;
  explicit Log(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace backchannel::observe
