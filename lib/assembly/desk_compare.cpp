// The original's enclosure beside the text that a quoting hand passed on. Hubs edited what they passed on
// (FRUS 1969-76 v. IX d. 46 against d. 51): whoever has both may see what was changed.

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;

// What of a message a comparison looks at. Its text is wiped when it is done.
struct Copy {
  std::string number, by;
  std::string body;  // the enclosure, else the text
  std::optional<message::Provenance> provenance;

  Copy() = default;
  Copy(Copy&&) = default;
  Copy& operator=(Copy&&) = delete;
  ~Copy() { base::wipe(body.data(), body.size()); }
};

const std::string& body_of(const std::string& text, const std::string& enclosure) {
  return enclosure.empty() ? text : enclosure;
}

// The writer's own file copy: nobody is told that he looks at it.
base::Result<Copy> from_file(DeskState& desk, const store::SubmissionRow& sent) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY(text, seal::open_own(*desk.trust, desk.person->name.value, keys->agreement, sent.file_copy));
  BC_TRY(form, parse_form(text.text(), "the file copy"));
  Copy out;
  out.number = printed_number(sent.header, std::nullopt);
  out.by = origin_of(sent.header);
  out.body = body_of(form.text, form.enclosure);
  out.provenance = form.provenance;
  return out;
}

base::Result<Copy> from_mailbox(DeskState& desk, const Received& what, std::string_view purpose) {
  BC_TRY(here, open_received(desk, what, purpose));
  const message::Message& message = here.opened.content.message;
  Copy out;
  out.number = what.line.number;
  out.by = origin_of(what.row.header);
  out.body = body_of(message.text, message.enclosure);
  out.provenance = message.provenance;
  return out;
}

base::Result<Copy> copy_of(DeskState& desk, const std::string& which, std::string_view purpose) {
  BC_TRY(sent, sealings_of(desk, which));
  auto here = received(desk, which);
  if (!sent.empty() && here && !same_message(here->row.header, sent.front().header))
    return std::unexpected(
        base::Error{Code::Usage, "\"" + base::visible(which) + "\" fits several messages", std::nullopt,
                    "give the series with the number, or the beginning of the message id"});
  if (!sent.empty()) return from_file(desk, sent.back());
  if (!here) return std::unexpected(std::move(here).error());
  return from_mailbox(desk, *here, purpose);
}

std::string origin_words(const message::Provenance& from) {
  return base::visible(from.originator.empty() ? from.originator_node.value
                                               : from.originator.value + ", " + from.originator_node.value);
}

std::string number_words(const message::Provenance& from) {
  const std::string number = base::visible(message::summary_number(from.number, std::nullopt));
  return number.empty() ? base::to_hex(from.message.view()).substr(0, 8) : number;
}

// Whoever has only one of the two learns who has the other, which the quotation itself says.
base::Result<Copy> original_of(DeskState& desk, const Copy& quotation) {
  const message::Provenance& from = *quotation.provenance;
  auto found = copy_of(desk, base::to_hex(from.message.view()), "to compare it with " + quotation.number);
  if (found) return found;
  base::Error error = std::move(found).error();
  if (error.code != Code::NotFound) {
    error.detail = "comparing needs both texts, and " + number_words(from) + " cannot be opened here: " +
                   (error.detail.empty() ? std::string(base::row_of(error.code).text) : error.detail);
    return std::unexpected(std::move(error));
  }
  return std::unexpected(base::Error{Code::NotFound,
                                     "comparing needs both texts, and of the two only " + quotation.number +
                                         " is here: " + number_words(from) + " is with " +
                                         origin_words(from) + ", who wrote it, and with " + quotation.by +
                                         ", who quoted it",
                                     std::nullopt, "ask one of them to compare"});
}

}  // namespace

base::Result<Compared> compare_message(DeskState& desk, const std::string& which) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(quotation, copy_of(desk, which, "to compare it with what it quotes"));
  if (!quotation.provenance)
    return std::unexpected(base::Error{Code::Usage,
                                       quotation.number + " quotes no other message, so there is nothing to "
                                                          "compare it with",
                                       std::nullopt, "name the message that passed a text on"});
  BC_TRY(original, original_of(desk, quotation));
  Compared out;
  out.quotation = quotation.number;
  out.quoted_by = quotation.by;
  out.original = original.number;
  out.written_by = original.by;
  out.said_changed = quotation.provenance->changed;
  out.same_original =
      quotation.provenance->enclosure == seal::OpensslDigester().sha256(base::as_bytes(original.body));
  out.difference = text::word_difference(original.body, quotation.body);
  out.changed = base::visible(text::to_words(out.difference));
  for (text::WordRun& run : out.difference)
    for (std::string& word : run.words) word = base::visible(word);
  return out;
}

}  // namespace backchannel::assembly
