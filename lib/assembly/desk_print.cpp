// A paper that leaves the screen: refused where a marking forbids copies, before anything is opened.

#include "backchannel/base/format.h"
#include "backchannel/message/frus.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

base::Result<> may_leave_the_screen(DeskState& desk, const Received& what, const message::Label& label) {
  const policy::Verdict verdict = policy::may_copy(desk.catalogue(), label);
  if (verdict.allowed()) return {};
  base::Error error = verdict.error();
  const std::string words = std::string(base::row_of(error.code).name) + ": to print it";
  BC_TRY_VOID(add_event(desk, what.row.key, store::EventKind::Refused, words));
  return std::unexpected(std::move(error));
}

// "The President's Deputy Assistant (Haig)"; the name alone when the net gives no title.
std::string titled(const DeskState& desk, const std::string& name) {
  const netplan::Person* person = person_named(desk.plan(), name);
  return person == nullptr || person->title.empty() ? name : person->title + " (" + name + ")";
}

message::FrusDocument frus_of(DeskState& desk, const Received& what, const message::Message& message) {
  const message::Header& header = what.row.header;
  message::FrusDocument out;
  std::string readers;
  for (const message::Recipient& recipient : header.recipients)
    readers += (readers.empty() ? "" : ", ") + titled(desk, name_of(recipient));
  out.title = "Backchannel Message From " + titled(desk, header.originator.value) + " to " + readers;
  out.dateline = header.originator_node.value + ", " + message::frus_date(header.created);
  if (header.number.serial != 0) out.number = what.line.number;
  out.references = message.references;
  out.text = message.text;
  out.enclosure = message.enclosure;
  out.garbles = message.garbles;
  const auto markings = printed_markings(desk.catalogue(), what.row.label, message.markings_as_written);
  out.notes.push_back("Source: Backchannel exercise, mailbox of " + what.row.recipient().station.value +
                      ". " + message::print_marking_string(markings, message::precedence_of(header)));
  out.notes.insert(out.notes.end(), message.source_notes.begin(), message.source_notes.end());
  return out;
}

std::string paper_of(DeskState& desk, const Received& what, const message::Message& message, Paper paper) {
  switch (paper) {
    case Paper::Slip:
      return message::print_slip(slip_of(desk, what, message));
    case Paper::Frus:
      return message::print_frus(frus_of(desk, what, message));
  }
  return {};
}

}  // namespace

base::Result<PrintedMessage> print_message(DeskState& desk, const std::string& which,
                                           const PrintOrder& order) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, received(desk, which));
  // Who may not open it is told so, and nothing of what its markings say of copies.
  if (what.line.mine) BC_TRY_VOID(may_leave_the_screen(desk, what, what.row.label));
  BC_TRY(here, open_received(desk, what, "to print it"));
  BC_TRY_VOID(may_leave_the_screen(desk, what, here.opened.outer.label));
  return PrintedMessage{what.line, message::between_banners(paper_of(
                                       desk, what, shown(here.opened.content.message), order.paper))};
}

}  // namespace backchannel::assembly
