#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using store::EventKind;

base::Result<Received> opened_before(DeskState& desk, const std::string& which) {
  BC_TRY(what, received(desk, which));
  if (what.event(EventKind::Opening) != nullptr) return std::move(what);
  if (!what.line.mine) return base::fail(Code::NotARecipient, what.line.why_not);
  return std::unexpected(base::Error{Code::Permission, "you have not opened " + what.line.number + " yet",
                                     std::nullopt, "read it first: backchannel read"});
}

// A quotation or admission that was begun holds the text too.
base::Result<std::vector<std::int64_t>> delete_drafts_of(DeskState& desk, const base::MessageId& message) {
  std::vector<std::int64_t> deleted;
  BC_TRY(drafts, desk.store.drafts(desk.person->name));
  for (const store::DraftRow& draft : drafts) {
    BC_TRY(form, open_draft(desk, draft));
    if (!form.provenance || form.provenance->message != message) continue;
    BC_TRY_VOID(desk.store.delete_draft(draft.id));
    deleted.push_back(draft.id);
  }
  return deleted;
}

}  // namespace

base::Result<> acknowledge_message(DeskState& desk, const std::string& which, const std::string& words) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, opened_before(desk, which));
  BC_TRY_VOID(words_fit(words, "an acknowledgement"));
  message::Statement statement = statement_about(what, message::StatementKind::Acknowledgement, desk.now());
  statement.text = words;
  const About about = back(desk, what);
  BC_TRY_VOID(
      submit_statement(desk, std::move(statement), about,
                       derived_id("acknowledgement", what.row.key, desk.person->name.value + "\n" + words)));
  return add_event(desk, what.row.key, EventKind::Acknowledged, words);
}

base::Result<std::vector<std::int64_t>> sign_off_message(DeskState& desk, const std::string& which) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, opened_before(desk, which));
  // First: whoever is stopped here signs off again.
  BC_TRY(deleted, delete_drafts_of(desk, what.row.header.message));
  if (what.event(EventKind::SignedOff) != nullptr) return deleted;
  // Once the copy is gone, no receipt can be made from it.
  send_receipts_owed(desk);
  BC_TRY_VOID(add_event(desk, what.row.key, EventKind::SignedOff));
  desk.wake();
  return deleted;
}

}  // namespace backchannel::assembly
