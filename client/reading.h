#pragma once
// Screens and JSON of what was received.

#include <string>
#include <vector>

#include "backchannel/assembly/desk.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

[[nodiscard]] std::string inbox_screen(assembly::Desk& desk, const std::vector<assembly::InboxLine>& lines);
[[nodiscard]] text::Value inbox_json(const std::vector<assembly::InboxLine>& lines);
[[nodiscard]] text::Value read_json(const assembly::ReadMessage& opened);
// "To be passed on to GUAY, his 1500 meeting today, by 231400Z OCT 72 (1500 in Europe/Paris): 8 h 35 min
// left."; empty without a pass-on instruction.
[[nodiscard]] std::string pass_on_words(const assembly::ReadMessage& opened, const std::string& reader);
// The command that carries the instruction out, quote or handover; empty: none.
[[nodiscard]] std::string next_step(const assembly::ReadMessage& opened, const std::string& reader);

}  // namespace backchannel::client
