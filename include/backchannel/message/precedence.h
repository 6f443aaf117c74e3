#pragma once
// Precedence: urgency of handling, independent of classification (ACP 121 by way of training
// manuals).

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace backchannel::message {

// Higher value leaves first. The numbers travel in headers and are permanent.
enum class Precedence : std::uint8_t {
  Routine = 1,
  Priority = 2,
  Immediate = 3,
  Flash = 4,
  EmergencyCommand = 5
};

inline constexpr std::array kPrecedences = {Precedence::Routine, Precedence::Priority, Precedence::Immediate,
                                            Precedence::Flash, Precedence::EmergencyCommand};

[[nodiscard]] std::string_view name_of(Precedence precedence) noexcept;  // "FLASH"
[[nodiscard]] char prosign_of(Precedence precedence) noexcept;           // 'Z'
// Names and prosigns without case; also "OPERATIONAL IMMEDIATE", "OP IMMED".
[[nodiscard]] std::optional<Precedence> precedence_from(std::string_view text);
[[nodiscard]] std::optional<Precedence> precedence_from_number(std::uint32_t number) noexcept;

// docs/WIRE.md, Timers. Protocol times in microseconds, handling times in milliseconds.
struct Timers {
  std::int64_t first_retry_us;
  std::int64_t longest_backoff_us;
  std::int64_t objective_ms;        // past it the leg is late: shown, never dropped
  std::int64_t receipt_overdue_ms;  // station receipt
  std::int64_t lifetime_ms;         // unless the originator signs another
};
[[nodiscard]] const Timers& timers_of(Precedence precedence) noexcept;

}  // namespace backchannel::message
