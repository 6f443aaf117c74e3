#pragma once
// Everything said on standard error: errors with their hints, notes, refusals.

#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/policy/decision.h"

namespace backchannel::client {

// What a command ends with when nothing failed: its exit code. Not 0 after a refusal that has been explained.
using Outcome = base::Result<int>;
inline constexpr int kDone = 0;
inline constexpr int kUsage = 64;  // sysexits.h EX_USAGE

// Says what happened and what to do next; the exit code.
int complain(const base::Error& error);

// Each reason (its sentence names the way out), then the warnings; the exit code of the first reason.
int complain(std::string_view what, const policy::Verdict& verdict);
void warn(const std::vector<std::string>& warnings);

// A line for people, beside the data on standard output.
void note(std::string_view text);

// A mistake in the call: Usage with its own hint.
[[nodiscard]] std::unexpected<base::Error> misused(std::string detail, std::string hint);

}  // namespace backchannel::client
