#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "desk_state.h"

namespace backchannel::assembly {

base::Result<Composed> keep_draft(DeskState& desk, const Form& form, Resolved resolved) {
  Composed out{0, std::move(resolved.verdict), std::move(resolved.summary)};
  if (!out.verdict.allowed()) return out;
  const base::HandlingTime now = desk.now();
  store::DraftRow row;
  row.author = desk.person->name;
  row.saved_at = now;
  std::string toml = to_toml(form);
  auto sealed = seal::seal_to_self(*desk.trust, desk.person->name.value, base::as_bytes(toml), now);
  base::wipe(toml.data(), toml.size());
  if (!sealed) return std::unexpected(sealed.error());
  row.sealed = std::move(*sealed);
  BC_TRY(id, desk.store.put_draft(row));
  out.draft = id;
  return out;
}

base::Result<Composed> compose_form(DeskState& desk, const Form& form) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(resolved, resolve(desk, form));
  // Whoever quotes opens the original and signs for it; a form cannot claim to have done so.
  if (form.provenance)
    resolved.verdict.against.push_back({base::Code::PassOn,
                                        "Where a quoted text comes from is written by quoting the message, "
                                        "not by hand. Leave out [provenance], or "
                                        "use: backchannel quote."});
  return keep_draft(desk, form, std::move(resolved));
}

base::Result<Form> open_draft(DeskState& desk, const store::DraftRow& draft) {
  BC_TRY(keys, desk.unlocked());
  if (draft.author != desk.person->name)
    return base::fail(base::Code::Permission,
                      "draft " + std::to_string(draft.id) + " is " + draft.author.value + "'s");
  BC_TRY(text, seal::open_own(*desk.trust, desk.person->name.value, keys->agreement, draft.sealed));
  return parse_form(text.text(), "draft " + std::to_string(draft.id));
}

base::Result<std::vector<std::pair<std::int64_t, std::string>>> list_drafts(DeskState& desk) {
  BC_TRY(rows, desk.store.drafts(desk.person->name));
  std::vector<std::pair<std::int64_t, std::string>> out;
  for (const store::DraftRow& row : rows) {
    std::string summary = "sealed " + message::to_dtg(row.saved_at);
    if (desk.keys) {
      auto form = open_draft(desk, row);
      if (!form && form.error().code != base::Code::Revoked) return std::unexpected(std::move(form).error());
      if (form) {
        BC_TRY(resolved, resolve(desk, *form));
        summary = resolved.summary;
      } else {
        summary += "; " + form.error().detail;
      }
    }
    out.emplace_back(row.id, std::move(summary));
  }
  return out;
}

}  // namespace backchannel::assembly
