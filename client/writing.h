#pragma once
// What composing, quoting and sealing have in common.

#include <string>

#include "backchannel/assembly/desk.h"
#include "backchannel/assembly/form.h"
#include "session.h"
#include "words.h"

namespace backchannel::client {

// A form's file; "-" is standard input.
[[nodiscard]] base::Result<assembly::Form> read_form(const std::string& file);

// Says under which number the draft was kept, or why it was refused.
[[nodiscard]] Outcome report_draft(const Session& session, const base::Result<assembly::Composed>& composed);

// Sends and says under which number.
[[nodiscard]] Outcome send_draft(const Session& session, assembly::Desk& desk, std::int64_t draft,
                                 const std::optional<base::Bytes>& release = std::nullopt);

// Whether the agent of the person's station is running, as far as can be seen from here.
[[nodiscard]] bool station_runs(const Session& session, const assembly::Desk& desk);

}  // namespace backchannel::client
