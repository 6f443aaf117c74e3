#pragma once
// The compose form: what a person fills in, as TOML (keys: scenarios/hakto-49/hakto-49.form.toml). Names and
// markings are words here; desk.h turns them into a message.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/message.h"

namespace backchannel::assembly {

struct FormPassOn {
  std::string to, for_whom, occasion, local_time, zone, on_behalf_of, as_written;
};

struct Form {
  std::string from;
  std::vector<std::string> to, info;  // persons, stations, collective addresses
  std::vector<std::string> exempt;    // members of a collective address who do not get it
  std::string alternate;              // who opens it when its one reader is away
  std::string classification, precedence;
  std::string info_precedence;  // of information addressees; empty: as `precedence`
  std::vector<std::string> caveats;
  std::string channel, series;
  std::vector<std::string> delivery;
  std::string service_line, subject;
  std::string minimize_reason;  // a releaser's, while MINIMIZE is on
  std::vector<std::string> references;
  bool acknowledge = false;
  std::string text, enclosure;
  std::optional<FormPassOn> pass_on;
  std::vector<message::Garble> garbles;
  std::vector<std::string> source_notes;
  std::optional<message::Provenance> provenance;            // written by quote, never by hand
  std::optional<base::HandlingTime> deadline;               // of a pass-on carried over by quote
  std::vector<std::pair<std::string, base::Where>> places;  // key -> where it stands, for messages

  [[nodiscard]] base::Where where(std::string_view key) const;
};

// Syntax with file, line, column; unknown keys with the nearest known one; TooLarge.
[[nodiscard]] base::Result<Form> parse_form(std::string_view toml, std::string_view file_name);
// Reads back to the same form (but for places).
[[nodiscard]] std::string to_toml(const Form& form);

}  // namespace backchannel::assembly
