#include "notes.h"

namespace backchannel::link {

void Notes::note(std::string_view event, std::string_view detail) {
  if (!sink_) return;
  const auto now = std::chrono::steady_clock::now();
  auto at = recent_.find(event);
  if (at == recent_.end()) at = recent_.emplace(std::string(event), Recent{}).first;
  Recent& recent = at->second;
  if (recent.since != Instant{} && now - recent.since < std::chrono::seconds(1)) {
    ++recent.held_back;
    return;
  }
  std::string line(detail);
  if (recent.held_back > 0) line += " not_shown=" + std::to_string(recent.held_back);
  recent = Recent{now, 0};
  sink_(event, line);
}

}  // namespace backchannel::link
