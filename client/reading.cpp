#include "reading.h"

#include "backchannel/base/format.h"
#include "backchannel/message/precedence.h"
#include "backchannel/message/time_group.h"
#include "screen.h"
#include "session.h"
#include "words.h"

namespace backchannel::client {

namespace {

using assembly::InboxLine;

text::Value line_json(const InboxLine& line) {
  text::Value value;
  value.set("number", line.number)
      .set("message", base::to_hex(line.message.view()))
      .set("precedence", message::name_of(line.precedence))
      .set("markings", line.markings)
      .set("from", line.from)
      .set("to", line.to)
      .set("copy", line.copy)
      .set("service_line", line.service_line)
      .set("duplicate", line.duplicate)
      .set("delivery", to_json_list(line.delivery))
      .set("created", message::to_iso(line.created))
      .set("received", message::to_iso(line.received))
      .set("state", line.state)
      .set("may_open", line.mine)
      .set("why_not", line.why_not)
      .set("old_key", line.old_key)
      .set("repeats", line.repeats)
      .set("replaced_by", line.replaced_by)
      .set("crossed_with", to_json_list(line.crossed_with))
      .set("service", to_json_list(line.service))
      .set("duties", to_json_list(line.duties))
      .set("not_yet", line.not_yet);
  return value;
}

text::Value pass_on_json(const message::PassOn& pass_on) {
  text::Value value;
  value.set("to", pass_on.to).set("for_whom", pass_on.for_whom).set("occasion", pass_on.occasion);
  if (pass_on.deadline) value.set("deadline", message::to_iso(*pass_on.deadline));
  value.set("zone", pass_on.zone)
      .set("on_behalf_of", pass_on.on_behalf_of)
      .set("as_written", pass_on.as_written);
  return value;
}

// The instruction came to the one who is to carry it out: what is left is the delivery by hand.
bool is_last_reader(const message::PassOn& pass_on, const std::string& reader) {
  return base::upper(pass_on.to) == base::upper(reader) && !pass_on.for_whom.empty();
}

}  // namespace

namespace {

std::string state_of(const InboxLine& line) {
  if (line.old_key) return line.replaced_by.empty() ? "old key" : "replaced";
  if (!line.mine) return "not for you";
  return line.not_yet.empty() ? line.state : "not now";
}

}  // namespace

std::string inbox_screen(assembly::Desk& desk, const std::vector<InboxLine>& lines) {
  std::string out = strong("Inbox of " + desk.person().name.value) + ", " + desk.station().name.value + ", " +
                    time_words(desk.now(), desk.station().zone) + "\n\n";
  if (lines.empty()) return out + "  Nothing has come.";
  Table table({"number", "precedence", "from", "received", "state"});
  for (const InboxLine& line : lines) {
    table.add({line.number, std::string(message::name_of(line.precedence)), line.from,
               message::to_dtg(line.received), state_of(line)});
    table.add_below(line.markings);
    std::string below = "to " + line.to + ", " + line.copy;
    if (!line.delivery.empty()) below += "; " + join(line.delivery, ", ");
    table.add_below(below);
    if (!line.service_line.empty()) table.add_below("\"" + base::visible(line.service_line) + "\"");
    if (!line.duplicate.empty()) table.add_below(line.duplicate);
    for (const std::string& duty : line.duties) table.add_below(duty);
    if (!line.repeats.empty()) table.add_below("a repetition of " + line.repeats);
    if (!line.replaced_by.empty()) table.add_below("replaced by its repetition, " + line.replaced_by);
    if (!line.mine && line.replaced_by.empty()) table.add_below(line.why_not);
    if (!line.crossed_with.empty()) table.add_below("crossed with " + join(line.crossed_with, ", "));
    for (const std::string& words : line.service) table.add_below("service from " + words);
    if (line.mine && !line.not_yet.empty()) table.add_below(line.not_yet);
  }
  return out + table.text();
}

text::Value inbox_json(const std::vector<InboxLine>& lines) {
  text::Array all;
  for (const InboxLine& line : lines) all.push_back(line_json(line));
  return marked_json("inbox", std::move(all));
}

text::Value read_json(const assembly::ReadMessage& opened) {
  text::Value value = line_json(opened.line);
  value.set("opened", message::to_iso(opened.opened))
      .set("subject", opened.message.subject)
      .set("text", opened.message.text)
      .set("enclosure", opened.message.enclosure)
      .set("references", to_json_list(opened.message.references))
      .set("acknowledge", opened.message.acknowledge)
      .set("slip", opened.slip);
  text::Array corrections;
  for (const assembly::CorrectionLine& line : opened.corrections) {
    text::Value correction;
    correction.set("garble", static_cast<std::int64_t>(line.garble))
        .set("arrived", line.arrived)
        .set("editors_guess", line.editors_guess)
        .set("words", line.words)
        .set("by", line.by)
        .set("at", message::to_iso(line.at));
    corrections.push_back(std::move(correction));
  }
  value.set("corrections", std::move(corrections));
  if (opened.message.pass_on) value.set("pass_on", pass_on_json(*opened.message.pass_on));
  if (opened.left_ms) value.set("left_ms", *opened.left_ms);
  return marked_json("message", std::move(value));
}

std::string pass_on_words(const assembly::ReadMessage& opened, const std::string& reader) {
  if (!opened.message.pass_on) return {};
  const message::PassOn& pass_on = *opened.message.pass_on;
  std::string out;
  if (is_last_reader(pass_on, reader)) {
    out = "To be handed by you to " + pass_on.for_whom;
  } else {
    out = "To be passed on to " + pass_on.to;
    if (!pass_on.for_whom.empty()) out += ", for " + pass_on.for_whom;
  }
  if (!pass_on.occasion.empty()) out += ", " + pass_on.occasion;
  if (pass_on.deadline) {
    out += ", by " + message::to_dtg(*pass_on.deadline);
    if (const auto local = message::local_time(*pass_on.deadline, pass_on.zone))
      out += " (" + local->hhmm() + " in " + pass_on.zone + ")";
  }
  if (opened.left_ms) out += ": " + left_words(*opened.left_ms);
  return out + ".";
}

std::string next_step(const assembly::ReadMessage& opened, const std::string& reader) {
  if (!opened.message.pass_on) return {};
  const message::PassOn& pass_on = *opened.message.pass_on;
  const std::string number = shell_word(opened.line.number);
  if (is_last_reader(pass_on, reader)) return "handover " + number + " --to " + shell_word(pass_on.for_whom);
  return "quote " + number + " --to " + shell_word(pass_on.to) + " --send";
}

}  // namespace backchannel::client
