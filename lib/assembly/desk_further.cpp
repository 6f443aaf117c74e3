// Further readers: the originator's leave and go-ahead, a reader who lets somebody in, readdressal. The
// original's signature stays with its reader; what goes on is a new message under the hand that passes it on,
// with where it came from and on whose word.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using message::StatementKind;

base::Result<std::vector<store::SubmissionRow>> all_sealings(DeskState& desk, const std::string& which) {
  BC_TRY(rows, sealings_of(desk, which));
  if (!rows.empty()) return rows;
  return std::unexpected(base::Error{Code::NotFound,
                                     "nothing sent from this desk is \"" + base::visible(which) + "\"",
                                     std::nullopt, "see what you sent with: backchannel status"});
}

// To every station that has it, about its own leg.
base::Result<> tell_readers(DeskState& desk, const std::vector<store::SubmissionRow>& sealings,
                            message::Statement statement, std::string_view purpose) {
  for (const store::SubmissionRow& sent : sealings) {
    for (std::uint16_t leg = 0; leg < sent.header.recipients.size(); ++leg) {
      const message::Recipient& recipient = sent.header.recipients[leg];
      statement.message = sent.message;
      statement.transfer = sent.transfer;
      statement.leg = leg;
      const custody::LegKey key{sent.transfer, leg, 1};
      BC_TRY_VOID(
          submit_statement(desk, statement, {recipient.station, sent.header.channel, recipient.precedence},
                           derived_id(purpose, key, desk.person->name.value + "\n" + statement.reader)));
    }
  }
  return {};
}

base::Result<const netplan::Person*> person_or_nearest(DeskState& desk, const std::string& name) {
  if (const netplan::Person* found = person_named(desk.plan(), name)) return found;
  std::vector<std::string> names;
  for (const netplan::Person& each : desk.plan().persons) names.push_back(each.name.value);
  return base::fail(Code::UnknownName,
                    "\"" + base::visible(name) + "\" is no person of this net" + or_nearest(name, names));
}

// Further readers whom the originator has named by a leave whose signature holds.
base::Result<std::vector<std::string>> leaves_of(DeskState& desk, const message::Header& header) {
  std::vector<std::string> out;
  const base::HandlingTime now = desk.now();
  BC_TRY(rows, desk.store.statements(header.message));
  for (const store::StatementRow& row : rows) {
    if (row.statement.kind != StatementKind::Leave) continue;
    const auto said = seal::verify(*desk.trust, row.signed_statement, as_kept(now));
    if (said && said->message == header.message && said->author_person == header.originator.value &&
        said->author_node == header.originator_node.value)
      out.push_back(said->reader);
  }
  return out;
}

// The whole message in a form of this reader's, word for word.
Form whole_form(DeskState& desk, const seal::Opened& opened, std::vector<std::string> to,
                const std::string& precedence, std::string authority) {
  const message::Message& original = opened.content.message;
  const message::Header& header = opened.content.header;
  Form form;
  form.from = desk.person->name.value;
  form.to = std::move(to);
  form.classification = printed_markings(desk.catalogue(), opened.outer.label, {}).classification;
  if (const auto rows = doctrine::rows_of(desk.catalogue(), opened.outer.label))
    for (const doctrine::CaveatRow* row : *rows) form.caveats.push_back(row->name);
  form.precedence =
      precedence.empty() ? std::string(message::name_of(message::precedence_of(header))) : precedence;
  form.subject = original.subject;
  form.references = original.references;
  if (!header.number.series.empty())
    form.references.insert(form.references.begin(), message::slip_number(header.number));
  form.text = original.text;
  form.enclosure = original.enclosure;
  form.garbles = original.garbles;
  form.source_notes = original.source_notes;
  const std::string& digested = original.enclosure.empty() ? original.text : original.enclosure;
  form.provenance = message::Provenance{header.number,
                                        header.message,
                                        header.originator,
                                        header.originator_node,
                                        opened.outer.label,
                                        seal::OpensslDigester().sha256(base::as_bytes(digested)),
                                        false,
                                        std::move(authority)};
  return form;
}

