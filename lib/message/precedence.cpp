#include "backchannel/message/precedence.h"

#include "backchannel/base/format.h"
#include "backchannel/base/time.h"

namespace backchannel::message {

namespace {

using base::kHourMs;
using base::kMinuteMs;
using base::kSecondMs;
using base::kSecondUs;

constexpr Timers kFlashTimers = {kSecondUs / 2, 5 * kSecondUs, 10 * kMinuteMs, 60 * kSecondMs, 24 * kHourMs};
constexpr Timers kImmediateTimers = {kSecondUs, 15 * kSecondUs, 30 * kMinuteMs, 5 * kMinuteMs, 24 * kHourMs};
constexpr Timers kPriorityTimers = {2 * kSecondUs, 60 * kSecondUs, 3 * kHourMs, 30 * kMinuteMs, 48 * kHourMs};
constexpr Timers kRoutineTimers = {5 * kSecondUs, 300 * kSecondUs, 6 * kHourMs, 3 * kHourMs, 72 * kHourMs};

struct Spelling {
  std::string_view words;
  Precedence precedence;
};

constexpr std::array kOtherSpellings = {
    Spelling{"OPERATIONAL IMMEDIATE", Precedence::Immediate},
    Spelling{"OP IMMED", Precedence::Immediate},
    Spelling{"OP IMMEDIATE", Precedence::Immediate},
    Spelling{"EMERGENCY COMMAND", Precedence::EmergencyCommand},
    Spelling{"ECP", Precedence::EmergencyCommand},
};

}  // namespace

std::string_view name_of(Precedence precedence) noexcept {
  switch (precedence) {
    case Precedence::Routine:
      return "ROUTINE";
    case Precedence::Priority:
      return "PRIORITY";
    case Precedence::Immediate:
      return "IMMEDIATE";
    case Precedence::Flash:
      return "FLASH";
    case Precedence::EmergencyCommand:
      return "EMERGENCY COMMAND PRECEDENCE";
  }
  return "UNKNOWN";
}

char prosign_of(Precedence precedence) noexcept {
  switch (precedence) {
    case Precedence::Routine:
      return 'R';
    case Precedence::Priority:
      return 'P';
    case Precedence::Immediate:
      return 'O';
    case Precedence::Flash:
      return 'Z';
    case Precedence::EmergencyCommand:
      return 'Y';
  }
  return '?';
}

std::optional<Precedence> precedence_from(std::string_view text) {
  const std::string words = base::upper(base::trim(text));
  for (const Precedence precedence : kPrecedences) {
    if (words == name_of(precedence)) return precedence;
    if (words.size() == 1 && words.front() == prosign_of(precedence)) return precedence;
  }
  for (const Spelling& spelling : kOtherSpellings)
    if (words == spelling.words) return spelling.precedence;
  return std::nullopt;
}

std::optional<Precedence> precedence_from_number(std::uint32_t number) noexcept {
  for (const Precedence precedence : kPrecedences)
    if (number == static_cast<std::uint32_t>(precedence)) return precedence;
  return std::nullopt;
}

const Timers& timers_of(Precedence precedence) noexcept {
  switch (precedence) {
    case Precedence::Routine:
      return kRoutineTimers;
    case Precedence::Priority:
      return kPriorityTimers;
    case Precedence::Immediate:
      return kImmediateTimers;
    case Precedence::Flash:
    case Precedence::EmergencyCommand:
      return kFlashTimers;
  }
  return kRoutineTimers;
}

}  // namespace backchannel::message
