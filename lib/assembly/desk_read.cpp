#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

void show(std::string& text) { text = base::visible(text); }

// The words of the published document: "Begin text:" and "End text".
std::string whole_text(const message::Message& message) {
  if (message.enclosure.empty()) return message.text;
  return message.text + (message.text.empty() ? "" : "\n\n") + "Begin text:\n\n" + message.enclosure +
         "\n\nEnd text";
}

}  // namespace

message::Message shown(const message::Message& from) {
  message::Message out = from;
  std::string& body = out.enclosure.empty() ? out.text : out.enclosure;
  for (message::Garble& garble : out.garbles) {
    const auto before = std::string_view(body).substr(0, garble.offset);
    garble.offset = static_cast<std::uint32_t>(base::visible(before, true).size());
    show(garble.arrived);
    show(garble.editors_guess);
  }
  show(out.subject);
  out.text = base::visible(from.text, true);
  out.enclosure = base::visible(from.enclosure, true);
  for (auto* lines : {&out.references, &out.markings_as_written})
    for (std::string& line : *lines) show(line);
  for (std::string& line : out.source_notes) line = base::visible(line, true);
  if (out.pass_on) {
    for (std::string* field : {&out.pass_on->to, &out.pass_on->for_whom, &out.pass_on->occasion,
                               &out.pass_on->zone, &out.pass_on->on_behalf_of, &out.pass_on->as_written})
      show(*field);
  }
  return out;
}

message::Slip slip_of(DeskState& desk, const Received& what, const message::Message& message) {
  const message::Header& header = what.row.header;
  message::Slip slip;
  slip.markings = printed_markings(desk.catalogue(), what.row.label, message.markings_as_written);
  slip.dtg = header.date_time_group;
  slip.precedence = message::precedence_of(header);
  if (const auto* channel = desk.catalogue().channel(header.channel)) slip.channel = channel->printed;
  slip.service_line = header.service_line;
  for (const message::Recipient& recipient : header.recipients)
    slip.to.push_back(name_of(recipient) + (recipient.action ? "" : " (INFORMATION)"));
  slip.from = header.originator.empty() ? header.originator_node.value : header.originator.value;
  if (const auto bearer = bearer_of(desk, header.message, what.row.stamps, desk.now())) {
    slip.bearer = bearer->name;
    slip.bearer_serial = bearer->serial;
  }
  slip.number = header.number;
  slip.references = message.references;
  slip.text = whole_text(message);
  return slip;
}

base::Result<ReadMessage> read_message(DeskState& desk, const std::string& which) {
  BC_TRY_VOID(desk.unlocked());
  send_receipts_owed(desk);
  BC_TRY(what, received(desk, which));
  BC_TRY(here, open_received(desk, what, "to read it"));
  BC_TRY(after, received(desk, base::to_hex(what.line.message.view())));  // its state has changed
  ReadMessage out;
  out.line = std::move(after.line);
  out.message = shown(here.opened.content.message);
  out.header = here.opened.content.header;
  out.label = here.opened.outer.label;
  BC_TRY(corrections, corrections_of(desk, what, out.message));
  out.corrections = std::move(corrections);
  out.slip = message::between_banners(message::print_slip(slip_of(desk, what, out.message)) + "\n" +
                                      base::upper(out.line.copy) + "\n" + correction_lines(out.corrections));
  if (out.message.pass_on && out.message.pass_on->deadline)
    out.left_ms = *out.message.pass_on->deadline - here.at;
  out.opened = here.at;
  return out;
}

}  // namespace backchannel::assembly