base::Result<Composed> keep_whole(DeskState& desk, const Received& what, const Form& form,
                                  const policy::Verdict& verdict) {
  BC_TRY(resolved, resolve(desk, form));
  resolved.verdict.against.insert(resolved.verdict.against.begin(), verdict.against.begin(),
                                  verdict.against.end());
  BC_TRY(composed, keep_draft(desk, form, std::move(resolved)));
  if (composed.draft != 0)
    BC_TRY_VOID(add_event(desk, what.row.key, store::EventKind::Quoted, composed.summary));
  return std::move(composed);
}

}  // namespace

base::Result<> give_go_ahead(DeskState& desk, const std::string& which) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(sent, all_sealings(desk, which));
  const policy::Delivery delivery =
      policy::delivery_of(desk.catalogue(), sent.front().header, sent.front().created, {});
  if (!delivery.awaits_go_ahead)
    return base::fail(Code::Usage, "\"" + base::visible(which) +
                                       "\" was not sent to be held, so nobody waits for a go-ahead");
  message::Statement statement;
  statement.kind = StatementKind::GoAhead;
  statement.at = desk.now();
  return tell_readers(desk, sent, std::move(statement), "go-ahead");
}

base::Result<> give_leave(DeskState& desk, const std::string& which, const std::string& reader) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(sent, all_sealings(desk, which));
  BC_TRY(further, person_or_nearest(desk, reader));
  message::Statement statement;
  statement.kind = StatementKind::Leave;
  statement.at = desk.now();
  statement.reader = further->name.value;
  return tell_readers(desk, sent, std::move(statement), "leave");
}

base::Result<Composed> admit_reader(DeskState& desk, const std::string& which, const std::string& reader,
                                    const std::string& precedence) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, received(desk, which));
  BC_TRY(further, person_or_nearest(desk, reader));
  BC_TRY(leaves, leaves_of(desk, what.row.header));
  BC_TRY(party, desk.trust->party(further->name.value, desk.now()));
  const policy::Verdict verdict = policy::may_admit(desk.catalogue(), what.row.label, leaves, party);
  if (!verdict.allowed()) return Composed{0, verdict, {}};
  BC_TRY(here, open_received(desk, what, "to admit " + further->name.value));
  const bool by_leave = std::ranges::find(leaves, further->name.value) != leaves.end();
  const std::string authority = desk.person->name.value + " admits " + further->name.value +
                                (by_leave ? " by leave of " + what.row.header.originator.value : "");
  return keep_whole(desk, what, whole_form(desk, here.opened, {further->name.value}, precedence, authority),
                    verdict);
}

base::Result<> tell_of_passing_on(DeskState& desk, const message::Message& message,
                                  const message::Header& onward) {
  if (!message.provenance || message.provenance->authority.empty()) return {};
  BC_TRY(what, received(desk, base::to_hex(message.provenance->message.view())));
  const message::Header& header = what.row.header;
  for (const message::Recipient& recipient : onward.recipients) {
    message::Statement statement = statement_about(what, StatementKind::Admission, desk.now());
    statement.reader = name_of(recipient);
    BC_TRY_VOID(submit_statement(
        desk, std::move(statement), {header.originator_node, header.channel, what.line.precedence},
        derived_id("admission", what.row.key, desk.person->name.value + "\n" + name_of(recipient))));
  }
  return {};
}

base::Result<Composed> readdress_message(DeskState& desk, const std::string& which,
                                         const std::vector<std::string>& to, const std::string& precedence) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, received(desk, which));
  const policy::Verdict verdict = policy::may_readdress(desk.catalogue(), what.row.label);
  if (!verdict.allowed()) return Composed{0, verdict, {}};
  BC_TRY(here, open_received(desk, what, "to readdress it"));
  return keep_whole(desk, what,
                    whole_form(desk, here.opened, to, precedence,
                               "readdressed by " + desk.person->name.value + ", " + desk.station->name.value),
                    verdict);
}

}  // namespace backchannel::assembly
