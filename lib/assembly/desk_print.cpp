// A paper that leaves the screen: refused where a marking forbids copies, before anything is opened.

#include "desk_state.h"

namespace backchannel::assembly {

namespace {

base::Result<> may_leave_the_screen(DeskState& desk, const Received& what, const message::Label& label) {
  policy::Verdict verdict = policy::may_copy(desk.catalogue(), label);
  if (delivery_here(desk, what.row).orally_only)
    verdict.against.push_back(
        {base::Code::Held,
         "A delivery instruction lets it be told by word of mouth only: no paper leaves "
         "the station. Read it on the screen."});
  if (verdict.allowed()) return {};
  base::Error error = verdict.error();
  const std::string words = std::string(base::row_of(error.code).text) + ": to print it";
  BC_TRY_VOID(add_event(desk, what.row.key, store::EventKind::Refused, words));
  return std::unexpected(std::move(error));
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
  const message::Message opened = shown(here.opened.content.message);
  BC_TRY(text, paper_of(desk, what, opened, order));
  BC_TRY(corrections, corrections_of(desk, what, opened));
  const std::string lines = correction_lines(corrections);
  return PrintedMessage{what.line, std::move(text),
                        lines.empty() ? std::string() : message::between_banners(lines)};
}

}  // namespace backchannel::assembly
