// A second person's release. The draft goes to his desk as a paper sealed to him; what comes back is his
// signature over it, which travels in the signed header.

#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;

// What is given when it is sent, and may differ then without its being another message.
wire::Content as_released(wire::Content content) {
  message::Header& header = content.header;
  header.created = {};
  header.expires = {};
  header.date_time_group = {};
  header.number.serial = 0;
  header.size_class = 0;
  header.release.reset();
  for (message::Recipient& recipient : header.recipients) recipient.pair_sequence = 0;
  return content;
}

base::Result<wire::Draft> open_paper(DeskState& desk, base::BytesView paper) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY(text, seal::open_own(*desk.trust, desk.person->name.value, keys->agreement, paper));
  return wire::decode_draft(base::as_bytes(text.text()));
}

}  // namespace

base::Digest released_digest(const wire::Content& content, const message::Label& label) {
  return seal::OpensslDigester().sha256(wire::encode(wire::Draft{as_released(content), label}));
}

base::Result<base::Bytes> offer_draft(DeskState& desk, std::int64_t id, const std::string& releaser) {
  BC_TRY_VOID(desk.unlocked());
  const netplan::Person* person = person_named(desk.plan(), releaser);
  if (person == nullptr) {
    std::vector<std::string> names;
    for (const netplan::Person& each : desk.plan().persons)
      if (each.releases) names.push_back(each.name.value);
    return base::fail(Code::UnknownName, "\"" + base::visible(releaser) + "\" is no person of this net" +
                                             or_nearest(releaser, names));
  }
  const policy::Party by = netplan::party_of(*person);
  if (const policy::Verdict verdict = policy::may_release(netplan::party_of(*desk.person), &by);
      !verdict.allowed())
    return std::unexpected(verdict.error());
  BC_TRY(draft, desk.store.draft(id));
  BC_TRY(form, open_draft(desk, draft));
  BC_TRY(resolved, resolve(desk, form));
  if (!resolved.verdict.allowed()) return std::unexpected(resolved.verdict.error());
  // Whoever releases it reads it.
  BC_TRY(party, desk.trust->party(person->name.value, desk.now()));
  if (!message::covers(party.clearance, resolved.label))
    return base::fail(Code::Dominance, "Whoever releases a message reads it, and the clearance of " +
                                           person->name.value + " does not cover " +
                                           marking_words(desk.catalogue(), resolved.label));
  BC_TRY_VOID(choose_id(desk, draft));
  wire::Content content{std::move(resolved.header), std::move(resolved.message), {}};
  content.header.message = *draft.message;
  base::Bytes bytes = wire::encode(wire::Draft{as_released(std::move(content)), resolved.label});
  auto paper = seal::seal_to_self(*desk.trust, person->name.value, bytes, desk.now());
  base::wipe(bytes.data(), bytes.size());
  return paper;
}

base::Result<Offered> read_offered(DeskState& desk, base::BytesView paper) {
  BC_TRY(offered, open_paper(desk, paper));
  const message::Header& header = offered.content.header;
  std::string to;
  for (const message::Recipient& recipient : header.recipients)
    to += (to.empty() ? "" : ", ") + name_of(recipient);
  Offered out;
  out.message = header.message;
  out.author = origin_of(header);
  out.markings = marking_words(desk.catalogue(), offered.label);
  out.summary = std::string(message::name_of(message::precedence_of(header))) + " to " + to;
  out.text = std::move(offered.content.message);
  for (std::string* words : {&out.text.subject, &out.text.text, &out.text.enclosure})
    *words = base::visible(*words, true);
  return out;
}

base::Result<base::Bytes> release_offered(DeskState& desk, base::BytesView paper) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY(offered, open_paper(desk, paper));
  message::Statement statement;
  statement.kind = message::StatementKind::Release;
  statement.message = offered.content.header.message;
  statement.at = desk.now();
  statement.author_person = desk.person->name.value;
  statement.author_node = desk.station->name.value;
  const base::Digest digest = released_digest(offered.content, offered.label);
  statement.data.assign(digest.value.begin(), digest.value.end());
  BC_TRY(said, seal::sign(*desk.trust, statement, desk.person->name.value, keys->signing));
  return wire::encode(said);
}

}  // namespace backchannel::assembly
