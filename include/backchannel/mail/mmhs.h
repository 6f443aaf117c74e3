#pragma once
// The military header fields: RFC 6477 section 4 (syntax), RFC 6710 appendix A and RFC 6758 (MT-Priority).
// The numbers of precedences 1 to 4 are those of message::Precedence. Chosen: 0 (deferred), unknown in 1972,
// is read as ROUTINE; 5 (override) is EMERGENCY COMMAND PRECEDENCE, each the end of its scale.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/time.h"
#include "backchannel/message/precedence.h"

namespace backchannel::mail {

// 1 to 69 characters of X.680 PrintableString, without blanks at the ends.
[[nodiscard]] bool is_military_string(std::string_view text) noexcept;
// "A; B; C". nullopt: one of them is no military string.
[[nodiscard]] std::optional<std::vector<std::string>> parse_military_strings(std::string_view value);
[[nodiscard]] std::optional<std::string> print_military_strings(const std::vector<std::string>& strings);

struct MmhsPrecedence {
  message::Precedence precedence = message::Precedence::Routine;
  bool deferred = false;
  friend bool operator==(const MmhsPrecedence&, const MmhsPrecedence&) = default;
};
// "4", "flash"; a comment in brackets may follow. nullopt: none of 0 to 5.
[[nodiscard]] std::optional<MmhsPrecedence> parse_mmhs_precedence(std::string_view value);
[[nodiscard]] std::string print_mmhs_precedence(message::Precedence precedence);

// -4 deferred, -2 routine, 0 priority, 2 immediate, 4 flash, 6 override; a number between is the next higher
// one (RFC 6710 section 5). nullopt: outside -9 to 9.
[[nodiscard]] std::optional<MmhsPrecedence> parse_mt_priority(std::string_view value);
[[nodiscard]] std::string print_mt_priority(message::Precedence precedence);

// "Mon, 23 Oct 1972 05:25:00 +0000" (RFC 5322 section 3.3).
[[nodiscard]] std::string print_date(base::HandlingTime time);
[[nodiscard]] std::optional<base::HandlingTime> parse_date(std::string_view value);

}  // namespace backchannel::mail
